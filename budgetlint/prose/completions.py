"""How much of a plan the text says was reached, with the two amounts it is the quotient of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetlint.prose.figures import Role
from budgetlint.prose.statements import Prose, Statement

_PLAN = r"(?P<plan>年初|年度|全年|调整|部门)?(?:部门)?预算数?"
_DONE = re.compile(rf"完成(?:了)?{_PLAN}的$")
_AFTER_PLAN = re.compile(rf"完成(?:了)?{_PLAN}(?:为)?$")
_SPENT = ("决算", "执行")
_PLANS = {"调整": "调整预算"}


@dataclass(frozen=True, slots=True)
class Completion:
    """A rate of completion; ``plan`` is None where only what was done is printed."""

    rate: Statement
    done: Statement
    plan: Statement | None


def completions_of(prose: Prose) -> Iterator[Completion]:
    """The rates of completion whose amounts stand right before them in their sentence.

    年初预算为…，支出决算为…，完成年初预算的…%; 决算为…，完成预算…的…%.
    """
    for group in prose.groups:
        for index, rate in enumerate(group):
            if rate.figure.unit != "%":
                continue
            before = [
                s
                for s in group[max(0, index - 2) : index]
                if s.figure.sentence == rate.figure.sentence
            ]
            found = _between(before, rate) if rate.figure.lead == "的" else _behind(before, rate)
            if found is not None:
                yield found


def _behind(before: Sequence[Statement], rate: Statement) -> Completion | None:
    match = _DONE.search(rate.figure.lead)
    if match is None or not before or not _is_spent(before[-1]):
        return None
    done = before[-1]
    plan = before[-2] if len(before) > 1 else None
    wanted = _PLANS.get(match["plan"] or "", "年初预算")
    if plan is not None and not (_is_amount(plan) and plan.stage == wanted and not plan.base):
        plan = None
    return Completion(rate, done, plan)


def _between(before: Sequence[Statement], rate: Statement) -> Completion | None:
    if len(before) < 2 or not _is_spent(before[-2]) or not _is_amount(before[-1]):
        return None
    if not _AFTER_PLAN.search(before[-1].figure.lead):
        return None
    return Completion(rate, before[-2], before[-1])


def _is_spent(statement: Statement) -> bool:
    return _is_amount(statement) and statement.stage in _SPENT and not statement.base


def _is_amount(statement: Statement) -> bool:
    return statement.role is Role.LEVEL and statement.figure.money
