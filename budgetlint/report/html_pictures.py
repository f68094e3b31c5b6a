"""Which part of which page shows a finding, and the marks drawn over it.

A page picture stands once in the file; a strip is a window on it. Marks are shapes in points
over the picture, so that they scale, print and have words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from budgetlint.model import Box, Document, Evidence, Severity, Table
from budgetlint.places import Unit
from budgetlint.report.html_marks import GLYPHS, Marked, MarkKind, marked_cells
from budgetlint.report.html_windows import Frame, header_before, reading, windows
from budgetlint.report.messages import Messages
from budgetlint.report.pictures import Album, PageImage
from budgetlint.report.summary import Group
from budgetlint.report.texts import one_line

#: Room between a frame and the words it is drawn around; a cell is framed on its own lines.
_AIR = 1.5
#: The sign stands on the corner of its frame, so far from the edge of the page at least.
_SIGN_ROOM = 5.0
#: Places shown for one finding; its calculation lists them all.
_PLACES = 4


@dataclass(frozen=True)
class Mark:
    """One marked cell in the upright coordinates of its page; ``sign`` is where its sign is."""

    kind: str
    glyph: str
    box: Box
    sign: tuple[float, float]
    words: str


@dataclass(frozen=True)
class Strip:
    """A window on a page with the marks inside it.

    ``sheet`` is the anchor of another page than that of the picture, ``note`` says which.
    """

    view: Box
    marks: tuple[Mark, ...]
    sheet: str = ""
    note: str = ""


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
    if album is None or say.unit is not Unit.PAGE:
        return DocumentPictures()
    tables = {table.id: table for table in document.tables}
    shown_groups = [g for g in groups if g.severity is not Severity.INFO]
    spots = {id(g.root): _spots(g, tables) for g in shown_groups}
    everywhere = [spot for found in spots.values() for spot in found]
    heads = [header_before(tables.get(spot.table), spot.page) for spot in everywhere]
    pages = [spot.page for spot in everywhere]
    taken = album.photograph(document, [*pages, *(head[0] for head in heads if head)])
    sheets = {n: Sheet(f"{anchor}-p{n}", image) for n, image in sorted(taken.images.items())}
    shown = {
        key: tuple(
            _picture(spot, sheets, tables.get(spot.table), names, say)
            for spot in found
            if spot.page in sheets
        )
        for key, found in spots.items()
    }
    problem = taken.problem if any(page not in sheets for page in pages) else ""
    return DocumentPictures(tuple(sheets.values()), shown, problem)


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
    spot: _Spot,
    sheets: Mapping[int, Sheet],
    table: Table | None,
    names: Mapping[str, str],
    say: Messages,
) -> PagePicture:
    sheet = sheets[spot.page]
    width, height = sheet.image.width, sheet.image.height
    frame = Frame(reading(table, spot.page), width, height)
    marks = tuple(_mark(evidence, kind, frame, say) for evidence, kind in spot.cells)
    page = Box(0, 0, frame.width, frame.height)
    views = windows([mark.box for mark in marks], table, spot.page, frame)
    where = " · ".join(
        part for part in (say("page", page=spot.page), names.get(spot.table, "")) if part
    )
    said = say("semicolon").join(dict.fromkeys(mark.words for mark in marks))
    strips = [Strip(view, tuple(m for m in marks if _holds(view, m.box))) for view in views]
    head = header_before(table, spot.page)
    if head is not None and head[0] in sheets:
        number, top, bottom = head
        view = Box(views[0].x0, max(0.0, top), views[0].x1, bottom)
        strips.insert(0, Strip(view, (), sheets[number].anchor, say("picture.head", page=number)))
    return PagePicture(
        sheet=sheet.anchor,
        turn=frame.matrix,
        title=where,
        alt=say("picture.alt", place=where, marks=said),
        strips=tuple(strips),
        whole=Strip(page, marks),
    )


def _holds(view: Box, box: Box) -> bool:
    return view.y0 <= (box.y0 + box.y1) / 2 <= view.y1


def _mark(evidence: Evidence, kind: MarkKind, frame: Frame, say: Messages) -> Mark:
    printed = one_line(evidence.text)
    words = f"{GLYPHS[kind]} {say(f'mark.{kind.value}')}"
    if printed:
        words += f"{say('colon')}{printed[:60]}"
    box = frame.upright(evidence.box)
    if not evidence.table:
        box = Box(box.x0 - _AIR, box.y0, box.x1 + _AIR, box.y1)
    sign = max(_SIGN_ROOM, box.x0 - 1), max(_SIGN_ROOM, box.y0 - 1)
    return Mark(kind.value, GLYPHS[kind], box, sign, words)
