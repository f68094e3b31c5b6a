"""Grids and tables written as matrices of text, for the tests of reading and of relations."""

from __future__ import annotations

from collections.abc import Sequence

from budgetlint.model import Box, ColumnRole, Grid, GridCell, Page, Table, TextLine
from budgetlint.tables.cells import Line, lines_of_grid
from budgetlint.testing_tables import build_table

WIDTH, HEIGHT = 60.0, 20.0
Matrix = Sequence[Sequence[str]]


def grid(
    matrix: Matrix,
    *,
    page: int = 1,
    anchors: Sequence[float] | None = None,
    top: float = 80.0,
) -> Grid:
    """A grid: ``<`` goes on from the cell to the left, ``^`` from the cell above."""
    width = len(matrix[0])
    assert all(len(row) == width for row in matrix)
    xs = tuple(anchors) if anchors is not None else tuple(40 + WIDTH * n for n in range(width + 1))
    cells: list[GridCell] = []
    for row, texts in enumerate(matrix):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            columns = 1
            while column + columns < width and texts[column + columns] == "<":
                columns += 1
            rows = 1
            while row + rows < len(matrix) and matrix[row + rows][column] == "^":
                rows += 1
            y0 = top + HEIGHT * row
            box = Box(xs[column], y0, xs[column + columns], y0 + HEIGHT * rows)
            cells.append(GridCell(row, column, rows, columns, text, box, 2.0))
    box = Box(xs[0], top, xs[-1], top + HEIGHT * len(matrix))
    return Grid(page, box, len(matrix), width, tuple(cells), xs)


def lines(matrix: Matrix) -> list[Line]:
    """The rows of such a grid."""
    return lines_of_grid(grid(matrix))


def page(*grids: Grid, number: int = 1, lines_above: Sequence[str] = ()) -> Page:
    """A page with lines of text above its grids."""
    texts = tuple(
        TextLine(text, Box(200.0, 20.0 + 15 * n, 400.0, 32.0 + 15 * n))
        for n, text in enumerate(lines_above)
    )
    return Page(number, 842.0, 595.0, texts, grids, None, (*texts, *grids))


def table(
    header: Matrix,
    *rows: Sequence[str] | dict[str, object],
    kind: str = "支出总表",
    roles: Sequence[ColumnRole] | None = None,
    **more: object,
) -> Table:
    """A table of a case file (see :mod:`budgetlint.testing`)."""
    given = [r if isinstance(r, dict) else list(r) for r in rows]
    spec: dict[str, object] = {"kind": kind, "header": [list(h) for h in header], "rows": given}
    if roles is not None:
        spec["roles"] = [role.value for role in roles]
    return build_table({**spec, **more}, 1, 2024)
