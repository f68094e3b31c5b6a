"""PRF 绩效: the rates printed beside scores."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from budgetlint.amounts import Amount, Comparison, Verdict, compare_ratio, show
from budgetlint.forms import Form, Score, forms_of
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import amount_of, exact, passed


@rule(
    "PRF104",
    name="得分率",
    name_en="rate of the score",
    severity=Severity.ERROR,
    basis="得分率 = 得分 ÷ 分值",
    message="“{form}”的“{label}”得分率应为 {expected}，印作 {actual}{note}",
    message_en="“{form}”, {label}: the rate should be {expected}, printed {actual}",
)
def score_rates(document: Document) -> Iterator[Outcome]:
    """得分率等于得分除以分值。

    检查内容
        评分表逐行（含合计行）用得分除以分值复算得分率。
    依据
        得分率的算法。
    示例
        正确：分值 35，得分 27.23，得分率 77.80%
        错误：分值 35，得分 27.23，得分率 78.70%
    如何修改
        用得分除以分值重新计算，四舍五入。
    容差
        按得分率印出的位数四舍五入。末位少一（截尾而未四舍五入，如 77.886% 印成 77.88%）为警告。
    """
    for form in forms_of(document):
        good: list[Score] = []
        for sheet in form.sheets:
            for line in (*sheet.lines, *([sheet.total] if sheet.total else [])):
                comparison = _rate(line)
                if comparison is None:
                    continue
                if comparison.verdict in (Verdict.EXACT, Verdict.ROUNDING):
                    good.append(line)
                else:
                    yield _rate_failure(form, line, comparison)
        values = [value for line in good for value in line.values()]
        yield from passed("PRF104", form, "得分率", values, len(good))


def _rate(line: Score) -> Comparison | None:
    if line.rate is None or line.full is None or line.score is None:
        return None
    rate = amount_of(line.rate)
    if rate.value <= 1 and not rate.percent and amount_of(line.score).value >= rate.value * 2:
        # 0.86 stands for 86 %
        rate = Amount(rate.value * 100, rate.ulp * 100, True, rate.step * 100)
    return compare_ratio(rate, exact(amount_of(line.score)), exact(amount_of(line.full)))


def _rate_failure(form: Form, line: Score, comparison: Comparison) -> Outcome:
    assert line.rate is not None and line.full is not None and line.score is not None
    full, score = amount_of(line.full).value, amount_of(line.score).value
    long = (score / full * 100).quantize(Decimal("0.0001"), ROUND_DOWN)
    cut = comparison.verdict is Verdict.SUSPICIOUS
    return Outcome(
        "PRF104",
        Status.FAIL,
        (form.title, form.name, line.label),
        Severity.WARNING if cut else Severity.ERROR,
        {
            "form": form.name,
            "label": line.label,
            "expected": show(comparison.computed),
            "actual": line.rate.text,
            "note": "（截尾而未四舍五入）" if cut else "",
        },
        (
            line.rate.evidence(EvidenceRole.TOTAL),
            line.score.evidence(),
            line.full.evidence(),
        ),
        expected=show(comparison.computed),
        actual=line.rate.text,
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance),
        formula=f"{line.score.text} ÷ {line.full.text} = {show(long)}…%，表中 {line.rate.text}",
        table=line.rate.table,
        page=line.rate.page,
        cells=(line.rate.key, line.score.key, line.full.key),
    )


__all__ = ["score_rates"]
