"""TXT 文字与表: rates of change on a base of zero."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.changes import Change, changes_of, in_yuan
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import key_of, nothing, passed, said, shorten

BASIS = "增减率 = 增减额 ÷ 基数，基数为零时不能计算"


@rule(
    "TXT104",
    name="基数为零的增减率",
    name_en="rate of change on a base of zero",
    severity=Severity.WARNING,
    basis=BASIS,
    message="正文“{label}”：基数为 0，增减率没有意义，文中却写 {actual}",
    message_en="“{label}”: the base is zero, a rate cannot be given; the text says {actual}",
)
def zero_base(document: Document) -> Iterator[Outcome]:
    """基数为零时不写增减率。

    检查内容
        与上年数或预算数比较，基数为 0（句中印出 0，或增加额等于本年数）而写“增长100%”。
    依据
        增减率 = 增减额 ÷ 基数，基数为零时不能计算。
    示例
        正确：执行数0.00万元，预算安排25.00万元，增加25.00万元
        错误：执行数0.00万元，预算安排25.00万元，增加100.00%
    如何修改
        删去增减率，只写增减额，或写“上年为0，无法计算增减率”。
    容差
        无。
    """
    prose = read_prose(document)
    changes = [c for c in changes_of(document) if c.rate is not None]
    bad = [c for c in changes if c.current is not None and _from_nothing(c)]
    sound = sum(c.sure for c in changes) - sum(c.sure for c in bad)
    if sound > 0:
        yield passed("TXT104", sound)
    elif not bad:
        yield nothing("TXT104", prose)
    for change in bad:
        assert change.rate is not None and change.current is not None
        parts = [s for s in (change.current, change.base, change.amount) if s]
        yield Outcome(
            "TXT104",
            Status.FAIL,
            key_of(change.current),
            None,
            {
                "label": shorten(change.current.label + change.current.figure.shown),
                "actual": change.rate.figure.shown,
            },
            (said(change.rate, EvidenceRole.TOTAL), *(said(s) for s in parts)),
            actual=change.rate.figure.shown,
            page=change.rate.figure.paragraph.page(change.rate.figure.start),
        )


def _from_nothing(change: Change) -> bool:
    assert change.rate is not None and change.current is not None
    now = in_yuan(change.current).value
    if now == 0 or change.rate.figure.amount.value != 100 or not change.sure:
        return False
    if change.base is not None:
        return in_yuan(change.base).value == 0
    if change.amount is None or change.rate.figure.sign < 0:
        return False
    return in_yuan(change.amount).value == now
