"""Sums down a column: 类 = Σ款 = Σ项, 合计 = Σ类, 总计 = 本年合计 + 上年结转."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from budgetlint.model import ColumnRole, Row, RowRole, Table, TableKind
from budgetlint.relations.discover import by_figures
from budgetlint.relations.model import Family, Prior, Sum, Tally, amount_at, best, tally
from budgetlint.relations.outline import (
    Branch,
    addable,
    by_code,
    by_indent,
    by_label_column,
    by_marker,
    by_organisation,
    by_subtotal,
    is_coded,
    nested_markers,
)

_BALANCES = (TableKind.BALANCE, TableKind.APPROPRIATION_BALANCE, TableKind.THREE_PUBLIC)
_Reading = tuple[Branch, Tally]


#: the last tables looked at, by identity: several rules ask for the same readings
_recent: dict[int, tuple[Table, tuple[Tally, ...]]] = {}
_MOST_RECENT = 128


def column_tallies(table: Table) -> tuple[Tally, ...]:
    """Every reading of the rows of a table that was chosen, evaluated on its figures."""
    known = _recent.get(id(table))
    if known is not None and known[0] is table:
        return known[1]
    if len(_recent) >= _MOST_RECENT:
        _recent.clear()
    found = tuple(_column_tallies(table))
    _recent[id(table)] = (table, found)
    return found


def _column_tallies(table: Table) -> Iterator[Tally]:
    for panel in table.panels():
        columns = [c.index for c in table.panel_columns(panel, ColumnRole.AMOUNT)]
        rows = table.panel_rows(panel)
        if not columns or not addable(rows):
            continue
        readings = [
            [found, *_totals(table, rows, columns, tree)]
            for tree, found in _outlines(table, rows, columns)
        ]
        standard = [r for r in readings if r[0].family.prior is Prior.STANDARD and r[0].checked]
        sure = [r for r in standard if r[0].support + r[0].failed and all(t.trusted for t in r)]
        yield from (t for t in min(sure or readings, key=_doubt) if t.checked)


def _doubt(reading: Sequence[Tally]) -> float:
    """How ill a reading fits: the figures that would have to be wrong against the sums that hold.

    An outline and the totals over it are judged together: an outline that simply leaves out
    the line that does not fit pays for it in its total.
    """
    wrong = sum(t.causes for t in reading)
    support = sum(2 * t.held + t.trivially_held for t in reading)
    # an outline made to fit the figures fits them better than it deserves
    return 4 * wrong - support * (0.75 if reading[0].family.prior is Prior.DISCOVERED else 1.0)


def _outlines(table: Table, rows: Sequence[Row], columns: Sequence[int]) -> Iterator[_Reading]:
    """What the rows of a panel may mean, the likeliest first, with the sums each claims."""
    claim = partial(_claim, table, columns)
    if is_coded(rows):
        yield claim(by_code(rows), "科目 = 下级科目之和", Prior.STANDARD)
        return
    clean = False
    for tree, name, prior in _by_layout(table, rows):
        reading = claim(tree, name, prior)
        clean = clean or (reading[1].failed == 0 and reading[1].held > 0)
        yield reading
    if not clean:
        for candidates in _candidates(rows):
            for chains in (False, True):
                figured = by_figures(table, candidates, columns, chains=chains)
                if figured is not None:
                    yield claim(figured, "小计行 = 其下各行之和", Prior.DISCOVERED)
    yield claim(Branch(None, [Branch(r) for r in addable(rows)]), "", Prior.DISCOVERED)


def _by_layout(table: Table, rows: Sequence[Row]) -> Iterator[tuple[Branch, str, Prior]]:
    """The outlines that words, numberings, indentation and columns of labels suggest."""
    grouped = by_subtotal(rows)
    if grouped is not None:
        yield grouped, "小计 = 所属各行之和", Prior.STANDARD
    if any(r.marker for r in rows):
        standard = Prior.STANDARD if table.kind in _BALANCES else Prior.STRUCTURAL
        yield by_marker(rows), "大项 = 所列小项之和", standard
        yield nested_markers(rows), "大项 = 所列小项之和", Prior.STRUCTURAL
    owned = by_organisation(rows)
    if owned is not None:
        yield owned, "单位 = 所属各行之和", Prior.STRUCTURAL
    indented = by_indent(rows)
    if indented is not None:
        yield flattened(table, indented), "上级 = 缩进的下级之和", Prior.STRUCTURAL
    printed = {row for row, _ in table.figures}
    placed = by_label_column([r for r in rows if r.index in printed])
    if placed is not None:
        yield placed, "左栏的大类 = 其下各行之和", Prior.STRUCTURAL


def _candidates(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows whose figures may show an outline; where 其中 rows are many they are parts."""
    yield addable(rows)
    parts = [r for r in rows if r.role is RowRole.OF_WHICH]
    if len(parts) >= 3:
        yield [r for r in rows if r in parts or r in addable(rows)]


