"""The rules of a page: ruling lines drawn as strokes or as thin filled rectangles."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import pairwise

import pypdfium2.raw as raw

#: position, start, end — a horizontal rule is (y, x0, x1), a vertical one (x, y0, y1)
Rule = tuple[float, float, float]
Matrix = tuple[float, float, float, float, float, float]

THIN = 3.0  # a filled rectangle up to this thick is a rule
_SLANT = 0.7  # how far a rule may be off level
_WHITE = 250  # a channel from here on is white on paper: no rule
_ONE_BOX = 5  # segments of a path that is one rectangle
_MAX_NESTING = 8
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


class StrokeReader:
    """Collects rules and images of one page, through nested form XObjects.

    ``horizontal`` and ``vertical`` are in user space; ``image_area`` is the summed area of
    the images, which tells a scan from an empty page.
    """

    def __init__(self) -> None:
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.image_area = 0.0
        self.path_count = 0
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._matrix = raw.FS_MATRIX()
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]

    def read(self, page: object) -> None:
        """Walk all objects of a pdfium page."""
        count = raw.FPDFPage_CountObjects(page)
        self._walk(lambda i: raw.FPDFPage_GetObject(page, i), count, IDENTITY, 0)

    def _walk(self, get: Callable[[int], object], count: int, outer: Matrix, depth: int) -> None:
        kind_of = raw.FPDFPageObj_GetType
        for index in range(count):
            item = get(index)
            kind = kind_of(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._image(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_NESTING:
                inner = self._own_matrix(item, outer)
                self._walk(
                    lambda i, form=item: raw.FPDFFormObj_GetObject(form, i),  # type: ignore[misc]
                    raw.FPDFFormObj_CountObjects(item),
                    inner,
                    depth + 1,
                )

    def _own_matrix(self, item: object, outer: Matrix) -> Matrix:
        m = self._matrix
        raw.FPDFPageObj_GetMatrix(item, m)
        a, b, c, d, e, f = m.a, m.b, m.c, m.d, m.e, m.f
        if outer is IDENTITY:
            return (a, b, c, d, e, f)
        oa, ob, oc, od, oe, of = outer
        return (
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        )

    def _image(self, item: object, outer: Matrix) -> None:
        a, b, c, d, _, _ = self._own_matrix(item, outer)
        self.image_area += abs(a * d - b * c)

    def _visible(self, item: object, stroked: bool) -> bool:
        red, green, blue, alpha = self._colour
        get = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
        if not get(item, red, green, blue, alpha):
            return True
        return alpha.value != 0 and min(red.value, green.value, blue.value) < _WHITE

    def _path(self, item: object, outer: Matrix) -> None:
        raw.FPDFPath_GetDrawMode(item, self._fill, self._stroke)
        stroked = bool(self._stroke.value)
        if not stroked and not self._fill.value:
            return
        self.path_count += 1
        if not self._visible(item, stroked):
            return
        if not stroked and outer is IDENTITY and raw.FPDFPath_CountSegments(item) <= _ONE_BOX:
            self._one_box(item)
            return
        matrix = self._own_matrix(item, outer)
        for outline in self._outlines(item, matrix):
            if stroked:
                self._strokes(outline)
            else:
                self._filled(outline)

    def _one_box(self, item: object) -> None:
        """A filled rectangle: its bounds say all, without asking for every corner."""
        left, bottom, right, top = self._bounds
        if raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            self._thin(left.value, bottom.value, right.value, top.value)

    def _outlines(self, item: object, m: Matrix) -> list[list[tuple[float, float]]]:
        x, y = self._x, self._y
        a, b, c, d, e, f = m
        outlines: list[list[tuple[float, float]]] = []
        current: list[tuple[float, float]] = []
        segment_at = raw.FPDFPath_GetPathSegment
        for index in range(raw.FPDFPath_CountSegments(item)):
            segment = segment_at(item, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            px, py = x.value, y.value
            point = (a * px + c * py + e, b * px + d * py + f)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                if len(current) > 1:
                    outlines.append(current)
                current = [point]
            else:
                current.append(point)
            if raw.FPDFPathSegment_GetClose(segment) and current:
                current.append(current[0])
        if len(current) > 1:
            outlines.append(current)
        return outlines

    def _strokes(self, outline: list[tuple[float, float]]) -> None:
        for (x0, y0), (x1, y1) in pairwise(outline):
            wide, high = abs(x1 - x0), abs(y1 - y0)
            if high <= _SLANT and wide >= 0.1 and wide >= high:
                self.horizontal.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif wide <= _SLANT and high >= 0.1:
                self.vertical.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def _filled(self, outline: list[tuple[float, float]]) -> None:
        xs = [p[0] for p in outline]
        ys = [p[1] for p in outline]
        self._thin(min(xs), min(ys), max(xs), max(ys))

    def _thin(self, x0: float, y0: float, x1: float, y1: float) -> None:
        wide, high = x1 - x0, y1 - y0
        if wide <= THIN and high <= THIN:
            # one dot of a dotted rule may belong to either direction
            self.horizontal.append(((y0 + y1) / 2, x0, x1))
            self.vertical.append(((x0 + x1) / 2, y0, y1))
        elif high <= THIN:
            self.horizontal.append(((y0 + y1) / 2, x0, x1))
        elif wide <= THIN:
            self.vertical.append(((x0 + x1) / 2, y0, y1))
