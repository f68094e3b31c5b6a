"""SUM 合计与小计: sums along rows and down columns inside one table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgetlint.amounts import Verdict
from budgetlint.model import Document, Outcome, RowRole, Severity, Status, Table, TableKind
from budgetlint.relations import slips
from budgetlint.relations.columns import column_tallies
from budgetlint.relations.headers import row_families
from budgetlint.relations.model import (
    Checked,
    Prior,
    Tally,
    amount_at,
    best,
    is_slip,
    without_strangers,
)
from budgetlint.relations.outcomes import (
    column_name,
    failure,
    not_checked,
    part_exceeds,
    passed,
    row_name,
    table_key,
)
from budgetlint.relations.outline import is_coded
from budgetlint.relations.parts import Part, parts_of
from budgetlint.rules import rule

_TOTAL_FAMILY = re.compile(r"^(?!科目|大项|上级|小计|左栏|单位 = 所属).* = ")
_IDENTITY = "会计恒等式：合计等于各分项之和；部门预决算公开样表各栏的勾稽关系"


@rule(
    "SUM101",
    name="行内合计",
    name_en="row total",
    severity=Severity.ERROR,
    basis=_IDENTITY,
    message="{row}：“{total}”与各栏之和不符（{relation}）",
    message_en="{row}: “{total}” is not the sum of its columns ({relation})",
)
def row_totals(document: Document) -> Iterator[Outcome]:
    """每一行的合计、小计等于它所含各栏之和。

    检查内容
        按表头的层次，逐行核对“合计 = 基本支出 + 项目支出”“小计 = 人员经费 + 公用经费”等。
        “其中”栏是部分数，不参加相加。
    依据
        部门预决算公开样表的栏次关系；合计等于各分项之和。
    示例
        正确：合计 742.1，人员经费 688.1，公用经费 54.0
        错误：合计 724.1，人员经费 688.1，公用经费 54.0
    如何修改
        对照原始报表，核对该行合计与各分栏，改正写错的一个数。
    容差
        各数按印出的位数四舍五入，允许的差为最末一位的 (n+1)/2；在此以内为尾差，不算错误。
    """
    for table in document.tables:
        for readings in row_families(table):
            tally = best(table, readings)
            if tally is not None:
                yield from _outcomes("SUM101", table, without_strangers(table, tally))


@rule(
    "SUM102",
    name="上下级科目",
    name_en="parent and child lines",
    severity=Severity.ERROR,
    basis="政府收支分类科目：类、款、项逐级汇总",
    message="“{row}”的{total}与其下级之和不符",
    message_en="{total} of “{row}” is not the sum of the lines below it",
)
def parents(document: Document) -> Iterator[Outcome]:
    """类 = Σ款，款 = Σ项，大项 = 其下小项之和。

    检查内容
        按科目编码（201 → 20103 → 2010301）或编号（一、（一）1.）确定上下级，
        逐栏核对上级等于下级之和。
    依据
        《政府收支分类科目》类、款、项逐级汇总。
    示例
        正确：21011 行政事业单位医疗 42.2，其下 2101101 为 37.0、2101102 为 5.2
        错误：21011 行政事业单位医疗 52.2，其下 2101101 为 37.0、2101102 为 5.3
    如何修改
        核对上级科目与其下各科目的金额；缺了一个下级科目时补上。
    容差
        允许的差为最末一位的 (n+1)/2；在此以内为尾差，不算错误。
    """
    for table in document.tables:
        for tally in column_tallies(table):
            if not _is_total(table, tally):
                yield from _outcomes("SUM102", table, tally)


@rule(
    "SUM103",
    name="合计行",
    name_en="total line",
    severity=Severity.ERROR,
    basis=_IDENTITY,
    message="“{row}”行的{total}与各行之和不符（{relation}）",
    message_en="{total} of the line “{row}” is not the sum of the lines ({relation})",
)
def total_lines(document: Document) -> Iterator[Outcome]:
    """合计行、总计行等于各行之和。

    检查内容
        “合计”等于各类（或各单位、各项目）之和；“收入总计”等于“本年收入合计”加上年结转等。
    依据
        部门预决算公开样表；总计 = 本年合计 + 上年结转（或结转下年）。
    示例
        正确：本年收入合计 2,562.0，上年结转 10.0，收入总计 2,572.0
        错误：本年收入合计 2,562.0，上年结转 10.0，收入总计 2,562.0
    如何修改
        重新加总各行；合计无误时查是否漏列或重复了某一行。
    容差
        允许的差为最末一位的 (n+1)/2；在此以内为尾差，不算错误。
    """
    for table in document.tables:
        for tally in column_tallies(table):
            if _is_total(table, tally):
                yield from _outcomes("SUM103", table, tally)


#: the decimals that print money to the cent: nothing is left to be rounded
_CENTS = {"元": 2, "万元": 6}


def _prints_cents(table: Table, item: Checked) -> bool:
    """Whether all figures of a sum are printed to the cent, so that no rounding explains it."""
    decimals = _CENTS.get(table.unit)
    amounts = [amount_at(table, cell) for _, cell in ((1, item.sum.total), *item.used_terms)]
    return decimals is not None and all(
        a is not None and -int(a.value.as_tuple().exponent) >= decimals for a in amounts
    )


def _severity(tally: Tally, item: Checked) -> Severity:
    if item.comparison is None or item.comparison.verdict is not Verdict.SUSPICIOUS:
        return Severity.ERROR
    # inside the bound of rounding: worth a look only where the sum itself is beyond doubt
    return Severity.WARNING if tally.family.prior is Prior.STANDARD else Severity.INFO


def _may_hide_lines(table: Table, tally: Tally, item: Checked) -> bool:
    """A government's account, or one that says so, leaves secret lines out of its list."""
    if (
        tally.family.axis != "column"
        or item.comparison is None
        or is_slip(table, item, exactly=True)
    ):
        return False
    if table.rows[item.sum.total[0]].role is RowRole.TOTAL or item.comparison.difference < 0:
        return False
    said = any(word in note for note in table.notes for word in ("涉密", "保密", "剔除"))
    return said or table.kind is TableKind.GOVERNMENT or table.government


