"""Last year's figures that a table does not print, implied by its percentages.

A current figure with its percentage of last year's (or its growth) gives last year's figure
as an interval. Where the current figures of some lines add up to a total, last year's have
to as well, so that percentages without a base in the table can still contradict one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.amounts import ZERO, show
from budgetlint.model import EvidenceRole, Outcome, Severity, Status, Table
from budgetlint.relations.lines import Line
from budgetlint.relations.model import Cell, Tally
from budgetlint.relations.outcomes import evidence_of, table_key
from budgetlint.relations.percent import printed_percent
from budgetlint.relations.percent_readings import Family, Target

_HUNDRED = Decimal(100)
_CURRENT = re.compile(r"决算|执行|本年|当年|完成|实际")
_INCOMPLETE = "有的行没有印出百分比，推算不出上年数"
_UNTRUSTED = "推算的上年数多处对不上，上年数可能按新口径调整过，未作判断"
Interval = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Implied:
    """One sum of implied figures: ``total`` and ``terms`` are cells of current figures.

    ``whole`` and ``parts`` are what the percentages imply for the total and for the sum of
    the terms; ``is_complete`` says that every term has a percentage, ``is_positive`` that no
    figure is negative, so that what is missing can only add to the parts.
    """

    target: Target
    percent_column: int
    total: Cell
    terms: tuple[Cell, ...]
    whole: Interval
    parts: Interval
    is_complete: bool
    is_positive: bool

    @property
    def holds(self) -> bool:
        """Whether the two intervals meet."""
        return self.parts[0] <= self.whole[1] and self.parts[1] >= self.whole[0]

    @property
    def contradicts(self) -> bool:
        """Whether no figure for the missing percentages could make it hold."""
        if self.holds:
            return False
        return self.is_complete or (self.is_positive and self.parts[0] > self.whole[1])

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every printed cell that took part."""
        figures = self.target.table.figures
        pairs = ((cell, (cell[0], self.percent_column)) for cell in (self.total, *self.terms))
        return tuple(cell for pair in pairs for cell in pair if cell in figures)


def implied_sums(target: Target, tallies: Sequence[Tally]) -> Iterator[Implied]:
    """The sums of implied figures of one column of percentages without a base.

    ``tallies`` are the sums down the columns of the table that were chosen.
    """
    if target.view.by_row or len(target.lines) != 1:
        return
    column = target.lines[0]
    current = current_column(target)
    if current is None:
        return
    seen: set[frozenset[Cell]] = set()
    for found in tallies:
        for item in found.checked:
            terms = frozenset(cell for _, cell in item.sum.terms)
            if item.sum.total[1] != current or not item.holds or terms in seen:
                continue
            result = _implied(target, column, item.sum.total, item.sum.terms)
            if result is not None:
                seen.add(terms)
                yield result


def current_column(target: Target) -> int | None:
    """The column that the percentages compare with last year: the nearest of its kind."""
    column = target.lines[0]
    left: list[Line] = [n for n in target.view.lines if n.index < column]
    amounts = [n for n in left if n.index not in target.lines and "%" not in n.text]
    amounts = [n for n in amounts if target.table.columns[n.index].role.value == "amount"]
    fitting = [n for n in amounts if _CURRENT.search(n.text)] or amounts
    return fitting[-1].index if fitting else None


def _implied(
    target: Target, column: int, total: Cell, terms: Sequence[tuple[int, Cell]]
) -> Implied | None:
    growth = target.family is Family.GROWTH
    whole = _last_year(target.table, total, column, growth=growth)
    if whole is None:
        return None
    low = high = ZERO
    complete = True
    for sign, cell in terms:
        part = _last_year(target.table, cell, column, growth=growth)
        if part is None:
            complete = False
            continue
        low += part[0] if sign > 0 else -part[1]
        high += part[1] if sign > 0 else -part[0]
    cells = tuple(cell for _, cell in terms)
    positive = all(sign > 0 for sign, _ in terms) and _all_positive(target.table, cells, column)
    return Implied(target, column, total, cells, whole, (low, high), complete, positive)


