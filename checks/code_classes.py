"""COD107: 类 names printed without codes in the tables of income and expenditure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from budgetlint.classification import (
    LAST_YEAR,
    Entry,
    Kind,
    Match,
    NameVerdict,
    catalogue,
    find_class,
    normalise_name,
)
from budgetlint.model import (
    Document,
    Evidence,
    EvidenceRole,
    Outcome,
    Row,
    Severity,
    Status,
    Table,
    TableKind,
)
from budgetlint.rules import rule
from budgetlint.tables.cells import label_box

from .code_columns import unjudged

_KINDS = (TableKind.BALANCE, TableKind.APPROPRIATION_BALANCE, TableKind.GOVERNMENT)
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．])"
)
#: With these labels in a panel, 一般公共预算支出 names a fund there and no 类.
_FUNDS = ("政府性基金", "国有资本经营预算拨款", "国有资本经营预算财政拨款")
#: The panel lists 类 when at least so many of its labels are 类 names.
_ENOUGH = 4
_ALIKE = 0.74


@rule(
    "COD107",
    name="收支总表中的类级科目名称不对",
    name_en="Class name not in the catalogue of the year",
    severity=Severity.WARNING,
    basis="当年《政府收支分类科目》",
    message="“{name}”不是 {year} 年的类级科目名称，应为“{expected}”（{hint}）",
    message_en="{name!r} is no class name of {year}; expected {expected!r} ({hint})",
    kinds=_KINDS,
)
def cod107(document: Document) -> Iterator[Outcome]:
    """收支总表中的类级科目名称不对。

    检查内容
        收支总表、财政拨款收支总表按功能分类列示支出（“一、一般公共服务支出”），
        各行是文件所属年度的类级科目名称。简称（一般公共服务、农林水事务）可以使用。
    依据
        当年《政府收支分类科目》的类级科目。
    示例
        2024 年的表中，“卫生健康支出”之外又有“医疗卫生与计划生育支出”：后者用到 2018 年为止，
        是旧模板没有改干净。
    如何修改
        改为当年的名称；新旧名称并列的，删去旧的一行。
    容差
        新旧名称在同一栏并列为错误；停用一年之内的旧名称和没有印全的名称只作参考。
    """
    for table in document.tables:
        if table.kind not in _KINDS:
            continue
        year = table.fiscal_year if table.fiscal_year is not None else document.fiscal_year
        for panel in table.panels():
            yield from _panel(table, panel, year)


def _panel(table: Table, panel: int, year: int | None) -> Iterator[Outcome]:
    rows = [r for r in table.panel_rows(panel) if not r.code and not r.codes and _numbered(r)]
    judged = year if year is not None else LAST_YEAR
    book = catalogue(Kind.FUNCTIONAL)
    verdicts = [(row, find_class(book, row.name, judged)) for row in rows]
    known = [v for _, v in verdicts if v.match is not Match.DIFFERENT]
    if len(known) < _ENOUGH or 2 * len(known) < len(rows):
        return
    if year is None or unjudged(year):
        yield _outcome(table, panel, None, Status.NOT_CHECKED, reason=unjudged(year))
        return
    current = {v.expected.code for v in known if v.expected is not None and v.match is Match.EQUAL}
    funds = any(fund in row.name for row in rows for fund in _FUNDS)
    for row, verdict in verdicts:
        yield from _label(table, row, verdict, year, current, funds)


def _numbered(row: Row) -> bool:
    return bool(row.marker.strip() or _NUMBERED.match(row.name))


def _label(
    table: Table, row: Row, verdict: NameVerdict, year: int, current: set[str], funds: bool
) -> Iterator[Outcome]:
    if verdict.match in (Match.EQUAL, Match.VARIANT):
        yield _outcome(table, row.panel, row, Status.PASS)
    elif verdict.match is Match.TRUNCATED and verdict.expected is not None:
        yield _fail(table, row, verdict.expected, year, Severity.INFO, "名称没有印全")
    elif verdict.match is Match.OTHER_EDITION and verdict.expected and verdict.found:
        found = verdict.found
        past = found.last_edition < year
        edge = found.last_edition if past else found.first_edition
        hint = f"所印名称{'用到' if past else '启用于'} {edge} 年"
        severity = Severity.WARNING
        if verdict.expected.code in current:
            severity, hint = Severity.ERROR, f"{hint}，与现行名称并列"
        elif found.distance(year) < 2:
            severity = Severity.INFO
        yield _fail(table, row, verdict.expected, year, severity, hint)
    elif verdict.match is Match.DIFFERENT:
        alike = _alike(row.name, year) if table.kind is not TableKind.GOVERNMENT else None
        if alike is not None and not (funds and "预算" in row.name):
            yield _fail(table, row, alike, year, Severity.WARNING, "名称相近")


def _alike(name: str, year: int) -> Entry | None:
    """The 类 whose name is nearly the printed one: a typing slip rather than another thing."""
    key = normalise_name(name)
    best: tuple[float, Entry | None] = (_ALIKE, None)
    for entry in catalogue(Kind.FUNCTIONAL).classes:
        if entry.status != "official" or not entry.valid_in(year) or len(entry.key) < 6:
            continue
        if abs(len(key) - len(entry.key)) > 1:
            continue
        ratio = SequenceMatcher(None, key, entry.key, autojunk=False).ratio()
        if ratio > best[0]:
            best = (ratio, entry)
    return best[1]


def _fail(
    table: Table, row: Row, expected: Entry, year: int, severity: Severity, hint: str
) -> Outcome:
    arguments = {"name": row.name, "year": str(year), "expected": expected.name, "hint": hint}
    return _outcome(table, row.panel, row, Status.FAIL, severity=severity, arguments=arguments)


def _outcome(
    table: Table,
    panel: int,
    row: Row | None,
    status: Status,
    *,
    severity: Severity | None = None,
    arguments: dict[str, str] | None = None,
    reason: str = "",
) -> Outcome:
    evidence: tuple[Evidence, ...] = ()
    if row is not None and status is Status.FAIL:
        place = (row.index, row.label_column)
        evidence = (
            Evidence(
                row.page,
                label_box(table, row, row.label),
                row.label,
                table.id,
                row.label,
                "",
                EvidenceRole.LABEL,
                cell=place,
            ),
        )
    name = row.name if row is not None else ""
    return Outcome(
        "COD107",
        status,
        key=(str(panel), normalise_name(name)),
        severity=severity,
        arguments=arguments or {},
        evidence=evidence,
        expected=(arguments or {}).get("expected", ""),
        actual=name if status is Status.FAIL else "",
        reason=reason,
        table=table.id,
        page=row.page if row is not None else (table.pages[0] if table.pages else None),
    )
