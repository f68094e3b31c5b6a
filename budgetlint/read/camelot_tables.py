"""What camelot and its own PDF parser (playa) see on a page, as plain data.

This module imports camelot, which costs half a second: only :mod:`budgetlint.read.second`
imports it, and only when a second reading is asked for.

Two frames are used here. *upright*: text runs left to right, y downwards, origin at the top
left of the media box as turned; camelot works here. *displayed*: the page as a viewer shows it
(crop box, ``/Rotate``); everything outside this module is there.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import playa
import pypdfium2 as pdfium
from camelot.core import Table as CamelotTable
from camelot.handlers import PDFHandler
from camelot.parsers.hybrid import Hybrid
from camelot.parsers.lattice import Lattice
from camelot.parsers.stream import Stream

from budgetlint.model import Box
from budgetlint.read.affine import Affine, inverse, then, transformed
from budgetlint.read.printed import Glyph, PrintedPage
from budgetlint.read.second_glyphs import crop_of

#: Row and column.
Position = tuple[int, int]

#: Lines are found as well at this resolution as at camelot's 300 dpi, with a quarter of the memory.
_RENDER_DPI = 150
_LAYOUT = {"boxes_flow": None}


class CompleteLattice(Lattice):
    """camelot's lattice parser without its filter for sparse grids.

    camelot drops a grid that is at least 90 % empty as noise; a budget table that is empty,
    or holds one line, is such a grid.
    """

    def __init__(self, engine: str) -> None:
        super().__init__(engine=engine, split_text=True)  # type: ignore[no-untyped-call]
        self.icb = _MediaBoxRenderer()  # type: ignore[assignment]

    def _reject_table(self, table: CamelotTable) -> bool:
        return False


class _MediaBoxRenderer:
    """Draws the whole media box: camelot takes its picture for that, pdfium draws the crop box."""

    def to_array(self, path: str, page: int = 1) -> Any:
        """The page as an array of BGR pixels."""
        document = pdfium.PdfDocument(path)
        try:
            first = document[page - 1]
            first.set_cropbox(*first.get_mediabox())
            first.close()
            bitmap = document[page - 1].render(scale=_RENDER_DPI / 72, rev_byteorder=False)
            return bitmap.to_numpy()[:, :, :3].copy()
        finally:
            document.close()


@dataclass(frozen=True, slots=True)
class SeenCell:
    """One cell as camelot read it; a merged cell stands once. The box is upright."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class SeenTable:
    """One table as camelot read it. The box is upright."""

    box: Box
    row_count: int
    column_count: int
    cells: tuple[SeenCell, ...]
    anchors: tuple[float, ...]
    ruled: bool


@dataclass(frozen=True, slots=True)
class SeenPage:
    """One page as the second reader sees it: its glyphs and its ruled tables, upright.

    ``width`` and ``height`` are the size of the page as displayed.
    """

    number: int
    width: float
    height: float
    glyphs: PrintedPage
    tables: tuple[SeenTable, ...]
    shown: Affine

    def displayed(self, box: Box) -> Box:
        """An upright box on the displayed page."""
        return transformed(self.shown, box)

    def upright(self, box: Box) -> Box:
        """A box of the displayed page in the upright frame."""
        return transformed(inverse(self.shown), box)


