"""What the total rows of a list are the sum of: 合计 = Σ类, 总计 = 本年合计 + 上年结转."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetlint.model import Row, RowRole, Table
from budgetlint.relations.lanes import Lane
from budgetlint.relations.model import Family, Prior, Sum, Tally, amount_at, best
from budgetlint.relations.outline import Branch, is_coded

_STAFF = ("301", "303")  # 工资福利支出, 对个人和家庭的补助


def total_tallies(
    table: Table, rows: Sequence[Row], lanes: Sequence[Lane], outline: Branch
) -> Iterator[Tally]:
    """For each total row of a list what it is the sum of."""
    totals = [r for r in rows if r.role is RowRole.TOTAL or _is_heading_total(r, rows)]
    roots = [b.row for b in outline.children if b.row is not None and b.row not in totals]
    prior = _total_prior(rows, roots, is_nested=any(b.children for b in outline.children))
    previous: Row | None = None
    for position, total in enumerate(totals):
        if previous is not None and previous.panel != total.panel:
            previous = None  # two totals at the feet of neighbouring panels
        own = _of_its_kind(total, roots)
        term_lists = [
            terms
            for terms in _term_lists(total, previous, totals[position + 1 :], own)
            if not _skips(table, terms, total, previous, own, lanes)
        ]
        cells = _total_cells(table, total, lanes)
        readings = [_total_family(total, terms, cells, prior) for terms in term_lists]
        chosen = best(table, readings)
        if chosen is not None and chosen.checked:
            yield chosen
        previous = total


def _of_its_kind(total: Row, roots: Sequence[Row]) -> Sequence[Row]:
    """The 类 that a total over 人员经费 or over 公用经费 may add up.

    Source: 部门决算报表 财决08表 footnote: 人员经费 holds 301 and 303, 公用经费 the others.
    """
    if not all(r.code.startswith("3") for r in roots):
        return roots
    if "人员" in total.name:
        return [r for r in roots if r.code[:3] in _STAFF]
    if "公用" in total.name:
        return [r for r in roots if r.code[:3] not in _STAFF]
    return roots


def _skips(
    table: Table,
    terms: Sequence[Row],
    total: Row,
    previous: Row | None,
    roots: Sequence[Row],
    lanes: Sequence[Lane],
) -> bool:
    """Whether a reading leaves out a line with a figure between a total and the one before."""
    if previous is None:
        return False
    taken = {row.index for row in terms}
    return any(
        (amount := amount_at(table, lane.cell(row))) is not None and amount.value != 0
        for row in roots
        if previous.index < row.index < total.index and row.index not in taken
        for lane in lanes
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
    # a total at the top of a list stands over the lines below it
    listed = [r for r in roots if r.index < first_total] or list(roots)
    if listed and all(r.marker for r in listed) and len({r.level for r in listed}) == 1:
        return Prior.STANDARD
    return Prior.STRUCTURAL


def _term_lists(
    total: Row, previous: Row | None, later: Sequence[Row], roots: Sequence[Row]
) -> Iterator[list[Row]]:
    """What a total row may be the sum of, the likeliest first."""
    above = [r for r in roots if r.index < total.index]
    own = [r for r in above if r.panel == total.panel]
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
    if len(own) < len(above):
        yield from _root_sets(own)
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
    table: Table, total: Row, lanes: Sequence[Lane]
) -> list[tuple[Lane, tuple[int, int]]]:
    """For each lane where the total of it is printed.

    Where two lists share one total (支出按功能 | 支出按用途), its figure stands in the column of
    one of them only.
    """
    own = [(lane, lane.cell(total)) for lane in lanes]
    if len(lanes) != 1 or any(cell in table.figures for _, cell in own):
        return own
    beside = [
        cell
        for cell, figure in table.figures.items()
        if figure.page == total.page
        and abs(figure.box.y0 - total.box.y0) < 1
        and table.columns[cell[1]].panel > total.panel
        and table.rows[cell[0]].role is not RowRole.TOTAL
    ]
    return [(lanes[0], beside[0])] if len(beside) == 1 else own


def _total_family(
    total: Row,
    terms: Sequence[Row],
    cells: Sequence[tuple[Lane, tuple[int, int]]],
    prior: Prior,
) -> Family:
    label = " + ".join(r.name or r.code for r in terms[:3]) + (" + …" if len(terms) > 3 else "")
    sums = tuple(
        Sum(cell, tuple((1, lane.cell(r)) for r in terms if r.index != total.index))
        for lane, cell in cells
    )
    return Family(f"{total.name} = {label}", "column", prior, sums)
