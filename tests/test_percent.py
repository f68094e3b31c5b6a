"""Percentages, differences and header formulas: the arithmetic and the readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.amounts import Amount, Verdict, parse_amount
from budgetlint.model import Box, Document, Figure, Grid, GridCell, Status, Table
from budgetlint.relations.change import changes, formula_sums, is_change
from budgetlint.relations.formulas import formulas
from budgetlint.relations.percent import Form, choose, compare_percent, printed_percent
from budgetlint.relations.percent_readings import Family, is_percentage, percent_targets
from budgetlint.rules import load_rules
from budgetlint.testing_tables import build_table

CENT = Decimal("0.01")
SHIFT = {Form.RATIO: Decimal(0), Form.GROWTH: Decimal(100), Form.REST: Decimal(100)}


def amount(text: str) -> Amount:
    parsed = parse_amount(text)
    assert parsed is not None
    return parsed


def table(header: Sequence[Sequence[str]], *rows: Sequence[str], kind: str = "unknown") -> Table:
    spec = {"kind": kind, "header": [list(h) for h in header], "rows": [list(r) for r in rows]}
    return build_table(spec, 1, 2024)


def rounded(value: Decimal, step: Decimal, mode: str = ROUND_HALF_UP) -> Amount:
    return Amount(value.quantize(step, mode), step)


def true_percent(part: Decimal, whole: Decimal, form: Form) -> Decimal:
    quotient = part / whole * 100
    return SHIFT[form] - quotient if form is Form.REST else quotient - SHIFT[form]


amounts = st.decimals(min_value=Decimal("1"), max_value=Decimal("999999"), places=4)
steps = st.sampled_from([Decimal(1), Decimal("0.1"), CENT])


@given(amounts, amounts, steps, steps, st.sampled_from(list(Form)))
def test_rounding_alone_is_never_an_error(
    part: Decimal, whole: Decimal, money: Decimal, step: Decimal, form: Form
) -> None:
    printed = rounded(true_percent(part, whole, form), step)
    result = compare_percent(printed, rounded(part, money), rounded(whole, money), form)
    assert result is None or result[0].verdict in (Verdict.EXACT, Verdict.ROUNDING)


@given(amounts, amounts, steps, st.sampled_from(list(Form)), st.integers(3, 10**6))
def test_a_change_beyond_the_bound_is_always_an_error(
    part: Decimal, whole: Decimal, step: Decimal, form: Form, units: int
) -> None:
    printed = rounded(true_percent(part, whole, form), step)
    fine = Decimal("0.0001")
    above, below = Amount(part, fine), Amount(whole, fine)
    result = compare_percent(printed, above, below, form)
    assert result is not None
    comparison, _ = result
    slip = max(units * step, comparison.tolerance * 2 + 3 * step)
    wrong = compare_percent(Amount(printed.value + slip, step), above, below, form)
    assert wrong is not None
    assert wrong[0].verdict is Verdict.WRONG


@given(amounts, amounts)
def test_cutting_off_is_never_an_error(part: Decimal, whole: Decimal) -> None:
    printed = rounded(part / whole * 100, CENT, ROUND_DOWN)
    fine = Decimal("0.0001")
    above, below = Amount(part, fine), Amount(whole, fine)
    result = compare_percent(printed, above, below, Form.RATIO)
    assert result is not None
    assert result[0].verdict is not Verdict.WRONG


@pytest.mark.parametrize(
    ("printed", "part", "whole", "form", "verdict"),
    [
        ("86%", "856.4", "1000.0", Form.RATIO, Verdict.EXACT),
        ("84.69%", "2,614.12", "3,087.00", Form.RATIO, Verdict.SUSPICIOUS),
        ("77.88%", "778.86", "1,000.00", Form.RATIO, Verdict.SUSPICIOUS),
        ("77.68%", "778.86", "1,000.00", Form.RATIO, Verdict.WRONG),
        ("-60.86%", "13,144.37", "33,586.67", Form.GROWTH, Verdict.EXACT),
        ("60.86%", "13,144.37", "33,586.67", Form.GROWTH, Verdict.WRONG),
        ("28%", "0.2", "0.7", Form.RATIO, Verdict.ROUNDING),
        ("11.25%", "8874.74", "9999.77", Form.REST, Verdict.EXACT),
    ],
)
def test_verdicts(printed: str, part: str, whole: str, form: Form, verdict: Verdict) -> None:
    result = compare_percent(amount(printed), amount(part), amount(whole), form)
    assert result is not None
    assert result[0].verdict is verdict


def test_a_base_that_may_be_zero_cannot_be_checked() -> None:
    assert compare_percent(amount("50%"), amount("1"), amount("0"), Form.RATIO) is None
    tiny = Amount(Decimal("0.05"), Decimal("0.1"))
    assert compare_percent(amount("50%"), amount("1"), tiny, Form.RATIO) is None


@pytest.mark.parametrize(("text", "unit"), [("0.0%", "0.1"), ("0.00", "0.01"), ("0％", "1")])
def test_a_printed_zero_percent_keeps_its_decimals(text: str, unit: str) -> None:
    figure = Figure(text, parse_amount(text), 1, Box(0, 0, 1, 1), 0, 0)
    percent = printed_percent(figure)
    assert percent is not None
    assert percent.ulp == Decimal(unit)


def test_headings_that_name_percentages_and_differences() -> None:
    for text in ("增减(%)", "执行率", "为预算数的％", "占比", "资金到位率（%）", "所占比重"):
        assert is_percentage(text), text
    for text in ("权重(%)", "税率", "增减额", "决算数", "服务对象满意度指标"):
        assert not is_percentage(text), text
    for text in ("增减额", "比上年增减", "增减变化情况", "指标结余", "结余金额"):
        assert is_change(text), text
    for text in ("年末结转和结余", "上年结余", "使用非财政拨款结余", "决算数"):
        assert not is_change(text), text


def test_the_figures_choose_between_two_bases() -> None:
    found = table(
        [["项目", "预算数", "调整预算数", "决算数", "完成%"]],
        ["甲", "100", "200", "150", "75.0"],
        ["乙", "300", "150", "120", "80.0"],
        ["丙", "500", "400", "300", "75.0"],
    )
    (target,) = percent_targets(found)
    assert target.family is Family.COMPLETION
    tally = choose(found, target.readings)
    assert tally is not None
    assert tally.trusted
    assert tally.reading.name.endswith("决算数 ÷ 调整预算数")


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_reading_that_fails_often_accuses_nobody(failing: int) -> None:
    rows = [
        [f"项目{i}", "100", str(40 + i), "99.9" if i < failing else f"{40 + i}.0"] for i in range(6)
    ]
    found = table([["项目", "基数", "数额", "比率%"]], *rows)
    (target,) = percent_targets(found)
    tally = choose(found, target.readings)
    assert tally is not None
    assert tally.trusted is (failing == 1)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["预算①", "调整②", "小计③=①+②"], ("小计③=①+②", ((1, 1), (1, 2)))),
        (["(1)", "(2)", "(3)=(1)-(2)"], ("(3)=(1)-(2)", ((1, 1), (-1, 2)))),
        (["1", "2", "3＝1＋2"], ("3=1+2", ((1, 1), (1, 2)))),
        (["A", "B", "C=B-A"], ("C=B-A", ((1, 2), (-1, 1)))),
    ],
)
def test_sums_in_a_header(names: list[str], expected: tuple[str, object]) -> None:
    found = table([["项目", *names]], ["甲", "1.0", "2.0", "3.0"])
    (formula,) = formulas(found)
    assert formula.text in expected[0]
    assert (formula.target, formula.terms) == (3, expected[1])


@pytest.mark.parametrize(
    ("name", "part", "whole", "growth"),
    [("⑤=②/①", 2, 1, False), ("③=②÷①×100%", 2, 1, False), ("③=(②-①)/①", 2, 1, True)],
)
def test_quotients_in_a_header(name: str, part: int, whole: int, growth: bool) -> None:
    found = table([["项目", "上年①", "本年②", name]], ["甲", "1.0", "2.0", "3.0"])
    (formula,) = formulas(found)
    assert (formula.part, formula.whole, formula.growth) == (part, whole, growth)
    assert formula.terms == ()


@pytest.mark.parametrize("name", ["得分(1=是,2=否)", "③=①+⑨", "③=③+①", "④=①*②"])
def test_what_is_no_formula_over_the_columns_is_left_alone(name: str) -> None:
    assert formulas(table([["项目", "上年①", "本年②", name]], ["甲", "1.0", "2.0", "3.0"])) == []


def test_a_formula_in_the_line_that_numbers_the_columns() -> None:
    found = table([["项目", "小计", "基本", "项目支出"]], ["甲", "9.0", "2.0", "5.0"])
    texts = ["栏次", "1=2+3", "2", "3"]
    box = Box(0, 0, 1, 1)
    cells = tuple(GridCell(1, i, 1, 1, text, box) for i, text in enumerate(texts))
    found = replace(found, grids=(Grid(1, box, 2, 4, cells, ()),))
    (formula,) = formulas(found)
    assert (formula.target, formula.terms) == (1, ((1, 2), (1, 3)))
    (tally,) = formula_sums(found)
    assert tally.failed == 1
    outcomes = list(load_rules().rules["SUM202"].check(_document(found)))
    assert [o.status for o in outcomes] == [Status.FAIL]
    assert outcomes[0].difference == "2.0"


def test_of_two_pairs_that_hold_the_headings_choose() -> None:
    found = table(
        [["项目", "上年数", "上年数（扣除基建）", "本年数", "增减额（扣除基建）"]],
        ["甲", "1.0", "1.0", "4.0", "3.0"],
        ["乙", "2.0", "2.0", "4.0", "2.0"],
    )
    (change,) = changes(found)
    assert change.tally is not None
    assert change.tally.family.name.endswith("本年数 - 上年数（扣除基建）")


def test_every_figure_of_a_column_that_holds_is_covered() -> None:
    found = table(
        [["项目", "2023年预算数", "2024年预算数", "增减额", "增减%"]],
        ["收入总计", "2,472.7", "2,562.0", "89.3", "3.6"],
        ["支出总计", "2,472.7", "2,562.0", "89.3", "3.6"],
        ["“三公”经费", "2.9", "2.9", "0.0", "0.0"],
    )
    rules = load_rules().rules
    document = _document(found)
    covered = {
        cell
        for code in ("PCT102", "SUM201")
        for outcome in rules[code].check(document)
        if outcome.status is Status.PASS
        for cell in outcome.cells
    }
    assert covered == set(found.figures)


def test_a_document_without_percentages_says_nothing() -> None:
    document = _document(table([["项目", "合计"]], ["甲", "1.0"], ["乙", "2.0"]))
    rules = load_rules().rules
    for code in ("PCT101", "PCT102", "PCT103", "PCT104", "PCT105", "PCT106", "SUM201", "SUM202"):
        assert list(rules[code].check(document)) == []


def _document(*tables: Table) -> Document:
    return Document(Path("x.pdf"), "", (), tables)
