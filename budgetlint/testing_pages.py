"""Pages written down as data become :class:`~budgetlint.model.Page` objects, without a file.

The form is described in :mod:`budgetlint.testing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.model import Box, Grid, GridCell, Page, TextLine
from budgetlint.testing_tables import CaseError, listed, refuse_unknown, text

_ITEM_FIELDS = {"grid", "problem"}
_WIDTH, _HEIGHT = 595.0, 842.0
_LINE = 20.0


def build_pages(given: object) -> tuple[Page, ...]:
    """The pages of a case: lists of lines and of ``{grid: [[…]]}``, or ``{problem: …}``."""
    pages = listed(given, "pages")
    return tuple(_page(items, number) for number, items in enumerate(pages, 1))


def _page(items: object, number: int) -> Page:
    flow: list[TextLine | Grid] = []
    problem: str | None = None
    top = 40.0
    for item in listed(items, f"pages 第 {number} 页"):
        if not isinstance(item, dict):
            flow.append(TextLine(text(item), Box(40.0, top, 500.0, top + 12)))
            top += _LINE
            continue
        refuse_unknown(item, _ITEM_FIELDS)
        if "problem" in item:
            problem = text(item["problem"])
        if "grid" in item:
            grid = _grid(item["grid"], number, top)
            flow.append(grid)
            top = grid.box.y1 + _LINE
    lines = tuple(item for item in flow if isinstance(item, TextLine))
    grids = tuple(item for item in flow if isinstance(item, Grid))
    return Page(number, _WIDTH, max(_HEIGHT, top), lines, grids, problem, tuple(flow))


def _grid(given: object, page: int, top: float) -> Grid:
    rows = [[text(cell) for cell in listed(row, "grid 的每一行")] for row in listed(given, "grid")]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise CaseError("grid 至少有一行，各行的格数相同")
    width = 480.0 / len(rows[0])
    cells = tuple(
        GridCell(
            r,
            c,
            1,
            span,
            word,
            Box(40 + width * c, top + _LINE * r, 40 + width * (c + span), top + _LINE * (r + 1)),
        )
        for r, row in enumerate(rows)
        for c, word, span in _spans(row)
    )
    anchors = tuple(40 + width * c for c in range(len(rows[0]) + 1))
    box = Box(40.0, top, 520.0, top + _LINE * len(rows))
    return Grid(page, box, len(rows), len(rows[0]), cells, anchors)


def _spans(row: list[str]) -> Iterator[tuple[int, str, int]]:
    """The cells of a row with their widths; ``<`` is merged with the cell to its left."""
    for column, word in enumerate(row):
        if word == "<" and column:
            continue
        after = next((c for c in range(column + 1, len(row)) if row[c] != "<"), len(row))
        yield column, word, after - column
