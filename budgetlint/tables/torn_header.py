"""A header that a page break has cut: its upper rows at the foot of a page, the others below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetlint.model import GridCell
from budgetlint.tables.cells import Line


def joined_header(upper: Sequence[Line], lower: Sequence[Line]) -> list[Line]:
    """The rows of both pages as one header."""
    below = max(line.row for line in upper) + 1
    return _mended([*upper, *(_lowered(line, below) for line in lower)], below)


def _mended(header: Sequence[Line], row: int) -> list[Line]:
    """The header with the cells whole that the break above a row has cut in two.

    Such a cell fills the same columns above and below: 附属单位上 / 缴收入.
    """
    lines = list(header)
    for line in header:
        if line.row != row:
            continue
        for column, cell in enumerate(line.cells):
            over = _over(header, row, column)
            if over is None or not line.text(column):
                continue
            if (over.column, over.column_span) != (cell.column, cell.column_span):
                continue
            whole = {over: replace(over, text=over.text + cell.text), cell: replace(cell, text="")}
            lines = [
                Line(tuple(whole.get(c, c) for c in other.cells), other.page, other.row)
                for other in lines
            ]
    return lines


def _over(header: Sequence[Line], row: int, column: int) -> GridCell | None:
    """The lowest cell with a text above a row in a column."""
    cells = [line.cells[column] for line in header if line.row < row]
    return next((cell for cell in reversed(cells) if cell.text), None)


def _lowered(line: Line, by: int) -> Line:
    cells = tuple(replace(cell, row=cell.row + by) for cell in line.cells)
    return Line(cells, line.page, line.row + by)
