"""Codes, names, levels and roles of rows."""

from __future__ import annotations

import pytest
from grid_samples import Matrix, lines

from budgetlint.model import RowRole
from budgetlint.tables.columns import describe
from budgetlint.tables.header import column_paths
from budgetlint.tables.labels import Label, LabelReader, code_groups

THREE = [["科目编码", "<", "<", "科目名称", "合计"], ["类", "款", "项", "^", "^"]]
ONE = [["科目编码", "科目名称", "合计"]]
NAMES = [["项目", "预算数"]]


def labels(header: Matrix, *body: list[str]) -> list[Label]:
    """The labels of the rows below a header of one panel."""
    found = lines([*header, *body])
    head, rows = found[: len(header)], found[len(header) :]
    reader = LabelReader(describe(column_paths(head, len(header[0])), head, rows))
    return [reader.read(line) for line in rows]


def label(header: Matrix, row: list[str]) -> Label:
    (found,) = labels(header, row)
    return found


# ---------------------------------------------------------------- codes


def test_codes_in_three_cells_are_joined() -> None:
    found = labels(
        THREE,
        ["201", "", "", "一般公共服务支出", "9.0"],
        ["201", "03", "", "政府办公厅（室）及相关机构事务", "9.0"],
        ["201", "03", "01", "行政运行", "9.0"],
    )
    assert [(x.code, x.level) for x in found] == [("201", 1), ("20103", 2), ("2010301", 3)]


def test_what_a_code_leaves_out_stands_in_the_row_above() -> None:
    found = labels(
        THREE,
        ["208", "", "", "社会保障和就业支出", "9.0"],
        ["", "05", "", "行政事业单位养老支出", "8.0"],
        ["", "", "05", "机关事业单位基本养老保险缴费支出", "8.0"],
        ["", "", "06", "机关事业单位职业年金缴费支出", "8.0"],
        ["", "99", "", "其他社会保障和就业支出", "1.0"],
        ["210", "", "", "卫生健康支出", "9.0"],
    )
    assert [x.code for x in found] == ["208", "20805", "2080505", "2080506", "20899", "210"]


def test_unpadded_parts_are_padded_and_kept_as_printed() -> None:
    found = label(THREE, ["208", "5", "5", "机关事业单位基本养老保险缴费支出", "9.0"])
    assert found.code == "2080505"
    assert [code for _, code, _ in found.codes] == ["208 5 5"]


def test_a_whole_code_in_the_first_of_three_cells() -> None:
    assert label(THREE, ["2080505", "", "", "养老保险缴费", "9.0"]).code == "2080505"


def test_a_code_in_one_cell() -> None:
    found = label(ONE, ["2010301", "行政运行", "9.0"])
    assert (found.code, found.name, found.level, found.role) == (
        "2010301",
        "行政运行",
        3,
        RowRole.LEAF,
    )


@pytest.mark.parametrize(
    "text",
    [
        "20103-政府办公厅",
        "20103 政府办公厅",
        "[20103]政府办公厅",
        "20103政府办公厅",
        "【20103】政府办公厅",
    ],
)
def test_code_and_name_in_one_cell(text: str) -> None:
    found = label([["科目名称", "合计"]], [text, "9.0"])
    assert (found.code, found.name, found.level) == ("20103", "政府办公厅", 2)


@pytest.mark.parametrize(
    "text", ["2024年预算数", "110个窗口", "2024—2025年规划", "1.办公费", "100万元以上"]
)
def test_numbers_that_begin_a_name_are_no_code(text: str) -> None:
    found = label([["项目", "预算数"]], [text, "9.0"])
    assert (found.code, found.name) == ("", text)


def test_two_classifications_in_one_row() -> None:
    header = [
        ["部门预算经济分类", "<", "政府预算经济分类", "<", "合计"],
        ["科目编码", "科目名称", "科目编码", "科目名称", "^"],
    ]
    found = label(header, ["30101", "基本工资", "50101", "工资奖金津补贴", "9.0"])
    assert (found.code, found.name) == ("30101", "基本工资")
    assert found.codes == (
        ("部门预算经济分类", "30101", "基本工资"),
        ("政府预算经济分类", "50101", "工资奖金津补贴"),
    )


