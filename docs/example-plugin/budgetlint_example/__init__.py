"""An example of a plugin for budgetlint: one rule of one place.

Every object made by the decorator ``rule`` in this module is taken as a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetlint.amounts import show
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status, Table, TableKind
from budgetlint.relations.outcomes import evidence_of, table_key
from budgetlint.rules import rule

LIMIT = Decimal("0.02")


@rule(
    "EXA101",
    name="公务接待费占比",
    name_en="share of receptions",
    severity=Severity.WARNING,
    basis="某市公务接待管理办法：公务接待费不超过公用经费的 2%",
    message="公务接待费 {actual} 超过公用经费 {whole} 的 2%（{limit}）",
    message_en="receptions {actual} exceed 2% of operating costs {whole} ({limit})",
    kinds=(TableKind.BASIC_EXPENDITURE,),
)
def receptions(document: Document) -> Iterator[Outcome]:
    """公务接待费不超过公用经费的 2%。

    检查内容
        在一般公共预算基本支出表中，公务接待费（30217）不超过公用经费合计的 2%。
    依据
        某市公务接待管理办法（示例）。
    示例
        正确：公用经费 81.1，公务接待费 0.6
        错误：公用经费 81.1，公务接待费 6.0
    如何修改
        核对公务接待费和公用经费的金额；金额无误的，压减公务接待费或说明理由。
    容差
        按印出的位数四舍五入后仍超过的，才算超过。
    """
    for table in document.tables:
        if table.kind is TableKind.BASIC_EXPENDITURE:
            yield _judge(table)


def _judge(table: Table) -> Outcome:
    """What the rule says of one table: always one outcome, and why where it cannot tell."""
    key = (table_key(table), "公务接待费")
    part = _cell(table, "30217", "合计")
    whole = _cell(table, "", "公用经费")
    if part is None or whole is None:
        reason = "表中没有公务接待费（30217）" if part is None else "表中没有公用经费合计"
        return Outcome("EXA101", Status.NOT_APPLICABLE, key, reason=reason, table=table.id)
    spent, total = table.figures[part].amount, table.figures[whole].amount
    if spent is None or total is None:
        reason = "公务接待费或公用经费的数字无法识别"
        return Outcome("EXA101", Status.NOT_CHECKED, key, reason=reason, table=table.id)
    if spent.low <= total.high * LIMIT:  # an amount as printed is an interval
        return Outcome("EXA101", Status.PASS, key, table=table.id, cells=(part, whole))
    limit = show((total.value * LIMIT).quantize(total.ulp or Decimal(1)))
    actual, printed = table.figures[part].text, table.figures[whole].text
    return Outcome(
        "EXA101",
        Status.FAIL,
        key,
        arguments={"actual": actual, "whole": printed, "limit": limit},
        # The first TOTAL is the figure that the finding is about and that the report marks.
        evidence=(
            evidence_of(table, part, EvidenceRole.TOTAL),
            evidence_of(table, whole, EvidenceRole.TOTAL),
        ),
        expected=f"≤ {limit}",
        actual=actual,
        formula=f"{printed} × 2% = {limit}，表中 {actual}",
        table=table.id,
    )


def _cell(table: Table, code: str, heading: str) -> tuple[int, int] | None:
    """The printed figure of a row (by code; ``""``: 合计) in a column (by its last heading)."""
    for row in table.rows:
        if row.code == code and (code or row.name == "合计"):
            for column in table.columns:
                if column.path[-1:] == (heading,) and (row.index, column.index) in table.figures:
                    return row.index, column.index
    return None
