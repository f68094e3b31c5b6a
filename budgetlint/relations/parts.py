"""其中: a part that is shown beside its whole and may not exceed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.model import Column, ColumnRole, RowRole, Table
from budgetlint.relations.headers import is_of_which
from budgetlint.relations.model import Cell, amount_at


@dataclass(frozen=True, slots=True)
class Part:
    """A cell that is a part (其中) of another cell of the same row or column."""

    part: Cell
    whole: Cell


def parts_of(table: Table) -> Iterator[Part]:
    """Every printed part with its printed whole.

    In a row the whole of a 其中 column is the column before the 其中 heading that is none
    itself; in a column the whole of a 其中 row is the line above that is none.
    """
    for panel in table.panels():
        columns = table.panel_columns(panel, ColumnRole.AMOUNT)
        yield from _parts_in_rows(table, panel, columns)
        whole: int | None = None
        for row in table.panel_rows(panel):
            if row.role in (RowRole.EMPTY, RowRole.NOTE):
                continue
            if row.role is not RowRole.OF_WHICH:
                whole = row.index
            elif whole is not None:
                for column in columns:
                    yield from _both(table, (row.index, column.index), (whole, column.index))


def _parts_in_rows(table: Table, panel: int, columns: list[Column]) -> Iterator[Part]:
    pairs: list[tuple[int, int]] = []
    whole: Column | None = None
    for column in columns:
        if not any(is_of_which(text) for text in column.path):
            whole = column
        elif whole is not None and whole.path[:-1] == column.path[: len(whole.path) - 1]:
            pairs.append((column.index, whole.index))
    for row in table.panel_rows(panel):
        for part, of in pairs:
            yield from _both(table, (row.index, part), (row.index, of))


def _both(table: Table, part: Cell, whole: Cell) -> Iterator[Part]:
    if amount_at(table, part) is not None and amount_at(table, whole) is not None:
        yield Part(part, whole)
