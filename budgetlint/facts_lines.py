"""What the lines of one side of a table stand for: totals, codes, sources, units, projects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from budgetlint.classification import Kind, normalise_name
from budgetlint.facts_columns import THREE_PUBLIC_TOTAL, column_meaning, plain, spending_item
from budgetlint.facts_labels import project_rows
from budgetlint.facts_model import Carry
from budgetlint.facts_rows import (
    CURRENT_TOTAL,
    NameReader,
    RowMeaning,
    codes_of,
    is_unit,
    names_unit,
    total_of,
)
from budgetlint.model import ColumnRole, Row, RowRole, Table, TableKind

_TOTAL = RowMeaning(total="合计")
_BROUGHT = re.compile(r"(?:上年|年初|以前年度).*(?:结转|结余)")
_UNIT_HEAD = re.compile(r"单位|部门(?!预算)")


def classified(head: str, default: Kind) -> Kind | None:
    """The classification a heading speaks of; None when it is not clear which."""
    if "功能" in head:
        return Kind.FUNCTIONAL
    if "经济" in head:
        if "政府" in head:
            return Kind.GOVERNMENT_ECONOMIC
        # before 2018 there was one classification only
        clear = "部门" in head or default is not Kind.FUNCTIONAL
        return Kind.DEPARTMENT_ECONOMIC if clear else None
    return default


def sources(rows: Sequence[Row]) -> Iterator[tuple[int, RowMeaning]]:
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


def expenditure(rows: Sequence[Row], kind: Kind, year: int) -> Iterator[tuple[int, RowMeaning]]:
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


def listed_rows(table: Table, default: Kind, year: int) -> dict[int, RowMeaning]:
    heads = [c for c in table.columns if c.role in (ColumnRole.NAME, ColumnRole.CODE)]
    head = plain("".join("".join(c.path) for c in heads))
    kind = classified(head + plain(table.title), default) or default
    if table.kind in (TableKind.PROJECT, TableKind.PERFORMANCE) and "经济" not in head:
        return _projects(table)
    if table.kind is TableKind.INCOME and not any(c.role is ColumnRole.CODE for c in heads):
        if not _UNIT_HEAD.search(head) and len(table.panel_columns(0)) == 1:
            return dict(sources(table.rows))
        return dict(units(table, table.rows))
    found = dict(_coded(table.rows, kind, year))
    found.update(units(table, [r for r in table.rows if r.index not in found]))
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


def units(table: Table, rows: Iterable[Row]) -> Iterator[tuple[int, RowMeaning]]:
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


def item_rows(table: Table) -> Iterator[tuple[int, RowMeaning]]:
    rows = [(row, spending_item(normalise_name(row.name))[0]) for row in table.rows]
    whole = any(item == THREE_PUBLIC_TOTAL for _, item in rows)
    for row, item in rows:
        if item:
            yield row.index, RowMeaning(item=item)
        elif row.role is RowRole.TOTAL and not whole:
            yield row.index, RowMeaning(item=THREE_PUBLIC_TOTAL)
