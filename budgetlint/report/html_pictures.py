"""Which part of which page shows a finding, and the marks drawn over it.

A page picture stands once in the file; a strip is a window on it. Marks are shapes in points
over the picture, so that they scale, print and have words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgetlint.model import Box, Document, Evidence, Severity, Table
from budgetlint.report.html_marks import GLYPHS, Marked, MarkKind, marked_cells
from budgetlint.report.messages import Messages
from budgetlint.report.pictures import Album, PageImage
from budgetlint.report.summary import Group, one_line

#: Room around marked cells, height of a header that is shown above its rows, and the gap
#: between two parts below which they are shown as one: all in points.
_MARGIN, _HEADER, _JOIN = 16.0, 46.0, 34.0
#: Above this share of the page, or this many parts, the whole table is shown instead.
_TALL, _PARTS = 0.66, 5
#: Places shown for one finding; its calculation lists them all.
_PLACES = 4


@dataclass(frozen=True)
class Mark:
    """One marked cell in the upright coordinates of its page."""

    kind: str
    glyph: str
    box: Box
    words: str


@dataclass(frozen=True)
class Strip:
    """A window on a page with the marks inside it."""

    view: Box
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class PagePicture:
    """The place of a finding on one page: strips of it, and the whole page."""

    sheet: str
    turn: str
    title: str
    alt: str
    strips: tuple[Strip, ...]
    whole: Strip


@dataclass(frozen=True)
class Sheet:
    """One page picture, referred to by its anchor."""

    anchor: str
    image: PageImage


@dataclass(frozen=True)
class DocumentPictures:
    """The pictures of a document: sheets, and by ``id(finding)`` what is shown of them."""

    sheets: tuple[Sheet, ...] = ()
    shown: Mapping[int, tuple[PagePicture, ...]] | None = None
    problem: str = ""

    def of(self, finding: object) -> tuple[PagePicture, ...]:
        """The pictures of one finding."""
        return (self.shown or {}).get(id(finding), ())


@dataclass(frozen=True)
class _Spot:
    """Cells of one finding on one page, in one table."""

    page: int
    table: str
    cells: tuple[Marked, ...]


def document_pictures(
    document: Document,
    groups: Iterable[Group],
    anchor: str,
    names: Mapping[str, str],
    say: Messages,
    album: Album | None,
) -> DocumentPictures:
    """Pictures for the roots of ``groups``; none are taken for what the report folds away."""
    if album is None:
        return DocumentPictures()
    tables = {table.id: table for table in document.tables}
    shown_groups = [g for g in groups if g.severity is not Severity.INFO]
    spots = {id(g.root): _spots(g, tables) for g in shown_groups}
    pages = [spot.page for found in spots.values() for spot in found]
    taken = album.photograph(document, pages)
    sheets = {n: Sheet(f"{anchor}-p{n}", image) for n, image in sorted(taken.images.items())}
    shown = {
        key: tuple(
            _picture(spot, sheets[spot.page], tables.get(spot.table), names, say)
            for spot in found
            if spot.page in sheets
        )
        for key, found in spots.items()
    }
    return DocumentPictures(tuple(sheets.values()), shown, taken.problem)


# ---------------------------------------------------------------- which places are shown


def _spots(group: Group, tables: Collection[str]) -> list[_Spot]:
    """The places of a finding, the ones with its wrong cell and its total first."""
    order = [MarkKind.WRONG, MarkKind.TOTAL]
    marked = marked_cells(group)
    on_page = {e.page: e.table for e, _ in reversed(marked) if e.table in tables}
    cells: dict[tuple[int, str], list[Marked]] = {}
    for evidence, kind in marked:
        # a line of text on the page of a table that takes part is shown together with it
        table = evidence.table if evidence.table in tables else on_page.get(evidence.page, "")
        cells.setdefault((evidence.page, table), []).append((evidence, kind))

    def rank(spot: _Spot) -> int:
        kinds = [order.index(kind) for _, kind in spot.cells if kind in order]
        return min(kinds, default=len(order))

    spots = [_Spot(page, table, tuple(found)) for (page, table), found in cells.items()]
    return sorted(spots, key=rank)[:_PLACES]


# ---------------------------------------------------------------- where it is on the page


def _picture(
    spot: _Spot, sheet: Sheet, table: Table | None, names: Mapping[str, str], say: Messages
) -> PagePicture:
    width, height = sheet.image.width, sheet.image.height
    frame = _Frame(_reading(table, spot.page), width, height)
    marks = tuple(_mark(evidence, kind, frame, say) for evidence, kind in spot.cells)
    page = Box(0, 0, frame.width, frame.height)
    around = [frame.upright(box) for box in _table_boxes(table, spot.page)]
    where = " · ".join(
        part for part in (say("page", page=spot.page), names.get(spot.table, "")) if part
    )
    said = say("semicolon").join(dict.fromkeys(mark.words for mark in marks))
    return PagePicture(
        sheet=sheet.anchor,
        turn=frame.matrix,
        title=where,
        alt=say("picture.alt", place=where, marks=said),
        strips=tuple(_strips(marks, around, page)),
        whole=Strip(page, marks),
    )


def _mark(evidence: Evidence, kind: MarkKind, frame: _Frame, say: Messages) -> Mark:
    printed = one_line(evidence.text)
    words = f"{GLYPHS[kind]} {say(f'mark.{kind.value}')}"
    if printed:
        words += f"{say('colon')}{printed[:60]}"
    return Mark(kind.value, GLYPHS[kind], frame.upright(evidence.box), words)


def _table_boxes(table: Table | None, page: int) -> list[Box]:
    if table is None:
        return []
    rows = [row.box for row in table.rows if row.page == page]
    return rows + [figure.box for figure in table.figures.values() if figure.page == page]


def _reading(table: Table | None, page: int) -> int:
    """1 where lines are printed from top to bottom, -1 from bottom to top, else 0."""
    rows = [] if table is None else [row.box for row in table.rows if row.page == page]
    upright = sum(b.x1 - b.x0 >= b.y1 - b.y0 for b in rows)
    if len(rows) < 2 or upright * 2 > len(rows):
        return 0
    return 1 if rows[0].x0 > rows[-1].x0 else -1


@dataclass(frozen=True)
class _Frame:
    """Turns a page so that its lines run from left to right; see :func:`_reading`."""

    reading: int
    page_width: float
    page_height: float

    @property
    def width(self) -> float:
        return self.page_height if self.reading else self.page_width

    @property
    def height(self) -> float:
        return self.page_width if self.reading else self.page_height

    @property
    def matrix(self) -> str:
        """The same turn as an SVG transform; empty where there is none."""
        if not self.reading:
            return ""
        if self.reading > 0:
            return f"matrix(0 -1 1 0 0 {self.page_width:g})"
        return f"matrix(0 1 -1 0 {self.page_height:g} 0)"

    def upright(self, box: Box) -> Box:
        if not self.reading:
            return box
        if self.reading > 0:
            return Box(box.y0, self.page_width - box.x1, box.y1, self.page_width - box.x0)
        return Box(self.page_height - box.y1, box.x0, self.page_height - box.y0, box.x1)


def _strips(marks: Sequence[Mark], around: Sequence[Box], page: Box) -> Iterator[Strip]:
    """Windows from top to bottom: the header of the table, then the lines with marks."""
    boxes = [mark.box for mark in marks]
    bands = [(b.y0 - _MARGIN, b.y1 + _MARGIN) for b in boxes]
    left, right = page.x0, page.x1
    if around:
        everything = [*around, *boxes]
        left = max(left, min(b.x0 for b in everything) - 10)
        right = min(right, max(b.x1 for b in everything) + 10)
        top = min(b.y0 for b in around)
        bands.append((top - _HEADER, top + 2))
    parts = _joined(bands)
    whole = parts[-1][1] - parts[0][0]
    tall = sum(low - high for high, low in parts) > _TALL * (page.y1 - page.y0)
    if tall or len(parts) > _PARTS:
        parts = [(parts[0][0], parts[0][0] + whole)]
    for high, low in parts:
        view = Box(left, max(page.y0, high), right, min(page.y1, low))
        yield Strip(view, tuple(m for m in marks if high <= m.box.y0 and m.box.y1 <= low))


def _joined(bands: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    parts: list[tuple[float, float]] = []
    for high, low in sorted(bands):
        if parts and high - parts[-1][1] < _JOIN:
            parts[-1] = (parts[-1][0], max(low, parts[-1][1]))
        else:
            parts.append((high, low))
    return parts
