"""What counts as an amount, and how printed amounts compare."""

from __future__ import annotations

import ast
import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

import budgetlint.amounts
from budgetlint.amounts import (
    Amount,
    Verdict,
    compare_equal,
    compare_ratio,
    compare_sum,
    is_blank_amount,
    normalise_number,
    parse_amount,
    ratio_interval,
    show,
    unit_factor,
)


def amount(text: str) -> Amount:
    """A printed amount that must be one."""
    found = parse_amount(text)
    assert found is not None, text
    return found


# ---------------------------------------------------------------- parsing


@pytest.mark.parametrize(
    ("text", "value", "ulp"),
    [
        ("42.2", "42.2", "0.1"),
        ("42.20", "42.20", "0.01"),
        ("42", "42", "1"),
        ("1,819.9", "1819.9", "0.1"),
        ("371,514,655.00", "371514655.00", "0.01"),
        ("1234567.89", "1234567.89", "0.01"),
        ("-20,442.30", "-20442.30", "0.01"),
        ("－20，442．30", "-20442.30", "0.01"),
        ("−1.5", "-1.5", "0.1"),
        ("—1.5", "-1.5", "0.1"),
        ("+3.6", "3.6", "0.1"),
        ("(1.2)", "-1.2", "0.1"),
        ("（1.2）", "-1.2", "0.1"),
        ("１，８１９．９", "1819.9", "0.1"),
        (".5", "0.5", "0.1"),
        ("007", "7", "1"),
        (" 42.2 ", "42.2", "0.1"),
    ],
)
def test_printed_amounts(text: str, value: str, ulp: str) -> None:
    assert parse_amount(text) == Amount(Decimal(value), Decimal(ulp))


@pytest.mark.parametrize("text", ["0", "0.00", "-0.0", "０．００", "0,000"])
def test_a_printed_zero_is_exact(text: str) -> None:
    found = amount(text)
    assert {found.value, found.ulp, found.low, found.high} == {Decimal(0)}


@pytest.mark.parametrize(
    ("text", "value", "ulp"),
    [("71.03%", "71.03", "0.01"), ("1009.71％", "1009.71", "0.01"), ("29 %", "29", "1")],
)
def test_percentages(text: str, value: str, ulp: str) -> None:
    assert parse_amount(text) == Amount(Decimal(value), Decimal(ulp), percent=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("371,514,655.\n00", "371514655.00"),
        ("18,536.8\n8", "18536.88"),
        ("1,234,\n567.8", "1234567.8"),
        ("1,234\n,567", "1234567"),
        ("-\n12.3", "-12.3"),
        ("(1.2\n)", "-1.2"),
    ],
)
def test_one_number_broken_over_lines(text: str, value: str) -> None:
    assert amount(text).value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "-", "—", "/", "无", "合计", "万元", "42.2万元",
        "12.3.4", "1,23", "12,34.5", "1,2345", "1,,234", ",123", "1.", "1,234.5,6", "1.2-3",
        "--1", "1-", "(1.2", "1.2)", "()", "(-)", "%", "5%%", "O.5", "1l.2", "１２三", "1e5",
        "0x10", "NaN", "Infinity", "1_000", "1 2 3", "2024年", "201-一般公共服务支出",
    ],
)  # fmt: skip
def test_what_is_no_single_well_formed_number_is_none(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "12.30\n4.50",
        "12 34",
        "1,234 567",
        "1,234.5\n6,789.0",
        "42.2 -1.0",
        "12.3 (4.5)",
        "0.00 0.00",
    ],
)
def test_two_numbers_are_no_number(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize("text", ["", " ", "-", "--", "—", "——", "－", "/", "/ ", "- -"])
def test_cells_that_say_nothing(text: str) -> None:
    assert is_blank_amount(text)
    assert parse_amount(text) is None


@pytest.mark.parametrize("text", ["0", "0.00", "无", "-1", "1/2"])
def test_cells_that_say_something(text: str) -> None:
    assert not is_blank_amount(text)


def test_normalised_numbers() -> None:
    assert normalise_number("（１，８１９．９） ％") == "(1,819.9)%"
    assert normalise_number("— 1\n2") == "-12"


# ---------------------------------------------------------------- intervals and units


def test_an_amount_stands_for_a_closed_interval() -> None:
    assert (amount("42.2").low, amount("42.2").high) == (Decimal("42.15"), Decimal("42.25"))
    assert (amount("-1").low, amount("-1").high) == (Decimal("-1.5"), Decimal("-0.5"))


def test_scaling_moves_value_and_last_place_alike() -> None:
    factor = unit_factor("万元", "元")
    assert factor == 10_000
    assert amount("42.2").scaled(factor) == Amount(Decimal(422_000), Decimal(1000))
    assert amount("5%").scaled(Decimal(1)).percent


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("亿元", "万元", "10000"),
        ("元", "万元", "0.0001"),
        ("元", "元", "1"),
        ("", "元", None),
        ("元", "人", None),
    ],
)
def test_units(source: str, target: str, factor: str | None) -> None:
    assert unit_factor(source, target) == (None if factor is None else Decimal(factor))


