"""Comparisons of the prose: what is compared with what, and by how much it is said to differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgetlint.amounts import UNITS, Amount
from budgetlint.facts_model import once_per_document
from budgetlint.model import Document
from budgetlint.prose.figures import Role
from budgetlint.prose.judged import State, of_state
from budgetlint.prose.statements import Prose, Statement, read_prose
from budgetlint.prose.subjects import About

_OPENING = re.compile(
    r"^(?:[（(]?\d{1,2}[）).．、])?(?:与|比|较|同|和|20\d\d年|本年|收入|支出|其中|各|数)"
)
#: The accounts as a whole are compared, whatever was mentioned last.
_WHOLE = re.compile(
    r"(?:20\d\d年)?(?:收支|收入|支出|收入支出)?(?:总)?(?:预算|总计|合计)?(?:比|较|与|同)(?:上年|去年|20\d\d年)(?:预算|年初预算)?(?:数)?(?:相比)?"
)
_ELSEWHERE = re.compile(r"主要|原因|是因为|由于|其中|因[^公]|一是|二是|三是|用于|追加|结转")
_FOLLOWS = re.compile(
    r"[，,、（(]?(?:同比|比上年|较上年|比例|幅度|即)?[，,]?(?:增加|增长|上升|提高|增幅|上涨|减少|下降|降低|减低|减幅|降幅|下调)"
)


@dataclass(frozen=True)
class Change:
    """One comparison: 现数, 基数 where it is printed, the difference and the rate printed.

    ``sure`` says that it is certain which amount is compared; otherwise ``current`` is the one
    nearest. ``rivals`` are other amounts of the paragraph that may be meant, ``instead`` is what
    the tables have where the amount compared is wrong itself.
    """

    current: Statement | None
    base: Statement | None
    amount: Statement | None
    rate: Statement | None
    sure: bool
    rivals: tuple[Statement, ...]
    instead: Amount | None = None

    @property
    def first(self) -> Statement:
        """The figure that opens the comparison."""
        found = self.amount or self.rate
        assert found is not None
        return found


def in_yuan(statement: Statement) -> Amount:
    """An amount of money in 元."""
    return statement.figure.amount.scaled(UNITS[statement.figure.unit])


def difference(one: Amount, other: Amount) -> Amount:
    """``one − other`` as an interval."""
    return Amount(one.value - other.value, one.ulp + other.ulp)


@once_per_document
def changes_of(document: Document) -> tuple[Change, ...]:
    """The comparisons of a document; those of an amount that is wrong itself are not sure."""
    bad = {
        j.statement.figure.place: j
        for j in of_state(document, State.WRONG, State.SLIP, State.FOREIGN)
    }
    out: list[Change] = []
    for change in _changes(read_prose(document), document.fiscal_year or 0):
        judged = bad.get(change.current.figure.place) if change.current else None
        if judged is None:
            out.append(change)
        elif judged.cell is None or judged.state is not State.WRONG:
            out.append(replace(change, sure=False))
        else:
            out.append(replace(change, instead=judged.cell.amount))
    return tuple(out)


def _changes(prose: Prose, year: int) -> Iterator[Change]:
    for group in prose.groups:
        taken = -1
        for index, statement in enumerate(group):
            if index <= taken or statement.role not in (Role.CHANGE, Role.RATE):
                continue
            rate = statement if statement.role is Role.RATE else None
            amount = statement if rate is None else None
            after = group[index + 1] if index + 1 < len(group) else None
            if rate is None and after is not None and _goes_with(statement, after):
                rate, taken = after, index + 1
            yield _change(group, index, amount, rate, year)


def _goes_with(amount: Statement, rate: Statement) -> bool:
    """Whether a rate is that of the difference before it."""
    return (
        rate.role is Role.RATE
        and rate.figure.sentence == amount.figure.sentence
        and len(rate.figure.lead) <= 14
        and bool(_FOLLOWS.match(rate.figure.lead))
    )


def _change(
    group: Sequence[Statement],
    index: int,
    amount: Statement | None,
    rate: Statement | None,
    year: int,
) -> Change:
    first = group[index]
    before = [s for s in group[:index] if s.role is Role.LEVEL and s.figure.money and not s.apart]
    base = _base(before, first, year)
    levels = [s for s in before if s is not base and s.year in (None, year) and not s.base]
    levels = [s for s in levels if s.stage != "执行" or s.year == year]
    current = levels[-1] if levels else None
    if (opened := _before_brackets(first, levels)) is not None:
        return Change(opened, base, amount, rate, not first.apart, ())
    if _WHOLE.fullmatch(first.clause[: first.clause.rfind(first.figure.way)]):
        totals = [s for s in levels if s.subject is not None and s.subject.about is About.TOTAL]
        if totals and len({in_yuan(s).value for s in totals}) == 1:
            return Change(totals[-1], base, amount, rate, not first.apart, ())
    sure = current is not None and _certain(group, index, current, base, levels)
    rivals = tuple(s for s in levels if s is not current)
    return Change(current, base, amount, rate, sure and not first.apart, rivals)


def _before_brackets(first: Statement, levels: Sequence[Statement]) -> Statement | None:
    """甲费346万元（其中：乙费36万元）比上年增加…: what stands before the brackets is meant."""
    text, lead = first.figure.paragraph.text, first.figure.lead
    at = first.figure.start - len(lead)
    if lead[:1] not in ("）", ")"):
        return None
    depth = 0
    for place in range(at, -1, -1):
        depth += (text[place] in "）)") - (text[place] in "（(")
        if depth == 0:
            return next((s for s in levels if s.figure.after == place), None)
    return None


def _base(before: Sequence[Statement], first: Statement, year: int) -> Statement | None:
    """The printed amount that something is compared with, where it is one."""
    if not before:
        return None
    last = before[-1]
    if last.base and last.figure.sentence == first.figure.sentence:
        return last
    for statement in reversed(before):
        if first.year is None or first.year == year or statement.year != first.year:
            continue
        if statement.figure.sentence >= first.figure.sentence - 1:
            return statement
    return None


def _certain(
    group: Sequence[Statement],
    index: int,
    current: Statement,
    base: Statement | None,
    levels: Sequence[Statement],
) -> bool:
    """Whether it is certain that ``current`` is what is compared."""
    first = group[index]
    lead = first.figure.lead
    if _ELSEWHERE.search(lead):
        return False
    between = [s for s in group[:index] if s.figure.start > current.figure.start and s is not base]
    same = current.figure.sentence == first.figure.sentence
    if same:
        return not between and ("；" not in lead)
    if not first.figure.opening or any(s.role in (Role.CHANGE, Role.RATE) for s in between):
        return False
    values = {in_yuan(s).value for s in levels}
    return len(values) == 1 and bool(_OPENING.match(lead))


def signed(statement: Statement) -> Decimal:
    """A difference with its sign: less is negative."""
    return in_yuan(statement).value * statement.figure.sign
