"""PRF 绩效: the funds of a form add up, and the rate of execution follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgetlint.amounts import (
    Amount,
    Comparison,
    Verdict,
    compare_ratio,
    compare_sum,
    show,
)
from budgetlint.forms import Form, Fund, Value, forms_of
from budgetlint.forms.model import Execution, ExecutionRow
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import amount_of, not_checked, passed, severity_of, sum_failure

_CARRIED = re.compile(r"上年结转")
_HEAD = re.compile(r"总额|合计")
_CENT = Decimal("0.01")


@rule(
    "PRF201",
    name="绩效表资金构成",
    name_en="funds of a performance form",
    severity=Severity.ERROR,
    basis="资金总额 = 财政拨款 + 上年结转 + 其他资金；合计 = 基本支出 + 项目支出",
    message="“{form}”的{total} {printed}，各组成部分之和为 {computed}{note}",
    message_en="“{form}”: {total} {printed} is not the sum of its parts, {computed}",
)
def form_funds(document: Document) -> Iterator[Outcome]:
    """绩效目标表、自评表的资金总额等于各组成部分之和。

    检查内容
        年度资金总额（实施期、项目资金总额）= 财政拨款 + 上年结转 + 其他资金；
        部门整体绩效目标表中预算总额 = 财政拨款 + 其他资金，合计 = 基本支出 + 项目支出；
        自评表资金部分逐栏（年初预算、全年预算、执行数……）相加。
        上年结转已含在财政拨款中的，按另一种读法成立即通过；
        没有列出其他资金的，只在部分大于总额时列为不符。
    依据
        绩效目标表、自评表的表式。
    示例
        正确：年度资金总额 1,960.35，财政拨款 1,930.00，上年结转 30.35
        错误：年度资金申请总额 10,903,043.00，当年财政拨款 11,419,043.00，上年结转 0.00，其他 0.00
    如何修改
        重新相加，改正总额或写错的一项。
    容差
        允许的差为各数半个末位之和；在此以内为尾差。
    """
    for form in forms_of(document):
        failed: dict[str, list[tuple[Fund, Comparison]]] = {}
        good: list[Value] = []
        count = 0
        for fund in form.funds:
            comparison = _compare(fund)
            if comparison.verdict is Verdict.EXACT:
                good += [fund.total, *fund.parts]
                count += 1
            elif comparison.difference > 0 and not fund.closed:
                yield not_checked("PRF201", form, fund.total.row, "没有列出全部资金来源，未作判断")
            else:
                failed.setdefault(fund.total.row, []).append((fund, comparison))
        yield from passed("PRF201", form, "资金构成", good, count)
        for found in failed.values():
            yield _funds_failure(form, found)


@rule(
    "PRF202",
    name="绩效表预算执行率",
    name_en="execution rate of a form",
    severity=Severity.ERROR,
    basis="预算执行率 = 全年执行数 ÷ 全年预算数；表头印有算式的，按表头的算式",
    message="“{form}”{row}的“{column}”应为 {expected}，印作 {actual}{note}",
    message_en="“{form}”, {row}: {column} should be {expected}, printed {actual}",
)
def form_execution(document: Document) -> Iterator[Outcome]:
    """绩效自评表的预算执行率等于执行数除以预算数。

    检查内容
        自评表资金部分每一行：执行率 = 全年执行数 ÷ 全年预算数（没有全年预算数的用年初预算数）；
        表头印有算式的（“小计③=①+②”“结余⑥=③-④”），按算式复算。
        “其中”各行印 0 或 0.0% 的执行率不作判断。
    依据
        自评表的表式和表头自行写明的算式。
    示例
        正确：③ 9999.77，④ 8874.74，⑤=④/③ 88.75
        错误：③ 9999.77，④ 8874.74，⑤=④/③ 87.85
    如何修改
        用表中两个数重新计算。
    容差
        按印出的位数四舍五入；末位差一（截尾）为警告。
    """
    for form in forms_of(document):
        good: list[Value] = []
        count = 0
        for block in form.executions:
            for row in block.rows:
                for result, operator, terms in _relations(block):
                    checked = _check(row, result, operator, terms)
                    if checked is None:
                        continue
                    values, comparison = checked
                    severity = severity_of(comparison.verdict)
                    if severity in (None, Severity.INFO):
                        good += values
                        count += 1
                    else:
                        assert severity is not None
                        yield _execution_failure(form, row, values, operator, comparison, severity)
        yield from passed("PRF202", form, "执行率", good, count)


def _sum(total: Value, parts: Sequence[Value]) -> Comparison:
    return compare_sum(amount_of(total), [(1, amount_of(p)) for p in parts])


def _compare(fund: Fund) -> Comparison:
    """The comparison of the reading that holds best."""
    readings = [list(fund.parts)]
    if fund.nested:
        readings.append(list(fund.nested))
    without = [p for p in fund.parts if not _CARRIED.search(p.row)]
    if without and len(without) < len(fund.parts):
        readings.append(without)
    found = [_sum(fund.total, parts) for parts in readings]
    good = (Verdict.EXACT, Verdict.ROUNDING)
    return next((c for c in found if c.verdict in good), found[0])


def _funds_failure(form: Form, found: Sequence[tuple[Fund, Comparison]]) -> Outcome:
    """One finding for a line that does not add up, in however many columns."""
    fund, comparison = found[0]
    unfilled = all(amount_of(f.total).value == 0 for f, _ in found)
    severity = severity_of(comparison.verdict) or Severity.INFO
    if unfilled or not fund.closed:
        severity = min(severity, Severity.WARNING, key=lambda s: s.rank)
    name = fund.total.row + (f"（{fund.total.column}）" if fund.total.column else "")
    notes = ["小计没有填写" if unfilled else "", f"共 {len(found)} 栏" if len(found) > 1 else ""]
    note = "，".join(n for n in notes if n)
    outcome = sum_failure(
        "PRF201",
        form,
        fund.total,
        fund.parts,
        comparison,
        severity,
        {
            "form": form.name,
            "total": name,
            "printed": fund.total.text,
            "computed": show(comparison.computed),
            "note": f"（{note}）" if note else "",
        },
    )
    cells = [v.key for f, _ in found for v in (f.total, *f.parts) if v.table == fund.total.table]
    return replace(outcome, cells=tuple(cells))


def _relations(block: Execution) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What must hold in every line: the formulas of the header, else the rate of execution."""
    yield from block.formulas
    if any(result == "rate" for result, _, _ in block.formulas):
        return
    base = next((key for key in ("budget", "initial") if key in block.names), None)
    if base is not None and "rate" in block.names:
        yield "rate", "/", ("executed", base)


