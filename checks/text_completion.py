"""TXT 文字与表: how much of the budget was reached."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.amounts import Verdict, compare_ratio
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.changes import in_yuan
from budgetlint.prose.completions import Completion, completions_of
from budgetlint.prose.statements import Statement, read_prose
from budgetlint.rules import rule

from .text_common import key_of, nothing, open_outcome, passed, said, shorten

_GOOD = (Verdict.EXACT, Verdict.ROUNDING)


@rule(
    "TXT113",
    name="文字中的完成率",
    name_en="rate of completion stated in the text",
    severity=Severity.ERROR,
    basis="完成预算的百分比 = 决算数（执行数）÷ 预算数",
    message="正文“{label}”：{formula}，文中为 {actual}",
    message_en="“{label}”: {formula}; the text says {actual}",
)
def completion(document: Document) -> Iterator[Outcome]:
    """正文中“完成年初预算的…%”与句中的金额相符。

    检查内容
        “年初预算为…，支出决算为…，完成年初预算的…%”“决算为…，完成预算…的…%”，
        完成率 = 决算数 ÷ 预算数；句中没有印预算数的，只核对决算数为 0 时完成率也为 0。
        预算数为 0 的不判断。
    依据
        完成率的算法。
    示例
        正确：年初预算为2993.92万元，支出决算为2940.05万元，完成年初预算的98.20%
        错误：年初预算为2993.92万元，支出决算为2940.05万元，完成年初预算的92.80%
    如何修改
        按句中的金额重算完成率；金额本身写错的，先改金额。
    容差
        按各数印出的位数四舍五入后应一致；差末一位的为警告，只舍不入的为提示。
    """
    prose = read_prose(document)
    found = list(completions_of(prose))
    used: list[Statement] = []
    held = 0
    for item in found:
        wrong = _wrong(item) if item.plan is not None else _of_nothing(item)
        if isinstance(wrong, Outcome):
            yield wrong
        elif wrong:
            held += 1
            used += [s for s in (item.rate, item.done, item.plan) if s is not None]
        else:
            yield open_outcome("TXT113", item.rate, "预算数没有印出，或为 0", item.plan)
    if held:
        yield passed("TXT113", held, used)
    elif not found:
        yield nothing("TXT113", prose)


def _of_nothing(item: Completion) -> bool | Outcome:
    """Where nothing was spent, no part of the budget was, whatever it is."""
    rate, done = item.rate.figure.amount.value, item.done.figure.amount.value
    if done != 0 or rate == 100:
        return False  # 0 of 0 is often called 100 %
    return True if rate == 0 else _failure(item, "决算数为 0", "0%", Severity.ERROR)


def _wrong(item: Completion) -> bool | Outcome:
    """True where a rate holds, False where that cannot be said; the failure where it does not."""
    assert item.plan is not None
    rate = item.rate.figure
    result = compare_ratio(rate.amount, in_yuan(item.done), in_yuan(item.plan))
    if result is None or in_yuan(item.plan).value == 0:
        return False
    if result.verdict in _GOOD:
        return True
    severity = Severity.ERROR
    if result.verdict is Verdict.SUSPICIOUS:
        severity = Severity.INFO
    elif abs(result.difference) <= rate.amount.step:
        severity = Severity.WARNING
    expected = f"{result.computed:f}%"
    formula = f"{item.done.figure.shown} ÷ {item.plan.figure.shown} = {expected}"
    return _failure(item, formula, expected, severity)


def _failure(item: Completion, formula: str, expected: str, severity: Severity) -> Outcome:
    rate = item.rate.figure
    parts = [said(s) for s in (item.done, item.plan) if s is not None]
    return Outcome(
        "TXT113",
        Status.FAIL,
        key_of(item.done, "完成率"),
        severity,
        {
            "label": shorten(item.done.label + item.done.figure.shown + item.rate.figure.lead),
            "formula": formula,
            "actual": rate.shown,
        },
        (said(item.rate, EvidenceRole.TOTAL), *parts),
        expected=expected,
        actual=rate.shown,
        formula=formula,
        page=rate.paragraph.page(rate.start),
        quotient=(((1, 1),), ((2, 1),)) if item.plan is not None else ((), ()),
    )