def flattened(table: Table, tree: Branch) -> Branch:
    """An outline in which lines that only stand out by chance are not taken for children.

    A label that is set a little further in (a centred one) seems to belong to the line above
    it. Where that line is no sum of it, and the line above both is the sum of all of them
    together, they are neighbours.
    """
    columns = [c.index for c in table.columns if c.role is ColumnRole.AMOUNT]

    def adds_up(row: Row, below: Sequence[Branch]) -> bool:
        sums = [
            Sum((row.index, c), tuple((1, (b.row.index, c)) for b in below if b.row))
            for c in columns
        ]
        found = tally(table, Family("", "column", Prior.STRUCTURAL, tuple(sums)))
        return found.failed == 0 and found.support > 0

    def settle(branch: Branch) -> Branch:
        children = [settle(child) for child in branch.children]
        if branch.row is None or adds_up(branch.row, children):
            return Branch(branch.row, children)
        raised: list[Branch] = []
        for child in children:
            odd = child.children and child.row and not adds_up(child.row, child.children)
            raised.extend([Branch(child.row), *child.children] if odd else [child])
        better = len(raised) > len(children) and adds_up(branch.row, raised)
        return Branch(branch.row, raised if better else children)

    return settle(tree)


def _claim(table: Table, columns: Sequence[int], tree: Branch, name: str, prior: Prior) -> _Reading:
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
        term_lists = [
            terms
            for terms in _term_lists(total, previous, totals[position + 1 :], roots)
            if not _skips(table, terms, total, previous, roots, columns)
        ]
        cells = _total_cells(table, total, columns)
        readings = [_total_family(total, terms, cells, prior) for terms in term_lists]
        chosen = best(table, readings)
        if chosen is not None and chosen.checked:
            yield chosen
        previous = total


def _skips(
    table: Table,
    terms: Sequence[Row],
    total: Row,
    previous: Row | None,
    roots: Sequence[Row],
    columns: Sequence[int],
) -> bool:
    """Whether a reading leaves out a line with a figure between a total and the one before."""
    if previous is None:
        return False
    taken = {row.index for row in terms}
    return any(
        (amount := amount_at(table, (row.index, column))) is not None and amount.value != 0
        for row in roots
        if previous.index < row.index < total.index and row.index not in taken
        for column in columns
    )


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
    if above:
        return
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


def _total_cells(
    table: Table, total: Row, columns: Sequence[int]
) -> list[tuple[int, tuple[int, int]]]:
    """For each column where the total of it is printed.

    Where two lists share one total (支出按功能 | 支出按用途), its figure stands in the column of
    one of them only.
    """
    own = [(c, (total.index, c)) for c in columns]
    if len(columns) != 1 or any(cell in table.figures for _, cell in own):
        return own
    beside = [
        cell
        for cell, figure in table.figures.items()
        if figure.page == total.page
        and abs(figure.box.y0 - total.box.y0) < 1
        and table.columns[cell[1]].panel > total.panel
        and table.rows[cell[0]].role is not RowRole.TOTAL
    ]
    return [(columns[0], beside[0])] if len(beside) == 1 else own


def _total_family(
    total: Row,
    terms: Sequence[Row],
    cells: Sequence[tuple[int, tuple[int, int]]],
    prior: Prior,
) -> Family:
    label = " + ".join(r.name or r.code for r in terms[:3]) + (" + …" if len(terms) > 3 else "")
    sums = tuple(
        Sum(cell, tuple((1, (r.index, c)) for r in terms if r.index != total.index))
        for c, cell in cells
    )
    return Family(f"{total.name} = {label}", "column", prior, sums)
