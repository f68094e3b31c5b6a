"""Rules as a profile wants them: some switched off, some more or less severe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.profiles import Profile
from budgetlint.rules import Rule


def under(profile: Profile, rules: Iterable[Rule]) -> list[Rule]:
    """The rules that run under a profile, with the severities it gives them."""
    return [_graded(rule, profile) for rule in rules if profile.runs(rule.code)]


def _graded(rule: Rule, profile: Profile) -> Rule:
    severity = profile.severity_of(rule.code, rule.severity)
    if severity is rule.severity and not _is_named(rule.code, profile):
        return rule
    return replace(rule, severity=severity, check=partial(_check, rule))


def _is_named(code: str, profile: Profile) -> bool:
    return code in profile.severities or code[:3] in profile.severities


def _check(rule: Rule, document: Document) -> Iterator[Outcome]:
    """What a rule says, every error and warning at one level; 尾差 and hints stay what they are."""
    for outcome in rule.check(document):
        graded = outcome.severity not in (None, Severity.INFO)
        if outcome.status is Status.FAIL and graded:
            # None: the level of the rule, which is this one; INFO would say that it is 尾差
            outcome = replace(outcome, severity=None)
        yield outcome
