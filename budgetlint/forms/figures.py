"""The figures of forms that no column of their table holds, for the coverage."""

from __future__ import annotations

from collections.abc import Iterable

from budgetlint.forms.model import Form
from budgetlint.model import Document, Figure


def form_figures(document: Document, forms: Iterable[Form]) -> dict[str, tuple[Figure, ...]]:
    """By table id, the values of its forms that are not among ``Table.figures`` already.

    Their rows are numbered downwards from -1, so that they are no cells of the table. Outcomes
    name them in ``cells``. What an indicator is to reach (指标值) is no figure that has to
    agree with another one, and is not counted.
    """
    tables = {table.id: table for table in document.tables}
    known = {
        (table.id, figure.page, figure.box)
        for table in document.tables
        for figure in table.figures.values()
    }
    found: dict[str, list[Figure]] = {}
    for form in forms:
        for value in form.values():
            if value.table not in tables or (value.table, value.page, value.box) in known:
                continue
            figure = Figure(value.text, value.amount, value.page, value.box, *value.key)
            found.setdefault(value.table, []).append(figure)
    return {identity: tuple(figures) for identity, figures in found.items()}
