"""Differences that the prose divides: 支出减少…万元，主要是基本支出增加…，项目支出减少…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetlint.facts_model import Use
from budgetlint.prose.figures import Role
from budgetlint.prose.statements import Prose, Statement
from budgetlint.prose.subjects import About, Subject, subject_of

_PARTS = (frozenset((Use.BASIC, Use.PROJECT)), frozenset((Use.PERSONNEL, Use.OFFICE)))
_WHOLE_OF_PERSONNEL = (About.USE, Use.BASIC)


@dataclass(frozen=True, slots=True)
class Parted:
    """A difference and those of its two parts; ``closed`` says that they are called its parts."""

    whole: Statement
    parts: tuple[Statement, Statement]
    closed: bool


def parted_changes(prose: Prose, year: int) -> Iterator[Parted]:
    """Differences of expenditure with those of 基本支出 and 项目支出 behind them."""
    for group in prose.groups:
        for index in range(len(group) - 2):
            whole, one, two = group[index : index + 3]
            changes = all(s.role is Role.CHANGE and not s.apart for s in (whole, one, two))
            if not changes or len({s.figure.sentence for s in (whole, one, two)}) > 1:
                continue
            names = [_subject(s, year) for s in (one, two)]
            values = frozenset(s.value for s in names if s is not None and s.about is About.USE)
            if values in _PARTS and _fits(_about(group, index, year), values):
                yield Parted(whole, (one, two), "其中" in one.figure.lead)


def _fits(subject: Subject | None, parts: frozenset[str]) -> bool:
    if subject is None:
        return False
    if parts == _PARTS[0]:
        return subject.about is About.TOTAL
    return (subject.about, subject.value) == _WHOLE_OF_PERSONNEL


def _about(group: Sequence[Statement], index: int, year: int) -> Subject | None:
    """What a difference is one of: what its own words say, else an amount before it."""
    own = _subject(group[index], year)
    if own is not None:
        return own
    before = [s for s in group[:index] if s.role is Role.LEVEL and not s.base]
    if not before:
        return None
    # a sentence of its own goes back to what the paragraph is about
    return before[0 if group[index].figure.opening else -1].subject


def _subject(statement: Statement, year: int) -> Subject | None:
    clause = statement.clause
    at = clause.rfind(statement.figure.way)
    words = re.sub(r"^(?:主要原因是|主要是因为|主要是|其中)", "", clause[: max(at, 0)])
    return subject_of(words, year)
