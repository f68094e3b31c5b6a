"""PRF 绩效: sheets of scores add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgetlint.amounts import Amount, compare_sum, show
from budgetlint.forms import Form, Score, ScoreSheet, Value, forms_of
from budgetlint.forms.cells import bracketed
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import (
    amount_of,
    exact,
    finest,
    not_checked,
    passed,
    severity_of,
    sum_failure,
)

#: 100, or 90 beside the ten points for the rate of execution
_USUAL = (Decimal(100), Decimal(90))
_EXTRA = re.compile(r"加分|附加|扣分|奖励分")


@rule(
    "PRF101",
    name="指标分值合计",
    name_en="full marks add up",
    severity=Severity.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）：满分 100 分，其中预算执行率 10 分",
    message="“{form}”各项分值之和 {computed}，与{stated} {printed} 不符",
    message_en="“{form}”: the full marks add up to {computed}, not to {printed}",
)
def full_marks(document: Document) -> Iterator[Outcome]:
    """绩效表各项指标的分值之和等于总分值。

    检查内容
        绩效目标表、自评表、评分表中“分值”“权重”各项之和，与合计行或表头所印的总分值
        （“分值（90）”）相等；没有印总分值的，应为 100，或除去预算执行率 10 分后的 90。
        指标名称后印有分值的（“决策（15分）”），其下各项之和也应相等。
        一张表有几个项目的，逐个项目核对。
    依据
        《项目支出绩效评价管理办法》（财预〔2020〕10号）。
    示例
        正确：分值（90），各项 5+5+20+30+20+10 = 90
        错误：分值（90），各项 5+5+20+30+20+20 = 100
    如何修改
        改正分值写错的指标，或改正总分值。
    容差
        无。没有印总分值的，以及跨页的表，以警告列出。
    """
    for form in forms_of(document):
        for sheet in form.sheets:
            yield from _full_marks(form, sheet)
            yield from _brackets(form, sheet)


@rule(
    "PRF102",
    name="得分超过分值",
    name_en="score above its full mark",
    severity=Severity.ERROR,
    basis="每项指标的得分不超过该项分值",
    message="“{form}”的“{label}”得分 {score}，超过分值 {full}",
    message_en="“{form}”, {label}: score {score} exceeds its full mark {full}",
)
def score_within_mark(document: Document) -> Iterator[Outcome]:
    """每项指标的得分不超过该项分值。

    检查内容
        同一行印有分值和得分的，得分不大于分值，也不小于零。加分项、扣分项不在此列。
    依据
        评分表的含义：分值是该项的满分。
    示例
        正确：分值 10，得分 9.5
        错误：分值 10，得分 95
    如何修改
        核对该项的分值和得分，改正写错的一个。
    容差
        无。
    """
    for form in forms_of(document):
        good: list[Score] = []
        for sheet in form.sheets:
            for line in (*sheet.lines, *([sheet.total] if sheet.total else [])):
                full, score = line.full, line.score
                if full is None or score is None or _EXTRA.search(line.label):
                    continue
                if amount_of(score).value > amount_of(full).value or amount_of(score).value < 0:
                    yield _above(form, line.label, full, score)
                else:
                    good.append(line)
        values = [v for line in good for v in (line.full, line.score) if v is not None]
        yield from passed("PRF102", form, "得分", values, len(good))


@rule(
    "PRF103",
    name="得分合计",
    name_en="scores add up",
    severity=Severity.ERROR,
    basis="总分等于各项得分之和",
    message="“{form}”各项得分之和 {computed}，总分印作 {printed}",
    message_en="“{form}”: the scores add up to {computed}, the total is printed as {printed}",
)
def score_totals(document: Document) -> Iterator[Outcome]:
    """总分等于各项得分之和。

    检查内容
        评分表、自评表的合计（总分、综合得分）等于各项得分相加。资金部分“其中”各行重复列示的得分不相加。
        有指标没有印得分、又加不出总分的，不作判断。
    依据
        评分表的含义。
    示例
        正确：27.23 + 27.26 + 27.31 = 81.80
        错误：27.23 + 27.26 + 27.31，总分印作 82.80
    如何修改
        重新相加；总分无误时查哪一项得分写错。
    容差
        按得分印出的末位，允许各项半个末位之和；在此以内为尾差。
    """
    for form in forms_of(document):
        for sheet in form.sheets:
            yield from _scores(form, sheet)


def _full_marks(form: Form, sheet: ScoreSheet) -> Iterator[Outcome]:
    printed = sheet.total.full if sheet.total else None
    stated = sheet.stated if sheet.columns == 1 else None
    if printed is None and stated is not None:
        mark = bracketed(stated.text)
        printed = replace(stated, amount=mark, row=stated.text, column="分值") if mark else None
    groups = [("", list(sheet.lines))] if sheet.total else sheet.groups()
    for name, lines in groups:
        values = [line.full for line in lines if line.full is not None]
        if not values:
            continue
        computed = sum((amount_of(v).value for v in values), Decimal(0))
        wanted = (amount_of(printed).value,) if printed else _USUAL
        if computed in wanted:
            used = [*values, *([printed] if printed and printed is not sheet.stated else [])]
            yield from passed("PRF101", form, name or "分值", used, 1)
        elif not sheet.complete and computed < wanted[0]:
            yield not_checked("PRF101", form, name, "的分值没有读完整（可能续在下一页），未作判断")
        elif sheet.columns > 1 and sheet.total is None:
            yield not_checked("PRF101", form, name, "分几栏列示分值而没有合计，未作判断")
        else:
            yield _marks_failure(form, name, values, printed, computed)


def _marks_failure(
    form: Form, name: str, values: Sequence[Value], printed: Value | None, computed: Decimal
) -> Outcome:
    first = values[0]
    one_page = len({v.page for v in values}) == 1
    certain = printed is not None and one_page
    total = printed or replace(first, text="100", amount=Amount(Decimal(100), Decimal(0)))
    comparison = compare_sum(exact(amount_of(total)), [(1, exact(amount_of(v))) for v in values])
    outcome = sum_failure(
        "PRF101",
        form,
        total,
        values,
        comparison,
        Severity.ERROR if certain else Severity.WARNING,
        {
            "form": name or form.name,
            "computed": show(computed),
            "printed": total.text,
            "stated": "总分值" if printed else "应有的",
        },
    )
    if printed is not None:
        return outcome
    return replace(outcome, evidence=tuple(v.evidence() for v in values), expected="100 或 90")


def _brackets(form: Form, sheet: ScoreSheet) -> Iterator[Outcome]:
    """Labels that print a full mark of their own."""
    good: list[Value] = []
    for label, below in sheet.brackets:
        mark = bracketed(label.text)
        values = [line.full for line in below if line.full is not None]
        if mark is None or not values:
            continue
        computed = sum((amount_of(v).value for v in values), Decimal(0))
        if computed == mark.value:
            good += values
        elif sheet.complete:
            stated = replace(label, amount=mark, row=label.text, column="分值")
            comparison = compare_sum(exact(mark), [(1, exact(amount_of(v))) for v in values])
            arguments = {
                "form": form.name,
                "computed": show(computed),
                "printed": label.text,
                "stated": "指标名称所印的",
            }
            yield sum_failure(
                "PRF101", form, stated, values, comparison, Severity.WARNING, arguments
            )
    yield from passed("PRF101", form, "各级指标分值", good, len(sheet.brackets))


def _above(form: Form, label: str, full: Value, score: Value) -> Outcome:
    return Outcome(
        "PRF102",
        Status.FAIL,
        (form.title, form.name, label),
        Severity.ERROR,
        {"form": form.name, "label": label, "score": score.text, "full": full.text},
        (score.evidence(EvidenceRole.TOTAL), full.evidence(EvidenceRole.TOTAL)),
        expected=f"≤ {full.text}",
        actual=score.text,
        table=score.table,
        page=score.page,
        cells=(score.key, full.key),
    )


def _scores(form: Form, sheet: ScoreSheet) -> Iterator[Outcome]:
    total = sheet.total.score if sheet.total else None
    lines = [line for line in sheet.lines if not _EXTRA.search(line.label)]
    values = [line.score for line in lines if line.score is not None]
    if total is None or not values:
        return
    sharp = finest([amount_of(total), *(amount_of(v) for v in values)])
    comparison = compare_sum(sharp[0], [(1, a) for a in sharp[1:]])
    severity = severity_of(comparison.verdict)
    if severity is None:
        yield from passed("PRF103", form, "总分", [total, *values], 1)
    elif len(lines) < len(sheet.lines) and severity is not Severity.INFO:
        yield not_checked("PRF103", form, "总分", "有加分、扣分项，总分的算法没有写明")
    elif len(values) < len(lines) and severity is not Severity.INFO:
        yield not_checked("PRF103", form, "总分", "有指标没有印出得分，总分无法复算")
    else:
        if severity is Severity.ERROR and not _all_there(sheet):
            severity = Severity.WARNING
        arguments = {
            "form": form.name,
            "computed": show(comparison.computed),
            "printed": total.text,
        }
        yield sum_failure("PRF103", form, total, values, comparison, severity, arguments)


def _all_there(sheet: ScoreSheet) -> bool:
    """Whether every line was read: they stand on one page, or their full marks add up."""
    if len({value.page for line in sheet.lines for value in line.values()}) == 1:
        return True
    computed = sum((amount_of(s.full).value for s in sheet.lines if s.full), Decimal(0))
    printed = sheet.total.full if sheet.total else None
    return computed in ((amount_of(printed).value,) if printed else _USUAL)


__all__ = ["full_marks", "score_totals", "score_within_mark"]
