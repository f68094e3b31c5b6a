"""What a header says is the sum of what."""

from __future__ import annotations

import pytest
from grid_samples import Matrix, table

from budgetlint.relations.headers import header_trees, row_families, stage_of
from budgetlint.relations.model import Prior


def families(header: Matrix, row: list[str] | None = None) -> list[list[tuple[str, Prior]]]:
    """The readings of each total column, by name."""
    width = len(header[0])
    figures = row or ["甲", *(f"{n}.0" for n in range(1, width))]
    return [
        [(f.name, f.prior) for f in readings]
        for readings in row_families(table(header, figures))
        if readings
    ]


def first_names(header: Matrix) -> list[str]:
    return [readings[0][0] for readings in families(header)]


def columns_of(header: Matrix) -> list[tuple[int, tuple[int, ...]]]:
    """Of the first reading of each total: its column and those of its terms."""
    width = len(header[0])
    found = table(header, ["甲", *(f"{n}.0" for n in range(1, width))])
    out = []
    for readings in row_families(found):
        if readings:
            first = readings[0].sums[0]
            out.append((first.total[1], tuple(cell[1] for _, cell in first.terms)))
    return out


def test_the_standard_sum() -> None:
    (readings,) = families([["项目", "合计", "基本支出", "项目支出"]])
    assert readings[0] == ("合计 = 基本支出 + 项目支出", Prior.STANDARD)


def test_unknown_headings_are_weaker() -> None:
    (readings,) = families([["项目", "总额", "甲数", "乙数"]])
    assert readings[0] == ("总额 = 甲数 + 乙数", Prior.STRUCTURAL)


def test_every_level_has_its_sum() -> None:
    header = [
        ["项目", "合计", "基本支出", "<", "<", "项目支出"],
        ["", "", "小计", "人员经费", "公用经费", ""],
    ]
    assert columns_of(header) == [(2, (3, 4)), (1, (2, 5))]


def test_a_heading_without_a_total_is_worth_its_parts() -> None:
    header = [
        ["项目", "合计", "人员经费", "<", "公用经费"],
        ["", "", "工资福利支出", "对个人和家庭的补助", ""],
    ]
    assert columns_of(header) == [(1, (2, 3, 4))]


def test_a_total_at_the_end() -> None:
    assert columns_of([["项目", "基本支出", "项目支出", "合计"]]) == [(3, (1, 2))]


def test_the_total_stands_at_an_end_of_its_columns() -> None:
    assert columns_of([["项目", "基本支出", "小计", "项目支出", "合计"]])[0][0] == 4


def test_of_which_columns_are_no_addends() -> None:
    assert columns_of([["项目", "合计", "基本支出", "项目支出", "其中：财政拨款"]]) == [(1, (2, 3))]


def test_parts_of_a_neighbour_are_offered_as_parts() -> None:
    header = [["项目", "合计", "基本支出", "人员经费", "公用经费", "项目支出"]]
    names = {name for readings in families(header) for name, _ in readings}
    assert "合计 = 基本支出 + 项目支出" in names
    assert "基本支出 = 人员经费 + 公用经费" in names


def test_of_which_parts_alone_may_be_all() -> None:
    header = [["项目", "合计", "其中：", "<"], ["", "", "基本支出", "项目支出"]]
    assert columns_of(header) == [(1, (2, 3))]


def test_three_public_expenses() -> None:
    header = [
        ["“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"],
        ["", "", "小计", "公务用车购置费", "公务用车运行费", ""],
    ]
    found = table(header, ["2.9", "", "2.3", "", "2.3", "0.6"], kind="“三公”经费表")
    sums = [(f[0].name, [c for _, (_, c) in f[0].sums[0].terms]) for f in row_families(found) if f]
    assert sums == [
        ("小计 = 公务用车购置费 + 公务用车运行费", [3, 4]),
        ("“三公”经费合计 = 因公出国（境）费 + 公务用车购置及运行费 + 公务接待费", [1, 2, 5]),
    ]


def test_changes_and_rates_are_no_addends() -> None:
    assert columns_of([["项目", "合计", "基本支出", "项目支出", "比上年增减"]]) == [(1, (2, 3))]


def test_stages_are_summed_apart() -> None:
    header = [
        ["项目", "预算数", "<", "<", "决算数", "<", "<"],
        ["", "合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出"],
    ]
    assert columns_of(header) == [(1, (2, 3)), (4, (5, 6))]


def test_stages_below_the_headings_are_summed_apart_too() -> None:
    header = [
        ["项目", "合计", "<", "基本支出", "<", "项目支出", "<"],
        ["", "预算数", "决算数", "预算数", "决算数", "预算数", "决算数"],
    ]
    assert columns_of(header) == [(1, (3, 5)), (2, (4, 6))]


def test_funds_below_every_heading_are_summed_apart() -> None:
    header = [
        ["项目", "总计", "<", "因公出国", "<", "公务接待", "<"],
        [
            "",
            "一般公共预算",
            "政府性基金",
            "一般公共预算",
            "政府性基金",
            "一般公共预算",
            "政府性基金",
        ],
    ]
    assert columns_of(header) == [(1, (3, 5)), (2, (4, 6))]


def test_ways_of_dividing_each_give_the_whole() -> None:
    header = [
        ["项目", "合计", "按收入性质分", "<", "按支出性质分", "<"],
        ["", "", "经费拨款", "非税收入拨款", "基本支出", "项目支出"],
    ]
    assert columns_of(header) == [(1, (2, 3)), (1, (4, 5))]


def test_no_total_no_sum() -> None:
    assert families([["项目", "甲数", "乙数"]]) == []
    assert families([["项目", "合计"]]) == []


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        (("预算数", "合计"), ("预算数",)),
        (("2025年预算数", "小计"), ("2025年预算数",)),
        (("本年", "合计"), ("本年",)),
        (("合计", "调整预算数"), ("调整预算数",)),
        (("基本支出", "小计"), ()),
        (("本年收入", "小计"), ()),
    ],
)
def test_headings_that_name_a_stage(path: tuple[str, ...], stage: tuple[str, ...]) -> None:
    assert stage_of(path) == stage


def test_headings_of_one_name_apart_are_two_headings() -> None:
    header = [
        ["项目", "小计", "财政拨款", "<", "小计", "财政拨款", "<"],
        ["", "", "甲", "乙", "", "丙", "丁"],
    ]
    found = table(header, ["甲", *(f"{n}.0" for n in range(1, 7))])
    (tree,) = header_trees([c for c in found.columns if c.index])
    assert [n.name for n in tree.children] == ["小计", "财政拨款", "小计", "财政拨款"]


def test_rows_without_content_have_no_sum() -> None:
    found = table(
        [["项目", "合计", "基本支出", "项目支出"]], ["甲", "3.0", "1.0", "2.0"], ["", "", "", ""]
    )
    (readings,) = row_families(found)
    assert [s.total[0] for s in readings[0].sums] == [0]
