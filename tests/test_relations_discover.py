"""Outlines that only the figures show."""

from __future__ import annotations

from collections.abc import Sequence

from grid_samples import table

from budgetlint.model import Table
from budgetlint.relations.discover import by_figures
from budgetlint.relations.lanes import Lane
from budgetlint.relations.outline import Branch


def plain(*rows: Sequence[str]) -> Table:
    width = len(rows[0])
    header = [["项目", *("合计", "基本支出", "项目支出")[: width - 1]]]
    return table(header, *rows)


def outline(found: Table, *, chains: bool = False) -> dict[str, object] | None:
    columns = [c.index for c in found.columns if c.index]

    def shape(branch: Branch) -> dict[str, object]:
        return {b.row.name if b.row else "": shape(b) for b in branch.children}

    lanes = [Lane({0: column}) for column in columns]
    tree = by_figures(found, found.rows, lanes, chains=chains)
    return None if tree is None else shape(tree)


def test_a_row_that_is_the_sum_of_those_that_follow() -> None:
    found = plain(["甲", "30.0"], ["乙", "12.5"], ["丙", "17.5"], ["丁", "4.0"])
    assert outline(found) == {"甲": {"乙": {}, "丙": {}}, "丁": {}}


def test_sums_of_sums() -> None:
    found = plain(["甲", "50.0"], ["乙", "30.0"], ["丙", "12.5"], ["丁", "17.5"], ["戊", "20.0"])
    assert outline(found) == {"甲": {"乙": {"丙": {}, "丁": {}}, "戊": {}}}


def test_rounding_is_allowed_for() -> None:
    found = plain(["甲", "30.1"], ["乙", "12.5"], ["丙", "17.5"])
    assert outline(found) == {"甲": {"乙": {}, "丙": {}}}


def test_a_wide_bound_of_many_rows_is_not_used_up() -> None:
    found = plain(["甲", "12.0"], *([f"行{n}", "1.0"] for n in range(11)), ["丁", "0.6"])
    assert outline(found) is None


def test_all_columns_must_agree() -> None:
    found = plain(["甲", "30.0", "12.0"], ["乙", "12.5", "7.0"], ["丙", "17.5", "9.0"])
    assert outline(found) is None


def test_one_wrong_figure_does_not_hide_an_outline() -> None:
    found = plain(
        ["甲", "30.0", "12.0", "18.0"], ["乙", "12.5", "7.0", "5.5"], ["丙", "17.5", "5.0", "13.5"]
    )
    assert outline(found) == {"甲": {"乙": {}, "丙": {}}}


def test_one_row_that_repeats_the_figures_counts_only_as_a_chain() -> None:
    found = plain(["甲", "30.0"], ["乙", "30.0"], ["丙", "4.0"])
    assert outline(found) is None
    assert outline(found, chains=True) == {"甲": {"乙": {}}, "丙": {}}


def test_rows_without_figures_are_no_sums() -> None:
    assert outline(plain(["甲", ""], ["乙", ""], ["丙", ""])) is None


def test_too_few_rows_show_nothing() -> None:
    assert outline(plain(["甲", "30.0"], ["乙", "30.0"]), chains=True) is None
