"""COD103, COD104, COD107: codes and names against the catalogue of the document's year."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.classification import (
    Entry,
    Match,
    NameVerdict,
    Strength,
    judge_name,
    normalise_name,
    parent_of,
    strength_of,
)
from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.rules import rule

from .code_columns import (
    CodeColumn,
    CodeEntry,
    code_columns,
    entry_key,
    label_evidence,
    not_checked,
    passed,
)

#: A name or code that ended this many years ago is no longer in use anywhere.
_LONG_PAST = 2
#: So many more characters than the name has are a name of their own.
_ANOTHER_NAME = 4
#: A known ancestor read in this many documents makes a gap in the catalogue unlikely.
_WELL_KNOWN = 10


def seen_text(entry: Entry) -> str:
    """How well a name is known, for messages."""
    if entry.evidence == "seen" and entry.documents_seen:
        return f"该名称见于 {entry.documents_seen} 份公开文件"
    return "该名称尚无公开文件佐证，请核对"


@rule(
    "COD103",
    name="科目编码不在当年目录中",
    name_en="Code not in the catalogue of the year",
    severity=Severity.WARNING,
    basis="当年《政府收支分类科目》",
    message="{year} 年的科目目录中没有 {code}（{name}）：{hint}",
    message_en="{code} ({name}) is not in the catalogue of {year}: {hint}",
)
def cod103(document: Document) -> Iterator[Outcome]:
    """科目编码不在当年目录中。

    检查内容
        功能分类、经济分类的编码在文件所属年度的科目目录中存在。
    依据
        当年《政府收支分类科目》。内置目录据公开文件整理，可能不全，因此编码查不到时一般只作提醒；
        名称在目录中另有编码，而且该名称多次见于公开文件的，才报为错误。
    示例
        2080550 机关事业单位基本养老保险缴费支出：目录中没有 2080550，该名称的编码是 2080505。
    如何修改
        核对编码是否打错；已停用的科目改用新科目。
    容差
        停用或启用相差一年之内的只作参考。地方自设的明细编码（在款、项之后再加两位）不检查。
    """
    for column in code_columns(document):
        if column.year is None or column.unjudged:
            yield not_checked("COD103", column, column.unjudged)
            continue
        for entry in column.entries:
            if entry.code is not None and not _is_local(entry):
                yield _existence(column, entry, entry.code, column.year)


def _is_local(entry: CodeEntry) -> bool:
    """Whether the code is a local detail below the last level of its classification."""
    code = entry.code or ""
    official_length = 7 if entry.book.kind.value in ("functional", "revenue") else 5
    return len(code) > official_length and code not in entry.book


def _existence(column: CodeColumn, entry: CodeEntry, code: str, year: int) -> Outcome:
    if entry.book.in_year(code, year):
        return passed("COD103", column, entry)
    if code.endswith("00") and parent_of(code) in entry.book:
        # 2121100 repeats its 款 as an 项: in use, and the catalogue lists few of them
        return not_checked("COD103", column, f"内置目录未收录以 00 结尾的编码 {code}")
    others = entry.book.official(code)
    if others:
        nearest = min(others, key=lambda e: e.distance(year))
        past = nearest.last_edition < year
        edge = nearest.last_edition if past else nearest.first_edition
        hint = f"该编码用到 {edge} 年为止" if past else f"该编码自 {edge} 年起使用"
        near = nearest.distance(year) < _LONG_PAST or year in nearest.years_seen
        severity = Severity.INFO if near else Severity.WARNING
        return _missing(column, entry, severity, hint)
    bearer = _bearer_of(entry, year)
    if bearer is not None:
        hint = f"该名称的编码是 {bearer.code}，{seen_text(bearer)}"
        return _missing(column, entry, Severity.ERROR, hint, bearer.code)
    ancestor = next(
        (a for size in (5, 3) if size < len(code) for a in entry.book.in_year(code[:size], year)),
        None,
    )
    if ancestor is not None and ancestor.documents_seen >= _WELL_KNOWN:
        return _missing(column, entry, Severity.WARNING, "内置目录可能不全，请核对编码")
    return _missing(column, entry, Severity.INFO, "内置目录在这一部分不全，请核对编码")


def _bearer_of(entry: CodeEntry, year: int) -> Entry | None:
    """The one well-known code of that year that bears the printed name, if there is one."""
    bearers = [
        e for e in entry.book.by_name.get(normalise_name(entry.name), ()) if e.valid_in(year)
    ]
    siblings = [e for e in bearers if parent_of(e.code) == parent_of(entry.code or "")]
    chosen = bearers if len(bearers) == 1 else siblings
    if len(chosen) == 1 and strength_of(chosen[0], year) is Strength.STRONG:
        return chosen[0]
    return None


def _missing(
    column: CodeColumn, entry: CodeEntry, severity: Severity, hint: str, expected: str = ""
) -> Outcome:
    return Outcome(
        "COD103",
        Status.FAIL,
        key=entry_key(column, entry),
        severity=severity,
        arguments={
            "code": entry.shown,
            "name": entry.name,
            "year": str(column.year),
            "hint": hint,
            "expected": expected,
        },
        evidence=(label_evidence(entry, column.table),),
        expected=expected,
        actual=entry.label,
        table=column.table.id,
        page=entry.row.page,
    )


@rule(
    "COD104",
    name="科目名称与编码不符",
    name_en="Name does not belong to the code",
    severity=Severity.ERROR,
    basis="当年《政府收支分类科目》",
    message="{code} 的名称印作“{name}”，{year} 年科目目录中是“{expected}”（{hint}）",
    message_en="{code} is named {name!r}; the catalogue of {year} has {expected!r} ({hint})",
)
def cod104(document: Document) -> Iterator[Outcome]:
    """科目名称与编码不符。

    检查内容
        科目名称是该编码在文件所属年度的名称。空格、全角半角、序号和（类）（款）（项）不计。
    依据
        当年《政府收支分类科目》。名称见于十份以上公开文件（年度包括本年）的，不符为错误；
        见于三份以上的，不符为提醒；更少的，只作参考。
    示例
        201 印作“一般公共预算支出”，应为“一般公共服务支出”。
    如何修改
        核对编码和名称哪一个打错；科目改过名称的，用当年的名称。
    容差
        只差“的”“与”等字、因列宽没有印全、改名前后一年之内的旧名称，只作参考。
    """
    for column in code_columns(document):
        if column.year is None or column.unjudged:
            yield not_checked("COD104", column, column.unjudged)
            continue
        if not column.named:
            yield not_checked("COD104", column, "编码旁边印的多数不是科目名称，没有核对名称")
            continue
        for entry in column.entries:
            if entry.code is None or not entry.name.strip():
                continue
            if _is_local(entry):
                reason = f"{entry.shown} 是地方自设的明细科目，目录中没有它的名称"
                yield not_checked("COD104", column, reason)
                continue
            verdict = judge_name(entry.book, entry.code, entry.name, column.year)
            if verdict.match is not Match.UNKNOWN:  # COD103 speaks of unknown codes
                yield _name_outcome(column, entry, verdict, column.year)


def _name_outcome(column: CodeColumn, entry: CodeEntry, verdict: NameVerdict, year: int) -> Outcome:
    expected = verdict.expected
    if expected is None or verdict.match in (Match.EQUAL, Match.VARIANT):
        return passed("COD104", column, entry)
    if any(f.uncertain and f.row == entry.row.index for f in column.table.figures.values()):
        return not_checked("COD104", column, f"{entry.shown} 一行的文字与别的行分不清")
    severity, hint = _grade(verdict, expected, year)
    if severity is not Severity.INFO and _holds_several(entry, expected.name):
        return not_checked("COD104", column, f"{entry.shown} 的格内连着印有几个科目的名称")
    if severity is Severity.ERROR and _runs_on(entry.name, expected.name):
        # the names of several lines, run together where nothing is ruled between them
        severity, hint = Severity.WARNING, "名称后面还连着别的字"
    other = _code_meant(column, entry, expected, year)
    if other:
        hint += f"；该名称的编码是 {other}，而 {entry.shown} 在表中另有一行，多半是编码写错"
    return Outcome(
        "COD104",
        Status.FAIL,
        key=entry_key(column, entry),
        severity=severity,
        arguments={
            "code": entry.shown,
            "name": entry.name,
            "year": str(year),
            "expected": expected.name,
            "hint": hint,
        },
        evidence=(label_evidence(entry, column.table),),
        expected=f"{other} {entry.name}" if other else expected.name,
        actual=f"{entry.shown} {entry.name}" if other else entry.name,
        table=column.table.id,
        page=entry.row.page,
    )


def _runs_on(printed: str, name: str) -> bool:
    """Whether the printed text begins with the name and goes on with that of something else."""
    own, wanted = normalise_name(printed), normalise_name(name)
    return own.startswith(wanted) and len(own) >= len(wanted) + _ANOTHER_NAME


def _code_meant(column: CodeColumn, entry: CodeEntry, expected: Entry, year: int) -> str:
    """The code that a wrong name belongs to, where the printed code has a line of its own."""
    bearer = _bearer_of(entry, year)
    codes = {e.code for e in column.entries}
    own = any(e.code == entry.code and e.name == expected.name for e in column.entries)
    return bearer.code if bearer is not None and own and bearer.code not in codes else ""


def _holds_several(entry: CodeEntry, name: str) -> bool:
    """Whether the printed text holds the right name and others of the catalogue besides."""
    own, wanted = normalise_name(entry.name), normalise_name(name)
    if wanted not in own:
        return False
    rest = own.replace(wanted, "|")
    return any(len(other) >= _ANOTHER_NAME and other in rest for other in entry.book.by_name)


def _grade(verdict: NameVerdict, expected: Entry, year: int) -> tuple[Severity, str]:
    """Severity and reason of a name that is not the catalogue's, letter by letter."""
    if verdict.match is Match.MINOR:
        return Severity.INFO, "只差个别虚字"
    if verdict.match is Match.TRUNCATED:
        return Severity.INFO, "名称没有印全"
    strength = strength_of(expected, year)
    found = verdict.found
    if verdict.match is Match.OTHER_EDITION and found is not None:
        past = found.last_edition < year
        edge = found.last_edition if past else found.first_edition
        hint = f"所印名称{'用到' if past else '启用于'} {edge} 年"
        if found.distance(year) < _LONG_PAST or year in found.years_seen:
            return Severity.INFO, hint
        strong = strength is Strength.STRONG
        return (Severity.ERROR if strong else Severity.WARNING), hint
    severity = {
        Strength.STRONG: Severity.ERROR,
        Strength.MEDIUM: Severity.WARNING,
        Strength.WEAK: Severity.INFO,
    }[strength]
    return severity, seen_text(expected)
