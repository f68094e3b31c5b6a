"""Printed amounts as intervals, and the arithmetic the checks need.

A printed amount is rounded: ``42.2`` stands for the closed interval [42.15, 42.25]; its unit
in the last place is 0.1 (XBRL Calculations 1.1). A printed zero counts as exact.
Everything is :class:`decimal.Decimal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

HALF = Decimal("0.5")
ZERO = Decimal(0)
#: Factor from a unit to 元.
UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number: its value and the unit in its last place (0 for a printed zero).

    Both are in the unit of the table, not converted. ``percent`` is true for ``29%``;
    the value is then 29. ``step`` is the unit in the last place of a printed zero too.
    """

    value: Decimal
    ulp: Decimal
    percent: bool = False
    step: Decimal = field(default=ZERO, compare=False)

    @property
    def low(self) -> Decimal:
        """Lower end of the closed interval the print stands for."""
        return self.value - self.ulp * HALF

    @property
    def high(self) -> Decimal:
        """Upper end of the closed interval the print stands for."""
        return self.value + self.ulp * HALF

    def scaled(self, factor: Decimal) -> Amount:
        """The same amount in another unit (万元 → 元: factor 10000)."""
        return Amount(self.value * factor, self.ulp * factor, self.percent, self.step * factor)


_FULLWIDTH = str.maketrans("０１２３４５６７８９．，－（）％＋", "0123456789.,-()%+")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "‐": "-", "―": "-"})
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+")
_DASHES = {"-", "--", "---", "----", "/", "-0"}


def normalise_number(text: str) -> str:
    """Full-width digits and signs to ASCII, every kind of dash to ``-``, spaces closed."""
    return "".join(text.translate(_FULLWIDTH).translate(_MINUS).split())


def is_blank_amount(text: str) -> bool:
    """True for an amount cell that says "nothing": empty, ``-``, ``—``, ``/``."""
    raw = normalise_number(text)
    return not raw or raw in _DASHES


@lru_cache(maxsize=16384)
def parse_amount(text: str) -> Amount | None:
    """A printed amount, or None when the text is no single well-formed number.

    Accepts thousands separators at the right places, ``-`` and ``(1.2)`` for negatives and a
    trailing ``%``. Line breaks and spaces inside one number are closed, but two complete
    numbers in one cell are not a number. Never guesses and never returns zero for a text
    that does not say zero.
    """
    pieces = text.translate(_FULLWIDTH).translate(_MINUS).split()
    if not pieces:
        return None
    if len(pieces) > 1 and not _continues(pieces):
        return None
    raw = "".join(pieces)
    negative = False
    if len(raw) > 2 and raw[0] == "(" and raw[-1] == ")":
        raw, negative = raw[1:-1], True
    percent = raw.endswith("%")
    if percent:
        raw = raw[:-1]
    if not _NUMBER.fullmatch(raw):
        return None
    digits = raw.replace(",", "")
    value = Decimal(digits)
    if negative:
        value = -value
    decimals = len(digits.partition(".")[2])
    step = Decimal(1).scaleb(-decimals)
    return Amount(value, ZERO if value == 0 else step, percent, step)


def _continues(pieces: Sequence[str]) -> bool:
    """Whether the pieces are one number broken over lines rather than several numbers."""
    for left, right in pairwise(pieces):
        if "." in left.rstrip(".") and "." in right:
            return False
        if right[0] in "-+(" or right == "%":
            if right != "%":
                return False
            continue
        if left[-1] in ".," or right[0] in ".,":
            continue
        if "." in left and right.isdigit():
            # 371,514,655.⏎00, 12.3⏎4: money has two decimals, or six in 万元
            before = len(left.partition(".")[2])
            if before + len(right) <= 2 or (before > 2 and before + len(right) == 6):
                continue
            return False
        if left in "-+(":
            continue
        if right == ")":
            continue
        return "," in left and right.partition(".")[0].isdigit() and _grouped(left + right)
    return True


def _grouped(raw: str) -> bool:
    return bool(_NUMBER.fullmatch(raw))


# ---------------------------------------------------------------- comparisons


