"""Differences in the text that are not those of their parts together. Declares no rule."""

from __future__ import annotations

from decimal import Decimal

from budgetlint.amounts import UNITS, Comparison, Verdict, compare_sum
from budgetlint.model import EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.changes import in_yuan
from budgetlint.prose.parted import Parted
from budgetlint.relations.slips import is_slip

from .text_common import in_unit, key_of, said, shorten


def parted(item: Parted) -> tuple[bool, Outcome | None]:
    """Whether a difference was held against those of its parts, and what is wrong with it.

    Where the parts are only the main ones (主要是), nothing but a slip of the pen is believed.
    """
    way = item.whole.figure.sign
    terms = [(s.figure.sign * way, in_yuan(s)) for s in item.parts]
    stated = in_yuan(item.whole)
    result = compare_sum(stated, terms)
    if result.verdict is not Verdict.WRONG:
        return True, None
    slip = is_slip([(-1, stated), *terms], result.difference, result.tolerance)
    if not (slip or item.closed):
        return False, None
    return True, _failure(item, result, terms[0][0], terms[1][0])


def _failure(item: Parted, result: Comparison, *signs: int) -> Outcome:
    figure = item.whole.figure
    factor = UNITS[figure.unit]
    expected = in_unit(abs(result.computed) / factor, figure.unit)
    parts = zip(item.parts, signs, strict=True)
    terms = " ".join(f"{'+' if sign > 0 else '−'} {s.figure.shown}" for s, sign in parts)
    formula = (
        f"{terms.removeprefix('+ ')} = {in_unit(Decimal(result.computed) / factor, figure.unit)}"
    )
    return Outcome(
        "TXT103",
        Status.FAIL,
        key_of(item.whole, "增减额分项"),
        Severity.WARNING,
        {"label": shorten(item.whole.clause), "formula": formula, "actual": figure.shown},
        (
            said(item.whole, EvidenceRole.TOTAL),
            *(
                said(s, EvidenceRole.ADDEND, sign)
                for s, sign in zip(item.parts, signs, strict=True)
            ),
        ),
        expected=expected,
        actual=figure.shown,
        formula=formula,
        page=figure.paragraph.page(figure.start),
    )