@pytest.mark.parametrize(
    ("value", "text"),
    [("1819.90", "1,819.90"), ("-0.5", "-0.5"), ("1E+4", "10,000"), ("0.000001", "0.000001")],
)
def test_numbers_are_shown_with_separators_and_no_exponent(value: str, text: str) -> None:
    assert show(Decimal(value)) == text


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize(
    ("total", "terms", "verdict"),
    [
        ("42.2", ["37.0", "5.2"], Verdict.EXACT),
        ("42.2", ["37.0", "5.3"], Verdict.ROUNDING),
        ("42.2", ["37.0", "5.4"], Verdict.WRONG),
        ("42.2", ["37.00", "5.21"], Verdict.ROUNDING),
        ("42.2", ["37.00", "5.26"], Verdict.ROUNDING),
        ("42.2", ["37.00", "5.27"], Verdict.WRONG),
        ("42.20", ["37.0", "5.3"], Verdict.ROUNDING),
        ("42", ["41.4", "0.9"], Verdict.ROUNDING),
        ("5.3", ["5.2"], Verdict.ROUNDING),
        ("5.4", ["5.2"], Verdict.WRONG),
        ("5.3", ["5.25", "0.00", "0"], Verdict.ROUNDING),
        ("0.1", ["0.0", "0.0", "0.0"], Verdict.WRONG),
        ("0", ["0.00"], Verdict.EXACT),
        ("0", [], Verdict.EXACT),
        ("1.0", [], Verdict.WRONG),
        ("0.00", ["5.00", "5.00"], Verdict.WRONG),
    ],
)
def test_sums(total: str, terms: list[str], verdict: Verdict) -> None:
    assert compare_sum(amount(total), [(1, amount(t)) for t in terms]).verdict is verdict


def test_the_difference_is_printed_minus_computed_and_signs_count() -> None:
    result = compare_sum(amount("89.3"), [(1, amount("2,562.0")), (-1, amount("2,472.6"))])
    assert result.verdict is Verdict.ROUNDING
    assert (result.printed, result.computed) == (Decimal("89.3"), Decimal("89.4"))
    assert (result.difference, result.tolerance) == (Decimal("-0.1"), Decimal("0.15"))


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        ("0.0", Verdict.EXACT),
        ("0.3", Verdict.ROUNDING),
        ("-0.3", Verdict.ROUNDING),
        ("0.4", Verdict.SUSPICIOUS),
        ("-0.4", Verdict.SUSPICIOUS),
        ("0.5", Verdict.WRONG),
    ],
)
def test_many_addends_must_not_hide_a_wrong_digit(difference: str, verdict: Verdict) -> None:
    terms = [(1, amount(f"{n}.0")) for n in range(1, 9)]
    total = Amount(Decimal("36.0") + Decimal(difference), Decimal("0.1"))
    assert compare_sum(total, terms).verdict is verdict


