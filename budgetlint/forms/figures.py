"""The figures of forms, for the coverage: those of no column, and those of a table as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgetlint.forms.model import Form, Value
from budgetlint.model import Document, Figure

#: The id of a table with a row and a column.
_Cell = tuple[str, tuple[int, int]]


def form_figures(document: Document, forms: Iterable[Form]) -> dict[str, tuple[Figure, ...]]:
    """By table id, the values of its forms that are not among ``Table.figures`` already.

    Their rows are numbered downwards from -1, so that they are no cells of the table. Outcomes
    name them in ``cells``. What an indicator is to reach (指标值) is no figure that has to
    agree with another one, and is not counted.
    """
    found: dict[str, list[Figure]] = {}
    for value, cell in _placed(document, forms):
        if cell is None:
            row, column = value.key
            figure = Figure(
                value.text,
                value.amount,
                value.page,
                value.box,
                row,
                column,
                row_name=value.row,
                column_name=value.column,
            )
            found.setdefault(value.table, []).append(figure)
    return {identity: tuple(figures) for identity, figures in found.items()}


def table_cells(document: Document, forms: Iterable[Form]) -> dict[_Cell, _Cell]:
    """Where a value of a form is a figure of a table too: its place in the form → in the table."""
    return {
        (value.table, value.key): cell
        for value, cell in _placed(document, forms)
        if cell is not None
    }


def _placed(document: Document, forms: Iterable[Form]) -> Iterator[tuple[Value, _Cell | None]]:
    """Each value of the forms once, with the cell of its table that it is, if it is one."""
    tables = {table.id for table in document.tables}
    known = {
        (table.id, figure.page, figure.box): (table.id, place)
        for table in document.tables
        for place, figure in table.figures.items()
    }
    seen: set[_Cell] = set()
    for form in forms:
        for value in form.values():
            if value.table in tables and (value.table, value.key) not in seen:
                seen.add((value.table, value.key))
                yield value, known.get((value.table, value.page, value.box))
