"""Which lines of a label column make one label, and which amounts it stands beside.

A wrapped label may have its amount beside its first, its middle or its last line, and a
label may have no amount at all. All ways to cut the lines into labels and to lay the labels
to the amounts, in order, are weighed against each other; the cheapest wins. The weights are
in "rows": 1 is about as unlikely as an amount that has no label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from budgetlint.read.textlines import TextRun

_STARTS = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)"
    r"|其中|[加减][:：]|(?:\d{3}|\d{5}|\d{7})(?![\d）)年.,%-])|本年|上年|年[初末终]|使用非|结余分配|.{0,8}(?:合计|总计|小计)$"
)
_CONTINUES = re.compile(r"[的)）、，。；”》及等]")
#: A label (a remark, a target) of more lines than this, or over more amounts, is none.
_MAX_LINES, _MAX_MARKS = 40, 2
#: A label without amounts, an amount without label, two rows printed on each other.
_BLANK, _BARE, _COLLISION = 0.5, 1.0, 2.0
#: The amount in another place (middle, first, last line) than with the other labels.
_EDGE = 0.25
#: In heights of a line: where an amount is exactly at a line, and how far away it can be.
_EXACT, _REACH = 0.2, 0.6
_NEVER = 3.0


class Fit(NamedTuple):
    """Lines ``start`` to ``end`` (exclusive) are one label; ``anchor`` is its amount or None.

    ``middle`` is where the row of a label without amount stands.
    """

    start: int
    end: int
    anchor: int | None
    middle: float


class _State(NamedTuple):
    cost: float
    fits: tuple[Fit, _State] | None  # the last label and the state before it


def fit_labels(
    lines: Sequence[TextRun], anchors: Sequence[float], left: float, right: float
) -> list[Fit]:
    """The labels of a column, top to bottom, laid to the anchors (middles of the amounts).

    ``left`` and ``right`` are the borders of the column: a line that ends well before the
    border had no reason to be wrapped.
    """
    if not lines:
        return []
    height = max(median([line.height for line in lines]), 0.1)  # broken fonts have flat boxes
    shift = _shift(lines, anchors, height)
    marks = [anchor + shift for anchor in anchors]
    settled = _settled(lines, marks, height)
    pieces: list[tuple[int, int, int, int]] = []
    fits: list[Fit] = []
    start = 0
    for end in range(1, len(lines) + 1):
        # two lines that each stand exactly at an amount of their own are two labels
        if end < len(lines) and (settled[end - 1] is None or settled[end] is None):
            continue
        first, last = settled[start], settled[end - 1]
        if first is not None and end - start == 1:
            fits.append(Fit(start, end, first, anchors[first]))
        else:
            stop = len(marks) if last is None else last + 1
            pieces.append((start, end, first or 0, stop))
        start = end
    if pieces:
        column = _Column(lines, marks, left, right, height)
        # a table has one way to place amounts beside wrapped labels
        ways = [_weigh(column, pieces, way) for way in range(3)]
        best = min(ways, key=lambda way: way[0])[1]
        fits += [fit._replace(middle=fit.middle - shift) for fit in best]
        fits.sort()
    return fits


def _settled(lines: Sequence[TextRun], marks: Sequence[float], height: float) -> list[int | None]:
    """For each line the amount on its very baseline, when no other line is nearer to that."""
    out: list[int | None] = [None] * len(lines)
    at = 0
    for number, line in enumerate(lines):
        middle = line.middle
        while at + 1 < len(marks) and abs(marks[at + 1] - middle) <= abs(marks[at] - middle):
            at += 1
        if at == len(marks) or abs(marks[at] - middle) > _EXACT * height:
            continue
        before = number - 1
        if before >= 0 and out[before] == at:
            if abs(marks[at] - lines[before].middle) <= abs(marks[at] - middle):
                continue
            out[before] = None
        out[number] = at
    return out


class _Column:
    """What the weighing needs to know of a label column."""

    __slots__ = ("height", "joins", "lines", "marks")

    def __init__(
        self,
        lines: Sequence[TextRun],
        marks: Sequence[float],
        left: float,
        right: float,
        height: float,
    ) -> None:
        self.lines = lines
        self.marks = marks
        self.height = height
        self.joins = _joins(lines, marks, left, right, height)


def _weigh(
    column: _Column, pieces: Sequence[tuple[int, int, int, int]], way: int
) -> tuple[float, list[Fit]]:
    """Cost and labels of all pieces when amounts stand in the middle (0), at the top, …"""
    cost = 0.0
    fits: list[Fit] = []
    for start, stop, first, last in pieces:
        state = _cheapest(column, start, stop, first, last, way)
        cost += state.cost
        found: list[Fit] = []
        while state.fits:
            fit, state = state.fits
            found.append(fit)
        fits += reversed(found)
    return cost, fits


def _cheapest(column: _Column, start: int, stop: int, first: int, last: int, way: int) -> _State:
    """The best labels of the lines ``start`` to ``stop`` for the amounts ``first`` to ``last``."""
    states: list[dict[int, _State]] = [{} for _ in range(stop - start + 1)]
    states[0][first] = _State(0.0, None)
    for line in range(start, stop):
        for used, state in states[line - start].items():
            _extend(column, states, state, line, used, start, stop, last, way)
    used, best = min(states[-1].items(), key=lambda item: item[1].cost + _BARE * (last - item[0]))
    return best._replace(cost=best.cost + _BARE * (last - used))


def _extend(
    column: _Column,
    states: list[dict[int, _State]],
    state: _State,
    start: int,
    used: int,
    origin: int,
    stop: int,
    last: int,
    way: int,
) -> None:
    """Every label that can begin at line ``start``, with every amount it can stand beside."""
    lines, marks, reach = column.lines, column.marks, _REACH * column.height
    cost = state.cost
    top = lines[start].middle
    low = used
    while low < last and marks[low] < top - reach:
        low += 1
    for end in range(start + 1, min(start + _MAX_LINES, stop) + 1):
        if end > start + 1:
            if column.joins[end - 2] >= _NEVER:
                return
            cost += column.joins[end - 2]
        bottom = lines[end - 1].middle
        if low + _MAX_MARKS < last and marks[low + _MAX_MARKS] < bottom - reach:
            return
        middle = (top + bottom) / 2
        after = states[end - origin]
        blank = cost + _BLANK + _collision(lines, start, end, column.height)
        _keep(after, used, blank, Fit(start, end, None, middle), state)
        mark = low
        while mark < last and marks[mark] <= bottom + reach:
            away = _distance((middle, top, bottom), marks[mark], column.height, way)
            if away is not None:
                total = cost + away + _BARE * (mark - used)
                _keep(after, mark + 1, total, Fit(start, end, mark, middle), state)
            mark += 1


def _keep(states: dict[int, _State], used: int, cost: float, fit: Fit, before: _State) -> None:
    known = states.get(used)
    if known is None or cost < known.cost:
        states[used] = _State(cost, (fit, before))


def _distance(
    places: tuple[float, float, float], mark: float, height: float, way: int
) -> float | None:
    """How badly an amount stands to a label; None when it stands at none of its places."""
    away = min(
        [
            abs(place - mark) + (0.0 if number == way or place == places[way] else _EDGE * height)
            for number, place in enumerate(places)
        ]
    )
    return 2 * away / height if away <= (_REACH + _EDGE) * height else None


def _collision(lines: Sequence[TextRun], start: int, end: int, height: float) -> float:
    """A row of its own cannot be printed on the row above or below."""
    above = start > 0 and lines[start].middle - lines[start - 1].middle < 0.5 * height
    below = end < len(lines) and lines[end].middle - lines[end - 1].middle < 0.5 * height
    return _COLLISION if above or below else 0.0


def _shift(lines: Sequence[TextRun], anchors: Sequence[float], height: float) -> float:
    """How much lower labels stand than amounts: fonts have boxes of different heights."""
    found: list[float] = []
    at = 0
    for line in lines:
        while at + 1 < len(anchors) and abs(anchors[at + 1] - line.middle) <= abs(
            anchors[at] - line.middle
        ):
            at += 1
        if at < len(anchors) and abs(anchors[at] - line.middle) < 0.4 * height:
            found.append(line.middle - anchors[at])
    return median(found) if len(found) >= 3 else 0.0


def _joins(
    lines: Sequence[TextRun], marks: Sequence[float], left: float, right: float, height: float
) -> list[float]:
    """For each line but the last: what it costs to read the next one as its continuation."""
    widest = max([line.x1 for line in lines])
    # printed and wrapped at different widths, texts end before the border; short ones do not
    margin = min(widest if widest - left > 0.7 * (right - left) else right, right)
    pairs = list(pairwise(lines))
    words = [
        _fullness(above, left, margin, right) + _wording(above, below, height)
        for above, below in pairs
    ]
    leads = [below.middle - above.middle for above, below in pairs]
    # between lines that the words keep apart lies the pitch of the rows
    gaps = [lead for lead, cost in zip(leads, words, strict=True) if cost > 0.8]
    wrapped = sum([cost <= 0.1 for cost in words]) >= 0.3 * len(words)
    if len(gaps) < 0.25 * len(pairs):
        gaps = [below - above for above, below in pairwise(marks)]
    pitch = max(median(gaps), height) if gaps else 1.6 * height
    # among many wrapped texts a row of one line is no wider than a line of a text
    weight = 0.25 if wrapped else 0.6
    return [
        max(cost + weight * _leading(lead, pitch, height), 0.0)
        for lead, cost in zip(leads, words, strict=True)
    ]


def _leading(lead: float, pitch: float, height: float) -> float:
    """0 for lines closer than rows are, 1 for lines as far apart as rows, 2 for wider ones."""
    if lead < 0.5 * height or lead > min(max(1.25 * pitch, 2.2 * height), 3.2 * height):
        return _NEVER / 0.25
    wide = 1.0 if lead > 2.4 * height else 0.0
    return wide + min(max((lead / pitch - 0.8) / 0.17, 0.0), 1.0)


def _fullness(above: TextRun, left: float, margin: float, right: float) -> float:
    """How much room a line leaves to the border: a full one had to be wrapped."""
    em = above.glyphs[-1][3] - above.glyphs[-1][1]
    before, after = above.x0 - left, right - above.x1
    if before > 1.5 * em and abs(before - after) < em:  # centred
        return min((before + after) / (right - left), 0.9)
    if after < 1.15 * em:
        return -0.4  # not one more glyph would have fitted
    room = (margin - above.x1 - 1.5 * em) / max(margin - above.x0, 1.0)
    return min(max(room * 3, 0.0), 0.9)


def _wording(above: TextRun, below: TextRun, height: float) -> float:
    """How little the next line looks like the continuation, by its beginning and indent."""
    cost = 0.0
    if _CONTINUES.match(below.text) or _open(above.text):
        cost = -0.6
    elif _STARTS.match(below.text):
        cost = 1.5
    centred = abs(below.x0 + below.x1 - above.x0 - above.x1) / 2
    indent = below.x0 - above.x0
    if centred > 0.6 * height and abs(indent) > 0.6 * height:
        cost += 0.4 if indent > 0 else 0.25  # a paragraph has its first line indented
    return cost


def _open(text: str) -> bool:
    return max(text.rfind("（"), text.rfind("(")) > max(text.rfind("）"), text.rfind(")"))
