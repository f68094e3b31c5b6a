"""TXT 文字与表: the amounts of the prose against the tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetlint.amounts import UNITS, Amount
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.judged import Judged, State, judged_amounts, telling_digits
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import (
    in_unit,
    key_of,
    nothing,
    open_outcome,
    passed,
    printed,
    said,
    shorten,
    where,
)

BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：说明与所附各表应当一致"
_UNKNOWN = "所说的是哪一个数不能确定，或表中没有这个数"


@rule(
    "TXT101",
    name="文字与表不一致",
    name_en="amount in the text differs from the table",
    severity=Severity.ERROR,
    basis=BASIS,
    message="正文“{label}”为 {actual}，{where}为 {expected}，差 {difference}",
    message_en="The text says “{label}” {actual}; the table ({where}) has {expected}",
)
def amounts(document: Document) -> Iterator[Outcome]:
    """正文中的金额与表中的数一致。

    检查内容
        说明文字中本年度的金额（收支总计、财政拨款、各资金来源、每一“…（类）”支出、
        每一“…（类）…（款）…（项）”、基本支出和项目支出、人员经费和公用经费、
        “三公”经费及各分项、机关运行经费、表中有同名行的项目），
        换算单位后与表中同一事项的数一致。
        所说的事项不能确定的不判断，列为无法核对；
        同类金额多数与表不同的，视为口径不同，不判断。
    依据
        《地方预决算公开操作规程》：说明与所附各表应当一致。
    示例
        正确：正文“基本支出1208.20万元”，表中基本支出 12,082,000.00 元
        错误：正文“基本支出1280.20万元”，表中基本支出 12,082,000.00 元
    如何修改
        对照账面，改正写错的文字或表；改后核对同一段中的增减额和占比。
    容差
        按正文印出的位数四舍五入后应一致；差末一位的为警告，只舍不入的为提示。
        事项不能确定，但与支出总计、基本支出或项目支出只有一位数字不同、各表又没有这个数的，为警告；
        表中只有一处印作 0 的，为警告。
    """
    found = judged_amounts(document)
    if not found:
        yield nothing("TXT101", read_prose(document))
        return
    agreed = [j for j in found if j.state is State.AGREED]
    if agreed:
        echoed = [j.cell for j in agreed if j.cell is not None]
        yield passed("TXT101", len(agreed), (j.statement for j in agreed), echoed)
    for item in found:
        if item.state in (State.WRONG, State.NEAR, State.DOUBTFUL):
            yield _differs(document, item)
        elif item.state is State.OPEN and item.amount.value != 0:
            yield open_outcome("TXT101", item.statement, _UNKNOWN)


def _differs(document: Document, item: Judged) -> Outcome:
    assert item.cell is not None
    statement, cell = item.statement, item.cell
    figure = statement.figure
    expected = cell.amount.value / UNITS[figure.unit]
    gap = figure.amount.value - expected
    severity = Severity.WARNING if item.state is State.DOUBTFUL else Severity.ERROR
    if item.state is State.NEAR:
        cut = abs(expected) > abs(figure.amount.value) and abs(gap) < figure.amount.step
        severity = Severity.INFO if cut else Severity.WARNING
    return Outcome(
        "TXT101",
        Status.FAIL,
        key_of(statement),
        severity,
        {
            "label": shorten(statement.label),
            "actual": figure.shown,
            "where": where(document, cell),
            "expected": in_unit(expected, figure.unit),
            "difference": in_unit(abs(gap), figure.unit),
        },
        (said(statement, EvidenceRole.TOTAL), printed(document, cell)),
        expected=in_unit(expected, figure.unit),
        actual=figure.shown,
        difference=in_unit(gap, figure.unit),
        page=figure.paragraph.page(figure.start),
    )


@rule(
    "TXT107",
    name="单位写错",
    name_en="wrong unit of an amount in the text",
    severity=Severity.ERROR,
    basis=BASIS,
    message="正文“{label}”为 {actual}，{where}为 {expected}，{hint}",
    message_en="The text says “{label}” {actual}; the table ({where}) has {expected}",
)
def units(document: Document) -> Iterator[Outcome]:
    """正文中金额的单位正确。

    检查内容
        正文中的金额与表中同一事项的数相差正好一万倍的，是把“元”与“万元”写错，
        或把以元计的数换算了两次；总计写成“0万元”“0.3万元”的多属后一种。
    依据
        《地方预决算公开操作规程》：说明与所附各表应当一致。
    示例
        正确：正文“支出1682.76万元”，表中 1,682.76 万元
        错误：正文“支出1682.76元”，表中 1,682.76 万元
    如何修改
        改正正文中的单位或数字。
    容差
        按正文印出的位数四舍五入。
    """
    found = judged_amounts(document)
    slipped = [j for j in found if j.state is State.SLIP]
    sound = sum(j.state is State.AGREED for j in found)
    if sound:
        yield passed("TXT107", sound)
    if not sound and not slipped:
        yield nothing("TXT107", read_prose(document))
    for item in slipped:
        assert item.cell is not None
        figure = item.statement.figure
        table = next(t for t in document.tables if t.id == item.cell.table)
        # as the table prints it: that is the figure to look for on the page
        unit = table.unit or figure.unit
        expected = in_unit(item.cell.amount.value / UNITS[unit], unit)
        yield Outcome(
            "TXT107",
            Status.FAIL,
            key_of(item.statement),
            None,
            {
                "label": shorten(item.statement.label),
                "actual": figure.shown,
                "where": where(document, item.cell),
                "expected": expected,
                "hint": _hint(item.amount),
            },
            (said(item.statement, EvidenceRole.TOTAL), printed(document, item.cell)),
            expected=expected,
            actual=figure.shown,
            difference=in_unit(
                (item.amount.value - item.cell.amount.value) / Decimal(10_000), "万元"
            ),
            page=figure.paragraph.page(figure.start),
        )


def _hint(amount: Amount) -> str:
    """What probably happened, as far as the digits printed show it."""
    if amount.value == 0:
        return "两数不符：可能漏填，或换算后位数不够而成了 0"
    if telling_digits(amount) > 2:
        return "相差一万倍：多半是“元”与“万元”写错"
    return "两数不符：可能是把以万元计的数又换算了一次"
