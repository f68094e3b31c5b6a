"""TXT 文字与表: wholes and parts, counts, and amounts given twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from budgetlint.amounts import (
    UNITS,
    ZERO,
    Amount,
    Comparison,
    Verdict,
    compare_equal,
    compare_sum,
)
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.changes import in_yuan
from budgetlint.prose.judged import State, of_state
from budgetlint.prose.lists import (
    Listed,
    count_lists,
    money_lists,
    repeated_amounts,
    summed_lists,
)
from budgetlint.prose.shares import shares_of
from budgetlint.prose.statements import Statement, read_prose
from budgetlint.prose.sums import numbered_lists, planned_lists, shared_lists, source_lists
from budgetlint.relations.slips import is_slip
from budgetlint.rules import rule

from .text_common import in_unit, key_of, nothing, passed, said, shorten

BASIS = "分项之和等于合计"

_HOLDS = (Verdict.EXACT, Verdict.ROUNDING)


@rule(
    "TXT102",
    name="同一项中的金额前后不一",
    name_en="one amount given twice with different figures",
    severity=Severity.ERROR,
    basis="同一事项在一段说明中只有一个数",
    message="正文“{label}”先为 {first}，后为 {second}，相差 {difference}",
    message_en="“{label}” is first {first}, then {second}",
)
def twice(document: Document) -> Iterator[Outcome]:
    """同一项说明中，同一金额前后一致。

    检查内容
        一项“…（类）…（款）…（项）”说明中，项目名后的金额与后面“2024年预算安排…”的金额一致。
    依据
        同一事项在一段说明中只有一个数。
    示例
        正确：“…住房公积金（项）”350.35万元，…2024年预算安排350.35万元
        错误：“…住房公积金（项）”350.35万元，…2024年预算安排352.67万元
    如何修改
        对照表中该科目的数，改正写错的一处，并重算增减率。
    容差
        按印出的位数四舍五入后应一致。
    """
    prose = read_prose(document)
    held: list[Statement] = []
    bad: list[tuple[Statement, Statement]] = []
    for one, two in repeated_amounts(prose, document.fiscal_year or 0):
        if compare_equal(in_yuan(one), in_yuan(two)).verdict is Verdict.WRONG:
            bad.append((one, two))
        else:
            held += (one, two)
    if held:
        yield passed("TXT102", len(held) // 2, held)
    elif not bad:
        yield nothing("TXT102", prose)
    for one, two in bad:
        unit = one.figure.unit
        gap = in_unit(abs(in_yuan(one).value - in_yuan(two).value) / UNITS[unit], unit)
        yield Outcome(
            "TXT102",
            Status.FAIL,
            key_of(one, "前后不一"),
            None,
            {
                "label": shorten(one.label),
                "first": one.figure.shown,
                "second": two.figure.shown,
                "difference": gap,
            },
            (said(two, EvidenceRole.TOTAL), said(one)),
            expected=one.figure.shown,
            actual=two.figure.shown,
            difference=gap,
            page=two.figure.paragraph.page(two.figure.start),
        )


@rule(
    "TXT109",
    name="分项与合计不符",
    name_en="parts in the text do not add up to the whole",
    severity=Severity.ERROR,
    basis=BASIS,
    message="正文“{label}”：{formula}，文中为 {actual}，差 {difference}",
    message_en="“{label}”: {formula}; the text says {actual}",
)
def parts(document: Document) -> Iterator[Outcome]:
    """正文中的分项加起来等于合计。

    检查内容
        只核对分项已经列全的：支出 = 基本支出 + 项目支出；基本支出 = 人员经费 + 公用经费；
        政府采购 = 货物 + 工程 + 服务；“三公”经费 = 因公出国（境）费 + 公务用车购置及运行费
        + 公务接待费；公务用车购置及运行费 = 购置费 + 运行费；“其中：…，合计…”；
        占比加起来是100%的各项；编号（1）（2）…列出的各项收入来源或各类支出；
        决算数加起来等于合计的各项科目，其年初预算加起来不大于年初预算合计；
        “收入…，其中：财政拨款…，事业收入…”的各项来源之和不大于合计。
    依据
        分项之和等于合计。
    示例
        正确：政府采购预算38.20万元，其中：货物7.80万元、工程0万元、服务30.40万元
        错误：政府采购预算38.20万元，其中：货物7.80万元、工程0万元、服务34.00万元
    如何修改
        对照账面，改正写错的分项或合计。
    容差
        各数四舍五入的误差之和；同一处有的数印小数、有的不印，差额超过小数末位的误差为警告。
    """
    prose = read_prose(document)
    wrong = {j.statement.figure.place for j in of_state(document, State.WRONG, State.SLIP)}
    lists = [
        item
        for item in _once(
            *money_lists(prose),
            *summed_lists(prose),
            *numbered_lists(prose),
            *planned_lists(prose),
            *shared_lists(document),
            *source_lists(prose),
        )
        if not any(s.figure.place in wrong for s in (item.whole, *item.parts))
    ]
    agreed = {j.statement.figure.place for j in of_state(document, State.AGREED)}
    # parts whose shares of the whole are right as well: what is missing is not mentioned
    right = {s.part.figure.place for s in shares_of(document) if s.verdict in _HOLDS}
    lists = [i for i in lists if i.at_most or not _shared_in_part(i, right)]
    yield from _sums("TXT109", document, lists, in_yuan, agreed)


def _shared_in_part(item: Listed, right: Collection[tuple[int, int]]) -> bool:
    """Whether each part has its right share of a whole that is more than all of them."""
    parts = sum((in_yuan(p).value for p in item.parts), ZERO)
    return in_yuan(item.whole).value > parts and all(p.figure.place in right for p in item.parts)


@rule(
    "TXT112",
    name="个数与明细不符",
    name_en="counts in the text do not add up",
    severity=Severity.ERROR,
    basis=BASIS,
    message="正文“{label}”：{formula}，文中为 {actual}，差 {difference}",
    message_en="“{label}”: {formula}; the text says {actual}",
)
def counts(document: Document) -> Iterator[Outcome]:
    """车辆数、项目数等于各类之和。

    检查内容
        “共有车辆7辆，其中：…”的各类车辆（列到“其他用车”为止）之和等于总数；
        绩效自评项目数等于各评级项目数之和。
    依据
        分项之和等于合计。
    示例
        正确：共有车辆7辆，其中：执法执勤用车3辆、其他用车4辆
        错误：共有车辆7辆，其中：执法执勤用车3辆、其他用车3辆
    如何修改
        对照资产账或项目清单，改正总数或分项。
    容差
        无。
    """
    lists = list(count_lists(read_prose(document)))
    yield from _sums("TXT112", document, lists, lambda s: s.figure.amount)


def _once(*lists: Listed) -> Iterator[Listed]:
    """Lists without those that say again what an earlier one says."""
    seen: set[frozenset[tuple[int, int]]] = set()
    for item in lists:
        places = frozenset(s.figure.place for s in (item.whole, *item.parts))
        if places not in seen:
            seen.add(places)
            yield item


def _sums(
    rule_code: str,
    document: Document,
    lists: list[Listed],
    amount_of: Callable[[Statement], Amount],
    agreed: Collection[tuple[int, int]] = (),
) -> Iterator[Outcome]:
    """The outcomes of lists; ``agreed`` are the places of figures that a table prints as well."""
    held: list[Listed] = []
    failed = 0
    for item in lists:
        exact = rule_code == "TXT112"
        total = amount_of(item.whole)
        terms = [amount_of(part) for part in item.parts]
        result, doubt = _compared(item, total, terms, exact)
        if item.at_most and result.difference > 0 and result.verdict is Verdict.WRONG:
            if not (item.slips and _slip(total, terms, result)):
                continue  # not all the parts are there
            doubt = True
        if result.verdict is not Verdict.WRONG and not (exact and result.difference):
            held.append(item)
            continue
        if total.value and not any(t.value for t in terms):
            continue  # the parts are left out, not wrong
        if all(s.figure.place in agreed for s in (item.whole, *item.parts)):
            continue  # a further part (经营支出) is not worth a mention here: the tables have it
        further = accumulate(amount_of(s).value for s in item.after)
        if any(result.difference == value for value in further):
            held.append(item)  # more parts stand behind
            continue
        failed += 1
        # units with 经营支出 or 对附属单位补助支出 have more than these two
        open_end = result.difference > 0 and any("项目支出" in p.label for p in item.parts)
        if open_end and not _slip(total, terms, result):
            doubt = True
        severity = Severity.WARNING if doubt else None
        computed = sum((t.value for t in terms), ZERO)
        yield _unequal(rule_code, item, computed, total.value, severity)
    if held:
        used = [s for item in held for s in (item.whole, *item.parts)]
        yield passed(rule_code, len(held), used)
    elif not failed:
        yield nothing(rule_code, read_prose(document))


def _compared(
    item: Listed, total: Amount, terms: Sequence[Amount], exact: bool
) -> tuple[Comparison, bool]:
    """A whole against its parts, and whether the result is in doubt.

    49 beside 0.33 is 49.00 without its zeros, and no rounded figure: where that shows a wrong
    digit, it is worth a look.
    """
    result = compare_sum(total, [(1, term) for term in terms])
    if result.verdict is Verdict.WRONG or exact or not _one_unit(item):
        return result, False
    if _mixed([total, *terms]):
        sharp = compare_sum(*_sharpened(total, terms))
        if sharp.verdict is Verdict.WRONG and _slip(total, terms, sharp):
            return sharp, True
    return result, False


def _one_unit(item: Listed) -> bool:
    """Whether all figures of a list are in one unit."""
    return len({s.figure.unit for s in (item.whole, *item.parts)}) == 1


def _slip(total: Amount, terms: Sequence[Amount], result: Comparison) -> bool:
    """Whether one digit of one figure explains why a sum does not hold."""
    amounts = [(-1, total), *((1, term) for term in terms)]
    return is_slip(amounts, result.difference, result.tolerance)


def _mixed(amounts: Sequence[Amount]) -> bool:
    """Whether figures of one list are printed with and without decimals."""
    return len({a.ulp for a in amounts if a.value}) > 1


def _sharpened(total: Amount, terms: Sequence[Amount]) -> tuple[Amount, list[tuple[int, Amount]]]:
    """The figures read as printed to the last place of the finest of them."""
    unit = min(a.ulp for a in (total, *terms) if a.value)
    sharp = [replace(a, ulp=unit, step=unit) if a.value else a for a in (total, *terms)]
    return sharp[0], [(1, a) for a in sharp[1:]]


def _unequal(
    rule_code: str,
    item: Listed,
    computed: Decimal,
    stated: Decimal,
    severity: Severity | None,
) -> Outcome:
    figure = item.whole.figure
    factor = UNITS.get(figure.unit, Decimal(1))
    expected = in_unit(computed / factor, figure.unit)
    formula = " + ".join(part.figure.text for part in item.parts) + f" = {expected}"
    gap = in_unit(abs(stated - computed) / factor, figure.unit)
    return Outcome(
        rule_code,
        Status.FAIL,
        key_of(item.whole, "合计"),
        severity,
        {
            "label": shorten(item.whole.label),
            "formula": formula,
            "actual": figure.shown,
            "difference": gap,
        },
        (said(item.whole, EvidenceRole.TOTAL), *(said(part) for part in item.parts)),
        expected=expected,
        actual=figure.shown,
        difference=gap,
        formula=formula,
        page=figure.paragraph.page(figure.start),
    )
