"""TXT 文字与表: increases, decreases and the words for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgetlint.amounts import (
    UNITS,
    Amount,
    Comparison,
    Verdict,
    compare_ratio,
    compare_sum,
)
from budgetlint.model import Document, EvidenceRole, Outcome, Quotient, Severity, Status
from budgetlint.prose.changes import Change, changes_of, difference, in_yuan
from budgetlint.prose.parted import parted_changes
from budgetlint.prose.statements import Statement, read_prose
from budgetlint.rules import rule

from .text_common import in_unit, key_of, nothing, open_outcome, passed, said, shorten
from .text_parted import parted
from .text_same import contradictions

BASIS = "增减额 = 本年数 − 基数；增减率 = 增减额 ÷ 基数"
_MAY_BE_NEGATIVE = re.compile("结转|结余|差额|净|损益|利润")
_UNSURE = "与哪一个数比较不能确定"


@rule(
    "TXT103",
    name="文字中的增减额、增减率",
    name_en="increase or decrease stated in the text",
    severity=Severity.ERROR,
    basis=BASIS,
    message="正文“{label}”：{formula}，文中为 {actual}",
    message_en="“{label}”: {formula}, the text says {actual}",
)
def increases(document: Document) -> Iterator[Outcome]:
    """正文中的增减额和增减率与句中的金额相符。

    检查内容
        句中印有本年数和基数的，增减额 = 本年数 − 基数，增减率 = 增减额 ÷ 基数；
        只印有本年数和增减额的，基数 = 本年数 − 增减额，增减率 = 增减额 ÷ 基数。
        同一笔本年数与同一基数比较，各处写的增减额应当相同；
        支出的增减额等于基本支出与项目支出的增减额之和（不符的为警告）。
        与哪一个数比较不能确定的，不判断。
    依据
        增减额和增减率的定义。
    示例
        正确：执行数60.13万元，预算安排25.77万元，减少57.14%
        错误：执行数60.13万元，预算安排25.77万元，减少51.74%
    如何修改
        按句中的金额重算增减额、增减率；金额本身写错的，先改金额。
    容差
        按各数印出的位数四舍五入后应一致；百分数差末一位的为警告，只舍不入的为提示。
    """
    prose = read_prose(document)
    held = 0
    used: list[Statement] = []
    findings: list[Outcome] = []
    unsure: list[Outcome] = []
    changes = changes_of(document)
    for change in changes:
        compared, outcome = _recomputed(change)
        held += bool(compared)
        used += compared
        if outcome is not None:
            findings.append(outcome)
        elif not compared:
            unsure.append(open_outcome("TXT103", change.first, _UNSURE, change.rate))
    findings += contradictions(changes, document.path)
    for item in parted_changes(prose, document.fiscal_year or 0):
        compared_parts, outcome = parted(item)
        if outcome is not None:
            findings.append(outcome)
        elif compared_parts:
            held += 1
            used += (item.whole, *item.parts)
    if not (held or findings or unsure):
        yield nothing("TXT103", prose)
    if held:
        yield passed("TXT103", held, used)
    yield from findings
    yield from unsure


def _recomputed(change: Change) -> tuple[list[Statement], Outcome | None]:
    """The figures of a comparison that hold together, and what is wrong with it."""
    held: list[Statement] = []
    if change.amount is not None and change.base is not None and change.current is not None:
        compared, fault = _amount_fault(change)
        if fault is not None:
            return [], fault
        if compared:
            held += (change.amount, change.base, change.current)
    beyond = _beyond(change)
    if beyond is not None or change.rate is None or change.current is None:
        return held, beyond
    term = change.amount or change.base
    options: list[tuple[Amount, list[Statement]]] = [
        (in_yuan(s), [s]) for s in (change.current, *change.rivals)
    ]
    if change.instead is not None:
        options.append((change.instead, []))
    for value, printed in options:
        result = _rate(change, value)
        if result is not None and result.verdict in (Verdict.EXACT, Verdict.ROUNDING):
            return [*held, change.rate, *printed, *([term] if term else [])], None
    result = _rate(change, in_yuan(change.current))
    if result is None or not change.sure:
        return held, None
    if change.base is not None and change.amount is None and _opposed(change):
        return held, None  # the direction is wrong: another rule says so
    return held, _rate_fault(change, result)


def _beyond(change: Change) -> Outcome | None:
    """An increase larger than the amount it led to: the base would have been negative."""
    if change.amount is None or change.current is None or not change.sure or change.instead:
        return None
    step, now = in_yuan(change.amount), in_yuan(change.current)
    if change.base is not None or change.amount.figure.sign < 0 or now.value < 0:
        return None
    if step.low <= now.high or _MAY_BE_NEGATIVE.search(change.current.label):
        return None
    stated, grown = _shown(change.current, change.amount)
    formula = f"{stated} − {grown} 小于 0，增加的数大于本年数"
    severity = Severity.ERROR if now.value == 0 else Severity.WARNING
    return _fault(change, change.amount, formula, "", severity)


def _opposed(change: Change) -> bool:
    assert change.base is not None and change.current is not None
    return signed_gap(change) * change.first.figure.sign < 0


def signed_gap(change: Change) -> Decimal:
    """The present amount minus the base, both as printed."""
    assert change.base is not None and change.current is not None
    return in_yuan(change.current).value - in_yuan(change.base).value


def _rate(change: Change, now: Amount) -> Comparison | None:
    """The printed rate against the one that follows from the amounts."""
    assert change.rate is not None
    if change.amount is not None:
        step = in_yuan(change.amount)
        gap = Amount(step.value * change.amount.figure.sign, step.ulp)
        base = difference(now, gap)
        gap = Amount(abs(gap.value), gap.ulp)
    elif change.base is not None:
        base = in_yuan(change.base)
        wide = difference(now, base)
        gap = Amount(abs(wide.value), wide.ulp)
    else:
        return None
    return compare_ratio(change.rate.figure.amount, gap, base)


def _amount_fault(change: Change) -> tuple[bool, Outcome | None]:
    """Whether the printed difference was held against the two amounts, and what is wrong."""
    assert change.amount is not None and change.base is not None and change.current is not None
    if not change.sure or change.instead is not None:
        return False, None
    stated = in_yuan(change.amount)
    now, base = in_yuan(change.current), in_yuan(change.base)
    gap = now.value - base.value
    sign = 1 if gap >= 0 else -1
    if sign != change.amount.figure.sign:
        return False, None  # the direction is wrong: another rule says so
    result = compare_sum(
        Amount(stated.value * sign, stated.ulp, step=stated.step),
        [(1, now), (-1, base)],
    )
    if result.verdict is not Verdict.WRONG:
        return True, None
    unit, now_unit = change.amount.figure.unit, change.current.figure.unit
    if now_unit == change.base.figure.unit:
        unit = now_unit  # 310万元 − 160万元 is 150万元, though the text may say 150元
    expected = in_unit(abs(gap) / UNITS[unit], unit)
    one, other = _shown(change.current, change.base, change.amount)[:2]
    formula = f"{one} − {other} = {expected}"
    return True, _fault(change, change.amount, formula, expected, Severity.ERROR)


def _rate_fault(change: Change, result: Comparison) -> Outcome:
    assert change.rate is not None and change.current is not None
    rate = change.rate.figure
    expected = f"{result.computed:f}%"
    if change.amount is not None:
        sign = "−" if change.amount.figure.sign > 0 else "+"
        now, step = _shown(change.current, change.amount)
        formula = f"{step} ÷（{now} {sign} {step}）= {expected}"
    else:
        assert change.base is not None
        now, base = _shown(change.current, change.base)
        formula = f"（{now} − {base}）÷ {base} = {expected}"
    near = abs(result.difference) <= rate.amount.step
    severity = Severity.ERROR
    if result.verdict is Verdict.SUSPICIOUS:
        severity = Severity.INFO
    elif near:
        severity = Severity.WARNING
    return _fault(change, change.rate, formula, expected, severity)


def _shown(*statements: Statement) -> list[str]:
    """Amounts for a formula: with their units where these differ."""
    same = len({s.figure.unit for s in statements}) == 1
    return [s.figure.text if same else s.figure.shown for s in statements]


def _fault(
    change: Change, wrong: Statement, formula: str, expected: str, severity: Severity
) -> Outcome:
    assert change.current is not None
    way = wrong.figure.sign
    if wrong is change.rate:
        others = [(change.current, 1), (change.amount or change.base, 1)]
        quotient = _quotient(change)
    else:  # more: current − base, less: base − current
        others, quotient = [(change.current, way), (change.base, -way)], ((), ())
    parts = [(s, sign) for s, sign in others if s is not None]
    return Outcome(
        "TXT103",
        Status.FAIL,
        key_of(change.current, wrong.role),
        severity,
        {
            "label": shorten(
                change.current.label + change.current.figure.shown + "…" + wrong.clause
            ),
            "formula": formula,
            "actual": wrong.figure.shown,
        },
        (
            said(wrong, EvidenceRole.TOTAL),
            *(said(s, EvidenceRole.ADDEND, sign) for s, sign in parts),
        ),
        expected=expected,
        actual=wrong.figure.shown,
        formula=formula,
        page=wrong.figure.paragraph.page(wrong.figure.start),
        quotient=quotient,
    )


def _quotient(change: Change) -> Quotient:
    """What a rate is the quotient of, with the present amount first and the other one second."""
    if change.amount is None:
        way = 1 if signed_gap(change) >= 0 else -1
        return ((1, way), (2, -way)), ((2, 1),)
    return ((2, 1),), ((1, 1), (2, -change.amount.figure.sign))
