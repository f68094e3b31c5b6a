"""Cells that span a header and the band of rows below it, cut apart.

On continuation pages the line under the header is often drawn below the amounts only. The
label column is then one merged cell that holds the heading and all labels.
"""

from __future__ import annotations

from dataclasses import replace

from budgetlint.read.grid import Lattice
from budgetlint.read.semiruled import Glyph, needs_split, slice_rows

#: A lower row has no room for two rows of text.
_LOWEST_BAND = 24.0

Cells = dict[int, list[Glyph]]


def release_bands(lattice: Lattice, cells: Cells) -> tuple[Lattice, Cells]:
    """The lattice and the glyphs of its cells, with no merged cell reaching into a band.

    A band is a row of the lattice that holds several rows of text (``needs_split``). Without
    one both come back unchanged.
    """
    spans = _row_spans(lattice)
    slices: dict[int, list[list[Glyph]]] = {}
    bands = [
        row
        for row in sorted({row for first, last in spans.values() for row in range(first, last + 1)})
        if lattice.ys[row + 1] - lattice.ys[row] >= _LOWEST_BAND
        and needs_split(_row_cells(lattice, cells, spans, slices, row))
    ]
    if not bands:
        return lattice, cells
    owner = list(lattice.owner)
    out = dict(cells)
    for field, (first, last) in spans.items():
        inside = [row for row in bands if first <= row <= last]
        if not inside:
            continue
        out.pop(field, None)
        pieces = slices.get(field) or _slices(lattice, cells, field, first, last)
        cuts = {first, *inside, *[row + 1 for row in inside]}
        columns = lattice.column_count
        head = field
        for row in range(first, last + 1):
            if row in cuts:
                head = row * columns + field % columns
            for column in range(columns):
                if lattice.owner[row * columns + column] == field:
                    owner[row * columns + column] = head
            if pieces[row - first]:
                out.setdefault(head, []).extend(pieces[row - first])
    return replace(lattice, owner=owner), out


def _row_spans(lattice: Lattice) -> dict[int, tuple[int, int]]:
    """First and last row of each cell that spans rows, by its top left field."""
    last = {field: at // lattice.column_count for at, field in enumerate(lattice.owner)}
    rows = {field: (field // lattice.column_count, row) for field, row in last.items()}
    return {field: span for field, span in rows.items() if span[1] > span[0]}


def _slices(lattice: Lattice, cells: Cells, field: int, first: int, last: int) -> list[list[Glyph]]:
    return slice_rows(cells.get(field, ()), lattice.ys[first + 1 : last + 1])


def _row_cells(
    lattice: Lattice,
    cells: Cells,
    spans: dict[int, tuple[int, int]],
    slices: dict[int, list[list[Glyph]]],
    row: int,
) -> list[list[Glyph]]:
    """The glyphs that stand in one row, for each of its cells from left to right."""
    columns = lattice.column_count
    out: list[list[Glyph]] = []
    for field in dict.fromkeys(lattice.owner[row * columns : (row + 1) * columns]):
        span = spans.get(field)
        if span is None:
            out.append(cells.get(field, []))
            continue
        if field not in slices:
            slices[field] = _slices(lattice, cells, field, *span)
        out.append(slices[field][row - span[0]])
    return out
