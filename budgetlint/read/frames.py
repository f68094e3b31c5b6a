"""The three frames of a page and the ways between them.

*user*: PDF user space, y upwards, as pdfium reports glyphs and paths.
*upright*: text runs left to right, y downwards; tables are read here, whatever way the page
or its text is turned.
*displayed*: the page as a viewer shows it (crop box, ``/Rotate``), y downwards; every place in
a report is in this frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from budgetlint.model import Box

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's crop box (left, bottom, right, top) and its two turns, in quarters clockwise.

    ``display_turn`` is ``/Rotate`` / 90. ``text_turn`` is the turn that makes the text of
    the page upright; it differs from ``display_turn`` on pages whose text is drawn sideways.
    """

    left: float
    bottom: float
    right: float
    top: float
    display_turn: int
    text_turn: int

    @property
    def displayed_size(self) -> tuple[float, float]:
        """Width and height of the page as displayed."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.display_turn % 2 else (width, height)

    def to_upright(self) -> Callable[[float, float], Point]:
        """The map from user space to the upright frame."""
        return self._turned(self.text_turn)

    def _turned(self, turn: int) -> Callable[[float, float], Point]:
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        if turn == 1:
            return lambda x, y: (y - bottom, x - left)
        if turn == 2:
            return lambda x, y: (right - x, y - bottom)
        if turn == 3:
            return lambda x, y: (top - y, right - x)
        return lambda x, y: (x - left, top - y)

    def _from_upright(self, x: float, y: float) -> Point:
        turn = self.text_turn
        if turn == 1:
            return (y + self.left, x + self.bottom)
        if turn == 2:
            return (self.right - x, y + self.bottom)
        if turn == 3:
            return (self.right - y, self.top - x)
        return (x + self.left, self.top - y)

    def displayed_box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the upright frame as a box of the displayed page."""
        if self.text_turn == self.display_turn:
            return Box(x0, y0, x1, y1)
        show = self._turned(self.display_turn)
        ax, ay = show(*self._from_upright(x0, y0))
        bx, by = show(*self._from_upright(x1, y1))
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
