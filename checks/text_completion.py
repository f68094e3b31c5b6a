"""TXT 文字与表: how much of the plan was reached, stated in the text."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.amounts import Verdict
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.completions import Completion, completions_of
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import figure_evidence, key_of, nothing, passed, said, shorten


@rule(
    "TXT113",
    name="文字中的完成率",
    name_en="completion rate stated in the text",
    severity=Severity.ERROR,
    basis="完成率 = 决算数 ÷ 预算数",
    message="正文“{label}”：{formula}，文中为 {actual}",
    message_en="“{label}”: {formula}; the text says {actual}",
)
def completion(document: Document) -> Iterator[Outcome]:
    """正文中“完成预算的…%”与句中的金额相符。

    检查内容
        “年初预算为100万元，支出决算为90万元，完成年初预算的90%”：完成率 = 决算数 ÷ 预算数；
        “收入5200万元，占年初预算12500万元的41.6%”：完成率 = 完成数 ÷ 预算数。
        只核对两个金额都印在同一句中、预算的口径（年初、调整）也相同的。
    依据
        完成率的定义。
    示例
        正确：支出预算为25.00万元，支出决算为8.40万元，完成预算的33.60%
        错误：支出预算为25.00万元，支出决算为8.40万元，完成预算的36.30%
    如何修改
        按句中的金额重算完成率；金额本身写错的，先改金额。
    容差
        按各数印出的位数四舍五入后应一致；差末一位的为警告，只舍不入的为提示。
    """
    found = list(completions_of(document))
    if not found:
        yield nothing("TXT113", read_prose(document))
    held = [c for c in found if c.result.verdict in (Verdict.EXACT, Verdict.ROUNDING)]
    if held:
        yield passed("TXT113", len(held), [s for c in held for s in (c.rate, c.done, c.plan)])
    for item in found:
        if item.result.verdict in (Verdict.WRONG, Verdict.SUSPICIOUS):
            yield _wrong(item)


def _wrong(item: Completion) -> Outcome:
    figure, result = item.rate.figure, item.result
    severity = Severity.ERROR
    if result.verdict is Verdict.SUSPICIOUS:
        severity = Severity.INFO
    elif abs(result.difference) <= figure.amount.step:
        severity = Severity.WARNING
    expected = f"{result.computed:f}%"
    formula = f"{item.done.figure.shown} ÷ {item.plan.figure.shown} = {expected}"
    return Outcome(
        "TXT113",
        Status.FAIL,
        key_of(item.done, "完成率"),
        severity,
        {
            "label": shorten(f"{item.done.label}{item.done.figure.shown}，完成预算"),
            "formula": formula,
            "actual": figure.shown,
        },
        (
            figure_evidence(figure, "完成率", EvidenceRole.TOTAL),
            said(item.done),
            said(item.plan),
        ),
        expected=expected,
        actual=figure.shown,
        formula=formula,
        page=figure.paragraph.page(figure.start),
        quotient=(((1, 1),), ((2, 1),)),
    )
