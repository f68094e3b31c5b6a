"""The texts of a grid as a dense matrix that knows its merged cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce

from budgetlint.model import Box, Grid, GridCell, Row, Table


@lru_cache(maxsize=16384)
def tight(text: str) -> str:
    """A text with all white space closed (names broken over lines, ``收 入 合 计``)."""
    return "".join(text.split())


@dataclass(frozen=True)
class Line:
    """One row of a grid: for each column the cell that covers it.

    ``origin`` is the page and row it came from.
    """

    cells: tuple[GridCell, ...]
    page: int
    row: int

    def owns(self, column: int) -> bool:
        """Whether the cell at a column begins in this row and column."""
        cell = self.cells[column]
        return cell.row == self.row and cell.column == column

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        row = self.row
        return tuple(
            tight(cell.text) if cell.text and cell.row == row and cell.column == column else ""
            for column, cell in enumerate(self.cells)
        )

    def text(self, column: int) -> str:
        """The text of the cell that begins at this place, closed; else ``""``."""
        return self._texts[column]

    def texts(self) -> tuple[str, ...]:
        """The texts of all columns, ``""`` where a merged cell began elsewhere."""
        return self._texts

    def is_blank(self) -> bool:
        """Whether nothing begins in this row."""
        return not any(self.texts())


def label_box(table: Table, row: Row, label: str) -> Box:
    """The cells of a line in which a label stands, rather than the whole line.

    The line itself where no cell of it holds a part of the label (names merged over lines).
    """
    words = tight(label)
    # the figure 0 is a part of the code 30102 too
    figures = {figure.box for (index, _), figure in table.figures.items() if index == row.index}
    found = [
        cell.box
        for grid in table.grids
        if grid.page == row.page
        for cell in grid.cells
        if (text := tight(cell.text)) and text in words and cell.box not in figures
        if _within(cell.box, row.box)
    ]
    return reduce(Box.union, found) if found else row.box


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer.x0 - 1 <= inner.x0
        and outer.y0 - 1 <= inner.y0
        and inner.x1 <= outer.x1 + 1
        and inner.y1 <= outer.y1 + 1
    )


def lines_of_grid(grid: Grid) -> list[Line]:
    """The rows of a grid from top to bottom, merged cells repeated in every field."""
    fields: list[list[GridCell | None]] = [
        [None] * grid.column_count for _ in range(grid.row_count)
    ]
    for cell in grid.cells:
        if cell.row_span == cell.column_span == 1:
            fields[cell.row][cell.column] = cell
            continue
        for row in range(cell.row, min(cell.row + cell.row_span, grid.row_count)):
            for column in range(
                cell.column, min(cell.column + cell.column_span, grid.column_count)
            ):
                fields[row][column] = cell
    out: list[Line] = []
    for row, line in enumerate(fields):
        filled = tuple(
            cell if cell is not None else GridCell(row, column, 1, 1, "", grid.box)
            for column, cell in enumerate(line)
        )
        out.append(Line(filled, grid.page, row))
    return out


def remap(line: Line, places: list[int], width: int, spare: GridCell) -> Line:
    """A row of a continuation page in the columns of the table it continues.

    ``places[i]`` is the first column of the table that column ``i`` of the line fills.
    """
    cells: list[GridCell] = [spare] * width
    ends = [*places[1:], width]
    for column, (start, end) in enumerate(zip(places, ends, strict=True)):
        cell = line.cells[column]
        first = places[cell.column]
        last_column = min(cell.column + cell.column_span, len(places)) - 1
        span = ends[last_column] - first
        moved = GridCell(
            cell.row, first, cell.row_span, span, cell.text, cell.box, cell.indent, cell.uncertain
        )
        for target in range(start, end):
            cells[target] = moved
    return Line(tuple(cells), line.page, line.row)