def _all_positive(table: Table, cells: Sequence[Cell], column: int) -> bool:
    """Whether no current figure is negative and no growth is a fall by more than all."""
    for cell in cells:
        current, printed = table.figures.get(cell), table.figures.get((cell[0], column))
        if current is not None and (current.amount is None or current.amount.value < 0):
            return False
        if printed is not None and (printed.amount is None or printed.amount.value <= -_HUNDRED):
            return False
    return True


def _last_year(table: Table, cell: Cell, column: int, *, growth: bool) -> Interval | None:
    """The interval of last year's figure, or None when no percentage gives it."""
    printed, current = table.figures.get((cell[0], column)), table.figures.get(cell)
    if printed is None or current is None or current.amount is None:
        return None
    percent = printed_percent(printed)
    if percent is None:
        return None
    shift = _HUNDRED if growth else ZERO
    low, high = percent.low + shift, percent.high + shift
    if low <= 0 <= high:
        return None
    ends = [
        a / p * _HUNDRED for a in (current.amount.low, current.amount.high) for p in (low, high)
    ]
    return min(ends), max(ends)


def implied_outcomes(rule: str, found: Sequence[Implied], *, trusted: bool) -> Iterator[Outcome]:
    """What is to be said of the sums of implied figures of a document."""
    passing: dict[str, list[Implied]] = {}
    open_: dict[tuple[str, str], list[Implied]] = {}
    for item in found:
        if item.holds:
            passing.setdefault(_place(item), []).append(item)
        elif trusted and item.contradicts:
            yield _contradiction(rule, item)
        else:
            reason = _UNTRUSTED if item.contradicts else _INCOMPLETE
            open_.setdefault((_place(item), reason), []).append(item)
    for items in passing.values():
        table = items[0].target.table
        cells = tuple(dict.fromkeys(cell for item in items for cell in item.cells))
        key = (table_key(table), items[0].target.name)
        yield Outcome(rule, Status.PASS, key, table=table.id, cells=cells, places=len(items))
    for (_, reason), items in open_.items():
        yield _undecided(rule, items, reason)


def _place(item: Implied) -> str:
    return f"{item.target.table.id} {item.percent_column}"


def _undecided(rule: str, items: Sequence[Implied], reason: str) -> Outcome:
    table, name = items[0].target.table, items[0].target.name
    return Outcome(
        rule,
        Status.NOT_CHECKED,
        (table_key(table), name, reason),
        reason=f"“{name}”{len(items)} 处：{reason}",
        table=table.id,
        page=table.rows[items[0].total[0]].page,
        places=len(items),
    )


def _contradiction(rule: str, item: Implied) -> Outcome:
    table, column = item.target.table, item.percent_column
    printed = evidence_of(table, (item.total[0], column), EvidenceRole.TOTAL)
    terms = [(cell[0], column) for cell in item.terms if (cell[0], column) in table.figures]
    whole, parts = _show(item.whole), _show(item.parts)
    current = " ".join(table.figures[item.total].text.split())
    percent = " ".join(printed.text.split())
    return Outcome(
        rule,
        Status.FAIL,
        (table_key(table), printed.row, printed.column),
        Severity.WARNING,
        {"row": printed.row, "column": printed.column, "actual": whole, "expected": parts},
        (printed, *(evidence_of(table, cell) for cell in terms)),
        # which of the percentages is wrong cannot be told, nor what it should be
        actual=percent,
        formula=(
            f"由 {current} 和 {percent} 推算上年为 {whole}；{len(terms)} 行逐行推算相加为 {parts}"
        ),
        table=table.id,
        page=printed.page,
        cells=item.cells,
    )


def _show(interval: Interval) -> str:
    low, high = (show(v.quantize(Decimal(1))) for v in interval)
    return low if low == high else f"{low}～{high}"


__all__ = ["Implied", "current_column", "implied_outcomes", "implied_sums"]
