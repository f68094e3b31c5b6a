"""Outlines that only the figures show: a row that is the sum of the rows below it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgetlint.amounts import Amount
from budgetlint.model import Row, Table
from budgetlint.relations.lanes import Lane
from budgetlint.relations.model import amount_at
from budgetlint.relations.outline import Branch

_MOST_ROWS = 500
ZERO = Decimal(0)


def by_figures(
    table: Table, rows: Sequence[Row], lanes: Sequence[Lane], *, chains: bool = False
) -> Branch | None:
    """The outline in which a row is the sum of the rows that follow it.

    A row counts as a sum when at least two rows follow that add up to it in every column, or
    in clearly most of its columns (so that one wrong figure does not hide the outline).
    With ``chains`` a row also is the sum of the one row below it that prints the same figures.
    None when no row is one.
    """
    if len(rows) > _MOST_ROWS or len(rows) < 3:
        return None
    figures = [[amount_at(table, lane.cell(r)) for lane in lanes] for r in rows]
    tops: list[tuple[Branch, list[Amount | None]]] = []
    found = False
    for row, own in zip(reversed(rows), reversed(figures), strict=True):
        taken = _run_that_sums(own, [values for _, values in tops], 1 if chains else 2)
        branch = Branch(row)
        if taken:
            branch.children = [b for b, _ in tops[:taken]]
            found = True
            del tops[:taken]
        tops.insert(0, (branch, own))
    if not found:
        return None
    return Branch(None, [b for b, _ in tops])


def _run_that_sums(
    own: Sequence[Amount | None], below: Sequence[Sequence[Amount | None]], least: int
) -> int:
    """How many of the following rows add up to this one (0: none do)."""
    if not any(a is not None and a.value for a in own):
        return 0
    sums = [ZERO] * len(own)
    slack = [ZERO] * len(own)
    for count, values in enumerate(below, start=1):
        for index, value in enumerate(values):
            if value is not None:
                sums[index] += value.value
                slack[index] += value.ulp / 2
        if count >= least and _matches(own, sums, slack, count):
            return count
        if _beyond(own, sums):
            return 0
    return 0


def _matches(
    own: Sequence[Amount | None], sums: Sequence[Decimal], slack: Sequence[Decimal], count: int
) -> bool:
    good = bad = long = 0
    for amount, total, bound in zip(own, sums, slack, strict=True):
        value = amount.value if amount is not None else ZERO
        if value == 0 and total == 0:
            continue
        ulp = amount.ulp if amount is not None else ZERO
        # many addends make a wide bound, in which any run of small figures would fit
        if abs(value - total) <= min(bound + ulp / 2, 2 * ulp):
            good += 1
            long += len(str(abs(value)).replace(".", "").strip("0")) >= 4
        else:
            bad += 1
    if bad == 0:
        return good > 0
    # three or more rows that add up to a long figure do not do so by chance
    return (good >= 2 and bad * 2 <= good) or (count >= 3 and long > 0 and bad <= good)


def _beyond(own: Sequence[Amount | None], sums: Sequence[Decimal]) -> bool:
    """Whether the running sums have passed the row in most columns: no point in going on."""
    over = sum(
        1
        for amount, total in zip(own, sums, strict=True)
        if amount is not None and amount.value > 0 and total > amount.value * 2
    )
    filled = sum(1 for amount in own if amount is not None and amount.value > 0)
    return filled > 0 and over * 2 > filled
