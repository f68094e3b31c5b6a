"""One side of a table with the meaning of each of its columns and rows, by kind of table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgetlint import facts_government
from budgetlint.classification import Kind, normalise_name
from budgetlint.facts_columns import (
    MEETINGS,
    THREE_PUBLIC_TOTAL,
    ColumnMeaning,
    column_meaning,
    item_column,
    plain,
    settle_current,
    spending_item,
)
from budgetlint.facts_labels import project_rows
from budgetlint.facts_model import Carry, Concept, Fund, Use
from budgetlint.facts_rows import (
    CURRENT_TOTAL,
    NameReader,
    RowMeaning,
    codes_of,
    is_unit,
    names_unit,
    total_of,
)
from budgetlint.model import Column, ColumnRole, Row, RowRole, Table, TableKind

_FUND_WORDS: tuple[tuple[re.Pattern[str], Fund], ...] = (
    (re.compile(r"政府性基金"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本"), Fund.STATE_CAPITAL),
    (re.compile(r"一般公共|公共财政"), Fund.GENERAL),
    (re.compile(r"财政拨款|财拨"), Fund.APPROPRIATION),
)
_TOTAL = RowMeaning(total="合计")
_BROUGHT = re.compile(r"(?:上年|年初|以前年度).*(?:结转|结余)")
_UNIT_HEAD = re.compile(r"单位|部门(?!预算)")
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
    elif table.government and table.kind is not TableKind.THREE_PUBLIC:
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
    found = settle_current(
        [column_meaning(c.path) for c in columns], [c.path for c in columns]
    )
    return {c.index: m for c, m in zip(columns, found, strict=True) if m is not None}


def _government(table: Table, year: int) -> Iterator[Panel]:
    scope = facts_government.scope(table)
    if scope is None:
        return
    fund, level = scope
    for number, concept, totals in facts_government.sides(table):
        found = facts_government.lines(
            table.panel_rows(number), concept, year, totals_only=totals
        )
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
            found = dict(_sources(rows))
        else:
            heads = [
                plain("".join(c.path))
                for c in table.panel_columns(number, ColumnRole.NAME)
            ]
            kind = _classified("".join(heads), Kind.FUNCTIONAL)
            found = dict(_expenditure(rows, kind, year)) if kind is not None else {}
        concept = Concept.INCOME if income else Concept.EXPENDITURE
        yield Panel(concept, fund, Use.ALL, _meanings(columns), found, {}, {})


def _classified(head: str, default: Kind) -> Kind | None:
    """The classification a heading speaks of; None when it is not clear which."""
    if "功能" in head:
        return Kind.FUNCTIONAL
    if "经济" in head:
        if "政府" in head:
            return Kind.GOVERNMENT_ECONOMIC
        # before 2018 there was one classification only
        return Kind.DEPARTMENT_ECONOMIC if "部门" in head or default is not Kind.FUNCTIONAL else None
    return default


def _sources(rows: Sequence[Row]) -> Iterator[tuple[int, RowMeaning]]:
    """The lines of the income side with the money they stand for.

    Below 上年结转 the funds are listed once more: those are parts of what was carried over.
    """
    carry = Carry.CURRENT if any(_BROUGHT.search(plain(r.name)) for r in rows) else Carry.ALL
    for row in rows:
        if row.role is RowRole.TOTAL:
            if (total := total_of(row)) is not None and total.total:
                current = carry if total.total == "本年合计" else Carry.ALL
                yield row.index, total._replace(carry=current)
            continue
        name = _unnumbered(normalise_name(row.name))
        if row.role not in (RowRole.LEAF, RowRole.SUBTOTAL) or not name:
            continue
        if CURRENT_TOTAL.match(name):
            yield row.index, RowMeaning(total="本年合计", carry=carry)
            continue
        meaning = column_meaning((name,))
        if meaning is None or meaning.use or meaning.year or meaning.stage:
            continue
        if meaning.carry is Carry.BROUGHT:
            carry = Carry.BROUGHT
        if meaning.fund or meaning.carry:
            yield row.index, RowMeaning(fund=meaning.fund, carry=carry)


def _unnumbered(name: str) -> str:
    return re.sub(r"^\d*\([一二三四五六七八九十\d]+\)", "", name)


def _expenditure(
    rows: Sequence[Row], kind: Kind, year: int
) -> Iterator[tuple[int, RowMeaning]]:
    """The lines of the expenditure side: totals, 基本支出 and 项目支出, names of 科目."""
    reader = NameReader(kind, year)
    for row in rows:
        if row.role is RowRole.TOTAL:
            if (total := total_of(row)) is not None:
                yield row.index, total
            continue
        if row.role is not RowRole.LEAF or not row.name:
            continue
        name = _unnumbered(normalise_name(row.name))
        if CURRENT_TOTAL.match(name):
            yield row.index, RowMeaning(total="本年合计")
            continue
        if code := reader.read(row):
            yield row.index, _with_code(kind, code)
            continue
        meaning = column_meaning((name,))
        if meaning is not None and meaning.use and not meaning.fund and not meaning.carry:
            yield row.index, RowMeaning(use=meaning.use)


def _with_code(kind: Kind, code: str) -> RowMeaning:
    if kind is Kind.FUNCTIONAL:
        return RowMeaning(functional=code)
    if kind is Kind.DEPARTMENT_ECONOMIC:
        return RowMeaning(economic=code)
    return RowMeaning(government=code)


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
    rows = _listed_rows(table, default, year)
    for number in table.panels():
        columns = table.panel_columns(number)
        if concept is Concept.OPERATING:
            columns = [replace(c, path=c.path[:-1]) if _OPERATING.match(plain(c.name)) else c for c in columns]
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


def _listed_rows(table: Table, default: Kind, year: int) -> dict[int, RowMeaning]:
    heads = [c for c in table.columns if c.role in (ColumnRole.NAME, ColumnRole.CODE)]
    head = plain("".join("".join(c.path) for c in heads))
    kind = _classified(head + plain(table.title), default) or default
    if table.kind in (TableKind.PROJECT, TableKind.PERFORMANCE) and "经济" not in head:
        return _projects(table)
    if table.kind is TableKind.INCOME and not any(
        c.role is ColumnRole.CODE for c in heads
    ):
        if not _UNIT_HEAD.search(head) and len(table.panel_columns(0)) == 1:
            return dict(_sources(table.rows))
        return dict(_units(table, table.rows))
    found = dict(_coded(table.rows, kind, year))
    found.update(_units(table, [r for r in table.rows if r.index not in found]))
    return _in_context(table, _with_total(table, found))


def _coded(rows: Iterable[Row], kind: Kind, year: int) -> Iterator[tuple[int, RowMeaning]]:
    reader = NameReader(kind, year)
    for row in rows:
        if row.role is RowRole.TOTAL:
            yield row.index, (total_of(row) or _TOTAL)._replace(total="合计")
        elif row.role is RowRole.LEAF:
            meaning = codes_of(row)
            if meaning is not None:
                code = (meaning.functional, meaning.economic, meaning.government)
                first = next(c for c in code if c)
                reader.note(first, row.indent)
                yield row.index, meaning
            elif not row.code and (code_found := reader.read(row)):
                yield row.index, _with_code(kind, code_found)


def _units(table: Table, rows: Iterable[Row]) -> Iterator[tuple[int, RowMeaning]]:
    for row in rows:
        if row.role is RowRole.TOTAL:
            yield row.index, _TOTAL
        elif is_unit(row):
            yield row.index, RowMeaning(organisation=plain(row.name))
        elif not row.label and len(table.rows) == 1:
            yield row.index, _TOTAL


def _with_total(table: Table, found: dict[int, RowMeaning]) -> dict[int, RowMeaning]:
    """Without a total row the only organisation at the top stands for its lines."""
    units = [i for i, m in found.items() if m.organisation]
    if any(m.total for m in found.values()) or len(units) != 1:
        return found
    first = min(found, default=-1)
    return {**found, first: _TOTAL} if units[0] == first else found


def _in_context(table: Table, found: dict[int, RowMeaning]) -> dict[int, RowMeaning]:
    """Lines below one of several organisations are that organisation's."""
    if sum(bool(m.organisation) for m in found.values()) < 2:
        return found
    out: dict[int, RowMeaning] = {}
    current = ""
    for index in sorted(found):
        meaning = found[index]
        if meaning.organisation:
            current = meaning.organisation
        elif not meaning.total:
            meaning = meaning._replace(organisation=current)
        out[index] = meaning
    return out


