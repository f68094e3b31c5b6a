"""Rows of semi-ruled tables: column lines, but no row lines between the rows of data.

The grid found from the lines has one tall *band* where the page shows many rows. Here such a
band is recognised (:func:`needs_split`) and cut into rows by its text lines
(:func:`split_band`). Each printed amount is the anchor of one row; the lines of the labels
are shared out among the anchors by :mod:`budgetlint.read.labelfit`.

Pure geometry on glyphs: points, y grows downwards, the page upright.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter, itemgetter
from statistics import fmean

from budgetlint.read.labelfit import Fit, fit_labels
from budgetlint.read.textlines import (
    DIGITS,
    Glyph,
    TextRun,
    is_number,
    text_lines,
    whole_numbers,
)
from budgetlint.read.wrapped import is_one, may_be_wrapped

__all__ = ["Glyph", "RowBand", "needs_split", "slice_rows", "split_band"]

_CODE = re.compile(r"\d{2}|\d{3}|\d{5}|\d{7}")
_DASHES = frozenset({"-", "--", "—", "——", "–", "−", "－", "/"})
#: A column holds amounts when this share of its lines are numbers.
_VALUE_SHARE = 0.6
#: Lines whose middles are closer than this share of their height stand on one baseline.
_SAME = 0.45


@dataclass(frozen=True)
class RowBand:
    """One row cut out of a band, with the glyphs of every column in it.

    The rows of a band lie on each other without gaps, from its top to its bottom.
    ``uncertain`` marks a row in which a cell has two numbers, or in which it is not clear
    which label belongs to which amount: a figure of such a row may be shown, never accused.
    """

    top: float
    bottom: float
    cells: tuple[tuple[Glyph, ...], ...]
    uncertain: bool = False


class _Column:
    """The lines of one column of the band, and which of them are numbers."""

    __slots__ = ("lines", "numbers", "value")

    def __init__(self, glyphs: Sequence[Glyph], width: float = 0.0) -> None:
        self.lines = whole_numbers(text_lines(glyphs), width)
        self.numbers = [line for line in self.lines if is_number(line.text)]
        found = len(self.numbers)
        if found < len(self.lines):
            found += sum(line.text in _DASHES for line in self.lines)
        self.value = found > 0 and found >= _VALUE_SHARE * len(self.lines)


class _Row:
    """A row while it is put together; ``middle`` is where its amounts (or labels) stand."""

    __slots__ = ("cells", "middle", "uncertain", "y0", "y1")

    def __init__(self, middle: float) -> None:
        self.middle = middle
        self.cells: dict[int, list[TextRun]] = {}
        self.uncertain = False
        self.y0 = self.y1 = middle

    def add(self, column: int, lines: Sequence[TextRun]) -> None:
        """Put lines into a cell of the row."""
        self.cells.setdefault(column, []).extend(lines)
        self.y0 = min(self.y0, lines[0].y0)
        self.y1 = max(self.y1, lines[-1].y1)

    def take(self, other: _Row) -> None:
        """Take the cells of a row of the table beside this one."""
        self.cells.update(other.cells)
        self.uncertain = self.uncertain or other.uncertain
        self.y0, self.y1 = min(self.y0, other.y0), max(self.y1, other.y1)


def needs_split(columns: Sequence[Sequence[Glyph]], widths: Sequence[float] = ()) -> bool:
    """Whether one grid row (the glyphs of each of its columns) really holds several rows.

    True when two columns hold several complete numbers on the same separate baselines, or
    one column does beside a label column with as many lines. Wrapped names,
    paragraphs, headers and a single number broken over lines are ordinary cells.
    """
    wide = widths or [0.0] * len(columns)
    tall = [
        (column, width) for column, width in zip(columns, wide, strict=True) if _is_stacked(column)
    ]
    stacked = [column for column, _ in tall]
    numeric = [(column, width) for column, width in tall if _is_mostly_digits(column)]
    amounts = [column for column, _ in numeric]
    if len(stacked) < 2 or not amounts:
        return False
    several: list[list[TextRun]] = []
    read = [_Column(glyphs) for glyphs in amounts]
    if may_be_wrapped([column.lines for column in read], [width for _, width in numeric]):
        return False
    for column in read:
        if column.value and len(column.numbers) > 1:
            if any(_shared(other, column.numbers) > 1 for other in several):
                return True
            several.append(column.numbers)
    if len(amounts) == len(stacked) - 1 and any(
        column and column not in stacked and _is_mostly_digits(column) for column in columns
    ):
        # figures of one line beside one in two: that one is wrapped, as is the name
        several = [numbers for numbers in several if not is_one(numbers)]
    if not several:
        return False
    labels = [text_lines(column) for column in stacked if not _is_mostly_digits(column)]
    return any(
        len(label) >= len(numbers) and (len(numbers) > 2 or _shared(numbers, label) == 2)
        for numbers in several
        for label in labels
    )


def split_band(
    columns: Sequence[Sequence[Glyph]],
    lefts: Sequence[float],
    rights: Sequence[float],
    top: float,
    bottom: float,
) -> list[RowBand]:
    """The rows of a band, top to bottom.

    ``lefts`` and ``rights`` are the borders of the columns. Tables side by side (labels,
    amounts, labels, amounts) are cut each on its own; rows on one baseline are shared, others
    are empty in the other table. A row may have a label without amounts.
    """
    borders = list(zip(lefts, rights, strict=True))
    read = [
        _Column(column, right - left)
        for column, (left, right) in zip(columns, borders, strict=True)
    ]
    rows: list[_Row] = []
    for half in _halves(read):
        rows = _merge(rows, _half_rows(read, half, borders))
    return _finish(rows, read, top, bottom)


def slice_rows(glyphs: Sequence[Glyph], borders: Sequence[float]) -> list[list[Glyph]]:
    """The glyphs of a cell that spans several grid rows, cut at the borders between them.

    On continuation pages the line under the header is often missing in the label column:
    header and labels are then one cell. No line of text is torn apart.
    """
    out: list[list[Glyph]] = [[] for _ in range(len(borders) + 1)]
    for line in text_lines(glyphs):
        out[bisect_right(borders, line.middle)].extend(line.glyphs)
    return out


# ---------------------------------------------------------------- lines and columns


def _is_stacked(glyphs: Sequence[Glyph]) -> bool:
    """Whether the glyphs of a cell stand on more than one line. Called for every cell."""
    if len(glyphs) < 2:
        return False
    tops = {glyph[2] for glyph in glyphs}
    if len(tops) == 1:
        return False
    return max(tops) - min(tops) > 0.6 * (glyphs[0][4] - glyphs[0][2])


def _is_mostly_digits(glyphs: Sequence[Glyph]) -> bool:
    digits = sum([glyph[0] in DIGITS for glyph in glyphs])
    return digits >= _VALUE_SHARE * len(glyphs)


def _shared(left: Sequence[TextRun], right: Sequence[TextRun]) -> int:
    """How many lines of ``left`` have a line of ``right`` on their baseline, one to one."""
    count = at = 0
    for line in left:
        while at < len(right) and right[at].middle < line.middle - _SAME * line.height:
            at += 1
        if at < len(right) and right[at].middle <= line.middle + _SAME * line.height:
            count, at = count + 1, at + 1
    return count


def _halves(columns: Sequence[_Column]) -> list[list[int]]:
    """The columns of each table that stands in the band, by labels, amounts, labels …

    A text column without amounts after it (备注) belongs to the table before it.
    """
    filled = [number for number, column in enumerate(columns) if column.lines]
    labels = {number for number in filled if not columns[number].value}
    for number, following in reversed(list(pairwise(filled))):
        # 科目编码 before a column of names is made of digits, and yet a label
        if following in labels and all(_CODE.fullmatch(x.text) for x in columns[number].lines):
            labels.add(number)
    last_value = max([number for number in filled if number not in labels], default=-1)
    halves: list[list[int]] = [[]]
    seen_value = False
    for number in filled:
        if number in labels and seen_value and number < last_value:
            halves.append([])
            seen_value = False
        halves[-1].append(number)
        seen_value = seen_value or number not in labels
    return halves


# ---------------------------------------------------------------- rows


def _half_rows(
    columns: Sequence[_Column], half: Sequence[int], borders: Sequence[tuple[float, float]]
) -> list[_Row]:
    """The rows of one table of the band: amounts first, then the labels laid to them."""
    rows: list[_Row] = []
    printed = [(x.middle, n, x) for n in half if columns[n].value for x in columns[n].lines]
    printed.sort(key=itemgetter(0, 1))
    first = -1e9
    for middle, number, line in printed:
        if middle - first > _SAME * line.height:
            rows.append(_Row(middle))
            first = middle
        rows[-1].add(number, [line])
    for row in rows:
        row.middle = fmean([line.middle for cell in row.cells.values() for line in cell])
    texts = [number for number in half if not columns[number].value]
    # The column with most lines is the names; remarks are laid to the rows it leaves.
    for number in sorted(texts, key=lambda n: -len(columns[n].lines)):
        lines = columns[number].lines
        fits = fit_labels(lines, [row.middle for row in rows], *borders[number])
        rows = _place(rows, number, lines, fits)
    return rows


def _place(
    rows: list[_Row], column: int, lines: Sequence[TextRun], fits: Sequence[Fit]
) -> list[_Row]:
    """The rows with the labels of one column; labels without amount become rows."""
    own: list[_Row] = []
    for fit in fits:
        if fit.anchor is None:
            own.append(_Row(fit.middle))
        row = own[-1] if fit.anchor is None else rows[fit.anchor]
        row.add(column, lines[fit.start : fit.end])
    if not own:
        return rows
    for other in [row for row in rows if column not in row.cells]:
        for row in own:
            # an amount without label close to a label without amount: they may be one row
            if abs(other.middle - row.middle) < 1.5 * (other.y1 - other.y0):
                row.uncertain = other.uncertain = True
    return sorted([*rows, *own], key=attrgetter("middle"))


def _merge(left: Sequence[_Row], right: Sequence[_Row]) -> list[_Row]:
    """The rows of two tables side by side: shared where they stand on one baseline."""
    out: list[_Row] = []
    i = j = 0
    while i < len(left) and j < len(right):
        a, b = left[i], right[j]
        if abs(a.middle - b.middle) <= _SAME * min(a.y1 - a.y0, b.y1 - b.y0):
            a.take(b)
            j += 1
        elif b.middle < a.middle:
            out.append(b)
            j += 1
            continue
        out.append(a)
        i += 1
    return [*out, *left[i:], *right[j:]]


def _finish(
    rows: Sequence[_Row], columns: Sequence[_Column], top: float, bottom: float
) -> list[RowBand]:
    """Borders between the rows halfway between their texts, and the glyphs of each cell."""
    out: list[RowBand] = []
    upper = top
    for number, row in enumerate(rows):
        lower = max(bottom, upper)
        if number + 1 < len(rows):
            below = rows[number + 1]
            lower = max(upper, min(max((row.y1 + below.y0) / 2, row.middle), below.middle))
        cells: list[tuple[Glyph, ...]] = [()] * len(columns)
        uncertain = row.uncertain
        for column, lines in row.cells.items():
            cells[column] = tuple([glyph for line in lines for glyph in line.glyphs])
            uncertain = uncertain or (len(lines) > 1 and columns[column].value)
        out.append(RowBand(upper, lower, tuple(cells), uncertain))
        upper = lower
    return out