def test_code_columns_of_one_code_and_of_two() -> None:
    head = lines([["类", "款", "项", "类", "款", "名称", "合计"]])
    groups = code_groups(describe(column_paths(head, 7), head, []))
    assert [g.columns for g in groups] == [(0, 1, 2), (3, 4)]


def test_codes_of_units_name_organisations() -> None:
    header = [["单位编码", "单位名称", "合计"]]
    found = labels(header, ["114", "市政务办", "9.0"], ["114001", "市政务办机关", "9.0"])
    assert [x.role for x in found] == [RowRole.ORGANISATION, RowRole.ORGANISATION]
    assert [x.code for x in found] == ["114", "114001"]


def test_a_total_set_in_the_code_column() -> None:
    found = label(ONE, ["合计", "", "9.0"])
    assert (found.code, found.name, found.role) == ("", "合计", RowRole.TOTAL)


def test_header_words_below_the_header_are_no_label() -> None:
    found = label(THREE, ["类", "款", "项", "栏次", "1"])
    assert (found.code, found.name) == ("", "")


# ---------------------------------------------------------------- markers and roles


@pytest.mark.parametrize(
    ("name", "marker", "level"),
    [
        ("一、本年收入", "一、", 1),
        ("十二、住房保障支出", "十二、", 1),
        ("（一）一般公共服务支出", "（一）", 2),
        ("(二)教育支出", "(二)", 2),
        ("1.办公费", "1.", 3),
        ("1、办公费", "1、", 3),
        ("(1)公务用车购置费", "(1)", 4),
        ("①购置", "①", 5),
        ("其中：（1）购置费", "（1）", 4),
        ("办公费", "", 0),
        ("3.5公里道路", "", 0),
        ("一般公共服务支出", "", 0),
    ],
)
def test_numberings(name: str, marker: str, level: int) -> None:
    found = label(NAMES, [name, "9.0"])
    assert (found.marker, found.level) == (marker, level)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("合 计", RowRole.TOTAL),
        ("本年收入合计", RowRole.TOTAL),
        ("收入总计", RowRole.TOTAL),
        ("本年支出小计", RowRole.TOTAL),
        ("人员经费合计", RowRole.TOTAL),
        ("小计", RowRole.SUBTOTAL),
        ("工资福利支出小计", RowRole.SUBTOTAL),
        ("其中：财政拨款", RowRole.OF_WHICH),
        ("其中财政拨款", RowRole.OF_WHICH),
        ("（1）其中：购置费", RowRole.OF_WHICH),
        ("其中：（1）购置费", RowRole.LEAF),
        ("上年结转结余", RowRole.LEAF),
        ("统计事务", RowRole.LEAF),
    ],
)
def test_roles(name: str, role: RowRole) -> None:
    assert label(NAMES, [name, "9.0"]).role is role


def test_a_subtotal_named_in_a_later_column() -> None:
    header = [["单位名称", "项目名称", "合计"]]
    found = label(header, ["市政务办", "小计", "9.0"])
    assert (found.name, found.role) == ("市政务办", RowRole.SUBTOTAL)


def test_names_broken_over_lines_are_closed() -> None:
    assert (
        label(NAMES, ["机关事业单位\n基本养老 保险缴费", "9.0"]).name
        == "机关事业单位基本养老保险缴费"
    )


def test_the_label_columns_that_are_filled() -> None:
    header = [["单位名称", "项目名称", "品目名称", "合计"]]
    found = labels(header, ["市政务办", "", "", "9.0"], ["", "大厅运行", "印刷服务", "9.0"])
    assert [(x.column, x.end) for x in found] == [(0, 0), (1, 2)]
    assert [x.name for x in found] == ["市政务办", "大厅运行"]


def test_a_row_below_a_label_that_spans_it() -> None:
    header = [["项目", "资金来源", "合计"]]
    found = labels(header, ["大厅运行", "^^", "9.0"], ["^", "", "5.0"])
    assert [(x.name, x.spanned) for x in found] == [("大厅运行", False), ("大厅运行", True)]


def test_a_row_without_any_label() -> None:
    found = label(NAMES, ["", "9.0"])
    assert (found.code, found.name, found.role) == ("", "", RowRole.LEAF)


def test_the_indent_is_that_of_the_name() -> None:
    assert label(NAMES, ["办公费", "9.0"]).indent == 2.0
