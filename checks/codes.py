"""COD101, COD102, COD105, COD106: the order and shape of the 科目 codes of a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from budgetlint.classification import normalise_name, parent_of
from budgetlint.model import ColumnRole, Document, Outcome, RowRole, Severity, Status, TableKind
from budgetlint.rules import rule

from .code_columns import (
    CodeColumn,
    CodeEntry,
    code_columns,
    entry_key,
    label_evidence,
    not_applicable,
    not_checked,
    passed,
)

_BASIS = "《政府收支分类科目》类、款、项三级编码"
#: A table shows all levels by habit when at least this share of its lines has its parent.
_HABIT = 0.8
_SURE_OTHERS = 5
#: Tables whose lines are keyed by nothing but the code.
_KEYED_BY_CODE = frozenset(
    {
        TableKind.INCOME,
        TableKind.EXPENDITURE,
        TableKind.APPROPRIATION_EXPENDITURE,
        TableKind.GENERAL_EXPENDITURE,
        TableKind.BASIC_EXPENDITURE,
        TableKind.GOVERNMENT_FUND,
        TableKind.STATE_CAPITAL,
    }
)


def _fail(
    code: str, column: CodeColumn, entry: CodeEntry, severity: Severity, arguments: dict[str, str]
) -> Outcome:
    return Outcome(
        code,
        Status.FAIL,
        key=entry_key(column, entry),
        severity=severity,
        arguments={"code": entry.shown, "name": entry.name, **arguments},
        evidence=(label_evidence(entry, column.table),),
        expected=arguments.get("expected", ""),
        actual=arguments.get("actual", entry.label),
        table=column.table.id,
        page=entry.row.page,
    )


def _children(column: CodeColumn) -> list[tuple[CodeEntry, str]]:
    """The lines below 类 level with their codes."""
    return [(e, e.code) for e in column.entries if e.code is not None and len(e.code) > 3]


@rule(
    "COD101",
    name="上级科目缺失",
    name_en="Parent code missing",
    severity=Severity.ERROR,
    basis=_BASIS,
    message="{code} {name} 的上级科目 {expected} 不在本表中，而本表其他科目都列有上级",
    message_en="{expected}, the parent of {code} {name}, is not in the table, "
    "which lists the parents of its other lines",
)
def cod101(document: Document) -> Iterator[Outcome]:
    """上级科目缺失。

    检查内容
        表中列有类、款、项各级时，每个款有它的类，每个项有它的款。
        只列到类或只列项的表不适用。
    依据
        《政府收支分类科目》：201 → 20103 → 2010301，编码逐级加两位。
    示例
        表中有 201、20103、2010301，又有 2080505 而没有 20805：缺 20805。
    如何修改
        核对编码是否打错；没有打错的，补上缺少的类、款一行及其金额。
    容差
        无。其他科目不足五个或不是都有上级时，只作提醒。
    """
    for columns in _by_table(document).values():
        present = {code for column in columns for code in column.codes}
        children = [code for column in columns for _, code in _children(column)]
        total = Counter(len(code) for code in children)
        complete = Counter(len(code) for code in children if parent_of(code) in present)
        shows = {n for n in total if complete[n] and complete[n] >= _HABIT * (total[n] - 1)}
        for column in columns:
            sizes = {len(code) for _, code in _children(column)}
            if not sizes & shows:
                yield not_applicable("COD101", column, "本表不逐级列出上级科目")
            for entry, code in _children(column):
                size = len(code)
                if parent_of(code) in present:
                    yield passed("COD101", column, entry)
                elif size in shows:
                    sure = complete[size] == total[size] - 1 >= _SURE_OTHERS
                    severity = Severity.ERROR if sure else Severity.WARNING
                    yield _fail("COD101", column, entry, severity, {"expected": parent_of(code)})


def _by_table(document: Document) -> dict[str, list[CodeColumn]]:
    """The columns of each table: a 类 on the left may have its 款 on the right."""
    found: dict[str, list[CodeColumn]] = defaultdict(list)
    for column in code_columns(document):
        found[column.table.id].append(column)
    return found


@rule(
    "COD102",
    name="科目排在别的上级之下",
    name_en="Code under another parent",
    severity=Severity.WARNING,
    basis=_BASIS,
    message="{code} {name} 排在 {actual_parent} 之下，按编码应排在 {expected} 之下",
    message_en="{code} {name} stands under {actual_parent}; "
    "by its code it belongs under {expected}",
)
def cod102(document: Document) -> Iterator[Outcome]:
    """科目排在别的上级之下。

    检查内容
        表按类、款、项逐级排列时，每个款、项排在自己的上级科目之下。
    依据
        《政府收支分类科目》：项的编码以所属款的编码开头，款的编码以所属类的编码开头。
    示例
        2080505 排在 21011 行政事业单位医疗之下，而 20805 另在别处：位置错了。
    如何修改
        核对编码是否打错；没有打错的，把这一行移到它的上级科目之下。
    容差
        无。多数科目不按上级排列的表不适用。
    """
    for column in code_columns(document):
        placed = list(_placed(column))
        wrong = [(e, code, above) for e, code, above in placed if above != parent_of(code)]
        right = len(placed) - len(wrong)
        if right < 3 or right < _HABIT * len(placed):
            yield not_applicable("COD102", column, "本表不按类、款、项逐级排列")
            continue
        misplaced = {id(e) for e, _, _ in wrong}
        for entry, _, _ in placed:
            if id(entry) not in misplaced:
                yield passed("COD102", column, entry)
        for entry, code, above in wrong:
            arguments = {"expected": parent_of(code), "actual_parent": above}
            yield _fail("COD102", column, entry, Severity.WARNING, arguments)


def _placed(column: CodeColumn) -> Iterator[tuple[CodeEntry, str, str]]:
    """Each line whose parent is in the column, with the last line of the parent's level."""
    last: dict[int, str] = {}
    for entry in column.entries:
        code = entry.code
        if code is None:
            continue
        size = len(code)
        above = last.get(size - 2, "")
        if above and parent_of(code) in column.codes:
            yield entry, code, above
        last[size] = code


