"""Rows of a text table become a grid: the merged cells of its header found again.

In a text a merged header cell is one filled field and empty ones beside and below it. Beside it
belong the empty fields up to the next filled one, within what stands above; below it those that
nothing else covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from budgetlint.amounts import HALF, Amount, parse_amount
from budgetlint.model import Box, Grid, GridCell
from budgetlint.places import LINE
from budgetlint.tables.cells import Line, lines_of_grid, tight
from budgetlint.tables.header import split_header

#: The width of a page, in points that no paper has.
WIDTH = 600.0
_LEFT, _RIGHT = 40.0, 560.0
_MOST_HEADER_ROWS = 5

_Rows = Sequence[tuple[int, tuple[str, ...]]]


@dataclass
class _Span:
    text: str
    row: int
    column: int
    row_end: int
    column_end: int


def row_box(index: int, length: int = 0) -> Box:
    """The place of a line, counted from 0; ``length`` is its number of characters."""
    right = min(_RIGHT, _LEFT + 10.0 * length) if length else _RIGHT
    return Box(_LEFT, index * LINE, right, index * LINE + LINE - 4)


def build_grid(page: int, rows: _Rows) -> Grid:
    """A grid of rows given as (line counted from 0, fields)."""
    width = max(len(fields) for _, fields in rows)
    texts = [(*fields, *[""] * (width - len(fields))) for _, fields in rows]
    step = (_RIGHT - _LEFT) / width
    anchors = tuple(_LEFT + step * c for c in range(width + 1))
    tops = [number * LINE for number, _ in rows]
    spans = _single(texts)
    plain = _grid(page, spans, anchors, tops)
    depth = _header_rows(plain)
    if depth == 0:
        return plain
    merged, doubtful = _header_spans(texts[:depth], width)
    body = [span for span in spans if span.row >= depth]
    grid = _grid(page, [*merged, *body], anchors, tops)
    return _unsure(grid, depth) if doubtful else grid


def _single(texts: Sequence[Sequence[str]]) -> list[_Span]:
    return [
        _Span(text, r, c, r + 1, c + 1)
        for r, line in enumerate(texts)
        for c, text in enumerate(line)
    ]


def _grid(
    page: int,
    spans: Sequence[_Span],
    anchors: tuple[float, ...],
    tops: Sequence[float],
) -> Grid:
    cells = tuple(
        GridCell(
            s.row,
            s.column,
            s.row_end - s.row,
            s.column_end - s.column,
            s.text,
            Box(anchors[s.column], tops[s.row], anchors[s.column_end], tops[s.row_end - 1] + LINE),
        )
        for s in spans
    )
    box = Box(anchors[0], tops[0], anchors[-1], tops[-1] + LINE)
    return Grid(page, box, len(tops), len(anchors) - 1, cells, anchors, "text")


def _header_rows(grid: Grid) -> int:
    """How many rows on top are header; 0 where the table has none (a form)."""
    lines = lines_of_grid(grid)
    _, header, _ = split_header(lines)
    if not header or header[0].row != 0 or len(header) > _MOST_HEADER_ROWS:
        return 0
    filled = [text for text in header[0].texts() if text]
    return len(header) if len(filled) > 1 else 0


def _header_spans(texts: Sequence[Sequence[str]], width: int) -> tuple[list[_Span], bool]:
    """The cells of the header, and whether its rows contradict one another."""
    spans: list[_Span] = []
    bounds = [(0, width)]
    covers: list[_Span | None] = [None] * width
    doubtful = False
    for row, line in enumerate(texts):
        starts = [c for c in range(width) if tight(line[c])]
        if row and row + 1 < len(texts):
            moved = _moved_parents(texts, row, bounds)
            doubtful = doubtful or moved != bounds
            for (old, _), (new, end) in zip(bounds, moved, strict=True):
                _move(spans, covers, row, old, new, end)
            bounds = moved
        for start, end in bounds:
            own = [c for c in starts if start <= c < end]
            for first, after in pairwise([*own, end]):
                span = _Span(line[first], row, first, row + 1, after)
                spans.append(span)
                covers[first:after] = [span] * (after - first)
            for column in range(start, own[0] if own else end):
                cover = covers[column]
                if cover is not None:
                    cover.row_end = max(cover.row_end, row + 1)
                else:
                    covers[column] = span = _Span("", row, column, row + 1, column + 1)
                    spans.append(span)
        bounds = _bounds(covers)
    return spans, doubtful


def _bounds(covers: Sequence[_Span | None]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for cover in covers:
        if cover is not None and (cover.column, cover.column_end) not in found:
            found.append((cover.column, cover.column_end))
    return found


def _moved_parents(
    texts: Sequence[Sequence[str]], row: int, bounds: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where a cell above begins too early for what stands below it, moved to its first child.

    ``项目支出`` over an empty field whose own child is two rows down, beside ``小计``: that
    child is one of the group before.
    """
    moved = list(bounds)
    for index in range(1, len(moved)):
        start, end = moved[index]
        own = [c for c in range(start, end) if tight(texts[row][c])]
        if not own or own[0] == start or not tight(texts[row + 1][start]):
            continue
        moved[index] = (own[0], end)
        moved[index - 1] = (moved[index - 1][0], own[0])
    return moved


def _move(
    spans: Sequence[_Span], covers: list[_Span | None], row: int, old: int, new: int, end: int
) -> None:
    """The cell above that began at ``old`` begins at ``new``; its neighbour fills the gap."""
    for span in spans:
        if span.row < row <= span.row_end and span.column == old:
            span.column, span.column_end = new, end
            covers[new:end] = [span] * (end - new)
            return


def _unsure(grid: Grid, depth: int) -> Grid:
    """The figures whose column cannot be told for certain are marked as such.

    That are those from the first group on whose lines do not add up to their 小计.
    """
    first = next((c for c, parts in _groups(grid, depth) if not _adds_up(grid, depth, c, parts)), 0)
    if first == 0:
        return grid
    cells = tuple(
        replace(cell, uncertain=True)
        if cell.row >= depth and cell.column >= first and parse_amount(cell.text) is not None
        else cell
        for cell in grid.cells
    )
    return replace(grid, cells=cells)


def _groups(grid: Grid, depth: int) -> list[tuple[int, list[int]]]:
    """Each 小计 of the header with the columns after it under the same heading."""
    header = lines_of_grid(grid)[:depth]
    width = grid.column_count
    return [
        (column, [c for c in range(column + 1, width) if _same_group(header, column, c)])
        for column in range(width)
        if tight(header[-1].cells[column].text) == "小计"
    ]


def _adds_up(grid: Grid, depth: int, column: int, parts: Sequence[int]) -> bool:
    """Whether most lines add up to a 小计: the figures then stand under their headings."""
    good = bad = 0
    for line in lines_of_grid(grid)[depth:]:
        total = parse_amount(line.text(column))
        terms = [a for c in parts if (a := parse_amount(line.text(c))) is not None]
        if total is None and not terms:
            continue
        good, bad = (good + 1, bad) if _is_sum(total, terms) else (good, bad + 1)
    return good > 3 * bad


def _is_sum(total: Amount | None, terms: Sequence[Amount]) -> bool:
    if total is None or not terms:
        return False
    slack = HALF * (total.step + sum(term.step for term in terms))
    return abs(total.value - sum(term.value for term in terms)) <= slack


def _same_group(header: Sequence[Line], left: int, right: int) -> bool:
    top = header[0].cells
    return (top[left].row, top[left].column) == (top[right].row, top[right].column)
