"""What stands in a column, and which columns form a table of their own."""

from __future__ import annotations

import pytest
from grid_samples import Matrix, lines

from budgetlint.model import Column, ColumnRole
from budgetlint.tables.columns import describe
from budgetlint.tables.header import column_paths

NAME, CODE, AMOUNT = ColumnRole.NAME, ColumnRole.CODE, ColumnRole.AMOUNT
PERCENT, COUNT, TEXT = ColumnRole.PERCENT, ColumnRole.COUNT, ColumnRole.TEXT
ORDINAL = ColumnRole.ORDINAL


def columns(header: Matrix, *body: list[str]) -> tuple[Column, ...]:
    head = lines(header)
    rows = lines(body) if body else []
    return describe(column_paths(head, len(header[0])), head, rows)


def roles(header: Matrix, *body: list[str]) -> list[ColumnRole]:
    return [c.role for c in columns(header, *body)]


def panels(header: Matrix, *body: list[str]) -> list[int]:
    return [c.panel for c in columns(header, *body)]


# ---------------------------------------------------------------- roles


def test_an_expenditure_table() -> None:
    header = [["科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注"]]
    row = ["201", "一般公共服务支出", "9.0", "8.0", "1.0", "说明"]
    assert roles(header, row) == [CODE, NAME, AMOUNT, AMOUNT, AMOUNT, TEXT]


def test_a_table_without_a_figure_has_the_same_roles() -> None:
    header = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    assert roles(header, ["", "", "", "", ""]) == [CODE, NAME, AMOUNT, AMOUNT, AMOUNT]
    assert roles(header) == [CODE, NAME, AMOUNT, AMOUNT, AMOUNT]


def test_an_empty_column_of_project_expenditure_is_one_of_amounts() -> None:
    header = [["科目名称", "合计", "项目支出", "<"], ["^", "^", "其他运转类", "特定目标类"]]
    assert roles(header, ["甲", "5.0", "5.0", ""]) == [NAME, AMOUNT, AMOUNT, AMOUNT]


def test_figures_with_decimals_under_a_unit_of_money_are_amounts() -> None:
    head, rows = lines([["项目", "本地区", "本级"]]), lines([["一、还本数", "3.30", "1.05"]])
    paths = column_paths(head, 3)
    assert [c.role for c in describe(paths, head, rows, in_money=True)] == [NAME, AMOUNT, AMOUNT]
    assert [c.role for c in describe(paths, head, rows)] == [NAME, COUNT, COUNT]
    rows = lines([["一、户数", "3", "1"]])
    assert [c.role for c in describe(paths, head, rows, in_money=True)] == [NAME, COUNT, COUNT]


def test_codes_in_front_of_a_table_without_header_are_no_amounts() -> None:
    rows = lines([["204", "10", "01", "行政运行", "57.50"], ["合计", "", "", "", "99.10"]])
    found = describe([()] * 5, [], [*rows, *lines([["211", "04", "", "自然保护", "7.46"]])])
    assert [c.role for c in found] == [CODE, CODE, CODE, NAME, AMOUNT]


def test_class_and_item_columns_are_codes() -> None:
    header = [["科目编码", "<", "<", "科目名称", "合计"], ["类", "款", "项", "^", "^"]]
    assert roles(header, ["201", "03", "01", "行政运行", "5.0"]) == [CODE, CODE, CODE, NAME, AMOUNT]


def test_codes_without_a_heading_that_says_so_are_no_amounts() -> None:
    header = [["功能分类", "名称", "合计"]]
    assert roles(header, ["201", "甲", "5.0"], ["20103", "乙", "5.0"])[0] is CODE


def test_three_digit_amounts_are_amounts_where_the_heading_names_money() -> None:
    header = [["项目", "决算数"]]
    assert roles(header, ["甲", "325"], ["乙", "169"]) == [NAME, AMOUNT]