class Verdict(StrEnum):
    """How a printed value stands to a computed one."""

    EXACT = "exact"
    ROUNDING = "rounding"  # 尾差: not exact, inside what rounding explains
    SUSPICIOUS = "suspicious"  # inside the bound, but unlikely for honest rounding
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A printed value against a computed one.

    ``difference`` is printed minus computed; ``tolerance`` is the bound that rounding alone
    cannot pass.
    """

    verdict: Verdict
    printed: Decimal
    computed: Decimal
    difference: Decimal
    tolerance: Decimal


def compare_sum(total: Amount, terms: Iterable[tuple[int, Amount]]) -> Comparison:
    """Check ``total = Σ wᵢ·vᵢ`` on intervals.

    Consistent if and only if ``|T − Σwᵢvᵢ| ≤ ½(u_T + Σ|wᵢ|uᵢ)``. Zeros are exact and are no
    addends. Inside the bound but beyond ``3·√((n+1)/12)·u`` the result is ``SUSPICIOUS``:
    that many honest roundings hardly ever add up so far. With one addend it is an equality,
    where at most one unit in the last place is rounding.
    """
    used = [(sign, term) for sign, term in terms if term.value != 0]
    computed = sum((sign * term.value for sign, term in used), ZERO)
    difference = total.value - computed
    units = [term.ulp for _, term in used] + ([total.ulp] if total.value != 0 else [])
    if not units:
        return Comparison(Verdict.EXACT, total.value, computed, difference, ZERO)
    if len(used) == 1 and used[0][1].ulp == total.ulp:
        # an equality; one unit apart is what two tables rounded on their own may show
        near = Verdict.ROUNDING if abs(difference) <= total.ulp else Verdict.WRONG
        verdict = Verdict.EXACT if difference == 0 else near
        return Comparison(verdict, total.value, computed, difference, total.ulp)
    tolerance = HALF * sum(units, ZERO)
    if difference == 0:
        verdict = Verdict.EXACT
    elif abs(difference) > tolerance:
        verdict = Verdict.WRONG
    elif abs(difference) > _plausible(len(used), max(units)):
        verdict = Verdict.SUSPICIOUS
    else:
        verdict = Verdict.ROUNDING
    return Comparison(verdict, total.value, computed, difference, tolerance)


def _plausible(count: int, unit: Decimal) -> Decimal:
    """``3·√((n+1)/12)·u``, rounded up to a whole multiple of the unit it is measured in."""
    with localcontext() as context:
        context.prec = 28
        bound = 3 * (Decimal(count + 1) / 12).sqrt()
    return bound.to_integral_value(ROUND_CEILING) * unit


def compare_equal(left: Amount, right: Amount) -> Comparison:
    """The same fact printed twice, both already in one unit.

    With the same decimals it must be equal to the last digit; otherwise the intervals must
    meet.
    """
    difference = left.value - right.value
    # a zero in 万元 may be a few 元 in the other print
    units = [a.ulp or a.step for a in (left, right)]
    if units[0] == units[1] or difference == 0:
        verdict = Verdict.EXACT if difference == 0 else Verdict.WRONG
        return Comparison(verdict, left.value, right.value, difference, ZERO)
    tolerance = HALF * (units[0] + units[1])
    verdict = Verdict.ROUNDING if abs(difference) <= tolerance else Verdict.WRONG
    return Comparison(verdict, left.value, right.value, difference, tolerance)


def ratio_interval(part: Amount, whole: Amount) -> tuple[Decimal, Decimal] | None:
    """The interval of ``part / whole`` in percent, or None when the base may be zero."""
    if whole.low <= 0 <= whole.high:
        return None
    quotients = [p / w for p in (part.low, part.high) for w in (whole.low, whole.high)]
    return min(quotients) * 100, max(quotients) * 100


def compare_ratio(printed: Amount, part: Amount, whole: Amount) -> Comparison | None:
    """Check ``printed % = part / whole``; None when the base may be zero (cannot be checked).

    ``SUSPICIOUS`` is a figure that was cut off instead of rounded (77.88 for 77.886).
    """
    bounds = ratio_interval(part, whole)
    if bounds is None:
        return None
    low, high = bounds
    exact = part.value / whole.value * 100
    step = printed.ulp or Decimal(1).scaleb(-2)
    computed = exact.quantize(step, ROUND_HALF_UP)
    difference = printed.value - computed
    tolerance = HALF * step + (high - low) / 2
    if printed.value == computed:
        verdict = Verdict.EXACT
    elif printed.value + HALF * step >= low and printed.value - HALF * step <= high:
        verdict = Verdict.ROUNDING
    elif 0 < abs(exact) - abs(printed.value) < step and printed.value * exact >= 0:
        verdict = Verdict.SUSPICIOUS
    else:
        verdict = Verdict.WRONG
    return Comparison(verdict, printed.value, computed, difference, tolerance)


def unit_factor(source: str, target: str) -> Decimal | None:
    """The factor that turns an amount in ``source`` into ``target`` (万元 → 元: 10000)."""
    if source not in UNITS or target not in UNITS:
        return None
    return UNITS[source] / UNITS[target]


def show(value: Decimal) -> str:
    """A number as Chinese reports print it: thousands separators, no exponent."""
    return f"{value:,f}"
