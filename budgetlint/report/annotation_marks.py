"""The look of annotations: an appearance stream of our own, upright on every page.

Places come as displayed (origin top left, after ``/Rotate`` and the crop box) and go back to
the space of the PDF here. The appearance is drawn as displayed and turned by its ``/Matrix``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from budgetlint.model import Box
from budgetlint.read.frames import Frame
from budgetlint.report.annotation_notes import Mark, Note

_PRINT = 4
_FONT = 6.5
_DIGIT = 0.556 * _FONT  # the width of a digit of Helvetica Bold
_BADGE = 8.0
#: Stroke, fill (None: none), dash and line width of each mark.
_LOOKS: dict[Mark, tuple[str, str | None, str, float]] = {
    Mark.WRONG: ("0.75 0 0", "1 0.80 0.78", "[] 0", 1.4),
    Mark.LABEL: ("0.60 0.42 0", "1 0.95 0.65", "[] 0", 0.9),
    Mark.ADDEND: ("0.05 0.30 0.75", None, "[3 2] 0", 1.0),
    Mark.NOTE: ("0.25 0.25 0.25", "1 0.95 0.65", "[] 0", 1.0),
}
#: Turns counter-clockwise what is drawn as displayed, by the quarters the page is turned.
_MATRICES = {
    0: (1, 0, 0, 1, 0, 0),
    1: (0, 1, -1, 0, 0, 0),
    2: (-1, 0, 0, -1, 0, 0),
    3: (0, -1, 1, 0, 0, 0),
}


@dataclass(frozen=True)
class Sheet:
    """A page's way from displayed places to the space of the PDF."""

    frame: Frame

    @property
    def turn(self) -> int:
        """Quarters clockwise by which the page is displayed."""
        return self.frame.display_turn

    def user_box(self, box: Box) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in the space of the PDF."""
        frame = self.frame
        corners = [self._user(frame, x, y) for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
        xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
        return xs[0], ys[0], xs[1], ys[1]

    @staticmethod
    def _user(frame: Frame, x: float, y: float) -> tuple[float, float]:
        if frame.display_turn == 1:
            return frame.left + y, frame.bottom + x
        if frame.display_turn == 2:
            return frame.right - x, frame.bottom + y
        if frame.display_turn == 3:
            return frame.right - y, frame.top - x
        return frame.left + x, frame.top - y

    def within(self, box: Box) -> Box:
        """The part of a box that is on the page."""
        width, height = self.frame.displayed_size
        x0, y0 = min(max(box.x0, 0.0), width - 1), min(max(box.y0, 0.0), height - 1)
        return Box(x0, y0, max(min(box.x1, width), x0 + 1), max(min(box.y1, height), y0 + 1))


def sheet_of(page: Any) -> Sheet:
    """The frame of a page as viewers show it: the crop box inside the media box."""
    media = _ordered([float(v) for v in page.mediabox])
    crop = _ordered([float(v) for v in page.cropbox])
    inner = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    left, bottom, right, top = inner if inner[0] < inner[2] and inner[1] < inner[3] else media
    turn = int(page.rotation) // 90 % 4
    return Sheet(Frame(left, bottom, right, top, turn, turn))


def _ordered(box: list[float]) -> tuple[float, float, float, float]:
    """A box may be given by any two opposite corners."""
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def annotation(pdf: Any, note: Note, sheet: Sheet) -> Any:
    """One note as an annotation dictionary."""
    import pikepdf

    assert note.box is not None, "a note is placed before it is drawn"
    cell = sheet.within(note.box)
    whole = sheet.within(_with_badge(cell, note))
    stroke = [pikepdf.Object.parse(v.encode()) for v in _LOOKS[note.mark][0].split()]
    item = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=_subtype(note.mark),
        Rect=_numbers(sheet.user_box(whole)),
        Contents=pikepdf.String(note.text),
        T=pikepdf.String("budgetlint"),
        Subj=pikepdf.String(note.title),
        C=pikepdf.Array(stroke),
        F=_PRINT,
        AP=pikepdf.Dictionary(N=_appearance(pdf, note, cell, whole, sheet)),
    )
    if note.mark in (Mark.WRONG, Mark.LABEL):
        x0, y0, x1, y1 = sheet.user_box(cell)
        item.QuadPoints = _numbers((x0, y1, x1, y1, x0, y0, x1, y0))
    return item


def _subtype(mark: Mark) -> Any:
    """No /Text: by the standard such icons are not turned with the page, and viewers differ."""
    import pikepdf

    wrong = mark in (Mark.WRONG, Mark.LABEL)
    return pikepdf.Name.Highlight if wrong else pikepdf.Name.Square


def _with_badge(cell: Box, note: Note) -> Box:
    """The cell with its frame, and the number that overhangs its upper left corner."""
    if note.mark is Mark.NOTE:
        return cell
    right = max(cell.x1 + 1, cell.x0 - 3 + _badge_width(note.badge))
    return Box(cell.x0 - 3, cell.y0 - 5, right, cell.y1 + 1)


def _badge_width(badge: str) -> float:
    return len(badge) * _DIGIT + 4


def _appearance(pdf: Any, note: Note, cell: Box, whole: Box, sheet: Sheet) -> Any:
    import pikepdf

    width, height = whole.x1 - whole.x0, whole.y1 - whole.y0
    stream = pdf.make_stream(_drawing(note, cell, whole).encode("ascii"))
    stream.Type = pikepdf.Name.XObject
    stream.Subtype = pikepdf.Name.Form
    stream.BBox = _numbers((0, 0, width, height))
    stream.Matrix = pikepdf.Array(list(_MATRICES[sheet.turn]))
    stream.Resources = pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(
            Under=pikepdf.Dictionary(BM=pikepdf.Name.Multiply),
            Over=pikepdf.Dictionary(BM=pikepdf.Name.Normal),
        ),
        Font=pikepdf.Dictionary(
            F=pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name("/Helvetica-Bold"),
            )
        ),
    )
    return stream


def _drawing(note: Note, cell: Box, whole: Box) -> str:
    """Fill that lets the print show through, frame, and the number in a filled box."""
    stroke, fill, dash, line = _LOOKS[note.mark]
    inset = line / 2
    x, y = cell.x0 - whole.x0 + inset, whole.y1 - cell.y1 + inset
    width, height = cell.x1 - cell.x0 - line, cell.y1 - cell.y0 - line
    frame = f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    parts = ["q"]
    if fill is not None:
        parts.append(f"/Under gs {fill} rg {frame} f")
    parts.append(f"/Over gs {stroke} RG {line} w {dash} d {frame} S")
    top = whole.y1 - whole.y0
    if note.mark is Mark.NOTE:
        parts.append(_text(note.badge, stroke, 4.0, top / 2 - 3))
    else:
        size = f"0 {top - _BADGE:.2f} {_badge_width(note.badge):.2f} {_BADGE:.2f} re"
        parts.append(f"{stroke} rg {size} f")
        parts.append(_text(note.badge, "1 1 1", 2.0, top - _BADGE + 1.7))
    return " ".join([*parts, "Q"])


def _text(badge: str, color: str, x: float, y: float) -> str:
    return f"BT /F {_FONT} Tf {color} rg {x:.2f} {y:.2f} Td ({badge}) Tj ET"


def _numbers(values: tuple[float, ...]) -> Any:
    import pikepdf

    return pikepdf.Array([pikepdf.Object.parse(f"{value:.3f}".encode()) for value in values])
