"""One amount compared with one base, but said to differ by several amounts. Declares no rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from budgetlint.model import Box, EvidenceRole, Outcome, Severity, Status
from budgetlint.places import place_words
from budgetlint.prose.changes import Change, in_yuan, signed
from budgetlint.prose.subjects import About, Subject

from .text_common import said, shorten

_LEAST_DIGITS = 5
_SAME_BASE = re.compile(
    r"(?:上年度?|去年|20\d\d年度?)(?P<stage>[^，。；相]{0,14}?)(?:相比|增|减|下|上|$)"
)


def contradictions(changes: Sequence[Change], path: Path) -> Iterator[Outcome]:
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
            yield _contradiction(found, changes, path)


def _against(change: Change) -> str:
    lead = change.first.figure.lead
    match = _SAME_BASE.search(lead)
    return match["stage"].strip("年初部门") if match else lead[-4:]


def _close(amounts: set[Decimal]) -> bool:
    """Whether amounts are so near one another that they are meant to be one."""
    low, high = min(amounts, key=abs), max(amounts, key=abs)
    return low * high > 0 and abs(high - low) * 100 <= abs(high)


def _where(path: Path, found_at: Sequence[tuple[int, Box]]) -> str:
    """The places of an amount, in reading order and each once."""
    ordered = sorted(found_at, key=lambda spot: (spot[0], spot[1].y0))
    return "、".join(dict.fromkeys(place_words(path, *spot) for spot in ordered))


def _contradiction(found: Sequence[Change], changes: Sequence[Change], path: Path) -> Outcome:
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
    places: dict[str, list[tuple[int, Box]]] = defaultdict(list)
    for s in stated:
        places[s.figure.shown].append(s.figure.paragraph.box(s.figure.start, s.figure.end))
    texts = sorted(places)
    written = (f"{text}（{_where(path, places[text])}）" for text in texts)
    formula = f"同一数的增减额写成了 {'、'.join(written)}"
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
        page=min(page for found_at in places.values() for page, _ in found_at),
    )
