"""Two tables line by line: which figures agree, and whether they measure the same at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    def supports(self) -> bool:
        """Whether the two figures speak for both tables measuring the same."""
        if self.state is State.NEAR:
            # among few whole 万元 one or two units are no agreement
            return abs(self.comparison.difference) * 100 <= abs(self.comparison.printed)
        return self.state is State.AGREE and not self.trivial

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
    # "0" among figures with decimals says nothing about how the others are rounded
    filled = [a for a in parts if a.value] or parts
    units = [a.ulp or a.step for a in (whole, *filled)]
    if len(set(units)) == 1 and (whole.value == 0 or any(p.value == 0 for p in parts)):
        return State.DIFFER
    unit = max(units, default=Decimal(0))
    # a coarser print of a sum may add up rounded lines, and drifts by some units
    reach = unit if min(units, default=unit) == unit else unit * 3
    return State.NEAR if abs(comparison.difference) <= reach else State.DIFFER


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


def is_slip(match: Match, matched: Matched) -> bool:
    """Whether two figures differ by a slip of the pen.

    A difference that one of the tables prints as an amount of its own is no slip but a line
    that the other table leaves out (a round 400.00 also changes one digit only).
    """
    if not one_digit_apart(match):
        return False
    gap = abs(match.comparison.difference)
    printed = {
        abs(figure.amount.value)
        for table in (*matched.first.tables, *matched.second.tables)
        for figure in table.figures.values()
        if figure.amount is not None
    }
    room = match.comparison.tolerance  # tables of different units round the gap as well
    return not any(
        abs(gap - value * unit) <= room
        for unit in (1, 10_000, Decimal("0.0001"))
        for value in printed
    )