def _projects(table: Table) -> dict[int, RowMeaning]:
    found = {r.index: _TOTAL for r in table.rows if r.role is RowRole.TOTAL}
    for row, name in project_rows(table):
        unit = is_unit(row) and names_unit(row.name) and plain(row.name) == name
        found[row.index] = RowMeaning(organisation=name) if unit else RowMeaning(item=name)
    return _with_total(table, found)


# ---------------------------------------------------------------- 三公


def _spending_items(table: Table) -> Iterator[Panel]:
    fund = _fund_of(table)
    columns = table.panel_columns(0)
    named = {c.index: found for c in columns if (found := item_column(c.path)) is not None}
    items = {index: item for index, (item, _) in named.items() if item}
    meanings = {index: meaning for index, (_, meaning) in named.items()}
    years = {
        r.index: int(m.group(1)) for r in table.rows if (m := _YEAR_ROW.match(plain(r.name)))
    }
    by_year = any(c.path and plain(c.path[-1]) == "年度" for c in table.columns)
    if items:
        if THREE_PUBLIC_TOTAL not in items.values() and MEETINGS not in items.values():
            items |= {i: THREE_PUBLIC_TOTAL for i in meanings if i not in items}
        rows = {i: RowMeaning() for i in years}
        if not by_year:
            rows |= dict(_units(table, table.rows))
        meanings = {i: m for i, m in meanings.items() if i in items}
    else:
        rows = dict(_item_rows(table))
    rows = {i: m._replace(total="") for i, m in rows.items()}  # an amount like any other
    yield Panel(Concept.THREE_PUBLIC, fund, Use.ALL, meanings, rows, items, years)


def _item_rows(table: Table) -> Iterator[tuple[int, RowMeaning]]:
    rows = [(row, spending_item(normalise_name(row.name))[0]) for row in table.rows]
    whole = any(item == THREE_PUBLIC_TOTAL for _, item in rows)
    for row, item in rows:
        if item:
            yield row.index, RowMeaning(item=item)
        elif row.role is RowRole.TOTAL and not whole:
            yield row.index, RowMeaning(item=THREE_PUBLIC_TOTAL)
