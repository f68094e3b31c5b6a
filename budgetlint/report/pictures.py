"""Pictures of the pages that findings are on, as WebP in ``data:`` addresses.

Each page is drawn once at 144 dpi; the report shows parts of it by reference, so a page
costs its size once however many findings are on it.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from budgetlint.model import Document

if TYPE_CHECKING:
    from PIL import Image

#: Pixels a point: 144 dpi is enough to read a figure of 6 points.
SCALE = 2
#: The longest side in pixels: a page of poster size must not cost gigabytes.
LONGEST = 3000
#: Levels a colour channel is cut to: legible, and half the size of all 256.
LEVELS = 16
#: Characters of ``data:`` addresses for one document and for one report.
DOCUMENT_ROOM = 2_000_000
REPORT_ROOM = 20_000_000
#: A lossless picture larger than this is a photograph: then JPEG-like coding may be smaller.
_PHOTOGRAPH = 130_000
#: So many pages are coded in a third of the time, half as large again; the rest must be small.
_QUICK_PAGES = 10


@dataclass(frozen=True)
class PageImage:
    """The picture of a whole page; width and height are in points, as displayed."""

    source: str
    width: float
    height: float


@dataclass(frozen=True)
class Photographs:
    """The pictures of a document by page number.

    ``problem`` is the key of the sentence that says why there are none or not all:
    ``gone``, ``changed``, ``failed``, ``omitted`` or ``""``.
    """

    images: Mapping[int, PageImage] = field(default_factory=dict)
    problem: str = ""


class Album:
    """Takes the pictures for one report and keeps to its size."""

    def __init__(self, room: int = REPORT_ROOM, document_room: int = DOCUMENT_ROOM) -> None:
        self._room = room
        self._document_room = document_room

    def photograph(self, document: Document, pages: Iterable[int]) -> Photographs:
        """Pictures of ``pages``, the most important first, as far as there is room."""
        wanted = list(dict.fromkeys(pages))
        if not wanted:
            return Photographs()
        try:
            data = document.path.read_bytes()
        except OSError:
            return Photographs(problem="gone")
        # Marks on the pages of another version of the file would accuse innocent figures.
        if hashlib.sha256(data).hexdigest() != document.sha256:
            return Photographs(problem="changed")
        found = _draw(data, wanted, min(self._room, self._document_room))
        self._room -= sum(len(image.source) for image in found.images.values())
        return found


def _draw(data: bytes, pages: Iterable[int], room: int) -> Photographs:
    # The JSON path must not pay for the drawing libraries.
    import pypdfium2 as pdfium

    images: dict[int, PageImage] = {}
    problem = ""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return Photographs(problem="failed")
    try:
        for number in pages:
            try:
                page = pdf[number - 1]
                width, height = page.get_size()
                scale = min(SCALE, LONGEST / max(width, height))
                effort = 0 if len(images) < _QUICK_PAGES else 4
                source = _encode(page.render(scale=scale).to_pil().convert("RGB"), effort)
            except (pdfium.PdfiumError, IndexError):
                problem = "failed"
                continue
            if len(source) > room:
                problem = problem or "omitted"
                continue
            room -= len(source)
            images[number] = PageImage(source, width, height)
    finally:
        pdf.close()
    return Photographs(images, problem)


def _encode(picture: Image.Image, effort: int) -> str:
    """The smaller of a lossless and, for photographs, a lossy coding."""
    step = 255 / (LEVELS - 1)
    plain = picture.point([round(round(v / step) * step) for v in range(256)] * 3)
    best = _webp(plain, lossless=True, quality=80, method=effort)
    if len(best) > _PHOTOGRAPH:
        best = min(best, _webp(picture, quality=75, method=4), key=len)
    return "data:image/webp;base64," + base64.b64encode(best).decode("ascii")


def _webp(picture: Image.Image, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", **options)
    return out.getvalue()
