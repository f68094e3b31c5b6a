"""Sums down a column: 类 = Σ款 = Σ项, 合计 = Σ类, 总计 = 本年合计 + 上年结转."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from budgetlint.model import ColumnRole, Row, RowRole, Table, TableKind
from budgetlint.relations.discover import by_figures
from budgetlint.relations.lanes import Lane, lanes_of, neighbours
from budgetlint.relations.model import Family, Prior, Sum, Tally, tally
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
from budgetlint.relations.roles import (
    whole_of_parts,
    with_continued_parts,
    with_numbered_heads,
)
from budgetlint.relations.totals import total_tallies
from budgetlint.relations.wrapped import without_wrapped

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
    for panels in neighbours(table):
        alone = [t for panel in panels for t in _list_tallies(table, [panel])]
        if len(panels) == 1:
            yield from alone
        else:
            # one list that runs on in the next panel, or two lists of one form
            yield from min(_list_tallies(table, panels), alone, key=_doubt)


def _list_tallies(table: Table, panels: Sequence[int]) -> list[Tally]:
    """The reading chosen for the rows of one panel, or of several that are one list."""
    lanes = lanes_of(table, panels)
    printed = [row for panel in panels for row in table.panel_rows(panel)]
    rows = with_numbered_heads(without_wrapped(table, printed))
    if not lanes or not addable(rows):
        return []
    readings = _readings(table, rows, lanes)
    lists = [rows, *with_continued_parts(rows)]
    for continued in lists[1:]:
        readings += _readings(table, continued, lanes)
    standard = [r for r in readings if r[0].family.prior is Prior.STANDARD and r[0].checked]
    sure = [r for r in standard if r[0].support + r[0].failed and all(t.trusted for t in r)]
    chosen = [t for t in min(sure or readings, key=_doubt) if t.checked]
    parts = (whole_of_parts(table, given, lanes) for given in reversed(lists))
    whole = next((found for found in parts if found is not None), None)
    return [*chosen, whole] if whole is not None else chosen


def _readings(table: Table, rows: Sequence[Row], lanes: Sequence[Lane]) -> list[list[Tally]]:
    return [
        [found, *total_tallies(table, rows, lanes, tree)]
        for tree, found in _outlines(table, rows, lanes)
    ]


def _doubt(reading: Sequence[Tally]) -> float:
    """How ill a reading fits: the figures that would have to be wrong against the sums that hold.

    An outline and the totals over it are judged together: an outline that simply leaves out
    the line that does not fit pays for it in its total.
    """
    wrong = sum(t.causes for t in reading)
    support = sum(2 * t.held + t.trivially_held for t in reading)
    # an outline made to fit the figures fits them better than it deserves
    fitted = bool(reading) and reading[0].family.prior is Prior.DISCOVERED
    return 4 * wrong - support * (0.75 if fitted else 1.0)


def _outlines(table: Table, rows: Sequence[Row], lanes: Sequence[Lane]) -> Iterator[_Reading]:
    """What the rows of a list may mean, the likeliest first, with the sums each claims."""
    claim = partial(_claim, table, lanes)
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
                figured = by_figures(table, candidates, lanes, chains=chains)
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
        plain = by_marker(rows)
        yield plain, "大项 = 所列小项之和", standard
        beside = by_marker(rows, beside=True)
        if beside != plain:
            yield beside, "大项 = 所列小项之和", standard
        inner = by_marker(rows, inner=True)
        if inner != plain:
            yield inner, "大项 = 所列小项之和", Prior.STRUCTURAL
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


def _claim(table: Table, lanes: Sequence[Lane], tree: Branch, name: str, prior: Prior) -> _Reading:
    """An outline with its claim that every row is the sum of the rows directly below it."""
    sums = tuple(
        Sum(
            lane.cell(branch.row),
            tuple((1, lane.cell(child.row)) for child in branch.children if child.row),
        )
        for branch in tree.parents()
        if branch.row is not None
        for lane in lanes
    )
    return tree, tally(table, Family(name, "column", prior, sums))