@rule(
    "COD105",
    name="科目编码位数不对",
    name_en="Malformed code",
    severity=Severity.WARNING,
    basis=_BASIS,
    message="科目编码“{code}”（{name}）位数不对，应为 {expected}",
    message_en="The code {code!r} ({name}) has a wrong number of digits; expected {expected}",
)
def cod105(document: Document) -> Iterator[Outcome]:
    """科目编码位数不对。

    检查内容
        类为三位，款为五位，项为七位；款、项的两位数字不足两位时前面补零。
    依据
        《政府收支分类科目》编码规则。
    示例
        “301 | 2”应为“301 | 02”；“208055”应为“2080505”。
    如何修改
        补上丢失的零。电子表格中把编码列设为文本格式，零就不会丢失。
    容差
        无。地方在款下自设的七位明细（如 3010201）不算错误。
    """
    for column in code_columns(document):
        for entry in column.entries:
            if _well_formed(entry):
                yield passed("COD105", column, entry)
                continue
            if any(len(part) > 2 for part in entry.printed.split()[1:]):
                # 310 9902: the codes of two rows in one cell
                yield not_checked("COD105", column, f"{entry.shown} 的格内连着印有几个编码")
                continue
            expected = entry.code or "三位（类）、五位（款）或七位（项）"
            arguments = {"code": entry.printed, "expected": expected, "actual": entry.printed}
            yield _fail("COD105", column, entry, Severity.WARNING, arguments)


def _well_formed(entry: CodeEntry) -> bool:
    """Whether the cells of a code have three digits (类) and two each (款、项)."""
    parts = entry.printed.split()
    if len(parts) == 1:
        return len(entry.printed) == 2 or entry.printed == entry.code or len(entry.printed) > 7
    return len(parts[0]) in (2, 3, 5) and all(len(p) == 2 for p in parts[1:])


@rule(
    "COD106",
    name="科目编码重复",
    name_en="Duplicate code",
    severity=Severity.WARNING,
    basis=_BASIS,
    message="{code} {name} 在本表中出现 {count} 次",
    message_en="{code} {name} stands {count} times in the table",
    kinds=tuple(sorted(_KEYED_BY_CODE, key=lambda k: k.value)),
)
def cod106(document: Document) -> Iterator[Outcome]:
    """科目编码重复。

    检查内容
        只按科目列示的表（收入、支出、基本支出等表）中，同一科目只出现一次。
        分单位列示的，在每个单位之内只出现一次；有第二种分类的，两种编码合起来只出现一次。
    依据
        一个科目在一张表中只有一个数，分两行列示会使汇总、比对出错。
    示例
        支出总表中 2080505 出现两行：应合并，或其中一行的编码打错。
    如何修改
        核对两行的编码；编码都对的，合并为一行。
    容差
        重复的科目超过十分之一的表，视为还按其他内容分行，不适用。
    """
    seen: set[tuple[str, int]] = set()
    for column in code_columns(document):
        table, place = column.table, (column.table.id, column.panel)
        if table.kind not in _KEYED_BY_CODE or place in seen:
            continue
        seen.add(place)
        if any(c.role is ColumnRole.TEXT for c in table.columns if c.panel == column.panel):
            yield not_applicable("COD106", column, "本表除科目外还按其他内容分行")
            continue
        beside = [c for c in code_columns(document) if c.table is table]
        groups = _same_key(column, beside)
        repeated = sum(len(g) - 1 for g in groups)
        if repeated * 10 > len(column.entries) and repeated > 1:
            yield not_applicable("COD106", column, "本表除科目外还按其他内容分行")
            continue
        for group in groups:
            if len(group) == 1:
                yield passed("COD106", column, group[0])
                continue
            outcome = _fail(
                "COD106", column, group[1], Severity.WARNING, {"count": str(len(group))}
            )
            yield _with_places(outcome, group, column)


def _same_key(column: CodeColumn, beside: list[CodeColumn]) -> list[list[CodeEntry]]:
    """Lines with the same codes inside the block of one organisation, in order.

    A line without a code that is no total opens a block of its own (a unit or a project).
    """
    codes: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for other in beside:
        for entry in other.entries:
            codes[id(entry.row)] += (entry.shown,)
    by_row = {id(e.row): e for e in column.entries}
    block = 0
    groups: dict[tuple[object, ...], list[CodeEntry]] = defaultdict(list)
    for row in column.table.panel_rows(column.panel):
        own = by_row.get(id(row))
        if own is not None:
            groups[(block, *codes[id(row)])].append(own)
        else:
            totals = (RowRole.TOTAL, RowRole.SUBTOTAL, RowRole.OF_WHICH, RowRole.EMPTY)
            block += row.role not in totals
    return list(groups.values())


def _with_places(outcome: Outcome, group: list[CodeEntry], column: CodeColumn) -> Outcome:
    names = {normalise_name(e.name) for e in group}
    arguments = dict(outcome.arguments)
    arguments["name"] = "、".join(sorted(names)) if len(names) > 1 else group[0].name
    return Outcome(
        outcome.rule,
        outcome.status,
        key=outcome.key,
        severity=outcome.severity,
        arguments=arguments,
        evidence=tuple(label_evidence(e, column.table) for e in group),
        expected="1",
        actual=str(len(group)),
        table=outcome.table,
        page=group[0].row.page,
    )
