"""SUM 增减额、结余 and sums that a header spells out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from budgetlint.amounts import Verdict
from budgetlint.model import Document, Outcome, Severity, Status, Table
from budgetlint.relations.change import Change, changes, formula_sums
from budgetlint.relations.model import Checked, Tally
from budgetlint.relations.outcomes import failure, not_checked, passed, table_key
from budgetlint.rules import rule

_UNSURE = "表头没有写明是哪两栏之差，现有各种读法在多数行都不成立，未作判断"


@rule(
    "SUM201",
    name="增减额与结余",
    name_en="difference columns",
    severity=Severity.ERROR,
    basis="增减额 = 本年数 − 上年数；结余 = 预算数 − 执行数",
    message="{row}：“{total}”不等于两栏之差（{relation}）",
    message_en="{row}: “{total}” is not the difference of its columns ({relation})",
)
def differences(document: Document) -> Iterator[Outcome]:
    """增减额等于本年数减上年数，结余等于预算数减执行数。

    检查内容
        “增减额”“增减变化情况”“比上年增减”“指标结余”“结余金额”等栏，逐行用表中两栏相减复算。
        分项列示的（如三公经费的上年、当年、增减变化情况），逐项相减。
    依据
        栏目名称所指的算法；中央部门预算“增减额”栏、绩效自评资金情况表。
    示例
        正确：2025年执行数 5,555.07，2026年预算数 5,826.21，增减额 271.14
        错误：2025年执行数 5,555.07，2026年预算数 5,826.21，增减额 217.14
    如何修改
        用表中两个数重新相减；减少时应有负号。
    容差
        各数按印出的位数四舍五入，允许的差为各数半个末位之和；在此以内为尾差。
    """
    for table in document.tables:
        for change in changes(table):
            if change.tally is None:
                yield _undecided(table, change)
            else:
                yield from _outcomes("SUM201", table, change.tally)


@rule(
    "SUM202",
    name="表头算式",
    name_en="formula in the header",
    severity=Severity.ERROR,
    basis="表头自行写明的算式",
    message="{row}：“{total}”与表头算式不符（{relation}）",
    message_en="{row}: “{total}” does not follow the formula in its header ({relation})",
)
def header_formulas(document: Document) -> Iterator[Outcome]:
    """表头写明算式的栏，等于算式算出的数。

    检查内容
        表头或栏次行印有“小计③=①+②”“3=1+2”“⑥=③-④”之类算式的，逐行按算式复算。
        相除的算式（“⑤=④/③”）由百分比规则核对。
    依据
        表头自行写明的算式。
    示例
        正确：①9,209.55，②790.22，小计③=①+② 9,999.77
        错误：①9,209.55，②790.22，小计③=①+② 9,990.77
    如何修改
        按算式重新计算该栏；算式本身写错的，改正表头。
    容差
        允许的差为各数半个末位之和；在此以内为尾差，不算错误。
    """
    for table in document.tables:
        for found in formula_sums(table):
            yield from _outcomes("SUM202", table, found)


def _undecided(table: Table, change: Change) -> Outcome:
    return Outcome(
        "SUM201",
        Status.NOT_CHECKED,
        (table_key(table), change.name),
        reason=f"“{change.name}”{change.count} 个数：{_UNSURE}",
        table=table.id,
        page=table.pages[0] if table.pages else None,
        places=change.count,
    )


def _outcomes(code: str, table: Table, found: Tally) -> Iterator[Outcome]:
    good: list[Checked] = []
    doubtful: list[Checked] = []
    for item in found.checked:
        verdict = item.comparison.verdict if item.comparison is not None else None
        if verdict is None:
            yield not_checked(code, table, item, item.reason)
        elif verdict is Verdict.EXACT:
            good.append(item)
        elif verdict is Verdict.ROUNDING:
            yield failure(code, table, found.family, item, Severity.INFO)
        elif not found.accusable(table, item):
            doubtful.append(item)
        else:
            suspicious = verdict is Verdict.SUSPICIOUS
            severity = Severity.WARNING if suspicious else Severity.ERROR
            yield failure(code, table, found.family, item, severity)
    if doubtful:
        first = not_checked(code, table, doubtful[0], f"{found.family.name}：{_UNSURE}")
        yield replace(first, places=len(doubtful))
    if good:
        yield passed(code, table, found.family, good)


__all__ = ["differences", "header_formulas"]
