"""Comparisons of the prose: what is compared with what, and by how much it is said to differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

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
#: Behind an amount of the same sentence, 比上年 alone compares that amount.
_BARELY = re.compile(r"(?:比|较|与|同)(?:上年|去年|20\d\d年)(?:预算|年初预算)?(?:数)?(?:相比)?")
_ELSEWHERE = re.compile(r"分别|主要|原因|是因为|由于|其中|因[^公]|一是|二是|三是|用于|追加|结转")
_FOLLOWS = re.compile(
    r"[，,、（(]?(?:同比|比上年|较上年|比例|幅度|即)?[，,]?(?:增加|增长|上升|提高|增幅|上涨|减少|下降|降低|减低|减幅|降幅|下调)"
    r"(?:了|率|幅度)?(?:为|约)?"
)
#: One more comparison of the same amount: nothing but the year or the plan is named.
_AGAIN = re.compile(
    r"[，；]?(?:但|并|且)?(?:"
    r"(?:与|比|较|同|和)(?:上年|去年|20\d\d年|本年|当年)?(?:同期|度)?(?:年初|全年|当年|调整)?(?:部门)?(?:预算|决算|执行|支出|实际)*"
    r"(?:数|数字|金额)?(?:相比|对比|相比较)?|对比|同比)[，,]?"
    r"(?:增加|增长|增支|增收|上升|提高|减少|减支|减收|下降|降低|压减)(?:了|额)?(?:为|约)?"
)
_BRACKETS = re.compile(r"[（()）]")
_PLAN = re.compile(r"(?:完成|占|为)(?:(?!支出|收入|经费)[^，。；]){0,16}预算数?(?:为)?")
_PART_OR_PLAN = re.compile(r"[，（](?:约)?(?:占|完成|为(?:年初|全年|年度|调整)?预算)")


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
            yield _change(group, index, amount, rate, year or _latest(group))


def _latest(group: Sequence[Statement]) -> int:
    """The year that a paragraph speaks of, where the document does not say its own."""
    return max((s.year for s in group if s.year is not None and s.year > 0), default=0)


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
    # what is said in brackets of an amount is not what is compared behind them
    group, index = _outside(group, index)
    before = [s for s in group[:index] if s.role is Role.LEVEL and s.figure.money and not s.apart]
    levels = [s for s in before if s.year in (None, year) and not s.base]
    levels = [s for s in levels if s.stage != "执行" or s.year == year]
    base = _base(before, first, levels, year)
    levels = [s for s in levels if s is not base]
    levels = [s for s in levels if not is_plan(s)]
    current = levels[-1] if levels else None
    named = _named(levels, first)
    if named is not None:
        return Change(named, base, amount, rate, not first.apart, ())
    against = first.clause[: first.clause.rfind(first.figure.way)]
    if _WHOLE.fullmatch(against) and (first.figure.opening or not _BARELY.fullmatch(against)):
        totals = [s for s in levels if s.subject is not None and s.subject.about is About.TOTAL]
        if totals and len({in_yuan(s).value for s in totals}) == 1:
            return Change(totals[-1], base, amount, rate, not first.apart, ())
    sure = current is not None and _certain(group, index, current, base, levels)
    rivals = tuple(s for s in levels if s is not current)
    return Change(current, base, amount, rate, sure and not first.apart, rivals)


def _outside(group: Sequence[Statement], index: int) -> tuple[Sequence[Statement], int]:
    """A paragraph without what stands in brackets that are closed before a comparison."""
    first = group[index]
    text = first.figure.paragraph.text

    def closed(statement: Statement) -> bool:
        between = text[statement.figure.after : first.figure.start]
        depth = 0
        for mark in _BRACKETS.findall(between):
            depth += 1 if mark in "（(" else -1
            if depth < 0:
                return True
        return False

    kept = [s for s in group[:index] if s.figure.sentence != first.figure.sentence or not closed(s)]
    return [*kept, *group[index:]], len(kept)


def _named(levels: Sequence[Statement], first: Statement) -> Statement | None:
    """The amount of what a comparison names itself (公务接待费5万元，…，公务接待费比上年减少)."""
    subject = first.subject
    if subject is None or subject.about is not About.SPENDING:
        return None
    same = [
        s
        for s in levels
        if s.subject is not None
        and (s.subject.about, s.subject.value) == (subject.about, subject.value)
    ]
    return same[-1] if len({in_yuan(s).value for s in same}) == 1 else None


def _base(
    before: Sequence[Statement], first: Statement, levels: Sequence[Statement], year: int
) -> Statement | None:
    """The printed amount that something is compared with, where it is one."""
    if not before:
        return None
    last = before[-1]
    if last.base and last.figure.sentence == first.figure.sentence:
        return last
    if first.year is None or first.year == year:
        return None
    for statement in reversed(before):
        if statement.year != first.year or statement.figure.sentence < first.figure.sentence - 1:
            continue
        after = [s for s in levels if s.figure.start > statement.figure.start]
        if statement.base and after:
            return None  # it belongs to a comparison made before
        return statement if all(_same_thing(statement, s) for s in after[-1:]) else None
    return None


#: What a clause says besides the name of what it is about.
_NO_NAME = re.compile(
    r"20\d\d年度?|本年度?|当年|上年度?|去年|同期|全年|年初|调整|预计|预算|决算|执行数?|实际|完成|支出|收入|安排"
    r"|资金|经费|费用|拨款|财政|合计|总计|总额|共计|金额|数|额|约|各|为|是|达|共|的|[比较与：:“”\"\s]"
)


def _same_thing(one: Statement, other: Statement) -> bool:
    """Whether two amounts may be those of one thing in two years."""
    if one.path != other.path:
        return False
    names = _NO_NAME.sub("", one.clause), _NO_NAME.sub("", other.clause)
    return not all(names) or names[0].endswith(names[1]) or names[1].endswith(names[0])


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
        after = group[group.index(current) : index]
        told = all(_of_the_same(s, one) for one, s in pairwise(after) if s is not base)
        return (told and bool(_AGAIN.fullmatch(lead))) or (not between and "；" not in lead)
    if not first.figure.opening or any(s.role in (Role.CHANGE, Role.RATE) for s in between):
        return False
    values = {in_yuan(s).value for s in levels}
    return len(values) == 1 and bool(_OPENING.match(lead))


def is_plan(statement: Statement) -> bool:
    """Whether an amount is only the plan that another one is measured by (完成预算120万元的83%)."""
    return statement.role is Role.LEVEL and bool(_PLAN.fullmatch(statement.clause))


def _of_the_same(statement: Statement, before: Statement) -> bool:
    """Whether a figure behind an amount says more of that amount (，占12%，完成预算的98%)."""
    lead = statement.figure.lead
    if statement.role in (Role.CHANGE, Role.RATE):
        return bool(_AGAIN.fullmatch(lead) or _FOLLOWS.fullmatch(lead))
    if statement.figure.unit == "%":
        return bool(_PART_OR_PLAN.match(lead)) or (lead == "的" and is_plan(before))
    return statement.base or is_plan(statement)


def signed(statement: Statement) -> Decimal:
    """A difference with its sign: less is negative."""
    return in_yuan(statement).value * statement.figure.sign
