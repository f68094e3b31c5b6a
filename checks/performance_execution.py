"""PRF 绩效: a budget, what was spent of it, and the rate of execution in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgetlint.amounts import Amount, Comparison, Verdict, compare_ratio, parse_amount, show
from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import MONEY, RunningText, running_text, yuan

_SENTENCE = re.compile(
    rf"(?P<given>(?:预算|财政拨款|批复|安排)[^，,。；;\d]{{0,8}}{MONEY})[，,]"
    rf"(?P<spent>[^，,。；;\d]{{0,10}}?(?:支出|执行|支付)[^，,。；;\d]{{0,8}}{MONEY})[，,]"
    r"(?P<rate>[^，,。；;\d]{0,8}执行率(?:为|是|达到?)?(\d+(?:\.\d+)?)[%％])"
)
_UNITS = Decimal(10_000)


@rule(
    "PRF305",
    name="文中预算执行率",
    name_en="execution rate in the text",
    severity=Severity.ERROR,
    basis="预算执行率 = 支出 ÷ 预算",
    message="“{sentence}”：{spent} ÷ {given} = {expected}%，文中 {actual}%{note}",
    message_en="“{sentence}”: {spent} of {given} is {expected}%, the text says {actual}%",
)
def sentence_execution(document: Document) -> Iterator[Outcome]:
    """同一句中的预算、支出和执行率相符。

    检查内容
        “预算（财政拨款）……万元，支出……万元，执行率……%”连着写在一句中的，用支出除以预算复算执行率；
        两个金额换算成同一单位再除，单位写错（万元写成元）的指出来。
    依据
        预算执行率的算法。
    示例
        正确：预算金额为97.4万元，实际支出32.4万元，预算执行率为33.26%
        错误：当年财政拨款343.54万元，全年支出343.54元，执行率100%
    如何修改
        重新计算执行率；百分比无误时查金额或单位是否写错。
    容差
        按百分比印出的位数四舍五入；末位少一（截尾）为警告。
    """
    text = running_text(document)
    for match in _SENTENCE.finditer(text.text):
        given, spent = yuan(match[2], match[3]), yuan(match[5], match[6])
        printed = parse_amount(match[8])
        if given is None or spent is None or printed is None:
            continue
        comparison = compare_ratio(printed, spent, given)
        if comparison is None:
            continue
        if comparison.verdict in (Verdict.EXACT, Verdict.ROUNDING):
            yield Outcome(
                "PRF305",
                Status.PASS,
                (match["given"], match["spent"]),
                spots=text.spots(match.span()),
            )
        else:
            yield _failure(text, match, comparison, _slip(printed, given, spent))


def _slip(printed: Amount, given: Amount, spent: Amount) -> bool:
    """Whether the rate is right once one of the amounts is in the unit of the other."""
    for factor in (_UNITS, 1 / _UNITS):
        comparison = compare_ratio(printed, spent.scaled(factor), given)
        if comparison is not None and comparison.verdict in (Verdict.EXACT, Verdict.ROUNDING):
            return True
    return False


def _failure(
    text: RunningText, match: re.Match[str], comparison: Comparison, slip: bool
) -> Outcome:
    cut = comparison.verdict is Verdict.SUSPICIOUS
    note = "（截尾而未四舍五入）" if cut else "；金额的单位可能写错" if slip else ""
    return Outcome(
        "PRF305",
        Status.FAIL,
        (match["given"], match["spent"]),
        Severity.WARNING if cut else Severity.ERROR,
        {
            "sentence": match.group(0),
            "given": match[2] + match[3],
            "spent": match[5] + match[6],
            "expected": show(comparison.computed),
            "actual": match[8],
            "note": note,
        },
        tuple(
            text.evidence(match.start(name), match.end(name), row)
            for name, row in (("rate", "执行率"), ("spent", "支出"), ("given", "预算"))
        ),
        expected=f"{show(comparison.computed)}%",
        actual=f"{match[8]}%",
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance),
        page=text.place(match.start(), match.end())[0],
        spots=text.spots(match.span()),
    )


__all__ = ["sentence_execution"]
