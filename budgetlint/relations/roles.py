"""The rows of a list whose part in the sums shows only beside the rows around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from budgetlint.model import Row, RowRole, Table
from budgetlint.relations.lanes import Lane
from budgetlint.relations.model import Family, Prior, Sum, Tally, tally

_FURTHER_IN = 10.0  # points: as far as 其中： is wide, more or less


def with_numbered_heads(rows: Sequence[Row]) -> list[Row]:
    """The rows, with a numbered total over a list of its own as a line of the outline.

    （一）政府采购支出合计 / 1.货物 / 2.工程 / 3.服务: it is the sum of what is numbered below it,
    whatever was listed before.
    """
    filled = [r for r in rows if r.name or r.code]
    heads = {
        row.index
        for row, below in pairwise(filled)
        if row.role is RowRole.TOTAL
        and row.marker
        and row.panel == below.panel
        and below.marker
        and below.level > row.level
    }
    return [replace(r, role=RowRole.LEAF) if r.index in heads else r for r in rows]


def with_continued_parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows, with those that go on after 其中： as further parts, if there are such.

    其中：财政拨款结转 / 　　　非财政拨款结转: 其中 is printed once. The second is set under the
    words of the first, or (without indentation, in texts and Word files) ends as it does.
    """
    for goes_on in (_further_in, _ends_alike):
        found = _continued(rows, goes_on)
        if found != rows:
            yield found


def _continued(rows: Sequence[Row], goes_on: Callable[[Row, Row], bool]) -> list[Row]:
    out: list[Row] = []
    part: Row | None = None
    for row in rows:
        if row.role is RowRole.OF_WHICH:
            part = row
        elif row.role is not RowRole.EMPTY:
            plain = row.role is RowRole.LEAF and not row.code and not row.marker
            if part is not None and plain and goes_on(part, row):
                row = replace(row, role=RowRole.OF_WHICH)
            else:
                part = None
        out.append(row)
    return out


def _further_in(part: Row, row: Row) -> bool:
    return row.indent > part.indent + _FURTHER_IN


def _ends_alike(part: Row, row: Row) -> bool:
    return len(row.name) > 3 and part.name[-2:] == row.name[-2:] and row.indent >= part.indent


def whole_of_parts(table: Table, rows: Sequence[Row], lanes: Sequence[Lane]) -> Tally | None:
    """The sums of several 其中 rows that are all there is; they need not be, so only those
    that hold are claimed."""
    sums: list[Sum] = []
    whole: Row | None = None
    parts: list[Row] = []
    for row in [*rows, None]:
        if row is not None and row.role is RowRole.EMPTY:
            continue
        if row is not None and row.role is RowRole.OF_WHICH:
            parts.append(row)
            continue
        if whole is not None and len(parts) > 1:
            for lane in lanes:
                terms = tuple((1, lane.cell(part)) for part in parts)
                sums.append(Sum(lane.cell(whole), terms))
        whole, parts = row, []
    found = tally(table, Family("其中各项之和", "column", Prior.DISCOVERED, tuple(sums)))
    held = tuple(c.sum for c in found.checked if c.holds and c.used > 1)
    return tally(table, replace(found.family, sums=held)) if held else None
