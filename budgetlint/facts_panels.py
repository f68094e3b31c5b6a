"""One side of a table with the meaning of each of its columns and rows, by kind of table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgetlint import facts_government
from budgetlint.classification import Kind
from budgetlint.facts_columns import (
    MEETINGS,
    THREE_PUBLIC_TOTAL,
    ColumnMeaning,
    column_meaning,
    item_column,
    plain,
    settle_current,
)
from budgetlint.facts_lines import (
    classified,
    expenditure,
    item_rows,
    listed_rows,
    sources,
    units,
)
from budgetlint.facts_model import Carry, Concept, Fund, Use
from budgetlint.facts_rows import RowMeaning
from budgetlint.model import Column, ColumnRole, Table, TableKind

_FUND_WORDS: tuple[tuple[re.Pattern[str], Fund], ...] = (
    (re.compile(r"政府性基金"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本"), Fund.STATE_CAPITAL),
    (re.compile(r"一般公共|公共财政"), Fund.GENERAL),
    (re.compile(r"财政拨款|财拨"), Fund.APPROPRIATION),
)
_OPERATING = re.compile(r"^机关运行经费(?:支出)?$")
_YEAR_ROW = re.compile(r"^(20\d\d)年(?:预算数?|决算数?)?$")


@dataclass(frozen=True)
class Panel:
    """A side of a table: what it measures, and its columns and rows by index.

    ``items`` names what columns of a 三公 table stand for, ``years`` the rows of one that
    stand for a year.
    """

    concept: Concept
    fund: Fund
    use: Use
    columns: Mapping[int, ColumnMeaning]
    rows: Mapping[int, RowMeaning]
    items: Mapping[int, str]
    years: Mapping[int, int]
    incomes: frozenset[int] = frozenset()
    level: str = ""


def panels(table: Table, year: int) -> Iterator[Panel]:
    """The sides of a table whose meaning is known."""
    if any("三公" in text for column in table.columns for text in column.path):
        yield from _spending_items(table)
    elif facts_government.is_governments(table) and table.kind is not TableKind.THREE_PUBLIC:
        yield from _government(table, year)
    elif table.kind in (TableKind.BALANCE, TableKind.APPROPRIATION_BALANCE):
        yield from _balance(table, year)
    elif table.kind is TableKind.THREE_PUBLIC:
        yield from _spending_items(table)
    elif table.kind in _LISTS:
        yield from _list(table, year)


def _fund_of(table: Table) -> Fund:
    title = plain(table.title)
    if table.kind is TableKind.GENERAL_EXPENDITURE:
        return Fund.GENERAL
    if table.kind is TableKind.GOVERNMENT_FUND:
        return Fund.GOVERNMENT_FUND
    if table.kind is TableKind.STATE_CAPITAL:
        return Fund.STATE_CAPITAL
    if table.kind in (TableKind.APPROPRIATION_BALANCE, TableKind.APPROPRIATION_EXPENDITURE):
        return Fund.APPROPRIATION
    if table.kind in (TableKind.BALANCE, TableKind.INCOME, TableKind.EXPENDITURE):
        return Fund.ALL
    return next((fund for pattern, fund in _FUND_WORDS if pattern.search(title)), Fund.ALL)


def _meanings(columns: Sequence[Column]) -> dict[int, ColumnMeaning]:
    found = settle_current([column_meaning(c.path) for c in columns], [c.path for c in columns])
    return {c.index: m for c, m in zip(columns, found, strict=True) if m is not None}


def _government(table: Table, year: int) -> Iterator[Panel]:
    scope = facts_government.scope(table)
    if scope is None:
        return
    fund, level = scope
    for number, concept, totals in facts_government.sides(table):
        found = facts_government.lines(table.panel_rows(number), concept, year, totals_only=totals)
        meanings = _meanings(table.panel_columns(number))
        yield Panel(concept, fund, Use.ALL, meanings, dict(found), {}, {}, level=level)


# ---------------------------------------------------------------- balance tables


def _balance(table: Table, year: int) -> Iterator[Panel]:
    fund = _fund_of(table)
    for number in table.panels():
        columns = table.panel_columns(number)
        tops = {plain(c.path[0]) for c in columns if c.path}
        income = all("收入" in t and "支出" not in t for t in tops)
        if not tops or not (income or all("支出" in t and "收入" not in t for t in tops)):
            continue
        rows = table.panel_rows(number)
        if income:
            found = dict(sources(rows))
        else:
            heads = [plain("".join(c.path)) for c in table.panel_columns(number, ColumnRole.NAME)]
            kind = classified("".join(heads), Kind.FUNCTIONAL)
            found = dict(expenditure(rows, kind, year)) if kind is not None else {}
        concept = Concept.INCOME if income else Concept.EXPENDITURE
        yield Panel(concept, fund, Use.ALL, _meanings(columns), found, {}, {})


# ---------------------------------------------------------------- lists

_LISTS: Mapping[TableKind, tuple[Concept, Use, Kind]] = {
    TableKind.INCOME: (Concept.INCOME, Use.ALL, Kind.FUNCTIONAL),
    TableKind.EXPENDITURE: (Concept.EXPENDITURE, Use.ALL, Kind.FUNCTIONAL),
    TableKind.APPROPRIATION_EXPENDITURE: (Concept.EXPENDITURE, Use.ALL, Kind.FUNCTIONAL),
    TableKind.GENERAL_EXPENDITURE: (Concept.EXPENDITURE, Use.ALL, Kind.FUNCTIONAL),
    TableKind.GOVERNMENT_FUND: (Concept.EXPENDITURE, Use.ALL, Kind.FUNCTIONAL),
    TableKind.STATE_CAPITAL: (Concept.EXPENDITURE, Use.ALL, Kind.FUNCTIONAL),
    TableKind.BASIC_EXPENDITURE: (Concept.EXPENDITURE, Use.BASIC, Kind.DEPARTMENT_ECONOMIC),
    TableKind.ECONOMIC_SUMMARY: (Concept.EXPENDITURE, Use.ALL, Kind.DEPARTMENT_ECONOMIC),
    TableKind.OPERATING: (Concept.OPERATING, Use.ALL, Kind.DEPARTMENT_ECONOMIC),
    TableKind.PROJECT: (Concept.EXPENDITURE, Use.PROJECT, Kind.DEPARTMENT_ECONOMIC),
    TableKind.PERFORMANCE: (Concept.EXPENDITURE, Use.PROJECT, Kind.DEPARTMENT_ECONOMIC),
}


def _list(table: Table, year: int) -> Iterator[Panel]:
    concept, use, default = _LISTS[table.kind]
    title = plain(table.title)
    if table.kind is TableKind.PERFORMANCE and "整体" in title:
        use = Use.ALL
    rows = listed_rows(table, default, year)
    for number in table.panels():
        columns = table.panel_columns(number)
        if concept is Concept.OPERATING:
            columns = [
                replace(c, path=c.path[:-1]) if _OPERATING.match(plain(c.name)) else c
                for c in columns
            ]
        meanings = _meanings(columns)
        if use is Use.BASIC and len(columns) == 1:
            # 人员经费 over a whole panel says what its lines are, not what its column measures
            meanings = {i: m._replace(use=Use.ALL) for i, m in meanings.items()}
        both = "收入支出" in title or "收支" in title
        incomes = frozenset(
            c.index for c in columns if both and _is_income(c, meanings.get(c.index))
        )
        mine = {r.index: rows[r.index] for r in table.panel_rows(number) if r.index in rows}
        yield Panel(concept, _fund_of(table), use, meanings, mine, {}, {}, incomes)


def _is_income(column: Column, meaning: ColumnMeaning | None) -> bool:
    words = plain("".join(column.path))
    brought = meaning is not None and meaning.carry is Carry.BROUGHT
    return brought or ("收入" in words and "支出" not in words)


# ---------------------------------------------------------------- 三公


def _spending_items(table: Table) -> Iterator[Panel]:
    fund = _fund_of(table)
    columns = table.panel_columns(0)
    named = {c.index: found for c in columns if (found := item_column(c.path)) is not None}
    items = {index: item for index, (item, _) in named.items() if item}
    meanings = {index: meaning for index, (_, meaning) in named.items()}
    years = {r.index: int(m.group(1)) for r in table.rows if (m := _YEAR_ROW.match(plain(r.name)))}
    by_year = any(c.path and plain(c.path[-1]) == "年度" for c in table.columns)
    if items:
        if THREE_PUBLIC_TOTAL not in items.values() and MEETINGS not in items.values():
            items |= {i: THREE_PUBLIC_TOTAL for i in meanings if i not in items}
        rows = {i: RowMeaning() for i in years}
        if not by_year:
            rows |= dict(units(table, table.rows))
        meanings = {i: m for i, m in meanings.items() if i in items}
    else:
        rows = dict(item_rows(table))
    rows = {i: m._replace(total="") for i, m in rows.items()}  # an amount like any other
    yield Panel(Concept.THREE_PUBLIC, fund, Use.ALL, meanings, rows, items, years)
