"""Sums down a column: 类 = Σ款 = Σ项, 合计 = Σ类, 总计 = 本年合计 + 上年结转."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from budgetlint.model import ColumnRole, Row, RowRole, Table, TableKind
from budgetlint.relations.discover import by_figures
from budgetlint.relations.model import Family, Prior, Sum, Tally, best, tally
from budgetlint.relations.outline import (
    Branch,
    addable,
    by_code,
    by_indent,
    by_marker,
    is_coded,
    nested_markers,
)

_BALANCES = (TableKind.BALANCE, TableKind.APPROPRIATION_BALANCE, TableKind.THREE_PUBLIC)


def column_tallies(table: Table) -> Iterator[Tally]:
    """Every reading of the rows of a table that was chosen, evaluated on its figures."""
    for panel in table.panels():
        columns = [c.index for c in table.panel_columns(panel, ColumnRole.AMOUNT)]
        rows = table.panel_rows(panel)
        if not columns or len(addable(rows)) < 1:
            continue
        outline, chosen = _outline(table, rows, columns)
        if chosen is not None:
            yield chosen
        yield from _totals(table, rows, columns, outline)


def _outline(
    table: Table, rows: Sequence[Row], columns: Sequence[int]
) -> tuple[Branch, Tally | None]:
    """The outline of a panel's rows, and the sums it claims."""
    if is_coded(rows):
        tree = by_code(rows)
        family = _children(tree, columns, "科目 = 下级科目之和", Prior.STANDARD)
        return tree, tally(table, family) if family.sums else None
    candidates: list[tuple[Branch, Family]] = []
    marked = any(r.marker for r in rows)
    if marked:
        standard = Prior.STANDARD if table.kind in _BALANCES else Prior.STRUCTURAL
        tree = by_marker(rows)
        candidates.append((tree, _children(tree, columns, "大项 = 所列小项之和", standard)))
        tree = nested_markers(rows)
        candidates.append((tree, _children(tree, columns, "大项 = 所列小项之和", Prior.STRUCTURAL)))
    indented = by_indent(rows)
    if indented is not None:
        candidates.append(
            (indented, _children(indented, columns, "上级 = 缩进的下级之和", Prior.STRUCTURAL))
        )
    scored = [(tree, tally(table, family)) for tree, family in candidates]
    convincing = [(tree, t) for tree, t in scored if t.trusted and t.held >= 1]
    if not convincing:
        tree_of_figures = by_figures(table, addable(rows), columns)
        if tree_of_figures is not None:
            family = _children(
                tree_of_figures, columns, "小计行 = 其下各行之和", Prior.DISCOVERED
            )
            scored.append((tree_of_figures, tally(table, family)))
    if not scored:
        return by_marker(rows), None
    tree, chosen = min(scored, key=lambda item: (not item[1].trusted, item[1].failed - item[1].held))
    if not chosen.trusted and not marked:
        return Branch(None, [Branch(r) for r in addable(rows)]), None
    return tree, chosen if chosen.checked else None


def _children(tree: Branch, columns: Sequence[int], name: str, prior: Prior) -> Family:
    sums = tuple(
        Sum(
            (branch.row.index, column),
            tuple((1, (child.row.index, column)) for child in branch.children if child.row),
        )
        for branch in tree.parents()
        if branch.row is not None
        for column in columns
    )
    return Family(name, "column", prior, sums)


def _totals(
    table: Table, rows: Sequence[Row], columns: Sequence[int], outline: Branch
) -> Iterator[Tally]:
    """For each total row what it is the sum of."""
    totals = [r for r in rows if r.role is RowRole.TOTAL]
    roots = [b.row for b in outline.children if b.row is not None]
    previous: Row | None = None
    for position, total in enumerate(totals):
        readings = list(_readings(table, total, previous, totals[position + 1 :], roots, columns))
        chosen = best(table, readings)
        if chosen is not None and chosen.checked:
            yield chosen
        previous = total


def _readings(
    table: Table,
    total: Row,
    previous: Row | None,
    later: Sequence[Row],
    roots: Sequence[Row],
    columns: Sequence[int],
) -> Iterator[Family]:
    """What a total row may be the sum of, the likeliest first."""
    prior = Prior.STANDARD
    above = [r for r in roots if r.index < total.index]
    between = [r for r in above if previous is None or r.index > previous.index]
    below = [r for r in roots if r.index > total.index]
    if previous is not None:
        for terms in _root_sets(between):
            yield _total_family(total, [previous, *terms], columns, prior)
        yield _total_family(total, [previous], columns, prior)
        for terms in _root_sets(between):
            yield _total_family(total, terms, columns, prior)
    for terms in _root_sets(above):
        yield _total_family(total, terms, columns, prior)
    stop = later[0].index if later else None
    upto = [r for r in below if stop is None or r.index < stop]
    for terms in _root_sets(upto):
        yield _total_family(total, terms, columns, prior)
    if stop is not None:
        for terms in _root_sets(below):
            yield _total_family(total, terms, columns, prior)


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
    names: Callable[[Row], str] = lambda r: r.name or r.code
    label = " + ".join(names(r) for r in terms[:3]) + (" + …" if len(terms) > 3 else "")
    sums = tuple(
        Sum((total.index, c), tuple((1, (r.index, c)) for r in terms if r.index != total.index))
        for c in columns
    )
    return Family(f"{total.name} = {label}", "column", prior, sums if terms else ())
