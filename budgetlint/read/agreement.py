"""How far two readers agree on a whole document: every numeric cell of every grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.amounts import normalise_number, parse_amount
from budgetlint.model import Box, Document, GridCell, Page
from budgetlint.read.second import SecondReader


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One numeric cell of the first reader that the second one does not confirm.

    ``second`` is what the second reader read there, ``""`` where it read nothing.
    """

    page: int
    table: int
    cell: GridCell
    second: str


@dataclass(frozen=True, slots=True)
class TableAgreement:
    """The counts of one grid.

    ``by_cell`` of the ``agreed`` cells are confirmed by a cell of camelot's own, the others by
    the glyphs at their place. ``table`` numbers the grids of a page from 1.
    """

    page: int
    table: int
    cells: int
    agreed: int
    by_cell: int
    differences: tuple[CellDifference, ...]
    unread: tuple[CellDifference, ...]


def compare_readers(document: Document, second: SecondReader) -> list[TableAgreement]:
    """Compare every numeric cell of every grid of the first reader with the second reader."""
    return [
        _compare(page, number, second)
        for page in document.pages
        for number in range(1, len(page.grids) + 1)
    ]


def unseen_figures(document: Document, second: SecondReader) -> list[CellDifference]:
    """Figures in camelot's tables that no cell of the first reader holds at their place.

    ``table`` is 0: the first reader may have no grid there.
    """
    return [
        CellDifference(page.number, 0, cell, cell.text)
        for page in document.pages
        for grid in second.grids(page.number, page.width, page.height)
        if grid.ruling != "none"
        for cell in grid.cells
        if parse_amount(cell.text) is not None and not _holds(page, cell)
    ]


def _holds(page: Page, cell: GridCell) -> bool:
    wanted = normalise_number(cell.text)
    return any(
        normalise_number(other.text) == wanted and _overlap(other.box, cell.box)
        for grid in page.grids
        for other in grid.cells
    )


def _overlap(left: Box, right: Box) -> bool:
    return min(left.x1, right.x1) > max(left.x0, right.x0) and min(left.y1, right.y1) > max(
        left.y0, right.y0
    )


def _compare(page: Page, number: int, second: SecondReader) -> TableAgreement:
    cells = by_cell = agreed = 0
    differences: list[CellDifference] = []
    unread: list[CellDifference] = []
    for cell in _numeric_cells(page, number):
        cells += 1
        reading = second.read(page, cell.box, cell.text)
        if reading.agreed:
            agreed += 1
            by_cell += reading.source == "cell"
        elif reading.agreed is None:
            unread.append(CellDifference(page.number, number, cell, ""))
        else:
            differences.append(CellDifference(page.number, number, cell, reading.text))
    return TableAgreement(
        page.number, number, cells, agreed, by_cell, tuple(differences), tuple(unread)
    )


def _numeric_cells(page: Page, number: int) -> Iterator[GridCell]:
    return (c for c in page.grids[number - 1].cells if parse_amount(c.text) is not None)
