"""Labels that run over two rows where no rule parts the rows."""

from __future__ import annotations

from collections.abc import Sequence

from budgetlint.model import Row, RowRole, Table
from budgetlint.relations.outline import ordinal


def without_wrapped(table: Table, rows: Sequence[Row]) -> list[Row]:
    """The rows without those that only hold the end of the label above.

    Such a row has no number and no figure, and the numbering goes on over it:
    （一）一般公共预算财政 / 拨款 / （二）政府性基金预算财政拨款.
    """
    printed = {row for row, _ in table.figures}
    named = [r for r in rows if r.role is not RowRole.EMPTY]
    ends = {
        row.index
        for before, row, after in zip(named, named[1:], named[2:], strict=False)
        if row.index not in printed and not row.marker and _goes_on(before, after)
    }
    return [r for r in rows if r.index not in ends]


def _goes_on(before: Row, after: Row) -> bool:
    """Whether two rows are numbered one after the other."""
    if not before.marker or not after.marker:
        return False
    (style, number), (next_style, next_number) = ordinal(before.marker), ordinal(after.marker)
    return style == next_style and next_number == number + 1
