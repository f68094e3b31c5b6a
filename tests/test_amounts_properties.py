"""Amounts for any figures: honest rounding is never accused, a change beyond the bound always."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from budgetlint.amounts import (
    Amount,
    Comparison,
    Verdict,
    compare_equal,
    compare_ratio,
    compare_sum,
    parse_amount,
    show,
)

ACCUSED = (Verdict.SUSPICIOUS, Verdict.WRONG)
decimals = st.integers(0, 4)
modes = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])
# exact amounts have more digits than are ever printed and never round to a printed zero,
# which by definition is exact
magnitudes = st.integers(1_000_000, 10**13).map(lambda n: Decimal(n).scaleb(-6))
exact_amounts = st.builds(lambda m, sign: m * sign, magnitudes, st.sampled_from([1, 1, 1, -1]))
signs = st.sampled_from([1, -1])


def printed(value: Decimal, places: int, mode: str = ROUND_HALF_UP) -> Amount:
    """What a document prints for an exact value, read back from the text."""
    text = show(value.quantize(Decimal(1).scaleb(-places), mode))
    found = parse_amount(text)
    assert found is not None, text
    return found


def assert_decimal(comparison: Comparison) -> None:
    for item in fields(comparison):
        value = getattr(comparison, item.name)
        assert isinstance(value, Decimal | Verdict), item.name


# ---------------------------------------------------------------- honest rounding


@given(
    st.lists(st.tuples(signs, exact_amounts, decimals), min_size=1, max_size=40), decimals, modes
)
def test_a_rounded_sum_is_never_wrong(
    terms: list[tuple[int, Decimal, int]], places: int, mode: str
) -> None:
    total = sum((sign * value for sign, value, _ in terms), Decimal(0))
    assume(total == 0 or abs(total) >= 1)
    shown = [(sign, printed(value, p, mode)) for sign, value, p in terms]
    found = compare_sum(printed(total, places, mode), shown)
    assert found.verdict is not Verdict.WRONG
    assert abs(found.difference) <= found.tolerance
    assert_decimal(found)


@given(st.lists(st.tuples(signs, exact_amounts), min_size=1, max_size=7), decimals)
def test_a_short_rounded_sum_of_one_precision_is_not_even_suspicious(
    terms: list[tuple[int, Decimal]], places: int
) -> None:
    total = sum((sign * value for sign, value in terms), Decimal(0))
    assume(total == 0 or abs(total) >= 1)
    shown = [(sign, printed(value, places)) for sign, value in terms]
    assert compare_sum(printed(total, places), shown).verdict not in ACCUSED


@given(st.lists(st.tuples(signs, exact_amounts), max_size=30), decimals, st.integers(0, 5))
def test_a_sum_of_the_printed_figures_is_exact(
    terms: list[tuple[int, Decimal]], places: int, blanks: int
) -> None:
    shown = [(sign, printed(value, places)) for sign, value in terms]
    total = sum((sign * a.value for sign, a in shown), Decimal(0))
    zeros = [(1, printed(Decimal(0), places))] * blanks
    found = compare_sum(printed(total, places), [*shown, *zeros])
    assert found.verdict is Verdict.EXACT
    assert found.difference == 0


@given(exact_amounts, decimals, decimals, modes)
def test_one_fact_printed_twice_is_never_accused(
    value: Decimal, left: int, right: int, mode: str
) -> None:
    found = compare_equal(printed(value, left, mode), printed(value, right, mode))
    assert found.verdict in (Verdict.EXACT, Verdict.ROUNDING)
    if left == right:
        assert found.verdict is Verdict.EXACT
    assert_decimal(found)


@given(exact_amounts, exact_amounts, decimals, decimals, st.integers(0, 3))
def test_a_rounded_percentage_is_never_accused(
    part: Decimal, whole: Decimal, part_places: int, whole_places: int, places: int
) -> None:
    percent = (part / whole * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assume(percent != 0)
    shown = Amount(percent, Decimal(1).scaleb(-places), percent=True)
    found = compare_ratio(shown, printed(part, part_places), printed(whole, whole_places))
    if found is not None:
        assert found.verdict not in ACCUSED
        assert_decimal(found)


# ---------------------------------------------------------------- real changes


@given(
    st.lists(st.tuples(signs, exact_amounts), min_size=1, max_size=30),
    decimals,
    st.data(),
)
def test_a_change_beyond_the_bound_is_always_wrong(
    terms: list[tuple[int, Decimal]], places: int, data: st.DataObject
) -> None:
    total = sum((sign * value for sign, value in terms), Decimal(0))
    assume(abs(total) >= 1)
    shown = [(sign, printed(value, places)) for sign, value in terms]
    whole = printed(total, places)
    before = compare_sum(whole, shown)
    unit = Decimal(1).scaleb(-places)
    least = int((before.tolerance + abs(before.difference)) / unit) + 1
    slip = data.draw(st.integers(least, least * 1000)) * unit * data.draw(signs)
    position = data.draw(st.integers(-1, len(shown) - 1))
    if position < 0:
        assume(whole.value + slip != 0)
        whole = Amount(whole.value + slip, unit)
    else:
        sign, old = shown[position]
        assume(old.value + slip != 0)
        shown[position] = (sign, Amount(old.value + slip, unit))
    assert compare_sum(whole, shown).verdict is Verdict.WRONG


@given(exact_amounts, decimals, decimals, st.integers(1, 10**6), signs)
def test_two_prints_further_apart_than_rounding_are_wrong(
    value: Decimal, left: int, right: int, units: int, sign: int
) -> None:
    first, second = printed(value, left), printed(value, right)
    coarse = max(first.ulp, second.ulp)
    changed = Amount(second.value + sign * (units + 1) * coarse, second.ulp)
    assume(changed.value != 0)
    assert compare_equal(first, changed).verdict is Verdict.WRONG


@given(magnitudes, magnitudes, st.integers(2, 10**4), signs)
def test_a_percentage_beyond_its_interval_is_wrong(
    part: Decimal, whole: Decimal, units: int, sign: int
) -> None:
    step = Decimal("0.01")
    above, below = printed(part, 4), printed(whole, 4)
    true = (part / whole * 100).quantize(step, ROUND_HALF_UP)
    honest = compare_ratio(Amount(true, step, percent=True), above, below)
    assert honest is not None
    slip = sign * (units * step + 2 * honest.tolerance).quantize(step, ROUND_HALF_UP)
    assume(true + slip != 0)
    found = compare_ratio(Amount(true + slip, step, percent=True), above, below)
    assert found is not None
    assert found.verdict is Verdict.WRONG


# ---------------------------------------------------------------- reading what was printed


values = st.builds(
    lambda n, places, sign: Decimal(n * sign).scaleb(-places),
    st.integers(0, 10**15),
    decimals,
    signs,
)


@given(values)
def test_what_is_shown_is_read_back(value: Decimal) -> None:
    found = parse_amount(show(value))
    assert found is not None
    assert found.value == value
    assert isinstance(found.value, Decimal)
    assert isinstance(found.ulp, Decimal)
    exponent = value.as_tuple().exponent
    assert found.ulp == (0 if value == 0 else Decimal(1).scaleb(int(exponent)))


@given(values, st.sampled_from(["plain", "wide", "spaced", "brackets"]))
def test_the_ways_of_printing_one_number_are_read_alike(value: Decimal, way: str) -> None:
    shown = show(abs(value))
    expected = abs(value)
    if way == "plain":
        shown = shown.replace(",", "")
    elif way == "wide":
        shown = shown.translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．"))
    elif way == "spaced":
        shown = f" \n{shown} "
    else:
        shown, expected = f"（{shown}）", -abs(value)
    found = parse_amount(shown)
    assert found is not None
    assert found.value == expected


@given(values, values, st.sampled_from([" ", "\n", "　", "\t", "  "]), st.integers(0, 4))
def test_two_numbers_of_one_column_are_never_one(
    left: Decimal, right: Decimal, gap: str, places: int
) -> None:
    step = Decimal(1).scaleb(-places)
    pair = [show(value.quantize(step)) for value in (left, right)]
    assert parse_amount(gap.join(pair)) is None


@given(values, st.integers(1, 10**9), st.sampled_from([" ", "\n"]))
def test_an_amount_with_two_decimals_takes_no_further_digits(
    left: Decimal, right: int, gap: str
) -> None:
    shown = show(left.quantize(Decimal("0.01")))
    assert parse_amount(f"{shown}{gap}{right}") is None


@given(st.text(alphabet="0123456789.,-+()%（），．－—/ \n万元一", max_size=14))
def test_whatever_is_accepted_has_the_digits_that_are_printed(text: str) -> None:
    found = parse_amount(text)
    if found is None:
        return
    digits = "".join(c for c in text if c.isdigit())
    assert digits.strip("0") == "".join(c for c in str(found.value) if c.isdigit()).strip("0")
    assert isinstance(found.value, Decimal)
    assert "万" not in text
    assert "一" not in text


@given(st.text(max_size=12))
def test_a_text_without_a_zero_is_never_read_as_zero(text: str) -> None:
    found = parse_amount(text)
    if found is not None and found.value == 0:
        assert any(unicodedata.digit(c, None) == 0 for c in text)