def _check(
    row: ExecutionRow, result: str, operator: str, terms: Sequence[str]
) -> tuple[list[Value], Comparison] | None:
    values = [row.cells.get(key) for key in (result, *terms)]
    known = [v for v in values if v is not None and v.amount is not None]
    if len(known) < len(values):
        return None
    printed, *parts = (amount_of(v) for v in known)
    if operator in "+-":
        sign = 1 if operator == "+" else -1
        signed = [(1, parts[0]), *((sign, part) for part in parts[1:])]
        return known, compare_sum(printed, signed)
    if operator != "/" or len(parts) != 2:
        return None
    if printed.value == 0 and all(part.value == 0 for part in parts):
        return known, compare_sum(printed, [(1, parts[0])])  # nothing of nothing
    if printed.value == 0 and not _HEAD.search(row.label):
        return None
    comparison = compare_ratio(_plain(printed), parts[0], parts[1])
    return (known, comparison) if comparison is not None else None


def _plain(rate: Amount) -> Amount:
    """A rate without the zeros that a program appended: 11.2500 was rounded to 11.25."""
    step = rate.ulp
    while step and step < _CENT and rate.value % (step * 10) == 0:
        step *= 10
    return replace(rate, ulp=step)


def _execution_failure(
    form: Form,
    row: ExecutionRow,
    values: Sequence[Value],
    operator: str,
    comparison: Comparison,
    severity: Severity,
) -> Outcome:
    total, *terms = values
    sign = {"/": " ÷ "}.get(operator, f" {operator} ")
    cut = operator == "/" and comparison.verdict is Verdict.SUSPICIOUS
    computed = show(comparison.computed)
    formula = f"{sign.join(t.text for t in terms)} = {computed}，表中 {total.text}"
    return Outcome(
        "PRF202",
        Status.FAIL,
        (form.title, form.name, row.label, total.column),
        severity,
        {
            "form": form.name,
            "row": row.label,
            "column": total.column,
            "expected": computed,
            "actual": total.text,
            "note": "（截尾而未四舍五入）" if cut else "",
        },
        (
            total.evidence(EvidenceRole.TOTAL),
            *(t.evidence(sign=-1 if operator == "-" and n else 1) for n, t in enumerate(terms)),
        ),
        expected=computed,
        actual=total.text,
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance),
        formula=formula,
        table=total.table,
        page=total.page,
        cells=tuple(v.key for v in values if v.table == total.table),
    )


__all__ = ["form_execution", "form_funds"]
