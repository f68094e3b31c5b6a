"""What a balance table says that other tables list: its totals, whole and fund by fund."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetlint.model import Table
from budgetlint.relations.balance import (
    GrandTotal,
    Side,
    current_rows,
    fund_of,
    funding,
    grand_totals,
    plain,
    whole_column,
)
from budgetlint.relations.model import Cell, amount_at


@dataclass(frozen=True)
class Claim:
    """Cells of a balance table whose sum a listing may have as its total."""

    name: str
    cells: tuple[Cell, ...]


def claimed_totals(table: Table, sides: Sequence[Side]) -> list[Claim]:
    """总计 and 本年合计 of the sides of a balance table, in the column of all money."""
    found: list[Claim] = []
    for side in sides:
        total = next((t for t in grand_totals(table) if t.side is side), None)
        column = whole_column(total.columns) if total is not None else None
        if total is None or column is None:
            continue
        found.append(Claim(plain(total.row.name), (total.cell(column),)))
        found += _current(table, total, column.index, side)
    return [c for c in found if all(cell in table.figures for cell in c.cells)]


def _current(table: Table, total: GrandTotal, column: int, side: Side) -> Iterator[Claim]:
    for row in current_rows(table, side):
        if row.panel == total.figures.panel:
            yield Claim(plain(row.name), ((row.index, column),))


def claimed_for_fund(table: Table, fund: str) -> list[Claim]:
    """What a fund has to spend and spends, where the balance table says so."""
    totals = grand_totals(table)
    found: list[Claim] = []
    divided = False
    for spent in (t for t in totals if t.side is Side.EXPENDITURE):
        for column in spent.columns:
            if column.path and fund_of(column.path[-1]) == fund:
                divided = True
                found.append(Claim(f"{plain(spent.row.name)}（{fund}）", (spent.cell(column),)))
                for item in _current(table, spent, column.index, Side.EXPENDITURE):
                    found.append(Claim(f"{item.name}（{fund}）", item.cells))
    income = next((t for t in totals if t.side is Side.INCOME), None)
    whole = whole_column(income.columns) if income is not None else None
    if income is not None and whole is not None and (divided or not _carried_on(table)):
        money = funding(table, income, whole.index)
        if not money.problem:
            printed = tuple(cell for cell in money.cells(fund) if cell in table.figures)
            found.append(Claim(f"收入中的{fund}", printed[:1]))
            found.append(Claim(f"收入中的{fund}（含上年结转）", printed))
    return [c for c in found if c.cells and all(cell in table.figures for cell in c.cells)]


_YEAR_END = re.compile(r"^(?:[一二三四五六七八九十\d]+[、.]|[（(].{1,3}[）)])?(?:年末|年终)")


def _carried_on(table: Table) -> bool:
    """Whether something is carried on to the next year; then expenditure is not all income."""
    rows = {r.index for r in table.rows if "下年" in r.name or _YEAR_END.search(r.name)}
    amounts = (amount_at(table, cell) for cell in table.figures if cell[0] in rows)
    return any(amount is not None and amount.value != 0 for amount in amounts)