def _overfull(table: Table, tally: Tally, item: Checked) -> bool:
    """Whether the lines of a code certainly hold more than the code itself.

    Codes leave no doubt what is below what, and lines that are left out make the sum smaller,
    never larger. The same lines printed again (for each unit) would, and so would parts.
    """
    if tally.family.prior is not Prior.STANDARD or not is_coded(table.rows) or not tally.held:
        return False
    assert item.comparison is not None
    rows = [table.rows[cell[0]] for _, cell in item.used_terms]
    amounts = [amount_at(table, cell) for _, cell in item.used_terms]
    return (
        item.comparison.difference < 0
        and len(rows) > 1
        and all(a is not None and a.value > 0 for a in amounts)
        and all(r.role is RowRole.LEAF and r.code for r in rows)
        and len({r.label for r in rows}) == len(rows)
        and not _may_hide_lines(table, tally, item)
    )


@rule(
    "SUM104",
    name="其中不超过整体",
    name_en="part within its whole",
    severity=Severity.ERROR,
    basis="“其中”是所列整体的一部分",
    message="“{part}”大于它所属的“{whole}”",
    message_en="“{part}” exceeds “{whole}”, of which it is a part",
)
def parts_within(document: Document) -> Iterator[Outcome]:
    """“其中”所列的部分不大于整体。

    检查内容
        表中标明“其中”的栏或行，其金额不大于所属的整体。
    依据
        “其中”是整体的一部分；部分不必加总等于整体，但不能大于整体。
    示例
        正确：一般公共预算 2,562.0，其中：财政拨款 2,562.0
        错误：一般公共预算 2,562.0，其中：财政拨款 2,652.0
    如何修改
        核对“其中”的金额和所属整体的金额，改正写错的一个。
    容差
        按印出的位数四舍五入后仍大于整体的，才算错误。
    """
    for table in document.tables:
        yield from _parts("SUM104", table)


def _parts(rule_code: str, table: Table) -> Iterator[Outcome]:
    good: list[tuple[int, int]] = []
    wrong: list[Part] = []
    for item in parts_of(table):
        part, whole = amount_at(table, item.part), amount_at(table, item.whole)
        if part is None or whole is None or whole.value <= 0:
            continue
        if part.low > whole.high:
            wrong.append(item)
        else:
            good.extend((item.part, item.whole))
    # where many “parts” exceed their whole, they are parts of something else
    pairs = len(good) // 2
    borne_out = len(wrong) * 4 <= pairs or (len(wrong) == 1 and pairs > 0)
    for item in wrong:
        if borne_out or (len(wrong) == 1 and _is_part_slip(table, item)):
            yield part_exceeds(rule_code, table, item)
        else:
            row = table.rows[item.part[0]]
            yield Outcome(
                rule_code,
                Status.NOT_CHECKED,
                (table_key(table), row_name(row), column_name(table, item.part[1])),
                reason="“其中”所属的整体不能确定，未作判断",
                table=table.id,
                page=row.page,
            )
    if good:
        cells = tuple(dict.fromkeys(good))
        yield Outcome(
            rule_code,
            Status.PASS,
            (table_key(table),),
            table=table.id,
            cells=cells,
            places=len(good) // 2,
        )


def _is_part_slip(table: Table, item: Part) -> bool:
    """Whether one digit changed, or two swapped, makes a part its whole."""
    part, whole = amount_at(table, item.part), amount_at(table, item.whole)
    if part is None or whole is None:
        return False
    off = whole.value - part.value
    return slips.is_slip([(-1, whole), (1, part)], off, Decimal(0), exactly=True)


def _is_total(table: Table, tally: Tally) -> bool:
    return bool(_TOTAL_FAMILY.match(tally.family.name))


def _outcomes(rule_code: str, table: Table, tally: Tally) -> Iterator[Outcome]:
    good: list[Checked] = []
    for item in tally.checked:
        if item.comparison is None:
            yield not_checked(rule_code, table, item, item.reason)
        elif item.comparison.verdict is Verdict.EXACT:
            good.append(item)
        elif item.comparison.verdict is Verdict.ROUNDING:
            exact = _prints_cents(table, item)
            severity = Severity.WARNING if exact else Severity.INFO
            yield failure(rule_code, table, tally.family, item, severity)
        elif _may_hide_lines(table, tally, item):
            yield not_checked(
                rule_code,
                table,
                item,
                "上级大于所列下级之和，可能有未公开（涉密）的下级科目，未作判断",
            )
        elif not (tally.accusable(table, item) or _overfull(table, tally, item)):
            yield not_checked(
                rule_code, table, item, "版式的含义不确定：按现有读法多数行都不成立，未作判断"
            )
        else:
            yield failure(rule_code, table, tally.family, item, _severity(tally, item))
    if good:
        yield passed(rule_code, table, tally.family, good)


__all__ = ["parents", "parts_within", "row_totals", "total_lines"]
