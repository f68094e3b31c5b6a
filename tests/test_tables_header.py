"""Where the header ends and what the columns are called."""

from __future__ import annotations

import pytest
from grid_samples import Matrix, lines

from budgetlint.tables.header import (
    TOTAL_WORD,
    caption_line,
    column_paths,
    is_data_line,
    is_ordinal_line,
    same_lines,
    split_header,
)


def split(matrix: Matrix) -> tuple[list[str], list[tuple[str, ...]], list[tuple[str, ...]]]:
    captions, header, body = split_header(lines(matrix))
    return captions, [line.texts() for line in header], [line.texts() for line in body]


def paths(matrix: Matrix) -> list[str]:
    return [" › ".join(path) for path in column_paths(lines(matrix), len(matrix[0]))]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    "text",
    [
        "合计", "总计", "共计", "合计：", "本年收入合计", "收入总计", "支出总计", "收入决算合计",
        "人员经费合计", "一、收入合计", "全市合计", "当年支出预算总计",
    ],
)  # fmt: skip
def test_words_for_totals(text: str) -> None:
    assert TOTAL_WORD.match(text)


@pytest.mark.parametrize(
    "text", ["小计", "合计数额", "其中：合计数", "一般公共服务支出", "统计事务"]
)
def test_words_for_something_else(text: str) -> None:
    assert not TOTAL_WORD.match(text)


@pytest.mark.parametrize(
    "texts",
    [
        ["栏次", "1", "2", "3"],
        ["行次", "", "", ""],
        ["", "1", "2", "3", "4"],
        ["甲", "乙", "1", "2", "3"],
        ["**", "**", "1", "2"],
        ["栏次", "1", "2", "3=1+2"],
        ["1栏", "2栏", "3栏"],
        ["", "1", "2", "4", "5", "6"],
    ],
)
def test_lines_that_number_the_columns(texts: list[str]) -> None:
    assert is_ordinal_line(texts)
    assert not is_data_line(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["合计", "1", "2"],
        ["", "12", "30"],
        ["1"],
        ["", "5", "6"],
        ["", "1.0", "2.0"],
        ["", "3", "2"],
        [],
    ],
)
def test_lines_that_do_not(texts: list[str]) -> None:
    assert not is_ordinal_line(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["201", "一般公共服务支出", ""],
        ["2010301", "行政运行", ""],
        ["20103-政府办公厅", "", "1.0"],
        ["", "合计", "2,562.0"],
        ["合计", "", ""],
        ["一、本年收入", ""],
        ["（一）一般公共服务支出", ""],
        ["其中：财政拨款", ""],
        ["1.办公费", ""],
        ["办公费", "0.00"],
        ["2024", "5.0"],
    ],
)
def test_lines_of_data(texts: list[str]) -> None:
    assert is_data_line(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["科目编码", "科目名称", "合计", "基本支出"],
        ["", "", "小计", "人员经费"],
        ["类", "款", "项"],
        ["项目", "2024", "2023"],
        ["合计", "人员经费", "公用经费"],
        ["", "", ""],
    ],
)
def test_lines_of_a_header(texts: list[str]) -> None:
    assert not is_data_line(texts)


# ---------------------------------------------------------------- captions inside the grid


def test_a_title_and_a_unit_set_inside_the_grid() -> None:
    captions, header, body = split(
        [
            ["2024年部门收支总体情况表", "<", "<", "<"],
            ["部门：市政务办", "", "", "单位：万元"],
            ["项目", "金额", "项目", "金额"],
            ["一、财政拨款", "5.0", "一、教育支出", "5.0"],
        ]
    )
    assert captions == ["2024年部门收支总体情况表", "部门：市政务办 单位：万元"]
    assert header == [("项目", "金额", "项目", "金额")]
    assert len(body) == 1


def test_a_blank_row_below_a_title_is_skipped() -> None:
    captions, header, _ = split(
        [
            ["支出总体情况表", "<", "<"],
            ["", "", ""],
            ["科目", "合计", "备注"],
            ["教育支出", "5.0", ""],
        ]
    )
    assert captions == ["支出总体情况表"]
    assert header == [("科目", "合计", "备注")]


