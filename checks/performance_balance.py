"""PRF 绩效: what was received, spent and carried over in the text of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.amounts import Amount, Verdict, compare_ratio, compare_sum, parse_amount, show
from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import RunningText, running_text

_NUMBER = r"(?P<n>\d[\d,]*(?:\.\d+)?)"
_BUDGET = re.compile(
    rf"(?:预算总额|批复(?:的)?预算(?:总额|资金|金额)?|调整预算数|全年预算数|预算(?:资金|金额))(?:为|是)?{_NUMBER}万元"
)
_ARRIVED = re.compile(rf"到位(?:预算)?资金(?:为|是|共计)?{_NUMBER}万元")
_SPENT = re.compile(
    rf"(?:实际支出(?:预算)?|预算执行数|全年支出|支出总额|实际执行)(?:为|是|共计)?{_NUMBER}万元"
)
_CARRIED = re.compile(rf"结转结余(?:资金)?(?:总额|金额)?(?:为|是|共计)?{_NUMBER}万元")
_RATE = re.compile(rf"预算执行率(?:为|是|达到?)?{_NUMBER}[%％]")
_CARRIED_RATE = re.compile(rf"结转结余率(?:为|是|达到?)?{_NUMBER}[%％]")
_REACH = 140
_GOOD = (Verdict.EXACT, Verdict.ROUNDING, Verdict.SUSPICIOUS)


@dataclass(frozen=True)
class _Said:
    text: str
    amount: Amount
    start: int
    end: int


@rule(
    "PRF304",
    name="执行率和结转结余的口径",
    name_en="base of the execution rate, carry-over",
    severity=Severity.WARNING,
    basis="预算执行率 = 执行数 ÷ 预算数；结转结余率 = 结转结余 ÷ 预算数；结转结余 = 到位 − 支出",
    message="{what}：{detail}",
    message_en="{what_en}: {detail}",
)
def report_balance(document: Document) -> Iterator[Outcome]:
    """执行率、结转结余率的基数和结转结余的金额。

    检查内容
        文中给出预算数、到位资金、支出的：预算执行率应以预算数为基数，结转结余率也应以预算数为基数，
        按到位资金或支出才能算出所印百分比的列出；到位资金减支出与结转结余不等的列出。
        与哪个基数都对不上的百分比由正文百分比的规则核对。
    依据
        《中央部门项目支出核心绩效目标和指标设置及取值指引》、部门整体支出绩效评价共性指标体系框架
        （财预〔2013〕53号）所附的算法。
    示例
        错误：预算总额 2264.97 万元，到位 2197.17 万元，支出 1743.22 万元，预算执行率 79.34%
        （是支出 ÷ 到位资金；÷ 预算总额为 76.96%）
    如何修改
        按预算数重新计算，或写明以到位资金为基数；结转结余含年初结转的，写明年初数。
    容差
        按印出的位数四舍五入。
    """
    text = running_text(document)
    for match in _RATE.finditer(text.text):
        yield from _rate(text, match)
    for match in _CARRIED_RATE.finditer(text.text):
        yield from _carried_rate(text, match)
    yield from _carried(text)


def _last(pattern: re.Pattern[str], text: str, start: int, stop: int) -> _Said | None:
    found: _Said | None = None
    for match in pattern.finditer(text, max(0, start), stop):
        amount = parse_amount(match["n"])
        if amount is not None:
            found = _Said(match["n"], amount, match.start(), match.end())
    return found


def _only(pattern: re.Pattern[str], text: str) -> _Said | None:
    """The one amount that a pattern gives throughout a text."""
    found = {m["n"]: m for m in pattern.finditer(text)}
    if len(found) != 1:
        return None
    match = next(iter(found.values()))
    amount = parse_amount(match["n"])
    return _Said(match["n"], amount, match.start(), match.end()) if amount else None


def _rate(text: RunningText, match: re.Match[str]) -> Iterator[Outcome]:
    start = match.start() - _REACH
    spent = _last(_SPENT, text.text, start, match.start())
    budget = _last(_BUDGET, text.text, start, match.start())
    arrived = _last(_ARRIVED, text.text, start, match.start())
    printed = parse_amount(match["n"])
    if printed is None or spent is None or budget is None:
        return
    if _fits(printed, spent, budget):
        yield _held(text, "预算执行率", match, spent, budget)
    elif arrived is not None and _fits(printed, spent, arrived):
        right = show((spent.amount.value / budget.amount.value * 100).quantize(printed.step))
        detail = (
            f"{match['n']}% 是支出 {spent.text} ÷ 到位资金 {arrived.text}，"
            f"按预算数 {budget.text} 应为 {right}%"
        )
        words = ("预算执行率的基数不是预算数", "the base of the execution rate")
        yield _failure(text, words, detail, match.start(), match.end(), (spent, budget, arrived))


def _carried_rate(text: RunningText, match: re.Match[str]) -> Iterator[Outcome]:
    carried = _last(_CARRIED, text.text, match.start() - _REACH, match.start())
    spent = _last(_SPENT, text.text, match.start() - _REACH, match.start())
    budget = _last(_BUDGET, text.text, 0, match.start())
    printed = parse_amount(match["n"])
    if printed is None or carried is None or budget is None or spent is None:
        return
    if _fits(printed, carried, budget):
        yield _held(text, "结转结余率", match, carried, budget)
    elif _fits(printed, carried, spent):
        right = show((carried.amount.value / budget.amount.value * 100).quantize(printed.step))
        detail = (
            f"{match['n']}% 是结转结余 {carried.text} ÷ 支出 {spent.text}，"
            f"按预算数 {budget.text} 应为 {right}%"
        )
        words = ("结转结余率的基数不是预算数", "the base of the carry-over rate")
        yield _failure(text, words, detail, match.start(), match.end(), (carried, spent, budget))


def _carried(text: RunningText) -> Iterator[Outcome]:
    carried, arrived = _only(_CARRIED, text.text), _only(_ARRIVED, text.text)
    if carried is None or arrived is None:
        return
    near = _last(_SPENT, text.text, arrived.start, max(carried.end, arrived.end) + _REACH)
    if near is None:
        return
    comparison = compare_sum(carried.amount, [(1, arrived.amount), (-1, near.amount)])
    if comparison.verdict in _GOOD:
        yield Outcome(
            "PRF304",
            Status.PASS,
            ("结转结余", carried.text),
            spots=text.spots(*((s.start, s.end) for s in (carried, arrived, near))),
        )
        return
    detail = (
        f"到位资金 {arrived.text} - 支出 {near.text} = {show(comparison.computed)}，"
        f"文中结转结余 {carried.text}，差 {show(comparison.difference)}；含年初结转的应写明"
    )
    words = ("结转结余与到位资金减支出不等", "carry-over is not what came in less what was spent")
    yield _failure(text, words, detail, carried.start, carried.end, (arrived, near))


def _fits(printed: Amount, part: _Said, whole: _Said) -> bool:
    comparison = compare_ratio(printed, part.amount, whole.amount)
    return comparison is not None and comparison.verdict in _GOOD


def _held(text: RunningText, what: str, match: re.Match[str], *others: _Said) -> Outcome:
    spans = (match.span(), *((s.start, s.end) for s in others))
    return Outcome("PRF304", Status.PASS, (what, match["n"]), spots=text.spots(*spans))


def _failure(
    text: RunningText,
    words: tuple[str, str],
    detail: str,
    start: int,
    end: int,
    others: tuple[_Said, ...],
) -> Outcome:
    return Outcome(
        "PRF304",
        Status.FAIL,
        (words[0], text.text[start:end]),
        Severity.WARNING,
        {"what": words[0], "what_en": words[1], "detail": detail},
        (
            text.evidence(start, end, words[0]),
            *(text.evidence(o.start, o.end, "") for o in others),
        ),
        actual=text.text[start:end],
        formula=detail,
        page=text.place(start, end)[0],
        spots=text.spots((start, end), *((o.start, o.end) for o in others)),
    )


__all__ = ["report_balance"]
