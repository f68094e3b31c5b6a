"""What kind of calculation a finding is, and its numbers as the report prints them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgetlint.amounts import Amount, show
from budgetlint.model import Evidence, EvidenceRole, Finding
from budgetlint.report.texts import clean, number


def terms_of(finding: Finding) -> list[Evidence]:
    """The addends of a finding."""
    return [e for e in finding.evidence if e.role is EvidenceRole.ADDEND]


def totals_of(finding: Finding) -> list[Evidence]:
    """The printed values that were compared."""
    return [e for e in finding.evidence if e.role is EvidenceRole.TOTAL]


def signed(terms: Sequence[Evidence]) -> list[tuple[int, Amount]]:
    """Signs and amounts of those terms that are numbers."""
    return [(e.sign, e.amount) for e in terms if e.amount is not None]


def adds_up(finding: Finding) -> bool:
    """Whether the terms, with their signs, make the expected value.

    Shares and amounts in other units are no sums of their cells.
    """
    terms, expected = terms_of(finding), number(finding.expected)
    amounts = signed(terms)
    added = sum((sign * a.value for sign, a in amounts), Decimal(0))
    return len(amounts) == len(terms) > 1 and expected is not None and added == expected.value


def repeats_term(finding: Finding) -> bool:
    """Whether what is expected is the one figure of the calculation, and no share of it."""
    terms, expected = signed(terms_of(finding)), number(finding.expected)
    return len(terms) == 1 and expected is not None and terms[0][1].value == expected.value


def is_equality(finding: Finding) -> bool:
    """Whether two printed figures should be one: neither of them is said to be the right one."""
    terms, totals = terms_of(finding), totals_of(finding)
    if len(terms) != 1 or len(totals) != 1:
        return False
    left, right = totals[0].amount, terms[0].amount
    if left is None or right is None or left.percent != right.percent:
        return False
    expected = number(finding.expected)
    if expected is not None and expected.value == right.value * terms[0].sign:
        return True
    return terms[0].table != totals[0].table and "应等于" in finding.formula


def unsigned_zero(text: str) -> str:
    """The text, without the minus of a negative zero."""
    shown = clean(text)
    amount = number(shown)
    return shown.replace("-", "", 1) if amount is not None and amount.value == 0 else shown


def as_printed(text: str, printed: str) -> str:
    """A computed number with at least the decimals of the printed one (98.3 beside 89.30)."""
    shown = unsigned_zero(text)
    amount, model = number(shown), number(printed)
    if amount is None or model is None or amount.percent != model.percent:
        return shown
    if not model.step < amount.step:
        return shown
    digits = show(amount.value) if "," in shown or "," in printed else f"{amount.value:f}"
    missing = -int(model.step.as_tuple().exponent) + int(amount.step.as_tuple().exponent)
    padded = digits + ("" if "." in digits else ".") + "0" * missing
    return shown.replace(digits, padded, 1)


def bounds(low: Decimal, high: Decimal) -> tuple[str, str]:
    """The ends of an interval with the same decimals, and no negative zero."""
    places = max(0, *(-int(v.as_tuple().exponent) for v in (low, high)))
    unit = Decimal(1).scaleb(-places)
    # adding zero turns -0 into 0
    return show(low.quantize(unit) + 0), show(high.quantize(unit) + 0)
