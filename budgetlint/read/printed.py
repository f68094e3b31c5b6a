"""The number that a page's glyphs print at a place, whatever cells a reader drew around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from budgetlint.amounts import parse_amount
from budgetlint.model import Box

#: char, x0, y0, x1, y1 — upright frame, y downwards.
Glyph = tuple[str, float, float, float, float]

_NUMERIC = frozenset("0123456789.,%-()０１２３４５６７８９．，％－（）−–—")
#: Glyphs of one number stand closer than this share of their height.
_CLOSE = 0.15


class PrintedPage:
    """The glyphs of a page, to be looked up by place."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self._glyphs = sorted(glyphs, key=_middle)
        self._middles = [_middle(g) for g in self._glyphs]

    def __bool__(self) -> bool:
        return bool(self._glyphs)

    def __len__(self) -> int:
        return len(self._glyphs)

    def number_at(self, place: Box) -> str:
        """The text printed inside a place, its lines joined by newlines.

        A number that begins or ends outside the place is given whole: the place cuts it, and
        the caller must see that it is another number.
        """
        inside = [
            glyph
            for glyph in self._between(place.y0, place.y1)
            if place.x0 <= (glyph[1] + glyph[3]) / 2 <= place.x1
        ]
        return "\n".join(self._whole(line) for line in _lines(_unique(inside)))

    def _between(self, top: float, bottom: float) -> list[Glyph]:
        start = bisect_left(self._middles, top)
        return self._glyphs[start : bisect_right(self._middles, bottom)]

    def _whole(self, line: list[Glyph]) -> str:
        """The text of a line, with the part of its number that stands outside the place."""
        text = _text(line)
        if line[0][0] not in _NUMERIC and line[-1][0] not in _NUMERIC:
            return text
        middle, reach = _middle(line[0]), (line[0][4] - line[0][2]) / 2
        beside = _unique(self._between(middle - reach, middle + reach))
        numeric = [g for g in beside if g[0] in _NUMERIC and g not in line]
        left = sorted((g for g in numeric if g[1] < line[0][1]), key=lambda g: -g[3])
        right = sorted((g for g in numeric if g[3] > line[-1][3]), key=lambda g: g[1])
        whole = [*_joined(line[0], left)[::-1], *line, *_joined(line[-1], right)]
        # two figures of narrow columns may touch as well: together they are no number
        grown = _text(whole)
        return grown if parse_amount(grown) is not None else text


def _middle(glyph: Glyph) -> float:
    return (glyph[2] + glyph[4]) / 2


def _unique(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Glyphs without those printed twice at one place, as converters do to make text bold."""
    kept: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: (g[0], g[1])):
        reach = 0.3 * (glyph[3] - glyph[1])
        twin = any(
            other[0] == glyph[0]
            and glyph[1] - other[1] <= reach
            and abs(_middle(glyph) - _middle(other)) <= reach
            for other in reversed(kept[-4:])
        )
        if not twin:
            kept.append(glyph)
    return kept


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=_middle):
        if lines and _middle(glyph) - _middle(lines[-1][0]) <= (glyph[4] - glyph[2]) / 2:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda g: g[1]) for line in lines]


def _joined(edge: Glyph, outwards: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs that follow one another from an edge outwards without a gap."""
    taken: list[Glyph] = []
    for glyph in outwards:
        gap = max(glyph[1] - edge[3], edge[1] - glyph[3])
        if edge[0] not in _NUMERIC or gap > _CLOSE * (glyph[4] - glyph[2]):
            break
        taken.append(glyph)
        edge = glyph
    return taken


def _text(line: Sequence[Glyph]) -> str:
    return "".join(g[0] for g in line)
