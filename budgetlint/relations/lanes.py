"""Lists that run on in the panel beside: one list of 科目 set in two or three panels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgetlint.model import Column, ColumnRole, Row, Table
from budgetlint.relations.outline import addable, is_coded


@dataclass(frozen=True)
class Lane:
    """One column of figures of a list, which may run on in other panels.

    ``columns`` holds for every panel of the list the index of the column there.
    """

    columns: Mapping[int, int]

    def cell(self, row: Row) -> tuple[int, int]:
        """Where the figure of a row stands, as (row, column)."""
        return row.index, self.columns[row.panel]


def lanes_of(table: Table, panels: Sequence[int]) -> list[Lane]:
    """The columns of amounts of one panel, or of several panels that have the same columns."""
    columns = [table.panel_columns(panel, ColumnRole.AMOUNT) for panel in panels]
    return [
        Lane(dict(zip(panels, (c.index for c in lane), strict=True)))
        for lane in zip(*columns, strict=True)
    ]


def neighbours(table: Table) -> Iterator[list[int]]:
    """The panels of a table, those together that may hold one list of 科目.

    A list runs on when the columns beside have the same headers, and either all that stands
    above them is the same too, or the first code beside belongs below a code before it.
    """
    group: list[int] = []
    for panel in table.panels():
        if group and not _runs_on(table, group, panel):
            yield group
            group = []
        group.append(panel)
    if group:
        yield group


def _runs_on(table: Table, group: Sequence[int], panel: int) -> bool:
    here = table.panel_columns(group[-1], ColumnRole.AMOUNT)
    beside = table.panel_columns(panel, ColumnRole.AMOUNT)
    if not here or [_leaf(c) for c in here] != [_leaf(c) for c in beside]:
        return False
    before = [r for p in group for r in table.panel_rows(p)]
    after = table.panel_rows(panel)
    if not is_coded(before) or not is_coded(after):
        return False
    if [c.path for c in here] == [c.path for c in beside]:
        return True
    first = next((r.code for r in addable(after) if r.code), "")
    codes = {r.code for r in before}
    return len(first) > 3 and any(first[:end] in codes for end in range(3, len(first)))


def _leaf(column: Column) -> str:
    return column.path[-1] if column.path else ""
