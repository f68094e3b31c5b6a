"""Glyphs of one cell become its printed lines, and lines become numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter, itemgetter

from budgetlint.amounts import parse_amount

#: char, x0, y0, x1, y1 in points, y grows downwards.
Glyph = tuple[str, float, float, float, float]

_BY_X = itemgetter(1)
_BY_MIDDLE = attrgetter("middle")
#: Glyph groups whose middles are closer than this share of the height may be one line.
_SAME_LINE = 0.5

#: What numbers and their placeholders are made of.
DIGITS = frozenset("0123456789,.-−–—%％()（），．")
_PLAIN = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_NUMERIC = re.compile(r"[-+−–—(（]?[\d,，.．]+[%％)）]?")
#: A number that leaves less than so many heights of its column free may have been broken.
_SLACK = 2.2
_FEW = 4  # figures of a column that tell nothing about its decimals
_MOST = 0.6  # of the width of a column that such a line takes up


class TextRun:
    """The glyphs of one printed line of a cell, left to right."""

    __slots__ = ("glyphs", "height", "middle", "text", "x0", "x1", "y0", "y1")

    def __init__(self, glyphs: list[Glyph], y0: float, y1: float) -> None:
        self.glyphs = glyphs
        glyphs.sort(key=_BY_X)
        self.text = "".join([glyph[0] for glyph in glyphs])
        self.x0 = glyphs[0][1]
        self.x1 = glyphs[-1][3]
        self.y0, self.y1 = y0, y1
        self.height = y1 - y0
        self.middle = (y0 + y1) / 2

    def beside(self, other: TextRun) -> TextRun:
        """This run and another one of the same line as one."""
        y0, y1 = min(self.y0, other.y0), max(self.y1, other.y1)
        return TextRun([*self.glyphs, *other.glyphs], y0, y1)

    def above(self, other: TextRun) -> TextRun:
        """This line and the next one of the same number, read one after the other."""
        run = self.beside(other)
        run.glyphs = [*self.glyphs, *other.glyphs]
        run.text = self.text + other.text
        return run

    def collides(self, other: TextRun) -> bool:
        """Whether glyphs of the two stand on each other, so that they are two lines."""
        if self.x1 <= other.x0 or other.x1 <= self.x0:
            return False
        overlap = 0.0
        i = j = 0
        a, b = self.glyphs, other.glyphs
        while i < len(a) and j < len(b):
            overlap += max(0.0, min(a[i][3], b[j][3]) - max(a[i][1], b[j][1]))
            if a[i][3] < b[j][3]:
                i += 1
            else:
                j += 1
        return overlap > 0.4 * min(self.height, other.height)


def text_lines(glyphs: Sequence[Glyph]) -> list[TextRun]:
    """The lines of one cell, top to bottom.

    Two fonts in one line have boxes of different heights; an overflowing line of a cell can
    be printed over the next one, a fraction of a point beside its baseline. So glyphs of
    exactly one height come together first, and such groups make one line when they are
    near each other and do not stand on each other.
    """
    groups: dict[tuple[float, float], list[Glyph]] = {}
    y0 = y1 = -1.0
    group: list[Glyph] = []
    for glyph in glyphs:
        if glyph[2] != y0 or glyph[4] != y1:
            y0, y1 = glyph[2], glyph[4]
            # a turned page leaves noise behind the second decimal
            group = groups.setdefault((round(y0, 2), round(y1, 2)), [])
        group.append(glyph)
    runs = [TextRun(group, *key) for key, group in groups.items()]
    runs.sort(key=_BY_MIDDLE)
    lines: list[TextRun] = []
    for run in runs:
        _add(lines, run)
    return lines


def _add(lines: list[TextRun], run: TextRun) -> None:
    """Put a run to the nearest line it belongs to, or make it a line of its own."""
    for k in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
        line = lines[k]
        near = _SAME_LINE * max(run.height, line.height)
        if run.middle - line.middle <= near and not run.collides(line):
            lines[k] = line.beside(run)
            return
    lines.append(run)


def is_number(text: str) -> bool:
    """Whether a line is one complete printed number."""
    if _PLAIN.fullmatch(text):
        return True
    return bool(_NUMERIC.fullmatch(text)) and parse_amount(text) is not None


def whole_numbers(lines: list[TextRun], width: float) -> list[TextRun]:
    """The lines with a number that is broken over two lines put together again.

    Where a column prints enough figures, none is put together to more decimals than they have.
    """
    out: list[TextRun] = []
    decimals = [_decimals(line.text) for line in lines if is_number(line.text)]
    usual = max(decimals) if len(decimals) > _FEW else None
    for line in lines:
        before = out[-1] if out else None
        if (
            before is not None
            and line.text[0] in DIGITS
            and line.y0 - before.y1 < 1.2 * line.height
            and _broken(before, line, width)
            and (usual is None or _decimals(before.text + line.text) <= usual)
        ):
            out[-1] = before.above(line)
        else:
            out.append(line)
    return out


def fills(line: TextRun, width: float) -> bool:
    """Whether a line may leave no room for another digit in a column."""
    return line.x1 - line.x0 > width - _SLACK * line.height


def _decimals(number: str) -> int:
    return len(number.rstrip("%％）)").partition(".")[2])


def _broken(above: TextRun, below: TextRun, width: float) -> bool:
    """Whether two lines are one number: ``371,514,655.`` ``00``, ``1,234,`` ``567``.

    ``12.3`` ``4`` may be two numbers; they are one only where the first fills its column.
    """
    first, second = above.text, below.text
    if not _NUMERIC.fullmatch(first) or not _NUMERIC.fullmatch(second):
        return False
    if second[0] in "-−–—(（" or not is_number(first + second):
        return False
    if not is_number(first) or not second[0].isdigit():
        return True
    # what the margins may be is much of a narrow column: it has to be filled for the most part
    full = fills(above, width) and above.x1 - above.x0 > _MOST * width
    decimals = (first + second).partition(".")[2]
    return full and second.isdigit() and 0 < len(decimals) <= 2