@pytest.mark.parametrize(
    ("heading", "values", "role"),
    [
        ("占比", ["71.03%", "28.97%"], PERCENT),
        ("增减%", ["3.6", "-2.1"], PERCENT),
        ("为预算的％", ["98", "101"], PERCENT),
        ("执行率", ["98.5", "100"], PERCENT),
        ("完成情况", ["98.5%", "100%"], PERCENT),
        ("数量", ["3", "12"], COUNT),
        ("公务用车（辆）", ["3", "12"], COUNT),
        ("编制人数", ["30", "120"], COUNT),
        ("序号", ["1", "2"], ORDINAL),
        ("行次", ["1", "2"], ORDINAL),
        ("备注", ["", ""], TEXT),
        ("备注", ["1", "2"], TEXT),
        ("绩效目标", ["完成", "达标"], TEXT),
        ("增减额", ["89.3", "-1.0"], AMOUNT),
        ("项目支出", ["5.0", "—"], AMOUNT),
        ("其他", ["5.0", "6.0"], AMOUNT),
        ("采购方式", ["公开招标", "询价"], TEXT),
        ("实施单位", ["甲局", "乙局"], NAME),
    ],
)
def test_roles_of_a_column(heading: str, values: list[str], role: ColumnRole) -> None:
    header = [["项目", "合计", heading]]
    assert roles(header, *(["甲", "5.0", value] for value in values))[2] is role


def test_a_word_among_figures_does_not_make_a_label_column() -> None:
    header = [["项目", "合计", "项目支出"]]
    body = [["甲", "5.0", "5.0"], ["乙", "6.0", "6.0"], ["丙", "7.0", "1O.0"]]
    assert roles(header, *body)[2] is AMOUNT


def test_a_number_among_words_does_not_make_a_column_of_figures() -> None:
    header = [["项目", "合计", "主管科室"]]
    body = [["甲", "5.0", "办公室"], ["乙", "6.0", "财务处"], ["丙", "7.0", "110"]]
    assert roles(header, *body)[2] is NAME


def test_numbers_of_a_form_are_no_money() -> None:
    header = [["一级指标", "三级指标", "分值", "得分"]]
    assert roles(header, ["产出", "办件量", "10", "9.5"])[2:] == [COUNT, COUNT]


def test_a_text_column_left_of_all_figures_is_a_label() -> None:
    header = [["", "预算数"]]
    assert roles(header, ["", "5.0"]) == [NAME, AMOUNT]


# ---------------------------------------------------------------- panels


def test_income_and_expenditure_side_by_side() -> None:
    header = [["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]]
    assert panels(header, ["一、财政拨款", "5.0", "一、教育支出", "5.0"]) == [0, 0, 1, 1]


def test_expenditure_with_several_columns() -> None:
    header = [
        ["收入", "<", "支出", "<", "<"],
        ["项目", "金额", "项目", "合计", "其中：财政拨款"],
    ]
    assert panels(header, ["甲", "5.0", "乙", "5.0", "4.0"]) == [0, 0, 1, 1, 1]


def test_three_tables_side_by_side() -> None:
    header = [["科目编码", "科目名称", "金额"] * 3]
    row = ["301", "工资", "5.0", "302", "商品", "3.0", "310", "资本", "1.0"]
    assert panels(header, row) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_halves_by_repeated_headings_alone() -> None:
    header = [["人员经费", "<", "<", "公用经费", "<", "<"], ["科目编码", "科目名称", "金额"] * 2]
    row = ["301", "工资福利支出", "5.0", "302", "商品和服务支出", "3.0"]
    assert panels(header, row) == [0, 0, 0, 1, 1, 1]


def test_a_label_after_the_figures_opens_no_table() -> None:
    header = [["项目", "合计", "实施单位"]]
    assert panels(header, ["甲", "5.0", "乙局"]) == [0, 0, 0]


def test_two_codes_before_the_figures_are_one_table() -> None:
    header = [
        ["部门预算经济分类", "<", "政府预算经济分类", "<", "合计"],
        ["科目编码", "科目名称", "科目编码", "科目名称", "^"],
    ]
    assert panels(header, ["30101", "基本工资", "50101", "工资奖金津补贴", "5.0"]) == [0] * 5


def test_a_name_between_figures_of_one_table_opens_none() -> None:
    header = [["项目名称", "预算数", "政府采购方式", "采购金额"]]
    assert panels(header, ["甲", "5.0", "询价", "5.0"]) == [0, 0, 0, 0]
