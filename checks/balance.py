"""BAL 收支平衡: both sides of a balance table, fund by fund, and from year to year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgetlint.amounts import Verdict
from budgetlint.model import (
    Column,
    ColumnRole,
    Document,
    Evidence,
    EvidenceRole,
    Outcome,
    RowRole,
    Severity,
    Status,
    Table,
)
from budgetlint.relations.balance import (
    Funding,
    GrandTotal,
    Side,
    equation,
    fund_of,
    funding,
    grand_totals,
    left_over,
    pair_columns,
    whole_column,
)
from budgetlint.relations.model import Cell, Checked, Family, Prior, Sum, evaluate
from budgetlint.relations.outcomes import (
    column_name,
    evidence_of,
    failure,
    not_checked,
    passed,
    table_key,
)
from budgetlint.rules import rule

_IDENTITY = "会计恒等式：收入总计等于支出总计；部门预决算公开样表的平衡关系"
_BROUGHT = re.compile(r"^(?:年初|上年).*(?:结转|结余)")
_CARRIED = re.compile(r"^(?:年末|年终).*(?:结转|结余)")
_REVENUE = re.compile(r"^(?:本年|当年).*收入")
_SPENDING = re.compile(r"^(?:本年|当年).*支出")


@rule(
    "BAL101",
    name="收支总计平衡",
    name_en="income equals expenditure",
    severity=Severity.ERROR,
    basis=_IDENTITY,
    message="“{row}”与“{other}”不相等（{total}）",
    message_en="“{row}” differs from “{other}” ({total})",
)
def totals_balance(document: Document) -> Iterator[Outcome]:
    """收支总表的收入总计等于支出总计。

    检查内容
        收支总表、财政拨款收支总表、决算总表及政府收支平衡表中，收入总计与支出总计逐栏相等；
        支出按功能、经济分类并排列示时，每一处支出总计都与收入总计相等。
        年终结余列在支出总计之后的，支出总计加年终结余等于收入总计。
        本年收入合计与本年支出合计不要求相等。
    依据
        会计恒等式；《地方预决算公开操作规程》所附部门收支总表。
    示例
        正确：收入总计 2,995.39，支出总计 2,995.39
        错误：收入总计 2,995.39，支出总计 2,959.39
    如何修改
        核对收入总计、支出总计及上年结转、结转下年，改正写错或漏列的一项。
    容差
        同样位数的两个总计必须完全相等；加上年终结余计算的，允许尾差。
    """
    for table in document.tables:
        totals = grand_totals(table)
        income = [t for t in totals if t.side is Side.INCOME]
        spent = [t for t in totals if t.side is Side.EXPENDITURE]
        if len(income) == 1:
            for total in spent:
                yield from _balanced(table, income[0], total, several=len(spent) > 1)


def _balanced(
    table: Table, income: GrandTotal, spent: GrandTotal, *, several: bool
) -> Iterator[Outcome]:
    pairs = pair_columns(income.columns, spent.columns)
    if pairs is None:
        if any(spent.cell(c) in table.figures for c in spent.columns):
            yield _unclear(table, income, spent, "两边的栏目对不上，无法确定哪一栏与哪一栏相比")
        return
    below = left_over(table, spent)
    for left, right in pairs:
        whole, part = income.cell(left), spent.cell(right)
        rest = [(row.index, right.index) for row in below]
        item = equation(table, whole, [part, *(c for c in rest if c in table.figures)])
        if item is None:
            continue
        blank = rest and not any(c in table.figures for c in rest)
        if item.comparison is None:
            yield _unclear(table, income, spent, item.reason, right)
        elif item.comparison.verdict is Verdict.WRONG and blank:
            yield _unclear(table, income, spent, "年终结余栏为空，无法核对", right)
        else:
            yield _balance_outcome(table, income, spent, item, several=several)


def _balance_outcome(
    table: Table, income: GrandTotal, spent: GrandTotal, item: Checked, *, several: bool
) -> Outcome:
    comparison = item.comparison
    assert comparison is not None  # the caller has taken out what could not be compared
    column = item.sum.terms[0][1][1]
    relation = f"{income.row.name} = {spent.row.name}"
    if several:
        relation += f"（{_heading(table, spent)}）"
    family = Family(relation, "column", Prior.STANDARD, (item.sum,))
    single = len(item.sum.terms) == 1
    evidence = _balance_evidence(table, spent, item)
    if comparison.verdict is Verdict.EXACT or (single and comparison.verdict is Verdict.ROUNDING):
        return replace(passed("BAL101", table, family, [item]), evidence=evidence)
    severity = {Verdict.ROUNDING: Severity.INFO, Verdict.SUSPICIOUS: Severity.WARNING}
    found = failure("BAL101", table, family, item, severity.get(comparison.verdict, Severity.ERROR))
    return replace(
        found,
        arguments={
            "row": income.row.name,
            "other": " + ".join([spent.row.name, *(e.row for e in evidence[2:])]),
            "total": column_name(table, column),
        },
        evidence=evidence,
    )


def _heading(table: Table, spent: GrandTotal) -> str:
    """What tells panels apart whose columns are called the same: 功能分类, 经济分类."""
    names = table.panel_columns(spent.row.panel, ColumnRole.NAME)
    return names[0].path[-1] if names and names[0].path else str(spent.row.panel)


def _balance_evidence(table: Table, spent: GrandTotal, item: Checked) -> tuple[Evidence, ...]:
    """The figures compared; one that stands in a line without a label gets that of its total."""
    total = evidence_of(table, item.sum.total, EvidenceRole.TOTAL)
    terms = [evidence_of(table, cell, EvidenceRole.ADDEND) for _, cell in item.sum.terms]
    return (total, replace(terms[0], row=spent.row.label), *terms[1:])


def _unclear(
    table: Table, income: GrandTotal, spent: GrandTotal, reason: str, column: Column | None = None
) -> Outcome:
    return Outcome(
        "BAL101",
        Status.NOT_CHECKED,
        (table_key(table), income.row.name, spent.row.name, column.name if column else ""),
        reason=reason,
        table=table.id,
        page=income.row.page,
    )


@rule(
    "BAL102",
    name="分资金收支平衡",
    name_en="balance of each fund",
    severity=Severity.ERROR,
    basis="《预算法》第五条：四本预算保持完整、独立；部门预决算公开样表的平衡关系",
    message="“{row}”的“{total}”与收入中该项资金（本年收入加上年结转）不符",
    message_en="“{total}” of “{row}” differs from the income of that fund",
)
def funds_balance(document: Document) -> Iterator[Outcome]:
    """财政拨款收支总表中，每一项资金的收入加上年结转等于其支出总计。

    检查内容
        支出分“一般公共预算”“政府性基金预算”“国有资本经营预算”列示的，
        逐项核对：收入中该项资金的本年数 + 上年（年初）结转 = 支出总计行的该栏。
    依据
        《中华人民共和国预算法》第五条；财政拨款收支总表样表。
    示例
        正确：一般公共预算 本年 223,898.88、上年结转 4,056.23，支出总计 227,955.11
        错误：一般公共预算 本年 223,898.88、上年结转 4,056.23，支出总计 223,898.88
    如何修改
        核对该项资金的收入、上年结转与支出（含结转下年），看是否串了栏或漏列了结转。
    容差
        允许的差为最末一位的 (n+1)/2；只有一项收入时须相等，差末一位为尾差。
    """
    for table in document.tables:
        totals = grand_totals(table)
        income = [t for t in totals if t.side is Side.INCOME]
        for spent in (t for t in totals if t.side is Side.EXPENDITURE):
            heads = [fund_of(c.path[-1]) if c.path else "" for c in spent.columns]
            column = whole_column(income[0].columns) if len(income) == 1 else None
            if column is None or not any(heads):
                continue
            divided = funding(table, income[0], column.index)
            for head, target in zip(heads, spent.columns, strict=True):
                if head and heads.count(head) == 1:
                    yield from _fund(table, divided, head, spent.cell(target))


def _fund(table: Table, divided: Funding, fund: str, target: Cell) -> Iterator[Outcome]:
    item = Sum(target, tuple((1, cell) for cell in divided.cells(fund)))
    family = Family(f"{fund}：收入 + 上年结转 = 支出总计", "column", Prior.STANDARD, (item,))
    yield from _judged("BAL102", table, family, divided.problem)


@rule(
    "BAL104",
    name="结转结余变动",
    name_en="carry-over from year to year",
    severity=Severity.ERROR,
    basis="会计恒等式：年初结转和结余 + 本年收入 - 本年支出 = 年末结转和结余",
    message="“{row}”的年初结转、本年收入、本年支出与年末结转不平衡",
    message_en="opening balance, income, expenditure and closing balance of “{row}” do not agree",
)
def carry_over(document: Document) -> Iterator[Outcome]:
    """年初结转和结余 + 本年收入 - 本年支出 = 年末结转和结余，逐行核对。

    检查内容
        政府性基金、国有资本经营等决算表同时列有年初结转和结余、本年收入、本年支出、
        年末结转和结余四栏的，逐行核对四者的关系。
    依据
        部门决算公开07表、08表的栏次关系。
    示例
        正确：年初 10.00，本年收入 90.00，本年支出 80.00，年末 20.00
        错误：年初 10.00，本年收入 90.00，本年支出 80.00，年末 10.00
    如何修改
        对照上年决算的年末数核对年初数，再核对本年收入、支出，改正写错的一栏。
    容差
        允许的差为最末一位的 (n+1)/2；在此以内为尾差，不算错误。
    """
    for table in document.tables:
        for panel in table.panels():
            columns = table.panel_columns(panel)
            found = [_group(columns, p) for p in (_BROUGHT, _REVENUE, _SPENDING, _CARRIED)]
            brought, revenue, spending, carried = found
            if not (brought and revenue and spending and carried):
                continue
            signed = ((1, brought), (1, revenue), (-1, spending), (-1, carried))
            sums = (
                _rolled(table, [(sign, (row.index, column.index)) for sign, column in signed])
                for row in table.panel_rows(panel)
                if row.role not in (RowRole.EMPTY, RowRole.NOTE)
            )
            name = "年初结转 + 本年收入 - 本年支出 = 年末结转"
            family = Family(name, "row", Prior.STANDARD, tuple(s for s in sums if s is not None))
            yield from _judged("BAL104", table, family)


def _group(columns: Sequence[Column], head: re.Pattern[str]) -> Column | None:
    """The column that stands for a group of columns whose highest heading matches."""
    return whole_column([c for c in columns if c.path and head.match(c.path[0])])


def _rolled(table: Table, cells: Sequence[tuple[int, Cell]]) -> Sum | None:
    """Solved for the last printed one of the four: a blank carry-over is nothing carried."""
    printed = [(sign, cell) for sign, cell in cells if cell in table.figures]
    if len(printed) < 2:
        return None
    sign, total = printed[-1]
    return Sum(total, tuple((-sign * s, cell) for s, cell in cells if cell != total))


def _judged(rule_code: str, table: Table, family: Family, problem: str = "") -> Iterator[Outcome]:
    good: list[Checked] = []
    for item in evaluate(table, family.sums):
        verdict = item.comparison.verdict if item.comparison is not None else None
        if problem and item.sum.total in table.figures:
            yield not_checked(rule_code, table, item, problem)
        elif verdict is None:
            yield not_checked(rule_code, table, item, item.reason)
        elif verdict is Verdict.EXACT:
            good.append(item)
        elif verdict is Verdict.ROUNDING:
            yield failure(rule_code, table, family, item, Severity.INFO)
        else:
            doubtful = verdict is Verdict.SUSPICIOUS
            severity = Severity.WARNING if doubtful else Severity.ERROR
            yield failure(rule_code, table, family, item, severity)
    if good:
        yield passed(rule_code, table, family, good)
