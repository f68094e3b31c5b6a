"""Pages made by hand: lines of text and grids given as rows of cells."""

from __future__ import annotations

from collections.abc import Sequence

from budgetlint.model import Box, Grid, GridCell, Page, TextLine

_LINE = 20.0
_WIDTH = 500.0


def grid(rows: Sequence[Sequence[str | None]], *, page: int = 1, top: float = 0.0) -> Grid:
    """A fully ruled grid; ``None`` is a field that the cell to the left of it spans."""
    columns = len(rows[0])
    step = _WIDTH / columns
    cells: list[GridCell] = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text is None:
                continue
            span = 1
            while column + span < columns and texts[column + span] is None:
                span += 1
            y = top + row * _LINE
            box = Box(column * step, y, (column + span) * step, y + _LINE)
            cells.append(GridCell(row, column, 1, span, text, box))
    anchors = tuple(i * step for i in range(columns + 1))
    box = Box(0, top, _WIDTH, top + len(rows) * _LINE)
    return Grid(page, box, len(rows), columns, tuple(cells), anchors)


def page(*items: str | Sequence[Sequence[str | None]], number: int = 1) -> Page:
    """A page of lines and grids from top to bottom."""
    flow: list[TextLine | Grid] = []
    y = 0.0
    for item in items:
        if isinstance(item, str):
            flow.append(TextLine(item, Box(0, y, _WIDTH, y + _LINE)))
            y += _LINE
        else:
            made = grid(item, page=number, top=y)
            flow.append(made)
            y = made.box.y1
    lines = tuple(x for x in flow if isinstance(x, TextLine))
    grids = tuple(x for x in flow if isinstance(x, Grid))
    return Page(number, _WIDTH, 800.0, lines, grids, None, tuple(flow))
