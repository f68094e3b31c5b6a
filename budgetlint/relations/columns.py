"""Sums down a column: 类 = Σ款 = Σ项, 合计 = Σ类, 总计 = 本年合计 + 上年结转."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from budgetlint.model import ColumnRole, Row, RowRole, Table, TableKind
from budgetlint.relations.discover import by_figures
from budgetlint.relations.model import Family, Prior, Sum, Tally, best, tally
from budgetlint.relations.outline import (
    Branch,
    addable,
    by_code,
    by_indent,
    by_label_column,
    by_marker,
    by_subtotal,
    is_coded,
    nested_markers,
)

_BALANCES = (TableKind.BALANCE, TableKind.APPROPRIATION_BALANCE, TableKind.THREE_PUBLIC)
_Reading = tuple[Branch, Tally]


def column_tallies(table: Table) -> Iterator[Tally]:
    """Every reading of the rows of a table that was chosen, evaluated on its figures."""
    for panel in table.panels():
        columns = [c.index for c in table.panel_columns(panel, ColumnRole.AMOUNT)]
        rows = table.panel_rows(panel)
        if not columns or not addable(rows):
            continue
        outline, chosen = _outline(table, rows, columns)
        if chosen is not None:
            yield chosen
        yield from _totals(table, rows, columns, outline)


def _outline(
    table: Table, rows: Sequence[Row], columns: Sequence[int]
) -> tuple[Branch, Tally | None]:
    """The outline of a panel's rows, and the sums it claims."""
    claim = partial(_claim, table, columns)
    if is_coded(rows):
        tree, found = claim(by_code(rows), "科目 = 下级科目之和", Prior.STANDARD)
        return tree, found if found.checked else None
    readings: list[_Reading] = []
    marked = any(r.marker for r in rows)
    grouped = by_subtotal(rows)
    if grouped is not None:
        readings.append(claim(grouped, "小计 = 所属各行之和", Prior.STRUCTURAL))
    if marked:
        standard = Prior.STANDARD if table.kind in _BALANCES else Prior.STRUCTURAL
        readings.append(claim(by_marker(rows), "大项 = 所列小项之和", standard))
        readings.append(claim(nested_markers(rows), "大项 = 所列小项之和", Prior.STRUCTURAL))
    indented = by_indent(rows)
    if indented is not None:
        readings.append(claim(indented, "上级 = 缩进的下级之和", Prior.STRUCTURAL))
    placed = by_label_column(rows)
    if placed is not None:
        readings.append(claim(placed, "左栏的大类 = 其下各行之和", Prior.STRUCTURAL))
    if not any(t.failed == 0 and t.held for _, t in readings):
        for candidates in _candidates(rows):
            for chains in (False, True):
                figured = by_figures(table, candidates, columns, chains=chains)
                if figured is not None:
                    readings.append(claim(figured, "小计行 = 其下各行之和", Prior.DISCOVERED))
    flat = Branch(None, [Branch(r) for r in addable(rows)])
    if not readings:
        return flat, None
    tree, chosen = min(readings, key=_doubt)
    if not chosen.trusted and chosen.held == 0 and not marked:
        return flat, None
    return tree, chosen if chosen.checked else None


def _candidates(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows whose figures may show an outline; where 其中 rows are many they are parts."""
    yield addable(rows)
    parts = [r for r in rows if r.role is RowRole.OF_WHICH]
    if len(parts) >= 3:
        yield [r for r in rows if r in parts or r in addable(rows)]


def _doubt(reading: _Reading) -> tuple[bool, int]:
    _, found = reading
    return (not found.trusted, 2 * found.failed - found.held)


def _claim(
    table: Table, columns: Sequence[int], tree: Branch, name: str, prior: Prior
) -> _Reading:
    """An outline with its claim that every row is the sum of the rows directly below it."""
    sums = tuple(
        Sum(
            (branch.row.index, column),
            tuple((1, (child.row.index, column)) for child in branch.children if child.row),
        )
        for branch in tree.parents()
        if branch.row is not None
        for column in columns
    )
    return tree, tally(table, Family(name, "column", prior, sums))


def _totals(
    table: Table, rows: Sequence[Row], columns: Sequence[int], outline: Branch
) -> Iterator[Tally]:
    """For each total row what it is the sum of."""
    totals = [r for r in rows if r.role is RowRole.TOTAL or _is_heading_total(r, rows)]
    roots = [b.row for b in outline.children if b.row is not None and b.row not in totals]
    prior = _total_prior(rows, roots, is_nested=any(b.children for b in outline.children))
    previous: Row | None = None
    for position, total in enumerate(totals):
        term_lists = _term_lists(total, previous, totals[position + 1 :], roots)
        readings = [_total_family(total, terms, columns, prior) for terms in term_lists]
        chosen = best(table, readings)
        if chosen is not None and chosen.checked:
            yield chosen
        previous = total


def _is_heading_total(row: Row, rows: Sequence[Row]) -> bool:
    """The first line of a list of 科目 may be the whole without saying 合计 (一般公共预算支出)."""
    first = next((r for r in rows if r.role is not RowRole.EMPTY), None)
    return row is first and not row.code and row.role is RowRole.LEAF and is_coded(rows)


def _total_prior(rows: Sequence[Row], roots: Sequence[Row], *, is_nested: bool) -> Prior:
    """Whether the rows that a total adds up are known from their codes or numbering."""
    if is_coded(rows):
        return Prior.STANDARD
    first_total = next((r.index for r in rows if r.role is RowRole.TOTAL), 0)
    before = [r for r in roots if r.index < first_total]
    if before and all(r.marker for r in before) and len({r.level for r in before}) == 1:
        return Prior.STANDARD
    return Prior.STRUCTURAL


def _term_lists(
    total: Row, previous: Row | None, later: Sequence[Row], roots: Sequence[Row]
) -> Iterator[list[Row]]:
    """What a total row may be the sum of, the likeliest first."""
    above = [r for r in roots if r.index < total.index]
    between = [r for r in above if previous is None or r.index > previous.index]
    stop = later[0].index if later else None
    below = [r for r in roots if r.index > total.index]
    upto = [r for r in below if stop is None or r.index < stop]
    if previous is not None:
        for terms in _root_sets(between):
            yield [previous, *terms]
        if not between:
            yield [previous]
        yield from _root_sets(between)
    yield from _root_sets(above)
    yield from _root_sets(upto)
    if stop is not None:
        yield from _root_sets(below)


def _root_sets(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows to add: all roots; only the numbered of the highest level; only the others."""
    if not rows:
        return
    yield list(rows)
    marked = [r for r in rows if r.marker]
    if marked and len(marked) < len(rows):
        yield marked
        yield [r for r in rows if not r.marker]
    top = min((r.level for r in marked), default=0)
    highest = [r for r in marked if r.level == top]
    if len(highest) < len(marked):
        yield highest


def _total_family(
    total: Row, terms: Sequence[Row], columns: Sequence[int], prior: Prior
) -> Family:
    label = " + ".join(r.name or r.code for r in terms[:3]) + (" + …" if len(terms) > 3 else "")
    sums = tuple(
        Sum((total.index, c), tuple((1, (r.index, c)) for r in terms if r.index != total.index))
        for c in columns
    )
    return Family(f"{total.name} = {label}", "column", prior, sums)
