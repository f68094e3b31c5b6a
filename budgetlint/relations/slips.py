"""Slips of the pen: one digit changed, two digits swapped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgetlint.amounts import Amount


def is_slip(
    amounts: Sequence[tuple[int, Amount | None]],
    difference: Decimal,
    tolerance: Decimal,
    *,
    exactly: bool = False,
) -> bool:
    """Whether changing one digit of one figure, or swapping two, makes a sum hold.

    ``amounts`` are the figures with their signs, the total with -1; ``difference`` is what
    the total is off by. Unless ``exactly``, the rounding of the other figures may leave a unit
    or two in the last place.
    """
    units = [a.ulp for _, a in amounts if a is not None and a.ulp]
    unit = max(units, default=Decimal(0))
    for steps in (0,) if exactly else (0, 1, -1, 2, -2):
        if abs(steps) * unit > tolerance:
            continue
        off = difference + steps * unit
        for sign, amount in amounts:
            if amount is not None and one_digit(amount, amount.value + sign * off):
                return True
    return False


def one_digit(printed: Amount, corrected: Decimal) -> bool:
    """Whether a figure becomes another one when a digit is changed or two are swapped."""
    if corrected == 0 or (corrected < 0) != (printed.value < 0):
        return False
    exponent = printed.ulp if printed.ulp else Decimal(1)
    left = str(abs(printed.value).quantize(exponent))
    right = str(abs(corrected).quantize(exponent))
    if len(left) != len(right) or Decimal(right) != abs(corrected):
        return False
    changed = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(changed) == 1:
        return True
    return (
        len(changed) == 2
        and changed[1] - changed[0] == 1
        and left[changed[0]] == right[changed[1]]
        and left[changed[1]] == right[changed[0]]
    )
