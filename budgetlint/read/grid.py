"""From ruling lines and glyphs to grids of cells.

Rules that touch form one table. Their positions give columns and rows; two neighbouring
fields with no rule between them are one merged cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetlint.read.glyphs import Glyph
from budgetlint.read.strokes import Rule

TOUCH = 2.0  # rules closer than this touch
SAME = 1.5  # rules closer than this are one rule drawn twice
SHORTEST = 6.0  # a shorter stroke is no rule
_NARROWEST = 2.5  # columns and rows narrower than this are a double rule


@dataclass(slots=True)
class Lattice:
    """The rules of one table in the upright frame, and where its columns and rows are.

    ``xs`` and ``ys`` ascend; ``owner[row * columns + column]`` is the field at the top left
    of the merged cell that the field belongs to.
    """

    xs: list[float]
    ys: list[float]
    owner: list[int]
    horizontal: list[Rule]
    vertical: list[Rule]

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


def merge_rules(rules: list[Rule]) -> list[Rule]:
    """Join the pieces of each rule; drop what is too short to be one."""
    rules.sort()
    groups: list[tuple[float, list[tuple[float, float]]]] = []
    for position, start, end in rules:
        if groups and position - groups[-1][0] <= SAME:
            groups[-1][1].append((start, end))
        else:
            groups.append((position, [(start, end)]))
    out: list[Rule] = []
    for position, spans in groups:
        spans.sort()
        start, end = spans[0]
        for next_start, next_end in spans[1:]:
            if next_start <= end + TOUCH:
                end = max(end, next_end)
            else:
                if end - start >= SHORTEST:
                    out.append((position, start, end))
                start, end = next_start, next_end
        if end - start >= SHORTEST:
            out.append((position, start, end))
    return out


def _find(parents: list[int], item: int) -> int:
    while parents[item] != item:
        parents[item] = parents[parents[item]]
        item = parents[item]
    return item


def _distinct(values: list[float]) -> list[float]:
    values.sort()
    out = [values[0]]
    for value in values[1:]:
        if value - out[-1] > _NARROWEST:
            out.append(value)
    return out


def lattices(horizontal: list[Rule], vertical: list[Rule]) -> list[Lattice]:
    """The tables that the rules of a page draw, from top to bottom."""
    rows, columns = merge_rules(horizontal), merge_rules(vertical)
    if len(rows) < 2 or not columns:
        return []
    split = len(rows)
    parents = list(range(split + len(columns)))
    positions = [c[0] for c in columns]
    for i, (y, x0, x1) in enumerate(rows):
        first = bisect_right(positions, x0 - TOUCH)
        for j in range(first, len(columns)):
            x, y0, y1 = columns[j]
            if x > x1 + TOUCH:
                break
            if y0 - TOUCH <= y <= y1 + TOUCH:
                parents[_find(parents, i)] = _find(parents, split + j)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(rows):
        parts.setdefault(_find(parents, i), ([], []))[0].append(rule)
    for j, rule in enumerate(columns):
        parts.setdefault(_find(parents, split + j), ([], []))[1].append(rule)
    found = [_lattice(hs, vs) for hs, vs in parts.values() if len(hs) >= 2 and vs]
    kept = [lattice for lattice in found if lattice is not None]
    kept.sort(key=lambda lattice: (lattice.ys[0], lattice.xs[0]))
    return kept


def _lattice(hs: list[Rule], vs: list[Rule]) -> Lattice | None:
    xs = _distinct([v[0] for v in vs] + [min(h[1] for h in hs), max(h[2] for h in hs)])
    ys = _distinct([h[0] for h in hs] + [min(v[1] for v in vs), max(v[2] for v in vs)])
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    return Lattice(xs, ys, _merge_fields(xs, ys, hs, vs), hs, vs)


def _spans_at(rules: list[Rule], places: list[float]) -> list[list[tuple[float, float]]]:
    """For each place the spans of the rules that stand there."""
    out: list[list[tuple[float, float]]] = [[] for _ in places]
    for position, start, end in rules:
        index = bisect_right(places, position)
        if index == len(places) or (
            index > 0 and position - places[index - 1] <= places[index] - position
        ):
            index -= 1
        out[index].append((start, end))
    return out


def _merge_fields(xs: list[float], ys: list[float], hs: list[Rule], vs: list[Rule]) -> list[int]:
    columns, rows = len(xs) - 1, len(ys) - 1
    upright = _spans_at(vs, xs)
    level = _spans_at(hs, ys)
    parents = list(range(rows * columns))
    middles_x = [(a + b) / 2 for a, b in pairwise(xs)]
    middles_y = [(a + b) / 2 for a, b in pairwise(ys)]
    for j in range(1, columns):
        spans = upright[j]
        for i, middle in enumerate(middles_y):
            if not any(a <= middle <= b for a, b in spans):
                field = i * columns + j
                parents[_find(parents, field)] = _find(parents, field - 1)
    for i in range(1, rows):
        spans = level[i]
        for j, middle in enumerate(middles_x):
            if not any(a <= middle <= b for a, b in spans):
                field = i * columns + j
                parents[_find(parents, field)] = _find(parents, field - columns)
    anchors: dict[int, int] = {}
    return [anchors.setdefault(_find(parents, f), f) for f in range(rows * columns)]


def place_glyphs(
    lattice: Lattice, glyphs: Sequence[Glyph]
) -> tuple[dict[int, list[Glyph]], list[Glyph]]:
    """The glyphs of each cell (by its top-left field), and those outside the table."""
    xs, ys, owner = lattice.xs, lattice.ys, lattice.owner
    columns = lattice.column_count
    inner_x, inner_y = xs[1:-1], ys[1:-1]
    x_first, x_last, y_first, y_last = xs[0] - 1, xs[-1] + 1, ys[0] - 1, ys[-1] + 1
    cells: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    last = -1
    current: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph[1] + glyph[3]) / 2, (glyph[2] + glyph[4]) / 2
        if x < x_first or x > x_last or y < y_first or y > y_last:
            outside.append(glyph)
            continue
        cell = owner[bisect_right(inner_y, y) * columns + bisect_right(inner_x, x)]
        if cell != last:
            last = cell
            current = cells.setdefault(cell, [])
        current.append(glyph)
    return cells, outside
