"""One amount compared with one base, but said to differ by several amounts. Declares no rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgetlint.model import EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.changes import Change, in_yuan, signed
from budgetlint.prose.subjects import About, Subject

from .text_common import said, shorten

_LEAST_DIGITS = 5
_SAME_BASE = re.compile(
    r"(?:上年度?|去年|20\d\d年度?)(?P<stage>[^，。；相]{0,14}?)(?:相比|增|减|下|上|$)"
)


def contradictions(changes: Sequence[Change]) -> Iterator[Outcome]:
    """Comparisons of one subject that contradict one another."""
    known: dict[tuple[Decimal, str, Subject], list[Change]] = defaultdict(list)
    for change in changes:
        if change.amount is None or change.current is None or not change.sure:
            continue
        subject = change.current.subject
        digits = change.current.figure.text.replace(",", "").replace(".", "")
        if subject is None or len(digits) < _LEAST_DIGITS:
            continue
        # income and expenditure are equal in total, this year and last
        total = subject.about is About.TOTAL
        alike = replace(subject, label="", value="" if total else subject.value)
        known[in_yuan(change.current).value, _against(change), alike].append(change)
    for found in known.values():
        amounts = {signed(c.amount) for c in found if c.amount is not None}
        if len(amounts) > 1 and _close(amounts):
            yield _contradiction(found, changes)


def _against(change: Change) -> str:
    lead = change.first.figure.lead
    match = _SAME_BASE.search(lead)
    return match["stage"].strip("年初部门") if match else lead[-4:]


def _close(amounts: set[Decimal]) -> bool:
    """Whether amounts are so near one another that they are meant to be one."""
    low, high = min(amounts, key=abs), max(amounts, key=abs)
    return low * high > 0 and abs(high - low) * 100 <= abs(high)


def _contradiction(found: Sequence[Change], changes: Sequence[Change]) -> Outcome:
    """One finding with every place that repeats one of the contradicting amounts."""
    current = found[0].current
    assert current is not None
    values = {signed(c.amount) for c in found if c.amount is not None}
    stated = [
        c.amount
        for c in changes
        if c.amount is not None
        and c.current is not None
        and c.current.figure.text == current.figure.text
        and signed(c.amount) in values
    ]
    texts = sorted({s.figure.shown for s in stated})
    pages = sorted({s.figure.paragraph.page(s.figure.start) for s in stated})
    where = "、".join(map(str, pages))
    formula = f"同一数的增减额写成了 {'、'.join(texts)}（第 {where} 页）"
    return Outcome(
        "TXT103",
        Status.FAIL,
        ("正文", "增减额不一", current.figure.text),
        Severity.WARNING,
        {
            "label": shorten(current.label + current.figure.shown),
            "formula": formula,
            "actual": f"{len(texts)} 个不同的数",
        },
        (said(current), *(said(s, EvidenceRole.TOTAL) for s in stated)),
        expected=texts[-1],
        actual=texts[0],
        formula=formula,
        page=pages[0],
    )
