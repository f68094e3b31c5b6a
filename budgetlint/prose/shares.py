"""Shares of the prose (基本支出1208.20万元，占71.80%) with the part and the whole of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from budgetlint.amounts import ZERO, Amount, Verdict, compare_ratio
from budgetlint.model import Document
from budgetlint.prose.changes import in_yuan
from budgetlint.prose.figures import Role
from budgetlint.prose.judged import State, of_state
from budgetlint.prose.ledger import ledger_of
from budgetlint.prose.statements import Statement, read_prose
from budgetlint.prose.subjects import subject_of

_BACK = 12
_OF_BUDGET = re.compile(r"^(?:年初|年度|调整|变动|本年)?(?:调整)?预算数?$")
_ALL = Decimal(100)
_SUM, _TABLE = "各项之和", "表中的数"
_LEAST_NAME = 4


@dataclass(frozen=True, slots=True)
class Share:
    """One share with its part; ``whole`` is None where it is not certain which amount it is.

    ``total`` is the statement of the whole, where it is printed in the text.
    """

    part: Statement
    share: Statement
    whole: Amount | None
    shown: str  # the whole as printed
    verdict: Verdict | None
    total: Statement | None = None


@dataclass(frozen=True, slots=True)
class _Whole:
    amount: Amount
    shown: str
    statement: Statement | None = None


def shares_of(document: Document) -> Iterator[Share]:
    """The shares of a document, list by list.

    The whole of a list is the amount that explains most of its shares: one of those printed
    before it, or the sum of its parts. Where none explains two of them (or the only one), it
    is not known what they are shares of.
    """
    bad = {j.statement.figure.place for j in of_state(document, State.WRONG, State.FOREIGN)}
    year = document.fiscal_year or 0
    for listed, before in _lists(read_prose(document).groups):
        if _OF_BUDGET.search(listed[0][1].figure.whole):
            continue  # 完成…亿元，占预算的 102%: how much of the plan was reached, not a share
        pairs = [(p, s) for p, s in listed if p.figure.place not in bad]
        subject = subject_of(listed[0][1].figure.whole, year)
        cells = ledger_of(document).about(subject) if subject is not None else ()
        if pairs:
            named = [c.amount for c in cells]
            wholes = _wholes(listed, before, named)
            yield from _judged(pairs, wholes, _leading(listed, before), _named(listed, before))


Pair = tuple[Statement, Statement]


def _lists(
    groups: Sequence[Sequence[Statement]],
) -> Iterator[tuple[list[Pair], list[Statement]]]:
    """Runs of shares of one whole, each with the amounts printed before it."""
    levels: list[Statement] = []
    run: list[Pair] = []
    context: list[Statement] = []
    for group in groups:
        for before, statement in pairwise([*group, None]):
            if before is None or before.role is not Role.LEVEL:
                continue
            shared = statement is not None and statement.role is Role.SHARE
            if run and not (shared and statement and _goes_on(run[-1][1], before, statement)):
                yield run, context
                run = []
            if shared and statement is not None:
                context = context if run else [*levels]
                run.append((before, statement))
            levels.append(before)
    if run:
        yield run, context


def _goes_on(last: Statement, part: Statement, share: Statement) -> bool:
    """Whether a share belongs to the list of the one before it."""
    near = part.figure.paragraph.number - last.figure.paragraph.number <= 2
    return near and share.figure.whole == last.figure.whole


def _wholes(
    listed: Sequence[Pair], before: Sequence[Statement], named: Sequence[Amount]
) -> list[_Whole]:
    money = [s for s in before if s.figure.money]
    found = [_Whole(in_yuan(s), s.figure.shown, s) for s in reversed(money[-_BACK:])]
    if len(listed) > 1:
        parts = [in_yuan(p) for p, _ in listed]
        total = Amount(sum((p.value for p in parts), ZERO), sum((p.ulp for p in parts), ZERO))
        found.append(_Whole(total, _SUM))
    found += [_Whole(amount, _TABLE) for amount in named]
    return [w for w in found if w.amount.value > 0]


_HOW_MUCH = re.compile(r"(?:[“”\"]|总额|总量|总计|总值|总数|合计|的|为|共计?)+$")


def _named(listed: Sequence[Pair], before: Sequence[Statement]) -> _Whole | None:
    """The amount printed before a list that bears the very name of its whole.

    固定资产总量为4295.98万元，房屋…，占固定资产总额的87.84%: the name has to be the end of what
    the amount is about, and one amount alone has to bear it.
    """
    name = _HOW_MUCH.sub("", listed[0][1].figure.whole.lstrip("该“"))
    if len(name) < _LEAST_NAME:
        return None
    year = listed[0][0].year
    own = [s for s in before if s.figure.money and not s.base and s.year in (None, year)]
    same = [s for s in own if _HOW_MUCH.sub("", s.clause).endswith(name)]
    if len({in_yuan(s).value for s in same}) != 1:
        return None
    return _Whole(in_yuan(same[-1]), same[-1].figure.shown, same[-1])


_ALL_OF = re.compile(r"[:：，,]?(?:其中|包括)[:：]?")


def _leading(listed: Sequence[Pair], before: Sequence[Statement]) -> bool:
    """Whether the list stands behind its whole (合计…万元，其中：…)."""
    return bool(before) and bool(_ALL_OF.match(listed[0][0].figure.lead) or _ends_so(before[-1]))


def _ends_so(statement: Statement) -> bool:
    text = statement.figure.paragraph.text
    return bool(_ALL_OF.fullmatch(text[statement.figure.after :].rstrip()))


def _judged(
    pairs: Sequence[Pair], wholes: Sequence[_Whole], leading: bool, named: _Whole | None
) -> Iterator[Share]:
    best: _Whole | None = None
    most = 0
    for whole in wholes:
        held = sum(_holds(pair, whole) for pair in pairs if _telling(pair))
        if held > most:
            best, most = whole, held
    telling = sum(_telling(pair) for pair in pairs)
    if best is None and telling >= 2 and not pairs[0][1].figure.whole:
        best = _made_up(pairs, wholes)
        most = telling if best is not None else 0
    if best is None and wholes and (leading or pairs[0][1].figure.amount.value > _ALL):
        best, most = wholes[0], int(telling <= 1)  # its whole stands before it
        if any(in_yuan(part).value > best.amount.value for part, _ in pairs):
            best = None  # no part is larger than its whole: it is a share of something else
    sure = best is not None and (most >= 2 or telling <= 1 or 2 * most >= telling)
    sure = sure or (leading and best is not None and most >= 1 and best is wholes[0])
    if named is not None and _fits(pairs, named):
        best, sure = named, True
    for part, share in pairs:
        if best is None or not sure:
            yield Share(part, share, None, "", None)
            continue
        result = compare_ratio(share.figure.amount, in_yuan(part), best.amount)
        verdict = result.verdict if result is not None else None
        yield Share(part, share, best.amount, best.shown, verdict, best.statement)


def _fits(pairs: Sequence[Pair], whole: _Whole) -> bool:
    """Whether parts can be parts of a whole; of several one has the share that is printed."""
    small = all(in_yuan(part).value <= whole.amount.value for part, _ in pairs)
    telling = [pair for pair in pairs if _telling(pair)]
    return small and (len(telling) == 1 or any(_holds(pair, whole) for pair in telling))


def _made_up(pairs: Sequence[Pair], wholes: Sequence[_Whole]) -> _Whole | None:
    """A printed amount that is just what the parts add up to: 占…% without more is of that."""
    parts = [in_yuan(part).value for part, _ in pairs]
    total = sum(parts, ZERO)
    printed = [w for w in wholes if w.shown not in (_SUM, _TABLE)]
    return next((w for w in printed if w.amount.value == total), None)


def _telling(pair: Pair) -> bool:
    return pair[0].figure.amount.value != 0


def _holds(pair: Pair, whole: _Whole) -> bool:
    result = compare_ratio(pair[1].figure.amount, in_yuan(pair[0]), whole.amount)
    return result is not None and result.verdict is not Verdict.WRONG
