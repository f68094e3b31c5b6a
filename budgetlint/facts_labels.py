"""The name of a project in a row that has several label columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetlint.classification import normalise_name
from budgetlint.facts_columns import plain
from budgetlint.model import ColumnRole, Row, RowRole, Table

_PROJECT_HEAD = re.compile(r"项目名称|二级项目|^项目$|一级项目")
_NO_PROJECT = (RowRole.TOTAL, RowRole.SUBTOTAL, RowRole.OF_WHICH, RowRole.NOTE)
_LEADING = re.compile(r"^(?:\[?(?:[A-Z]?\d{6,})+\]?-|20\d\d年?度?)")


def project_name(text: str) -> str:
    """A project's name as it compares: without numbers, spaces and the year in front."""
    return _LEADING.sub("", normalise_name(text)).strip("-")


def project_rows(table: Table) -> Iterator[tuple[Row, str]]:
    """The rows that stand for projects, with the names of the projects."""
    heads = [
        c
        for c in table.columns
        if c.role is ColumnRole.NAME and c.path and _PROJECT_HEAD.search(plain(c.path[-1]))
    ]
    names = [c for c in table.columns if c.role is ColumnRole.NAME and c.panel == 0]
    apart = heads[-1].index if len(names) > 1 and heads else None
    printed = {index for index, _ in table.figures}
    for row in table.rows:
        if row.index not in printed or row.role in _NO_PROJECT:
            continue
        text = row.name
        if apart is not None and row.label_column != apart:
            text = cell_text(table, row, apart) or row.name
        name = project_name(text)
        if len(name) >= 2:
            yield row, name


def cell_text(table: Table, row: Row, column: int) -> str:
    """What is printed in one label column of a row; ``""`` where that cannot be found.

    The figures of the row say how high it stands: its box may hold a cell that spans several.
    """
    box = next((f.box for (index, _), f in table.figures.items() if index == row.index), row.box)
    middle = (box.y0 + box.y1) / 2
    for grid in table.grids:
        if grid.page != row.page or not grid.box.y0 <= middle <= grid.box.y1:
            continue
        for cell in grid.cells:
            covers = cell.column <= column < cell.column + cell.column_span
            if covers and cell.box.y0 < middle < cell.box.y1:
                return "".join(cell.text.split())
    return ""
