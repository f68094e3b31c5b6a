"""Column borders that are not drawn: found in the white gaps between columns of figures.

Three-line tables have horizontal rules only; some tables have a frame and row rules but no
column rules. Their columns are where no text stands in any of their lines of figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from budgetlint.amounts import parse_amount
from budgetlint.read.glyphs import Glyph, line_text, lines_of
from budgetlint.read.strokes import Rule

_FEWEST_LINES = 3  # lines of figures that it takes to see columns
_NARROWEST_GAP = 5.0  # points
_BESIDE_FIGURES = 3.0  # … where figures set flush right end at it
_WORD_GAP = 0.9  # a gap of so many character heights parts two entries of one line
_LABEL_GAP = 0.3  # a smaller one parts a figure from the label of the list beside it
_SAME_EXTENT = 6.0  # rules of one table begin and end this near to each other
_SHORTEST = 120.0  # a shorter horizontal rule is an underline


def column_rules(
    horizontal: list[Rule], vertical: list[Rule], glyphs: Sequence[Glyph]
) -> list[Rule]:
    """Vertical rules for the tables of a page that draw none between their columns.

    Takes the merged rules and the glyphs of the page in the upright frame; returns the rules
    to add, none where the page draws its columns or shows no columns of figures.
    """
    added: list[Rule] = []
    for left, right, top, bottom in _regions(horizontal):
        drawn = sum(
            max(0.0, min(y1, bottom) - max(y0, top))
            for x, y0, y1 in vertical
            if left + 3 < x < right - 3
        )
        if drawn > 0.3 * (bottom - top):
            continue
        own = [
            g
            for g in glyphs
            if left <= (g[1] + g[3]) / 2 <= right and top <= (g[2] + g[4]) / 2 <= bottom
        ]
        borders = _borders(own)
        if borders:
            added.extend((x, top, bottom) for x in (left, *borders, right))
    return added


def _regions(horizontal: list[Rule]) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom of the runs of long rules that begin and end alike."""
    rules = [r for r in horizontal if r[2] - r[1] >= _SHORTEST]
    regions: list[list[Rule]] = []
    for rule in rules:
        for region in regions:
            same = (
                abs(region[0][1] - rule[1]) < _SAME_EXTENT
                and abs(region[0][2] - rule[2]) < _SAME_EXTENT
            )
            if same:
                region.append(rule)
                break
        else:
            regions.append([rule])
    return [
        (region[0][1], region[0][2], region[0][0], region[-1][0])
        for region in regions
        if len(region) >= 3 and region[-1][0] - region[0][0] > 30
    ]


def _entries(line: Sequence[Glyph]) -> list[tuple[float, float, str]]:
    """The entries of a line: left and right edge, text."""
    out: list[list[Glyph]] = [[line[0]]]
    for before, glyph in pairwise(line):
        gap = (glyph[1] - before[3]) / max(glyph[4] - glyph[2], 1.0)
        label = gap > _LABEL_GAP and before[0].isdigit() and glyph[0] >= "一"
        # 21,721.62 一、本年支出 are two, 301 工资福利支出 is one
        if gap > _WORD_GAP or (label and any(g[0] in ",." for g in out[-1][-8:])):
            out.append([])
        out[-1].append(glyph)
    return [(e[0][1], e[-1][3], line_text(e)) for e in out]


def _borders(glyphs: list[Glyph]) -> list[float]:
    """The middles of the gaps that all lines of figures have in common."""
    if not glyphs:
        return []
    lines = [_entries(line) for line in lines_of(glyphs)]
    figured = [e for e in lines if len(e) > 1 and any(parse_amount(t) is not None for _, _, t in e)]
    if len(figured) < _FEWEST_LINES:
        return []
    spans = sorted((left, right) for line in figured for left, right, _ in line)
    flush = [right for line in figured for _, right, text in line if parse_amount(text) is not None]
    borders: list[float] = []
    end = spans[0][1]
    for left, right in spans[1:]:
        gap = left - end
        if gap > _NARROWEST_GAP or (gap > _BESIDE_FIGURES and _ends_flush(flush, end)):
            borders.append((left + end) / 2)
        end = max(end, right)
    return borders


def _ends_flush(edges: Sequence[float], end: float) -> bool:
    """Whether several figures end at one edge."""
    return sum(abs(edge - end) < 1.0 for edge in edges) >= _FEWEST_LINES
