"""Two tables line by line: which figures agree, and whether they measure the same at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from budgetlint.amounts import Amount, Comparison, Verdict, compare_equal, compare_sum
from budgetlint.facts import Fact

from .cross_views import Facts, Frame, Place, Sheet, View


class State(StrEnum):
    """How two prints of one fact stand to each other."""

    AGREE = "agree"
    NEAR = "near"  # one unit in the last place apart
    DIFFER = "differ"


@dataclass(frozen=True)
class Match:
    """One fact in two tables: printed once on one side, in one or several figures on the other.

    ``place`` is None for a total.
    """

    frame: Frame
    place: Place | None
    whole: Fact
    parts: Facts
    comparison: Comparison
    state: State

    @property
    def trivial(self) -> bool:
        """Nothing on both sides is no evidence."""
        return self.whole.amount.value == 0 and all(p.amount.value == 0 for p in self.parts)

    @property
    def facts(self) -> Facts:
        """Every figure that takes part."""
        return (self.whole, *self.parts)


@dataclass
class Matched:
    """One frame of two tables: the lines and the totals both of them print."""

    frame: Frame
    other: Frame
    first: View
    second: View
    lines: list[Match] = field(default_factory=list)
    totals: list[Match] = field(default_factory=list)

    @property
    def same_money(self) -> bool:
        """Whether both tables are about the same fund."""
        return self.first.fund is self.second.fund

    @property
    def total(self) -> Match | None:
        """The pair of totals that comes nearest, None where one table has none."""
        order = list(State)
        return min(
            self.totals,
            key=lambda m: (order.index(m.state), abs(m.comparison.difference)),
            default=None,
        )


def match_sheets(frame: Frame, first: View, second: View, other: Frame | None = None) -> Matched:
    """Compare a frame of two tables; ``other`` is the frame of the second where it differs."""
    left, right = first.sheets[frame], second.sheets[other or frame]
    found = Matched(frame, other or frame, first, second)
    for one in left.totals.values():
        for two in right.totals.values():
            if len(one) == 1:
                found.totals.append(compare(frame, None, one[0], two))
            elif len(two) == 1:
                found.totals.append(compare(frame, None, two[0], one))
    for place in {**left.lines, **right.lines}:
        found.lines.extend(_match(frame, place, left, right))
    return found


def _match(frame: Frame, place: Place, left: Sheet, right: Sheet) -> Iterator[Match]:
    if not any(place):
        return
    one, two = left.find(place), right.find(place)
    if not one or not two:
        return
    if len(one) == len(two) > 1 and place in left.lines and place in right.lines:
        for a, b in zip(one, two, strict=True):
            yield compare(frame, place, a, (b,))
    elif len(one) == 1:
        yield compare(frame, place, one[0], two)
    elif len(two) == 1:
        yield compare(frame, place, two[0], one)


def compare(frame: Frame, place: Place | None, whole: Fact, parts: Facts) -> Match:
    """How a figure stands to what another table prints for the same fact."""
    amounts = [p.amount for p in parts]
    if len(parts) == 1:
        comparison = compare_equal(whole.amount, amounts[0])
    else:
        comparison = compare_sum(whole.amount, [(1, amount) for amount in amounts])
    return Match(frame, place, whole, parts, comparison, _state(comparison, whole.amount, amounts))


def _state(comparison: Comparison, whole: Amount, parts: Sequence[Amount]) -> State:
    if comparison.verdict is not Verdict.WRONG:
        exact = len(parts) > 1 or comparison.verdict in (Verdict.EXACT, Verdict.ROUNDING)
        return State.AGREE if exact else State.DIFFER
    if whole.value == 0 or any(p.value == 0 for p in parts):
        return State.DIFFER
    unit = max((a.ulp for a in (whole, *parts)), default=Decimal(0))
    return State.NEAR if abs(comparison.difference) <= unit else State.DIFFER


# ---------------------------------------------------------------- what the figures bear out


@dataclass(frozen=True)
class Judgement:
    """What can be said of a frame of two tables.

    ``reason`` says in Chinese why nothing can be; otherwise ``good`` agrees, ``near`` is one
    unit off and ``wrong`` contradicts. ``suspect`` is one digit off where little else proves
    that both tables measure the same.
    """

    matched: Matched
    good: tuple[Match, ...] = ()
    near: tuple[Match, ...] = ()
    wrong: tuple[Match, ...] = ()
    reason: str = ""
    suspect: tuple[Match, ...] = ()


OTHER_MEASURE = "两表多数项目不一致，口径不同，不作比较"
OTHER_MONEY = "两表资金范围不同，合计不一致，不作比较"
MOVED = "两表的差额逐级一致（多为结转或资金范围不同），不作判断"
UNPROVEN = "两表可比的项目太少，不能确定口径相同"


def judge(matched: Matched, *, totals: bool, strict: bool = False) -> Judgement:
    """Weigh the agreement of two tables.

    Tables that disagree more often than not measure different things. Tables about different
    money are only compared where their totals agree: then every line must agree, too. A
    difference that goes through all levels up to the total is a difference of scope.
    ``totals`` tells whether a total may be called wrong, ``strict`` that lines may well
    differ, so that only a figure is wrong which contradicts the lines above and below it.
    """
    total = matched.total
    lines = [m for m in matched.lines if not m.trivial]
    wrong = [m for m in lines if m.state is State.DIFFER]
    good = [m for m in matched.lines if m.state is State.AGREE]
    near = [m for m in matched.lines if m.state is State.NEAR]
    held = sum(m.state is not State.DIFFER for m in lines)
    open_total = total is not None and total.state is State.DIFFER
    proven = total is not None and not total.trivial and not open_total
    if total is not None and not open_total:
        (near if total.state is State.NEAR else good).append(total)
    if not wrong and not open_total:
        if strict:
            near = []
        if not proven and not held:
            return Judgement(matched, reason=UNPROVEN)
        return Judgement(matched, tuple(good), tuple(near))
    if held < len(wrong) or (wrong and not held):
        return Judgement(matched, reason=OTHER_MEASURE)
    if open_total and wrong and not matched.same_money:
        return Judgement(matched, reason=OTHER_MONEY)
    enough = held >= 3 and held * 5 >= (held + len(wrong)) * 4
    slip = held >= 2 and len(wrong) == 1 and not open_total and one_digit_apart(wrong[0])
    if not proven and not enough:
        if slip and not strict and matched.same_money:
            return Judgement(matched, tuple(good), tuple(near), suspect=tuple(wrong))
        return Judgement(matched, reason=UNPROVEN)
    if open_total and not wrong:
        assert total is not None
        if not totals or not _complete(matched):
            return Judgement(matched, reason=OTHER_MONEY)
        return Judgement(matched, tuple(good), tuple(near), (total,))
    if strict and not proven:
        return Judgement(matched, reason=OTHER_MONEY)
    accused = _accused(matched, wrong, strict=strict or not proven)
    if not accused and slip and not strict and not proven:
        return Judgement(matched, tuple(good), tuple(near), suspect=tuple(wrong))
    if not accused:
        return Judgement(matched, reason=MOVED)
    return Judgement(matched, tuple(good), () if strict else tuple(near), tuple(accused))


def _complete(matched: Matched) -> bool:
    """Whether both tables list the same lines, so that their totals have to agree."""
    tops: list[set[Place]] = []
    sheets = (
        matched.first.sheets[matched.frame],
        matched.second.sheets[matched.other],
    )
    for sheet in sheets:
        if not sheet.complete:
            return False
        filled = {p for p, facts in sheet.lines.items() if any(f.amount.value for f in facts)}
        tops.append({p for p in filled if p.parent not in filled})
    return tops[0] == tops[1]


def _accused(matched: Matched, wrong: Sequence[Match], *, strict: bool) -> list[Match]:
    """The lines that may be called wrong."""
    several = sum(len(m.parts) > 1 for m in matched.lines) * 2 >= len(matched.lines)
    candidates = [m for m in wrong if len(m.parts) == 1 or several]
    if not strict:
        return candidates
    gaps = _gaps(matched)
    return [m for m in candidates if m.place is not None and _alone(m.place, gaps)]


def _gaps(matched: Matched) -> Mapping[Place, Decimal]:
    """What the first table has more than the second, line by line; the total is at ``Place()``."""
    out: dict[Place, Decimal] = {}
    total = [matched.total] if matched.total is not None else []
    for m in (*matched.lines, *total):
        place = m.place or Place()
        sign = 1 if m.whole.table == matched.first.tables[0].id else -1
        out[place] = out.get(place, Decimal(0)) + sign * m.comparison.difference
    return out


def _alone(place: Place, gaps: Mapping[Place, Decimal]) -> bool:
    """Whether a difference is not passed on to the line above, nor made up of those below."""
    parent = place.parent
    below = [gap for other, gap in gaps.items() if other.parent == place]
    if below and sum(below, Decimal(0)) != gaps[place]:
        return True
    if parent is None or parent not in gaps:
        return False
    beside = [gap for other, gap in gaps.items() if other.parent == parent and any(other)]
    return sum(beside, Decimal(0)) != gaps[parent]


def judge_totals(pool: Sequence[Matched], backed: Sequence[Match], *, totals: bool) -> Judgement:
    """Weigh totals of several funds and uses together, for tables that share no lines.

    One total that contradicts two others which agree is wrong; ``backed`` are totals that
    agree and were judged elsewhere. Amounts of different money may differ, of course.
    """
    best = [(m, m.total) for m in pool if m.total is not None]
    usable = [(m, t) for m, t in best if m.same_money or t.state is not State.DIFFER]
    good = tuple(t for _, t in usable if t.state is State.AGREE)
    near = tuple(t for _, t in usable if t.state is State.NEAR)
    wrong = [t for _, t in usable if t.state is State.DIFFER]
    held = sum(not t.trivial for t in (*good, *near, *backed))
    named = totals or not all(f.key.total for t in wrong for f in t.facts)
    accused = tuple(wrong) if len(wrong) == 1 and held >= 2 and named else ()
    single = len(wrong) == 1 and not accused and named and one_digit_apart(wrong[0])
    suspect = tuple(wrong) if single else ()
    reason = "" if good or near or suspect else UNPROVEN if wrong else OTHER_MONEY
    return Judgement(pool[0], good, near if held >= 2 else (), accused, reason, suspect)


def one_digit_apart(match: Match) -> bool:
    """Whether one digit was changed or two neighbours were swapped: a slip of the pen."""
    unit = max((f.amount.ulp for f in match.facts), default=Decimal(0))
    if not unit:
        return False
    left, right = (
        (value / unit).to_integral_value(ROUND_HALF_UP)
        for value in (match.comparison.printed, match.comparison.computed)
    )
    if left == right or (left < 0) != (right < 0):
        return False
    one, two = (f"{abs(value):f}" for value in (left, right))
    if len(one) != len(two) or len(one.strip("0")) < 3:
        return False
    changed = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    if len(changed) == 2:
        first, second = changed
        return second == first + 1 and one[first] == two[second] and one[second] == two[first]
    return len(changed) == 1
