"""How much of a plan was reached, with both amounts (支出90万元，完成年初预算100万元的90%)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetlint.amounts import Comparison, Verdict, compare_ratio
from budgetlint.model import Document
from budgetlint.prose.changes import in_yuan, is_plan
from budgetlint.prose.figures import Role
from budgetlint.prose.judged import State, of_state
from budgetlint.prose.statements import Statement, read_prose

_RATE = re.compile(
    r"[，,；]?(?:已|仅|共)?(?:完成|占)(?P<of>年初|全年|年度|本年|当年|调整)?(?:部门)?预算数?的?(?:约|为)?"
)
_REACHED = re.compile(r"[，,（]?(?:已|仅|共)?(?:完成|占|为)")
_SETTLED = re.compile(r"决算|实际支出|执行数|完成")
_OTHERS = ("全年", "年度", "本年", "当年", "调整")


@dataclass(frozen=True, slots=True)
class Completion:
    """A rate of completion with what was done, the plan, and how the three compare."""

    done: Statement
    plan: Statement
    rate: Statement
    result: Comparison


def completions_of(document: Document) -> Iterator[Completion]:
    """The rates of completion whose two amounts are certain."""
    bad = {
        j.statement.figure.place for j in of_state(document, State.WRONG, State.SLIP, State.FOREIGN)
    }
    for group in read_prose(document).groups:
        for at, rate in enumerate(group):
            if at < 2 or rate.figure.unit != "%" or rate.role in (Role.CHANGE, Role.RATE):
                continue
            pair = _measured(group, at) or _planned(group, at)
            if pair is None or any(s.figure.place in bad for s in pair):
                continue
            done, plan = pair
            result = compare_ratio(rate.figure.amount, in_yuan(done), in_yuan(plan))
            if result is not None and not _other_plan(group[:at], done, rate, result):
                yield Completion(done, plan, rate, result)


Pair = tuple[Statement, Statement]


def _amounts(*statements: Statement) -> bool:
    """Whether all are amounts of one sentence."""
    one = {s.figure.sentence for s in statements}
    return len(one) == 1 and all(s.role is Role.LEVEL and s.figure.money for s in statements)


def _measured(group: Sequence[Statement], at: int) -> Pair | None:
    """收入5200万元，占年初预算12500万元的41.6%."""
    done, plan, rate = group[at - 2 : at + 1]
    if rate.figure.lead != "的" or not is_plan(plan) or is_plan(done):
        return None
    told = _amounts(done, plan) and not done.base and bool(_REACHED.match(plan.figure.lead))
    return (done, plan) if told else None


def _planned(group: Sequence[Statement], at: int) -> Pair | None:
    """年初预算为100万元，支出决算为90万元，完成年初预算的90%."""
    plan, done, rate = group[at - 2 : at + 1]
    told = _RATE.fullmatch(rate.figure.lead)
    if told is None or not _amounts(plan, done) or plan.figure.sentence != rate.figure.sentence:
        return None
    settled = _SETTLED.search(done.clause) and not _SETTLED.search(plan.clause)
    if not settled or "预算" not in plan.clause or "其中" in done.figure.lead:
        return None
    if done.subject is not None and plan.subject is not None and done.subject != plan.subject:
        return None
    return (done, plan) if _same_plan(told["of"] or "", plan.clause) else None


def _same_plan(of: str, clause: str) -> bool:
    """Whether a rate is of the plan that is printed: 年初预算 is not the changed one."""
    if of == "年初" or "年初" in clause:
        return of == "年初" and "年初" in clause
    return not of or not any(w in clause for w in _OTHERS) or of in clause


def _other_plan(
    before: Sequence[Statement], done: Statement, rate: Statement, result: Comparison
) -> bool:
    """Whether a rate that does not hold is that of another plan printed before it."""
    if result.verdict in (Verdict.EXACT, Verdict.ROUNDING):
        return False
    plans = [s for s in before if s.role is Role.LEVEL and s.figure.money and s is not done]
    others = (compare_ratio(rate.figure.amount, in_yuan(done), in_yuan(s)) for s in plans)
    return any(o is not None and o.verdict in (Verdict.EXACT, Verdict.ROUNDING) for o in others)