class CamelotFile:
    """A PDF opened for camelot. Pages are read one at a time, nothing is kept here."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._handler = PDFHandler(self._path)
        self._pdf = playa.open(self._path, space="page")
        self._turns: dict[int, int] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._pdf.close()

    def read(self, number: int) -> SeenPage:
        """Glyphs and ruled tables of a page; by its picture where no line is drawn as a vector.

        Raises:
            IndexError: the document has no such page.
        """
        layout = self._layout(number)
        tables = self._tables(CompleteLattice(engine="vector"), layout)
        if not tables:
            tables = self._tables(CompleteLattice(engine="combined"), layout)
        width, height = _displayed_size(layout)
        glyphs = PrintedPage(_glyphs(layout))
        return SeenPage(number, width, height, glyphs, tables, _shown(layout))

    def read_unruled(self, number: int) -> tuple[SeenTable, ...]:
        """The tables of a page that are set by white space instead of rules."""
        hybrid = Hybrid(engine="vector", split_text=True)  # type: ignore[no-untyped-call]
        for parser in (hybrid, Stream(split_text=True)):  # type: ignore[no-untyped-call]
            tables = self._tables(parser, self._layout(number))
            if tables:
                return tables
        return ()

    def _layout(self, number: int) -> _Layout:
        page = self._pdf.pages[number - 1]
        # camelot turns the page object itself where text runs sideways: remember how it was
        turn = self._turns.setdefault(number, page.rotate)
        page.set_initial_ctm("page", turn)
        seen = self._handler._get_layout(page, **_LAYOUT)
        return _Layout(page, number, turn, *seen)

    def _tables(self, parser: Any, layout: _Layout) -> tuple[SeenTable, ...]:
        parser.prepare_page_parse(
            self._path,
            layout.tree,
            layout.size,
            layout.number,
            layout.images,
            layout.horizontal,
            layout.vertical,
            layout.rotation,
            layout_kwargs=_LAYOUT,
        )
        with warnings.catch_warnings():
            # camelot warns of every page without a table or without text; both are answers here
            warnings.simplefilter("ignore")
            tables: list[CamelotTable] = parser.extract_tables()
        return tuple(
            _seen_table(table, layout.size[1])
            for table in tables
            if len(table.rows) * len(table.cols) > 1
        )


@dataclass(frozen=True)
class _Layout:
    """A page as camelot's handler lays it out; ``turn`` is the page's own ``/Rotate``."""

    page: playa.Page
    number: int
    turn: int
    tree: Any
    size: tuple[float, float]
    images: Sequence[Any]
    chars: Sequence[Any]
    horizontal: Sequence[Any]
    vertical: Sequence[Any]
    rotation: str


def _glyphs(layout: _Layout) -> Iterator[Glyph]:
    height = layout.size[1]
    for char in layout.chars:
        text = "".join(char.get_text().split())
        if text:
            yield text, char.x0, height - char.y1, char.x1, height - char.y0


def _seen_table(table: CamelotTable, height: float) -> SeenTable:
    cells = tuple(_merged(table.cells, height))
    anchors = (*(left for left, _ in table.cols), table.cols[-1][1])
    top, bottom = height - table.rows[0][0], height - table.rows[-1][1]
    return SeenTable(
        Box(anchors[0], top, anchors[-1], bottom),
        len(table.rows),
        len(table.cols),
        cells,
        anchors,
        table.flavor == "lattice",
    )


def _merged(cells: list[list[Any]], height: float) -> Iterator[SeenCell]:
    """camelot's cells, those without a rule between them joined."""
    for region in _regions(cells):
        rows = [row for row, _ in region]
        columns = [column for _, column in region]
        parts = [cells[row][column] for row, column in region]
        text = "\n".join(part.text.strip() for part in parts if part.text.strip())
        yield SeenCell(
            min(rows),
            min(columns),
            max(rows) - min(rows) + 1,
            max(columns) - min(columns) + 1,
            text,
            Box(
                min(part.x1 for part in parts),
                height - max(part.y2 for part in parts),
                max(part.x2 for part in parts),
                height - min(part.y1 for part in parts),
            ),
        )


def _regions(cells: list[list[Any]]) -> list[list[Position]]:
    group: dict[Position, list[Position]] = {
        (r, c): [(r, c)] for r, row in enumerate(cells) for c in range(len(row))
    }
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if c + 1 < len(row) and not cell.right and not row[c + 1].left:
                _join(group, (r, c), (r, c + 1))
            if r + 1 < len(cells) and not cell.bottom and not cells[r + 1][c].top:
                _join(group, (r, c), (r + 1, c))
    unique = {id(members): members for members in group.values()}
    return [sorted(members) for members in unique.values()]


def _join(group: dict[Position, list[Position]], left: Position, right: Position) -> None:
    keep, drop = group[left], group[right]
    if keep is drop:
        return
    keep.extend(drop)
    for member in drop:
        group[member] = keep


# ---------------------------------------------------------------- frames


def _displayed_size(layout: _Layout) -> tuple[float, float]:
    left, bottom, right, top = crop_of(layout.page)
    width, height = right - left, top - bottom
    return (height, width) if layout.turn % 180 else (width, height)


def _shown(layout: _Layout) -> Affine:
    """The map from the upright to the displayed frame: upright → user space → displayed."""
    left, bottom, right, top = crop_of(layout.page)
    display: Affine = {
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }.get(layout.turn, (1.0, 0.0, 0.0, -1.0, -left, top))
    flip: Affine = (1.0, 0.0, 0.0, -1.0, 0.0, layout.size[1])
    return then(then(flip, inverse(layout.page.ctm)), display)
