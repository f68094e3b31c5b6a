"""Draws the grids that were found over pictures of the pages, for the day they are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from budgetlint.model import Box, Document, Grid, Page

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

#: Pixels a point: 144 dpi is enough to read a figure of 6 points.
SCALE = 2
_CELL = (0, 110, 220)
_MERGED = (0, 150, 60)
_FIGURE = (220, 60, 0)
_PROBLEM = (200, 0, 0)


def draw_pages(document: Document, folder: Path) -> list[Path]:
    """Write one PNG for each page with a grid or a problem; returns the files.

    Blue: a cell; green: a merged cell; orange underline: taken for a figure; the label gives
    the table, the reader and the size of the grid.
    """
    import pypdfium2 as pdfium
    from PIL import Image, ImageDraw

    folder.mkdir(parents=True, exist_ok=True)
    names = {id(grid): table.id for table in document.tables for grid in table.grids}
    figures: dict[int, list[Box]] = {}
    for table in document.tables:
        for figure in table.figures.values():
            figures.setdefault(figure.page, []).append(figure.box)
    written: list[Path] = []
    pdf = pdfium.PdfDocument(document.path)
    try:
        for page in document.pages:
            if not page.grids and page.problem is None:
                continue
            picture: Image.Image = pdf[page.number - 1].render(scale=SCALE).to_pil().convert("RGB")
            draw = ImageDraw.Draw(picture)
            for grid in page.grids:
                _draw_grid(draw, grid, names.get(id(grid), "-"))
            for box in figures.get(page.number, ()):
                _underline(draw, box)
            _draw_problem(draw, page)
            # The hash keeps files of one name from different folders apart.
            name = f"{document.path.stem}-{document.sha256[:6]}-p{page.number:03}.png"
            picture.save(folder / name)
            written.append(folder / name)
    finally:
        pdf.close()
    return written


def _draw_grid(draw: ImageDraw, grid: Grid, table: str) -> None:
    for cell in grid.cells:
        merged = cell.row_span > 1 or cell.column_span > 1
        draw.rectangle(_pixels(cell.box), outline=_MERGED if merged else _CELL, width=2)
        x, y = _pixels(cell.box)[:2]
        draw.text((x + 2, y + 1), f"{cell.row},{cell.column}", fill=_CELL)
    x, y = _pixels(grid.box)[:2]
    size = f"{grid.row_count}x{grid.column_count}"
    label = f"{table} {grid.reader} {grid.ruling} {size}"
    draw.text((x, max(0.0, y - 26)), label, fill=_PROBLEM, font_size=20)


def _underline(draw: ImageDraw, box: Box) -> None:
    x0, _, x1, y1 = _pixels(box)
    draw.line((x0 + 3, y1 - 4, x1 - 3, y1 - 4), fill=_FIGURE, width=2)


def _draw_problem(draw: ImageDraw, page: Page) -> None:
    if page.problem is not None:
        frame = (2, 2, page.width * SCALE - 3, page.height * SCALE - 3)
        draw.rectangle(frame, outline=_PROBLEM, width=6)


def _pixels(box: Box) -> tuple[float, float, float, float]:
    return (box.x0 * SCALE, box.y0 * SCALE, box.x1 * SCALE, box.y1 * SCALE)
