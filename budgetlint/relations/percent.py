"""A printed percentage as the quotient of two printed figures, and how much speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from budgetlint.amounts import HALF, ZERO, Amount, Comparison, Verdict, ratio_interval
from budgetlint.model import Figure, Table
from budgetlint.relations.model import Cell, Prior

HUNDRED = Decimal(100)
_NOTHING = Amount(ZERO, ZERO)
_SAMPLE = 8


class Form(StrEnum):
    """How a percentage is made of a part and a whole."""

    RATIO = "ratio"  # part ÷ whole: 执行率, 占比
    GROWTH = "growth"  # (part − whole) ÷ whole: 增减%
    REST = "rest"  # (whole − part) ÷ whole: 结余率


@dataclass(frozen=True, slots=True)
class Ratio:
    """One printed percentage with the cells it is the quotient of."""

    printed: Cell
    part: Cell
    whole: Cell


@dataclass(frozen=True, slots=True)
class Reading:
    """Percentages that stand or fall together: one reading of what a column means.

    ``scale`` is 100 for percentages and 1 for fractions; ``weight`` says how well the headings
    fit, and decides between readings that the figures bear out equally.
    """

    name: str
    form: Form
    prior: Prior
    items: tuple[Ratio, ...]
    scale: Decimal = HUNDRED
    weight: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Judged:
    """One percentage evaluated; ``comparison`` is None when it could not be (``reason``).

    ``exact`` is the quotient before rounding. ``trivial`` percentages (0 %, 100 %) hold in
    too many readings to speak for one. ``zero_base`` marks a base printed as zero.
    """

    ratio: Ratio
    comparison: Comparison | None
    exact: Decimal = ZERO
    trivial: bool = False
    reason: str = ""
    zero_base: bool = False

    @property
    def holds(self) -> bool:
        """Whether it holds, exactly or within what rounding explains."""
        return self.comparison is not None and self.comparison.verdict in (
            Verdict.EXACT,
            Verdict.ROUNDING,
        )

    @property
    def near(self) -> bool:
        """Whether it holds or misses by one unit in the last place (cut off, not rounded)."""
        return self.comparison is not None and self.comparison.verdict is not Verdict.WRONG

    @property
    def is_cut(self) -> bool:
        """Whether the figure was cut off instead of rounded."""
        if self.comparison is None or self.comparison.verdict is not Verdict.SUSPICIOUS:
            return False
        return abs(self.comparison.printed) < abs(self.exact)


@dataclass(frozen=True, slots=True)
class RatioTally:
    """A reading evaluated: what holds and says something, what holds trivially, what fails."""

    reading: Reading
    judged: tuple[Judged, ...]
    held: int
    trivially_held: int
    failed: int

    @property
    def trusted(self) -> bool:
        """Whether the figures bear the reading out, so that what contradicts it is an error."""
        support = self.held + self.trivially_held
        if self.reading.prior is Prior.STANDARD:
            return self.failed <= max(1, support // 4) and support + self.failed > 0
        if self.failed == 0:
            return self.held >= (1 if self.reading.prior is Prior.STRUCTURAL else 3)
        return self.held >= 3 and self.failed * 4 <= support + self.failed

    @property
    def cuts_off(self) -> bool:
        """Whether the whole column is cut off instead of rounded."""
        cut = [j for j in self.judged if j.is_cut]
        rounded_up = [
            j
            for j in self.judged
            if j.comparison is not None
            and j.comparison.verdict is Verdict.EXACT
            and abs(j.comparison.printed) > abs(j.exact)
        ]
        return len(cut) >= 2 and not rounded_up


def printed_percent(figure: Figure) -> Amount | None:
    """A percentage with the unit of its printed decimals, also where it is zero."""
    amount = figure.amount
    if amount is None or amount.value != 0:
        return amount
    digits = figure.text.strip().rstrip("%％）)").replace("．", ".")
    decimals = len(digits.partition(".")[2].strip())
    return Amount(ZERO, Decimal(1).scaleb(-decimals), amount.percent)


def compare_percent(
    printed: Amount, part: Amount, whole: Amount, form: Form, scale: Decimal = HUNDRED
) -> tuple[Comparison, Decimal] | None:
    """Check a percentage on intervals; None when the base may be zero.

    ``SUSPICIOUS`` is a figure that misses by at most one unit in its last place. With it
    comes the quotient before rounding.
    """
    bounds = ratio_interval(part, whole)
    if bounds is None:
        return None
    low, high = (_shift(b * scale / HUNDRED, form, scale) for b in bounds)
    if low > high:
        low, high = high, low
    exact = _shift(part.value / whole.value * scale, form, scale)
    step = printed.ulp or Decimal("0.01")
    computed = exact.quantize(step, ROUND_HALF_UP)
    difference = printed.value - computed
    tolerance = HALF * step + (high - low) / 2
    if difference == 0:
        verdict = Verdict.EXACT
    elif printed.value + HALF * step >= low and printed.value - HALF * step <= high:
        verdict = Verdict.ROUNDING
    elif _misses_by_one(printed.value, exact, computed, step):
        verdict = Verdict.SUSPICIOUS
    else:
        verdict = Verdict.WRONG
    comparison = Comparison(
        verdict, printed.value, computed, difference, tolerance.quantize(step / 100)
    )
    return comparison, exact


def _misses_by_one(printed: Decimal, exact: Decimal, computed: Decimal, step: Decimal) -> bool:
    """Cut off instead of rounded, or one unit off in the last of several digits."""
    if printed == exact.quantize(step, ROUND_DOWN):
        return True
    return abs(printed - computed) <= step and abs(computed) >= 2 * step


def _shift(quotient: Decimal, form: Form, scale: Decimal) -> Decimal:
    if form is Form.GROWTH:
        return quotient - scale
    return scale - quotient if form is Form.REST else quotient


def judge(
    table: Table, reading: Reading, item: Ratio, *, blank_is_zero: bool = False
) -> Judged | None:
    """Evaluate one percentage; None when none is printed.

    A part left blank is taken for zero, which does not suffice to call the figure wrong
    unless ``blank_is_zero``.
    """
    figure = table.figures.get(item.printed)
    if figure is None:
        return None
    printed = printed_percent(figure)
    part, whole = table.figures.get(item.part), table.figures.get(item.whole)
    for other in (figure, part, whole):
        if other is not None and other.amount is None:
            return Judged(item, None, reason=f"“{other.text}”不是可识别的数字")
    assert printed is not None
    if whole is None or whole.amount is None:
        return Judged(item, None, reason="作为基数的一格为空，无法计算百分比")
    if whole.amount.value == 0:
        if _may_be_rounded_away(table, whole.amount, part.amount if part is not None else None):
            return Judged(item, None, reason="基数取整后为 0，无法计算百分比")
        return Judged(item, None, reason="基数为 0，无法计算百分比", zero_base=True)
    numerator = part.amount if part is not None and part.amount is not None else _NOTHING
    if numerator.value == 0:
        # among whole 万元 a zero may be a few thousand 元
        numerator = Amount(ZERO, min(numerator.step, whole.amount.ulp))
    result = compare_percent(printed, numerator, whole.amount, reading.form, reading.scale)
    if result is None:
        return Judged(item, None, reason="基数太小，取整后可能为 0，无法计算百分比")
    comparison, exact = result
    if part is None and comparison.verdict is Verdict.WRONG and not blank_is_zero:
        return Judged(item, None, reason="作为分子的一格为空，未作判断")
    if whole.amount.value < 0 and comparison.verdict is Verdict.WRONG:
        return Judged(item, None, reason="基数为负数，百分比没有通行的算法")
    trivial = item.part == item.whole or abs(printed.value) in (ZERO, reading.scale)
    return Judged(item, comparison, exact, trivial)


def _may_be_rounded_away(table: Table, base: Amount, part: Amount | None) -> bool:
    """Whether a printed zero may stand for some thousand 元: a table in whole 万元."""
    whole = part is None or (part.ulp or part.step) >= 1
    return table.unit != "元" and base.step >= 1 and whole


def tally_ratios(table: Table, reading: Reading, items: Iterable[Ratio]) -> RatioTally:
    """Evaluate percentages of a reading and count what speaks for and against it."""
    judged = [j for j in (judge(table, reading, item) for item in items) if j is not None]
    if any(j.holds and j.ratio.part not in table.figures for j in judged):
        # blanks of this column are zeros: what a blank contradicts is wrong, not unknown
        again = [judge(table, reading, j.ratio, blank_is_zero=True) for j in judged]
        judged = [j for j in again if j is not None]
    held = trivial = failed = 0
    for item in judged:
        if item.comparison is None:
            continue
        if not item.near:
            failed += 1
        elif item.trivial:
            trivial += 1
        else:
            held += 1
    return RatioTally(reading, tuple(judged), held, trivial, failed)


def choose(table: Table, readings: Sequence[Reading]) -> RatioTally | None:
    """Of several readings of one column the one that the figures bear out.

    Each is tried on a few rows first, so that a wide table costs little. Headings decide
    between readings that hold equally.
    """
    promising = [r for r in readings if _is_promising(table, r)]
    if not promising and readings:
        promising = [max(readings, key=lambda r: (r.prior, r.weight))]
    tallies = [tally_ratios(table, r, r.items) for r in promising]
    tallies = [t for t in tallies if t.judged]
    if not tallies:
        return None
    return max(tallies, key=_credit)


def _credit(found: RatioTally) -> tuple[int, int, int, Decimal]:
    exact = sum(j.holds for j in found.judged)
    return (found.held - found.failed, exact, found.reading.prior, found.reading.weight)


def _is_promising(table: Table, reading: Reading) -> bool:
    if len(reading.items) <= _SAMPLE:
        return True
    telling = [i for i in reading.items if _is_telling(table.figures.get(i.printed))]
    found = tally_ratios(table, reading, telling[:_SAMPLE] or reading.items[:_SAMPLE])
    return (found.held + found.trivially_held) >= found.failed


def _is_telling(figure: Figure | None) -> bool:
    if figure is None or figure.amount is None:
        return False
    return abs(figure.amount.value) not in (ZERO, HUNDRED)


__all__ = [
    "Form",
    "Judged",
    "Ratio",
    "RatioTally",
    "Reading",
    "choose",
    "compare_percent",
    "judge",
    "printed_percent",
    "tally_ratios",
]
