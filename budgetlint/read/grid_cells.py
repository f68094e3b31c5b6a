"""From a lattice and its glyphs to a grid of cells, rows without row rules split."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.model import Grid, GridCell
from budgetlint.read.frames import Frame
from budgetlint.read.glyphs import Glyph, text_of
from budgetlint.read.grid import Lattice
from budgetlint.read.semiruled import needs_split, split_band


def _spans(lattice: Lattice) -> dict[int, tuple[int, int, int, int]]:
    """For the top-left field of each cell: first row, first column, last row, last column."""
    columns = lattice.column_count
    out: dict[int, tuple[int, int, int, int]] = {}
    for field, owner in enumerate(lattice.owner):
        row, column = divmod(field, columns)
        known = out.get(owner)
        if known is None:
            out[owner] = (row, column, row, column)
        else:
            out[owner] = (
                known[0],
                min(known[1], column),
                max(known[2], row),
                max(known[3], column),
            )
    return out


def grid_of(number: int, lattice: Lattice, glyphs: dict[int, list[Glyph]], frame: Frame) -> Grid:
    spans = _spans(lattice)
    split = _split_rows(lattice, spans, glyphs)
    cells: list[GridCell] = []
    shift = 0
    starts: dict[int, int] = {}
    for row in range(lattice.row_count):
        starts[row] = row + shift
        if row in split:
            cells.extend(_band_cells(row + shift, split[row], frame))
            shift += len(split[row]) - 1
    starts[lattice.row_count] = lattice.row_count + shift
    for owner, (row, column, last_row, last_column) in spans.items():
        if row in split:
            continue
        text = text_of(glyphs[owner]) if owner in glyphs else ""
        cells.append(
            GridCell(
                starts[row],
                column,
                starts[last_row + 1] - starts[row],
                last_column - column + 1,
                text,
                frame.displayed_box(
                    lattice.xs[column],
                    lattice.ys[row],
                    lattice.xs[last_column + 1],
                    lattice.ys[last_row + 1],
                ),
                _indent(glyphs.get(owner), lattice.xs[column]),
            )
        )
    cells.sort(key=lambda c: (c.row, c.column))
    box = frame.displayed_box(lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
    return Grid(
        number,
        box,
        lattice.row_count + shift,
        lattice.column_count,
        tuple(cells),
        tuple(lattice.xs),
        "pdfium",
        "columns" if split else "full",
    )


def _indent(glyphs: list[Glyph] | None, left: float) -> float:
    """How far the top line of a cell stands from its left edge."""
    if not glyphs:
        return 0.0
    begin, level = glyphs[0][1], round(glyphs[0][2] / 4)
    for glyph in glyphs:
        height = round(glyph[2] / 4)
        if height < level or (height == level and glyph[1] < begin):
            begin, level = glyph[1], height
    return max(0.0, begin - left)


#: one row of a band without row rules: per cell its first and last column, box, glyphs, and
#: whether its place in the row is in doubt
BandRow = list[tuple[int, int, float, float, float, float, list[Glyph], bool]]


def _split_rows(
    lattice: Lattice, spans: dict[int, tuple[int, int, int, int]], glyphs: dict[int, list[Glyph]]
) -> dict[int, list[BandRow]]:
    """The grid rows that hold several text rows (no row rules), as rows of cells."""
    by_row: dict[int, list[tuple[int, int, int]]] = {}
    tall: set[int] = set()
    for owner, (row, column, last_row, last_column) in spans.items():
        by_row.setdefault(row, []).append((column, last_column, owner))
        if last_row > row:
            tall.update(range(row, last_row + 1))
    out: dict[int, list[BandRow]] = {}
    for row, members in by_row.items():
        if row in tall:
            continue
        members.sort()
        columns = [glyphs.get(owner, []) for _, _, owner in members]
        lefts = [lattice.xs[first] for first, _, _ in members]
        rights = [lattice.xs[last + 1] for _, last, _ in members]
        if not needs_split(columns, [b - a for a, b in zip(lefts, rights, strict=True)]):
            continue
        bands = split_band(columns, lefts, rights, lattice.ys[row], lattice.ys[row + 1])
        out[row] = [
            [
                (first, last, left, band.top, right, band.bottom, list(cell), band.uncertain)
                for (first, last, _), left, right, cell in zip(
                    members, lefts, rights, band.cells, strict=True
                )
            ]
            for band in bands
        ]
    return out


def _band_cells(start: int, rows: list[BandRow], frame: Frame) -> Iterator[GridCell]:
    for offset, row in enumerate(rows):
        for first, last, x0, y0, x1, y1, glyphs, uncertain in row:
            yield GridCell(
                start + offset,
                first,
                1,
                last - first + 1,
                text_of(glyphs) if glyphs else "",
                frame.displayed_box(x0, y0, x1, y1),
                _indent(glyphs, x0),
                uncertain,
            )
