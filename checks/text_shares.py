"""TXT 文字与表: shares stated in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetlint.amounts import Verdict, compare_ratio
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.changes import in_yuan
from budgetlint.prose.shares import Share, shares_of
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import key_of, nothing, open_outcome, passed, said, shorten


@rule(
    "TXT108",
    name="文字中的占比",
    name_en="share stated in the text",
    severity=Severity.ERROR,
    basis="占比 = 分项 ÷ 合计",
    message="正文“{label}”：{formula}，文中为 {actual}",
    message_en="“{label}”: {formula}; the text says {actual}",
)
def shares(document: Document) -> Iterator[Outcome]:
    """正文中的占比与金额相符。

    检查内容
        “…支出2106.66万元，占71.65%”的占比 = 该项金额 ÷ 合计。
        合计取能解释这一组多数占比的金额；解释不了的不判断。
    依据
        占比 = 分项 ÷ 合计。
    示例
        正确：合计2940.05万元，一般公共服务支出（类）2106.66万元，占71.65%
        错误：合计2940.05万元，一般公共服务支出（类）2106.66万元，占71.73%
    如何修改
        按金额重算占比；几个占比加起来应为100%。
    容差
        按各数印出的位数四舍五入后应一致；差末一位的为警告；只舍不入的，
        或为使各项相加等于100%而差末一位的，为提示。
    """
    found = list(shares_of(document))
    if not found:
        yield nothing("TXT108", read_prose(document))
    held = [s for s in found if s.verdict in (Verdict.EXACT, Verdict.ROUNDING)]
    if held:
        used = [x for s in held for x in (s.share, s.part, s.total) if x is not None]
        yield passed("TXT108", len(held), used)
    for item in found:
        if item.verdict is None and item.part.figure.amount.value:
            yield open_outcome("TXT108", item.share, "是哪一个数的占比不能确定")
        elif item.verdict in (Verdict.WRONG, Verdict.SUSPICIOUS):
            yield _wrong(item, _make_a_hundred(item, found))


def _make_a_hundred(item: Share, found: Sequence[Share]) -> bool:
    """Whether the shares printed together add up to 100 % as they are.

    Then one of them was rounded the other way to make them do so, which is usual.
    """
    together = [
        s.share.figure.amount
        for s in found
        if s.whole is not None
        and s.share.figure.paragraph is item.share.figure.paragraph
        and item.whole is not None
        and s.whole.value == item.whole.value
    ]
    return len(together) > 1 and sum(a.value for a in together) == 100


def _wrong(item: Share, adjusted: bool) -> Outcome:
    assert item.whole is not None
    figure = item.share.figure
    result = compare_ratio(figure.amount, in_yuan(item.part), item.whole)
    assert result is not None
    severity = Severity.ERROR
    if result.verdict is Verdict.SUSPICIOUS:
        severity = Severity.INFO
    elif abs(result.difference) <= figure.amount.step:
        severity = Severity.INFO if adjusted else Severity.WARNING
    expected = f"{result.computed:f}%"
    formula = f"{item.part.figure.shown} ÷ {item.shown} = {expected}"
    return Outcome(
        "TXT108",
        Status.FAIL,
        key_of(item.part, "占比"),
        severity,
        {
            "label": shorten(item.part.label),
            "formula": formula,
            "actual": figure.shown,
        },
        (
            said(item.share, EvidenceRole.TOTAL),
            said(item.part),
            *([said(item.total)] if item.total is not None else []),
        ),
        expected=expected,
        actual=figure.shown,
        formula=formula,
        page=figure.paragraph.page(figure.start),
        quotient=(((1, 1),), ((2, 1),)) if item.total is not None else ((), ()),
    )