@pytest.mark.parametrize(
    "row",
    [["合计", "<", "<"], ["支出", "<", "金额"], ["一般公共预算支出", "5.0", "6.0"], ["", "", ""]],
)
def test_what_is_no_caption(row: list[str]) -> None:
    assert caption_line(lines([row])[0]) is None


# ---------------------------------------------------------------- the end of the header


def test_a_header_of_three_levels() -> None:
    _, header, body = split(
        [
            ["科目编码", "科目名称", "合计", "基本支出", "<", "<"],
            ["^", "^", "^", "小计", "人员经费", "公用经费"],
            ["栏次", "", "1", "2", "3", "4"],
            ["201", "一般公共服务支出", "9.0", "9.0", "8.0", "1.0"],
            ["", "合计", "9.0", "9.0", "8.0", "1.0"],
        ]
    )
    assert len(header) == 3
    assert [line[1] for line in body] == ["一般公共服务支出", "合计"]


def test_a_row_hidden_below_merged_header_cells_belongs_to_the_header() -> None:
    _, header, body = split(
        [["项目", "预算数"], ["^", "^"], ["办公费", "5.0"]],
    )
    assert len(header) == 2
    assert body == [("办公费", "5.0")]


def test_a_blank_row_ends_the_header() -> None:
    _, header, body = split([["项目", "预算数"], ["", ""], ["", ""]])
    assert len(header) == 1
    assert len(body) == 2


def test_a_continuation_page_has_no_header() -> None:
    captions, header, body = split([["20805", "养老支出", "79.5"], ["210", "卫生健康支出", "42.2"]])
    assert (captions, header) == ([], [])
    assert len(body) == 2


def test_rows_of_words_without_any_header_word_are_data() -> None:
    _, header, body = split([["教育局", "甲", "乙"], ["科技局", "5.0", "6.0"]])
    assert header == []
    assert len(body) == 2


def test_a_table_of_nothing_but_its_header() -> None:
    _, header, body = split([["科目编码", "科目名称", "合计"]])
    assert len(header) == 1
    assert body == []


def test_a_grid_of_plain_text_has_no_header() -> None:
    _, header, body = split([["甲", "乙"], ["丙", "丁"]])
    assert header == []
    assert len(body) == 2


# ---------------------------------------------------------------- column paths


def test_paths_follow_the_merged_cells() -> None:
    assert paths(
        [
            ["科目编码", "<", "<", "科目名称", "支出", "<", "<"],
            ["类", "款", "项", "^", "小计", "基本支出", "<"],
            ["^", "^", "^", "^", "^", "人员经费", "公用\n经费"],
        ]
    ) == [
        "科目编码 › 类",
        "科目编码 › 款",
        "科目编码 › 项",
        "科目名称",
        "支出 › 小计",
        "支出 › 基本支出 › 人员经费",
        "支出 › 基本支出 › 公用经费",
    ]


def test_a_heading_printed_again_below_itself_stands_once() -> None:
    assert paths([["合计", "支出"], ["合计", "项目支出"]]) == ["合计", "支出 › 项目支出"]


def test_the_numbers_of_the_columns_are_no_part_of_their_names() -> None:
    assert paths([["项目", "预算数", "决算数"], ["栏次", "1", "2"]]) == ["项目", "预算数", "决算数"]


def test_a_column_without_a_heading_has_an_empty_path() -> None:
    assert column_paths(lines([["项目", ""]]), 2)[1] == ()


def test_headers_are_compared_by_their_texts() -> None:
    first = lines([["项目", "支出", "<"]])
    assert same_lines(first, lines([["项目", "支 出", ""]]))
    assert not same_lines(first, lines([["项目", "收入", "<"]]))
    assert not same_lines(first, lines([["项目", "支出", "<"], ["", "", "小计"]]))
