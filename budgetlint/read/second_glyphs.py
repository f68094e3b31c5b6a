"""The glyphs of a page as camelot's PDF parser (playa) reads them, without camelot's tables.

Most figures of a finding are confirmed by the glyphs at their place alone. camelot's tables cost
as much again as the parsing, and importing camelot half a second, so that is left until the
glyphs do not settle it (:mod:`budgetlint.read.second`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import playa
from playa.utils import transform_bbox

from budgetlint.read.printed import Glyph, PrintedPage


class GlyphFile:
    """A PDF opened for its glyphs. Pages are read one at a time, nothing is kept here."""

    def __init__(self, path: Path) -> None:
        self._pdf = playa.open(path, space="screen")

    def close(self) -> None:
        """Let go of the file."""
        self._pdf.close()

    def page(self, number: int) -> tuple[PrintedPage, float, float]:
        """The glyphs of a page on the page as displayed, and the displayed width and height.

        Text that runs sideways on the displayed page spells no number here.

        Raises:
            IndexError: the document has no such page.
        """
        page = self._pdf.pages[number - 1]
        left, top, right, bottom = displayed_box(page)
        return PrintedPage(_glyphs(page, left, top)), right - left, bottom - top


def crop_of(page: playa.Page) -> tuple[float, float, float, float]:
    """The crop box inside the media box, in user space; the media box where nothing is left."""
    media, crop = page.mediabox, page.cropbox
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def displayed_box(page: playa.Page) -> tuple[float, float, float, float]:
    """What a viewer shows of a page, in the frame the page was opened with."""
    box: tuple[float, float, float, float] = transform_bbox(page.ctm, crop_of(page))
    return box


def _glyphs(page: playa.Page, left: float, top: float) -> Iterator[Glyph]:
    for glyph in page.glyphs:
        text = "".join((glyph.text or "").split())
        if text:
            x0, y0, x1, y1 = glyph.bbox
            yield text, x0 - left, y0 - top, x1 - left, y1 - top
