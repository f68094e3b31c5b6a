"""Which parts of a page are shown for the cells of a finding: their lines below the header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetlint.model import Box, Table

#: Room above and below marked cells, and marked words (whose sentence goes on); the gap between
#: two parts below which they are shown as one: all in points.
_MARGIN, _MARGIN_TEXT, _JOIN = 16.0, 28.0, 34.0
#: A header is shown with a little of what is above it, and cut at the top if it is very high.
_ABOVE, _HIGHEST, _LOWEST = 5.0, 140.0, 6.0
#: Columns of two pages are the same if their borders are as near as this.
_SHIFT = 6.0
#: Above this share of the page, or this many parts, the whole table is shown instead.
_TALL, _PARTS = 0.66, 5


@dataclass(frozen=True)
class Frame:
    """Turns a page so that its lines run from left to right; see :func:`reading`."""

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


def reading(table: Table | None, page: int) -> int:
    """1 where lines are printed from top to bottom, -1 from bottom to top, else 0."""
    rows = [] if table is None else [row.box for row in table.rows if row.page == page]
    upright = sum(b.x1 - b.x0 >= b.y1 - b.y0 for b in rows)
    if len(rows) < 2 or upright * 2 > len(rows):
        return 0
    return 1 if rows[0].x0 > rows[-1].x0 else -1


def windows(boxes: Sequence[Box], table: Table | None, page: int, frame: Frame) -> list[Box]:
    """Parts of a page from top to bottom: the header of the table, then the lines with marks."""
    around = [frame.upright(box) for box in _table_boxes(table, page)]
    margin = _MARGIN if around else _MARGIN_TEXT
    bands = [(box.y0 - margin, box.y1 + margin) for box in boxes]
    left, right = 0.0, frame.width
    if around:
        everything = [*around, *boxes]
        left = max(left, min(b.x0 for b in everything) - 10)
        right = min(right, max(b.x1 for b in everything) + 10)
        bands.extend(_header(around, table, page, frame))
    parts = _joined(bands)
    tall = sum(low - high for high, low in parts) > _TALL * frame.height
    if tall or len(parts) > _PARTS:
        parts = [(parts[0][0], parts[-1][1])]
    return [Box(left, max(0.0, high), right, min(frame.height, low)) for high, low in parts]


def header_before(table: Table | None, page: int) -> tuple[int, float, float] | None:
    """Page, top and bottom of the header of a table that goes on on a page without one.

    Only where both pages show the same columns at the same places.
    """
    if table is None or reading(table, page) or not table.grids:
        return None
    flat = Frame(0, 0.0, 0.0)
    around = _table_boxes(table, page)
    if not around or _header(around, table, page, flat):
        return None
    here = _edges(table, page)
    for earlier in sorted((p for p in table.pages if p < page), reverse=True):
        around = _table_boxes(table, earlier)
        band = _header(around, table, earlier, flat) if around else []
        if band and not reading(table, earlier) and _near(_edges(table, earlier), here):
            return earlier, *band[0]
    return None


def _edges(table: Table, page: int) -> tuple[float, ...]:
    """The borders of the columns of a table on a page."""
    return next((grid.anchors for grid in table.grids if grid.page == page), ())


def _near(left: Sequence[float], right: Sequence[float]) -> bool:
    return len(left) == len(right) > 0 and all(
        abs(a - b) < _SHIFT for a, b in zip(left, right, strict=True)
    )


def _header(
    around: Sequence[Box], table: Table | None, page: int, frame: Frame
) -> list[tuple[float, float]]:
    """The header of the table where this page has one: what its grid has above its rows."""
    first = min(box.y0 for box in around)
    grids = [frame.upright(g.box) for g in table.grids if g.page == page] if table else []
    top = min((grid.y0 for grid in grids), default=first)
    if first - top < _LOWEST:
        return []
    return [(max(top - _ABOVE, first - _HIGHEST), first + 2)]


def _table_boxes(table: Table | None, page: int) -> list[Box]:
    if table is None:
        return []
    rows = [row.box for row in table.rows if row.page == page]
    return rows + [figure.box for figure in table.figures.values() if figure.page == page]


def _joined(bands: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    parts: list[tuple[float, float]] = []
    for high, low in sorted(bands):
        if parts and high - parts[-1][1] < _JOIN:
            parts[-1] = (parts[-1][0], max(low, parts[-1][1]))
        else:
            parts.append((high, low))
    return parts
