"""Sums of one table: evaluated, counted for and against, and what may be called an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from grid_samples import table

from budgetlint.amounts import Verdict
from budgetlint.model import ColumnRole, Table
from budgetlint.relations.model import (
    Family,
    Prior,
    Sum,
    Tally,
    amount_at,
    best,
    evaluate,
    is_slip,
    tally,
    without_strangers,
)

HEADER = [["项目", "合计", "基本支出", "项目支出"]]
ROLES = (ColumnRole.NAME, ColumnRole.AMOUNT, ColumnRole.AMOUNT, ColumnRole.AMOUNT)


def rows(*figures: Sequence[str]) -> Table:
    """A table of rows 合计, 基本支出, 项目支出 (columns 1, 2, 3)."""
    return table(HEADER, *([f"项目{n}", *row] for n, row in enumerate(figures)))


def across(of: Table, prior: Prior = Prior.STANDARD) -> Family:
    """合计 = 基本支出 + 项目支出 in every row."""
    sums = tuple(Sum((r.index, 1), ((1, (r.index, 2)), (1, (r.index, 3)))) for r in of.rows)
    return Family("合计 = 基本支出 + 项目支出", "row", prior, sums)


def tallied(prior: Prior, *figures: Sequence[str]) -> tuple[Table, Tally]:
    found = rows(*figures)
    return found, tally(found, across(found, prior))


GOOD = [
    ["30.0", "10.0", "20.0"],
    ["8.0", "5.0", "3.0"],
    ["9.9", "4.4", "5.5"],
    ["7.1", "7.0", "0.1"],
]


# ---------------------------------------------------------------- evaluating


def test_a_sum_of_printed_figures() -> None:
    found = rows(["30.0", "10.0", "20.0"])
    (item,) = evaluate(found, across(found).sums)
    assert item.comparison is not None
    assert (item.comparison.verdict, item.used, item.holds) == (Verdict.EXACT, 2, True)


def test_blanks_and_zeros_are_no_addends() -> None:
    found = rows(["30.0", "", "30.0"], ["30.0", "0.00", "30.0"])
    assert [item.used for item in evaluate(found, across(found).sums)] == [1, 1]


def test_a_figure_whose_row_is_in_doubt_may_belong_to_a_sum_beside_it() -> None:
    found = rows(["30.0", "30.0", ""], ["10.0", "10.0", ""], ["5.0", "5.0", ""], ["15.0", "", ""])
    down = Sum((0, 1), ((1, (1, 1)), (1, (2, 1))))
    (item,) = evaluate(found, [down])
    assert item.comparison is not None and not item.holds
    loose = {**found.figures, (3, 1): replace(found.figures[3, 1], amount=None, uncertain=True)}
    (item,) = evaluate(replace(found, figures=loose), [down])
    assert (item.comparison, item.reason) == (None, "“15.0”属于哪一行分不清，未作判断")
    holding = Sum((0, 1), ((1, (1, 1)), (1, (2, 1)), (1, (2, 2)), (1, (1, 2)), (1, (3, 2))))
    assert evaluate(replace(found, figures=loose), [holding])[0].holds


def test_nothing_but_blanks_is_no_sum() -> None:
    found = rows(["", "", ""], ["—", "-", ""])
    assert evaluate(found, across(found).sums) == []


def test_zeros_of_nothing_hold() -> None:
    found = rows(["0.00", "", "0.00"])
    (item,) = evaluate(found, across(found).sums)
    assert item.holds
    assert item.used == 0


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (["", "10.0", "20.0"], "合计栏为空"),
        (["30.0", "", ""], "没有列出分项"),
        (["3o.0", "10.0", "20.0"], "“3o.0”不是可识别的数字"),
        (["30.0", "1.0.0", "20.0"], "“1.0.0”不是可识别的数字"),
    ],
)
def test_what_cannot_be_evaluated_says_why(figures: list[str], reason: str) -> None:
    found = table(HEADER, ["项目0", *figures], roles=ROLES)
    (item,) = evaluate(found, across(found).sums)
    assert item.comparison is None
    assert item.reason == reason
    assert not item.holds


def test_percentages_are_no_addends() -> None:
    found = table(HEADER, ["项目0", "100%", "40%", "60%"], roles=ROLES)
    assert evaluate(found, across(found).sums) == []


def test_amounts_at_cells() -> None:
    found = rows(["30.0", "", "20.0"])
    assert amount_at(found, (0, 2)) is None
    amount = amount_at(found, (0, 1))
    assert amount is not None and str(amount.value) == "30.0"


# ---------------------------------------------------------------- counting


def test_what_speaks_for_and_against_a_reading() -> None:
    _, found = tallied(
        Prior.STANDARD, *GOOD, ["5.0", "5.0", ""], ["0.0", "", ""], ["6.0", "2.0", "3.0"]
    )
    assert (found.held, found.trivially_held, found.failed, found.support) == (4, 1, 1, 5)


def test_one_wrong_figure_is_one_cause_of_many_failures() -> None:
    found = table([["项目", "合计"]], *([str(n), "1.0"] for n in range(6)))
    sums = tuple(Sum((n, 1), ((1, (5, 1)), (1, ((n + 1) % 5, 1)))) for n in range(5))
    family = Family("", "column", Prior.STRUCTURAL, sums)
    assert tally(found, family).failed == 5
    assert tally(found, family).causes == 1


def test_independent_failures_are_several_causes() -> None:
    _, found = tallied(Prior.STANDARD, *GOOD, ["6.0", "2.0", "3.0"], ["9.0", "2.0", "3.0"])
    assert (found.failed, found.causes) == (2, 2)


# ---------------------------------------------------------------- trust


@pytest.mark.parametrize("prior", list(Prior))
def test_a_reading_that_nothing_contradicts_is_trusted(prior: Prior) -> None:
    assert tallied(prior, *GOOD)[1].trusted


@pytest.mark.parametrize(
    ("prior", "wrong", "trusted"),
    [
        (Prior.STANDARD, 1, True),
        (Prior.STANDARD, 4, True),
        (Prior.STANDARD, 5, False),
        (Prior.STRUCTURAL, 1, True),
        (Prior.STRUCTURAL, 2, False),
        (Prior.DISCOVERED, 1, False),
    ],
)
def test_a_reading_that_fails_too_often_is_not(prior: Prior, wrong: int, trusted: bool) -> None:
    bad = [[f"{90 + n}.0", "1.0", "2.0"] for n in range(wrong)]
    assert tallied(prior, *GOOD, *bad)[1].trusted is trusted


def test_a_standard_sum_that_stands_alone_is_trusted() -> None:
    assert tallied(Prior.STANDARD, ["31.0", "10.0", "20.0"])[1].trusted
    assert not tallied(Prior.STRUCTURAL, ["31.0", "10.0", "20.0"])[1].trusted


def test_terms_that_are_in_no_sum_that_holds_are_not_accused() -> None:
    """A column that repeats a part of another one breaks every sum it is filled in."""
    bad = [["50.0", "50.0", "7.0"], ["60.0", "60.0", "8.0"]]
    good = [[f"{n}.0", f"{n}.0", ""] for n in range(1, 6)]
    assert not tallied(Prior.STANDARD, *good, *bad)[1].trusted
    assert accused(Prior.STANDARD, *good, *bad) == []


def test_a_stranger_among_the_columns_is_left_out() -> None:
    header = [["项目", "合计", "基本支出", "项目支出", "政府采购"]]
    body = [["甲", "30.0", "10.0", "20.0", ""], ["乙", "8.0", "5.0", "3.0", ""]]
    body += [["丙", "30.0", "10.0", "20.0", "6.0"], ["丁", "8.0", "5.0", "3.0", "2.0"]]
    found = table(header, *body)
    sums = tuple(Sum((n, 1), tuple((1, (n, c)) for c in (2, 3, 4))) for n in range(4))
    told = tally(found, Family("合计", "row", Prior.STANDARD, sums))
    assert told.failed == 2
    mended = without_strangers(found, told)
    assert (mended.failed, mended.held) == (0, 4)
    assert mended.family.prior is Prior.DISCOVERED


# ---------------------------------------------------------------- accusing


def accused(prior: Prior, *figures: Sequence[str]) -> list[int]:
    """The rows whose sum fails and may be called an error."""
    found, told = tallied(prior, *figures)
    return [
        c.sum.total[0]
        for c in told.checked
        if c.comparison is not None and not c.holds and told.accusable(found, c)
    ]


def test_a_failure_of_a_trusted_reading_is_an_error() -> None:
    assert accused(Prior.STANDARD, *GOOD, ["99.0", "1.0", "2.0"]) == [4]


def test_where_the_reading_is_in_doubt_only_a_slip_of_the_pen_is_one() -> None:
    unlike = [["9,876.5", "1,234.5", "7,531.0"], ["5,431.0", "1,234.5", "3,085.5"]]
    assert accused(Prior.STRUCTURAL, *GOOD[:2], *unlike) == []
    swapped = ["4,531.0", "1,234.5", "4,196.5"]
    assert accused(Prior.STRUCTURAL, *GOOD[:2], unlike[0], swapped) == [3]


def test_round_figures_prove_nothing() -> None:
    assert (
        accused(Prior.STRUCTURAL, GOOD[0], ["40.0", "20.0", "10.0"], ["70.0", "20.0", "10.0"]) == []
    )


def test_two_rows_with_one_figure_are_no_outline() -> None:
    assert accused(Prior.DISCOVERED, *GOOD * 3, ["5.0", "6.0", ""]) == []


@pytest.mark.parametrize(
    ("figures", "slip"),
    [
        (["5,481.0", "1,234.5", "4,196.5"], True),  # a digit
        (["4,531.0", "1,234.5", "4,196.5"], True),  # two digits swapped
        (["5,431.0", "1,243.5", "4,196.5"], True),  # swapped in a term
        (["6,531.0", "1,234.5", "4,196.5"], False),
        (["5,431.0", "1,234.5", "3,085.5"], False),
    ],
)
def test_slips_of_the_pen(figures: list[str], slip: bool) -> None:
    found, told = tallied(Prior.STANDARD, figures)
    (item,) = told.checked
    assert is_slip(found, item) is slip


def test_a_slip_may_stand_beside_rounding_but_not_exactly() -> None:
    found, told = tallied(Prior.STANDARD, ["5,481.1", "1,234.5", "4,196.5"])
    (item,) = told.checked
    assert is_slip(found, item)
    assert not is_slip(found, item, exactly=True)


# ---------------------------------------------------------------- choosing


def test_the_reading_that_the_figures_bear_out_is_chosen() -> None:
    found = rows(*GOOD)
    wrong = Family("基本支出 = 合计", "row", Prior.STANDARD, tuple(
        Sum((r.index, 2), ((1, (r.index, 1)),)) for r in found.rows
    ))  # fmt: skip
    chosen = best(found, [wrong, across(found, Prior.STRUCTURAL)])
    assert chosen is not None
    assert chosen.family.name == "合计 = 基本支出 + 项目支出"


def test_without_a_clean_reading_the_least_contradicted_wins() -> None:
    found = rows(*GOOD, ["99.0", "1.0", "2.0"])
    wrong = Family("基本支出 = 合计", "row", Prior.STANDARD, tuple(
        Sum((r.index, 2), ((1, (r.index, 1)),)) for r in found.rows
    ))  # fmt: skip
    chosen = best(found, [wrong, across(found)])
    assert chosen is not None
    assert (chosen.held, chosen.failed) == (4, 1)


def test_no_reading_no_choice() -> None:
    found = rows(*GOOD)
    assert best(found, []) is None
    assert best(found, [Family("", "row", Prior.STANDARD, ())]) is None