def test_the_bound_for_suspicion_leaves_honest_rounding_alone() -> None:
    """Of honestly rounded tables with twenty lines hardly any is called suspicious."""
    source = random.Random(20240131)
    cent = Decimal("0.1")
    verdicts = []
    for _ in range(2000):
        exact = [Decimal(source.randint(100, 999_999)).scaleb(-4) + 1 for _ in range(20)]
        terms = [(1, Amount(x.quantize(cent, ROUND_HALF_UP), cent)) for x in exact]
        total = Amount(sum(exact, Decimal(0)).quantize(cent, ROUND_HALF_UP), cent)
        verdicts.append(compare_sum(total, terms).verdict)
    assert Verdict.WRONG not in verdicts
    assert verdicts.count(Verdict.SUSPICIOUS) <= 10


# ---------------------------------------------------------------- one fact printed twice


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("2,562.0", "2,562.0", Verdict.EXACT),
        ("2,562.0", "2,562.1", Verdict.WRONG),
        ("2,562.0", "2562.00", Verdict.EXACT),
        ("2,562.0", "2,562.04", Verdict.ROUNDING),
        ("2,562.0", "2,562.05", Verdict.ROUNDING),
        ("2,562.0", "2,562.06", Verdict.WRONG),
        ("0.00", "0", Verdict.EXACT),
        ("0", "0.5", Verdict.ROUNDING),
    ],
)
def test_equality(left: str, right: str, verdict: Verdict) -> None:
    assert compare_equal(amount(left), amount(right)).verdict is verdict
    assert compare_equal(amount(right), amount(left)).verdict is verdict


# ---------------------------------------------------------------- ratios


@pytest.mark.parametrize(
    ("printed", "part", "whole", "verdict"),
    [
        ("71.03%", "1,819.9", "2,562.0", Verdict.EXACT),
        ("73.01%", "1,819.9", "2,562.0", Verdict.WRONG),
        ("28%", "0.2", "0.7", Verdict.ROUNDING),
        ("77.88%", "778.86", "1,000.00", Verdict.SUSPICIOUS),
        ("77.87%", "778.86", "1,000.00", Verdict.WRONG),
        ("-3.5%", "-35.0", "1,000.0", Verdict.EXACT),
        ("3.5%", "-35.0", "1,000.0", Verdict.WRONG),
        ("100%", "5.0", "5.0", Verdict.EXACT),
        ("0%", "0", "5.0", Verdict.EXACT),
        ("50%", "0", "5.0", Verdict.WRONG),
    ],
)
def test_ratios(printed: str, part: str, whole: str, verdict: Verdict) -> None:
    found = compare_ratio(amount(printed), amount(part), amount(whole))
    assert found is not None
    assert found.verdict is verdict


@pytest.mark.parametrize("whole", [amount("0"), Amount(Decimal("0.05"), Decimal("0.1"))])
def test_a_base_that_may_be_zero_cannot_be_checked(whole: Amount) -> None:
    assert ratio_interval(amount("1.0"), whole) is None
    assert compare_ratio(amount("100%"), amount("1.0"), whole) is None


def test_the_interval_of_a_quotient_with_a_negative_base() -> None:
    bounds = ratio_interval(amount("1.0"), amount("-2.0"))
    assert bounds is not None
    low, high = bounds
    assert low < -50 < high < 0


# ---------------------------------------------------------------- never a float


def test_the_module_knows_no_float() -> None:
    tree = ast.parse(Path(budgetlint.amounts.__file__).read_text(encoding="utf-8"))
    constants = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert not any(isinstance(value, float) for value in constants)
    assert names.isdisjoint({"float", "round"})
