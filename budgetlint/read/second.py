"""The second reader: camelot, with a PDF parser of its own, as independent evidence.

A failed check becomes an error only when both readers read the same figures. The glyphs that
camelot's parser sees at the place of a figure must spell the same number, and the number must
end where the place ends, so that a figure cut in two by a border that is none does not pass.
Where they do not, camelot's own cell at that place may still hold it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from budgetlint.amounts import is_blank_amount, normalise_number, parse_amount
from budgetlint.model import Box, Document, Evidence, Grid, GridCell, Page
from budgetlint.read.radicals import plain_characters

if TYPE_CHECKING:  # camelot costs half a second to import and is seldom needed
    from budgetlint.read.camelot_tables import CamelotFile, SeenCell, SeenPage, SeenTable
    from budgetlint.read.printed import PrintedPage
    from budgetlint.read.second_glyphs import GlyphFile

#: Pages kept. Findings come in the order of their tables, which span a few pages each.
_KEPT_PAGES = 16
#: A table without rules is believed when it has this many figures; prose has fewer in columns.
_LEAST_FIGURES = 4
#: Two boxes are one cell when they share this part of the larger one; borders drawn as pictures
#: are a point or two off, which is much of a narrow cell.
_MATCHING = 0.6


@dataclass(frozen=True, slots=True)
class Reading:
    """What the second reader read at one place.

    ``agreed`` is None where it read nothing. ``source`` is ``cell`` (camelot's own cell has
    the same text), ``glyphs`` (the glyphs at the place spell it) or ``""``.
    """

    agreed: bool | None
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class Confirmation:
    """Whether the second reader reads the figures of a finding as the first one did.

    ``agreed`` is True when every figure agrees (or there is none), False when one differs,
    None when none differs but one was not read by the second reader. ``differences`` are the
    differing cells with what the second reader read there.
    """

    agreed: bool | None
    differences: tuple[tuple[Evidence, str], ...] = ()


class SecondReader:
    """Reads a PDF again with camelot, page by page and only when asked.

    ``reasons`` says, page by page in Chinese, why something could not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reasons: list[str] = []
        self._file: CamelotFile | None = None
        self._broken = False
        self._pages: OrderedDict[int, SeenPage | None] = OrderedDict()
        self._glyphs: GlyphFile | None = None
        self._printed: OrderedDict[int, tuple[PrintedPage, float, float] | None] = OrderedDict()

    def confirm(self, document: Document, evidence: Sequence[Evidence]) -> Confirmation:
        """Read the figures of a finding again. Labels are not compared."""
        pages = {page.number: page for page in document.pages}
        differences: list[tuple[Evidence, str]] = []
        unread = False
        for item in evidence:
            if item.amount is None:
                continue
            page = pages.get(item.page)
            if page and self._spelled(page, item.box, item.text):
                continue
            reading = self.read(page, item.box, item.text) if page else Reading(None)
            if reading.agreed is None:
                unread = True
            elif not reading.agreed:
                differences.append((item, reading.text))
        if differences:
            return Confirmation(False, tuple(differences))
        return Confirmation(None if unread else True)

    def _spelled(self, page: Page, box: Box, text: str) -> bool:
        """Whether the glyphs at a place spell the figure. False settles nothing: camelot may."""
        if page.number not in self._printed:
            self._printed[page.number] = self._read_glyphs(page.number)
            if len(self._printed) > _KEPT_PAGES:
                self._printed.popitem(last=False)
        seen = self._printed[page.number]
        if seen is None:
            return False
        glyphs, width, height = seen
        place = _scaled(box, width / page.width, height / page.height)
        return bool(glyphs) and _same(glyphs.number_at(place), text)

    def _read_glyphs(self, number: int) -> tuple[PrintedPage, float, float] | None:
        from budgetlint.read.second_glyphs import GlyphFile

        try:
            if self._glyphs is None:
                self._glyphs = GlyphFile(self.path)
            return self._glyphs.page(number)
        except Exception:  # the parser raises all kinds; camelot reads the page next and says why
            return None

    def read(self, page: Page, box: Box, text: str) -> Reading:
        """Compare one figure: its place on the displayed page and its text as printed."""
        seen = self._seen(page.number)
        if seen is None or not seen.glyphs:
            return Reading(None)
        place = seen.upright(_scaled(box, seen.width / page.width, seen.height / page.height))
        cell = _cell_at(seen.tables, place)
        if cell is not None and _matches(cell.box, place) and _same(cell.text, text):
            return Reading(True, cell.text, "cell")
        printed = seen.glyphs.number_at(place)
        if _same(printed, text):
            return Reading(True, printed, "glyphs")
        if printed:
            return Reading(False, printed, "glyphs")
        return Reading(None)

    def grids(self, page: int, width: float, height: float) -> tuple[Grid, ...]:
        """The tables of a page as camelot builds them, in the frame of the displayed page.

        Ruled tables first; where there is none, tables set by white space that hold figures.
        """
        seen = self._seen(page)
        if seen is None or not seen.glyphs:
            return ()
        tables = seen.tables or self._unruled(page)
        factors = (width / seen.width, height / seen.height)
        return tuple(_grid(seen, table, factors) for table in tables)

    def close(self) -> None:
        """Let go of the file and of every page."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._glyphs is not None:
            self._glyphs.close()
            self._glyphs = None
        self._pages.clear()
        self._printed.clear()

    def _unruled(self, number: int) -> tuple[SeenTable, ...]:
        file = self._opened()
        if file is None:
            return ()
        try:
            tables = file.read_unruled(number)
        except Exception as error:  # camelot may raise anything on an odd page
            self._explain(f"第 {number} 页：第二种读法找不出无框线的表格（{error}）")
            return ()
        return tuple(t for t in tables if _figures(t) >= _LEAST_FIGURES)

    def _seen(self, number: int) -> SeenPage | None:
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        seen = self._read_page(number)
        self._pages[number] = seen
        if len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        return seen

    def _read_page(self, number: int) -> SeenPage | None:
        file = self._opened()
        if file is None:
            return None
        try:
            seen = file.read(number)
        except Exception as error:  # camelot may raise anything on an odd page
            self._explain(f"第 {number} 页：第二种读法读不出这一页（{error}）")
            return None
        if not seen.glyphs:
            self._explain(f"第 {number} 页：第二种读法没有读到文字，可能是扫描页")
        return seen

    def _opened(self) -> CamelotFile | None:
        if self._file is None and not self._broken:
            from budgetlint.read.camelot_tables import CamelotFile

            try:
                self._file = CamelotFile(self.path)
            except Exception as error:  # a damaged file, a password: the parser's own errors
                self._broken = True
                self._explain(f"文件 {self.path.name}：第二种读法打不开这个文件（{error}）")
        return self._file

    def _explain(self, reason: str) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)


def _same(read: str, printed: str) -> bool:
    """Whether two texts print one figure: the same digits, separators and signs."""
    if is_blank_amount(printed):
        return is_blank_amount(read)
    return normalise_number(read) == normalise_number(printed)


def _cell_at(tables: Sequence[SeenTable], place: Box) -> SeenCell | None:
    """camelot's cell that covers most of a place."""
    best, most = None, 0.0
    for table in tables:
        if _shared(table.box, place) <= 0:
            continue
        for cell in table.cells:
            shared = _shared(cell.box, place)
            if shared > most:
                best, most = cell, shared
    return best


def _matches(cell: Box, place: Box) -> bool:
    """Whether a cell is the place, not one that merely holds it and may hold other rows."""
    return _shared(cell, place) >= _MATCHING * max(_area(cell), _area(place))


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _shared(left: Box, right: Box) -> float:
    width = min(left.x1, right.x1) - max(left.x0, right.x0)
    height = min(left.y1, right.y1) - max(left.y0, right.y0)
    return width * height if width > 0 and height > 0 else 0.0


def _figures(table: SeenTable) -> int:
    return sum(1 for cell in table.cells if parse_amount(cell.text) is not None)


def _scaled(box: Box, x: float, y: float) -> Box:
    return Box(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y)


def _grid(seen: SeenPage, table: SeenTable, factors: tuple[float, float]) -> Grid:
    def place(box: Box) -> Box:
        return _scaled(seen.displayed(box), *factors)

    cells = tuple(
        GridCell(c.row, c.column, c.row_span, c.column_span, plain_characters(c.text), place(c.box))
        for c in table.cells
    )
    return Grid(
        page=seen.number,
        box=place(table.box),
        row_count=table.row_count,
        column_count=table.column_count,
        cells=cells,
        anchors=table.anchors,
        reader="camelot",
        ruling="full" if table.ruled else "none",
    )
