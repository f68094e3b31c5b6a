"""Grids become typed tables with figures in their places."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from grid_samples import Matrix, grid, page

from budgetlint.model import ColumnRole, RowRole, Table, TableKind
from budgetlint.tables.build import build_tables


def one(matrix: Matrix, *above: str) -> Table:
    (table,) = build_tables([page(grid(matrix), lines_above=above)])
    return table


def printed(table: Table) -> dict[tuple[str, str], str]:
    """Row label and column name of every figure."""
    return {
        (table.rows[r].label, table.columns[c].name): f.text for (r, c), f in table.figures.items()
    }


EXPENDITURE: Matrix = [
    ["科目编码", "<", "<", "科目名称", "合计", "基本支出", "<"],
    ["类", "款", "项", "^", "^", "人员经费", "公用经费"],
    ["201", "", "", "一般公共服务支出", "9.0", "8.0", "1.0"],
    ["201", "03", "", "政府办公厅", "9.0", "8.0", "1.0"],
    ["", "", "", "合计", "9.0", "8.0", "—"],
]


def test_a_table_with_its_caption() -> None:
    table = one(EXPENDITURE, "2024年部门支出总体情况表", "单位：万元")
    assert (table.id, table.kind, table.unit) == ("T1", TableKind.EXPENDITURE, "万元")
    assert (table.title, table.fiscal_year, table.pages) == ("2024年部门支出总体情况表", 2024, (1,))
    assert [r.role for r in table.rows] == [RowRole.LEAF, RowRole.LEAF, RowRole.TOTAL]
    assert [r.code for r in table.rows] == ["201", "20103", ""]


def test_numbers_wrapped_in_all_cells_of_a_row_are_whole() -> None:
    header = EXPENDITURE[:2]
    row = ["201", "", "", "一般公共服务支出", "32197321\n2.00", "31297210\n4.00", "900110\n8.00"]
    table = one([*header, row], "2024年部门支出总体情况表", "单位：元")
    amounts = [f.amount.value if f.amount else None for f in table.figures.values()]
    assert [str(a) for a in amounts] == ["321973212.00", "312972104.00", "9001108.00"]
    # 146.87 / 72 beside 36904.5 / 784, where others have four decimals in one line
    plain = ["208", "", "", "社会保障和就业支出", "24.0000", "20.0000", "4.0000"]
    row[4:] = ["36904.5\n784", "146.87\n72", "100.1\n234"]
    table = one([*header, plain, row], "2024年部门支出总体情况表", "单位：万元")
    amounts = [f.amount.value if f.amount else None for f in table.figures.values()][3:]
    assert [str(a) for a in amounts] == ["36904.5784", "146.8772", "100.1234"]
    plain[4:] = ["24.0", "20.0", "4.0"]
    table = one([*header, plain, row], "2024年部门支出总体情况表", "单位：万元")
    assert [f.amount for f in table.figures.values()][3:] == [None] * 3
    # two rows in one cell
    row[4:] = ["12.00\n2.00", "10.00\n1.00", "2.00\n1.00"]
    table = one([*header, *EXPENDITURE[2:], row], "2024年部门支出总体情况表", "单位：元")
    assert [f.amount for (r, _), f in table.figures.items() if r == 3] == [None] * 3


def test_figures_know_row_column_and_place() -> None:
    table = one(EXPENDITURE, "2024年部门支出总体情况表")
    found = printed(table)
    assert found["20103 政府办公厅", "基本支出 › 人员经费"] == "8.0"
    assert ("合计", "基本支出 › 公用经费") not in found
    figure = table.figures[1, 5]
    assert (figure.row, figure.column, figure.page) == (1, 5, 1)
    assert (figure.box.x0, figure.box.y0) == (340.0, 140.0)


def test_two_halves_are_two_panels_of_rows() -> None:
    table = one(
        [
            ["收入", "<", "支出", "<"],
            ["项目", "预算数", "项目", "预算数"],
            ["一、财政拨款", "9.0", "一、教育支出", "9.0"],
            ["", "", "二、科技支出", ""],
            ["收入总计", "9.0", "支出总计", "9.0"],
        ],
        "2024年部门收支总体情况表",
    )
    assert table.panels() == [0, 1]
    assert [r.name for r in table.panel_rows(1)] == ["一、教育支出", "二、科技支出", "支出总计"]
    assert [r.role for r in table.panel_rows(0)] == [RowRole.LEAF, RowRole.EMPTY, RowRole.TOTAL]
    assert printed(table)["支出总计", "支出 › 预算数"] == "9.0"


def test_an_unreadable_figure_is_kept_without_an_amount() -> None:
    table = one([["项目", "预算数"], ["乙", "9.0"], ["甲", "12.3.4"], ["丙", "8.0"]])
    (figure,) = table.unparsed()
    assert (figure.text, figure.row, figure.amount) == ("12.3.4", 1, None)


@pytest.mark.parametrize("text", ["-\n318940544", "9.0\n8.5", "1234\n5678", "-\n-\n211,458,476.00"])
def test_the_figures_of_two_rows_in_one_cell_put_the_row_in_doubt(text: str) -> None:
    header = ["项目", "预算数", "决算数"]
    table = one([header, ["乙", "9.0", "1.0"], ["甲\n丁", text, "2.0"], ["丙", "8.0", "3.0"]])
    doubtful = {cell for cell, f in table.figures.items() if f.uncertain and f.amount is None}
    assert doubtful == {cell for cell in table.figures if cell[0] == 1}


def test_a_figure_of_other_decimals_than_the_table_is_two() -> None:
    rows = [[f"项{n}", f"{n}.5"] for n in range(1, 6)]
    table = one([["项目", "预算数"], *rows, ["甲\n丁", "523.4\n0"], ["合计", "539.4"]])
    assert (table.figures[5, 1].amount, table.figures[5, 1].uncertain) == (None, True)


def test_a_row_that_holds_a_list_of_codes_is_in_doubt() -> None:
    header = ["科目编码", "科目名称", "预算数"]
    table = one(
        [
            header,
            ["301", "工资福利支出", "15.0"],
            ["30101", "基本工资", "5.0"],
            ["07\n08\n09", "绩效工资\n养老保险缴费\n职业年金缴费", "10.0"],
        ]
    )
    assert [f.uncertain for f in table.figures.values()] == [False, False, True]


@pytest.mark.parametrize("text", ["1,234,56\n7.00", "1234567\n.89", "-1,234.\n56"])
def test_a_figure_too_long_for_its_cell_is_one_figure(text: str) -> None:
    table = one([["项目", "预算数"], ["乙", "9.0"], ["甲", text], ["丙", "8.0"]])
    assert table.figures[1, 1].amount is not None


def test_an_unreadable_figure_in_the_first_row_is_no_heading() -> None:
    table = one([["项目", "预算数"], ["合计", "12.3.4"], ["乙", "9.0"], ["丙", "8.0"]])
    assert [f.text for f in table.unparsed()] == ["12.3.4"]
    assert table.columns[1].path == ("预算数",)


def test_a_word_where_a_figure_could_stand_is_no_figure() -> None:
    table = one([["项目", "预算数"], ["乙", "9.0"], ["甲", "无"], ["丙", "8.0"]])
    assert sorted(table.figures) == [(0, 1), (2, 1)]


def test_a_merged_figure_stands_once() -> None:
    table = one([["项目", "预算数"], ["甲", "9.0"], ["乙", "^"], ["丙", "8.0"]])
    assert sorted(table.figures) == [(0, 1), (2, 1)]


def test_the_unit_may_stand_in_the_header() -> None:
    table = one([["项目名称", "预算金额（万元）"], ["甲", "9.0"]])
    assert table.unit == "万元"
    assert one([["项目名称", "甲（万元）", "乙（元）"], ["甲", "9.0", "8"]]).unit == ""


def test_a_remark_inside_the_grid_is_a_note() -> None:
    table = one(
        [
            ["项目", "合计", "基本支出"],
            ["甲", "9.0", "9.0"],
            ["注：本表数据均为预算数，含上年结转。", "<", "<"],
        ]
    )
    assert [r.role for r in table.rows] == [RowRole.LEAF, RowRole.NOTE]


def test_a_table_over_two_pages_keeps_the_page_of_each_row() -> None:
    pages = [
        page(grid(EXPENDITURE[:3]), number=1, lines_above=["2024年部门支出总体情况表"]),
        page(grid(EXPENDITURE[3:], page=2), number=2),
    ]
    (table,) = build_tables(pages)
    assert table.pages == (1, 2)
    assert [r.page for r in table.rows] == [1, 2, 2]
    assert table.figures[1, 4].page == 2


def test_tables_are_numbered_in_reading_order() -> None:
    pages = [
        page(grid([["项目", "预算数"], ["甲", "9.0"]]), number=1, lines_above=["收入总表"]),
        page(grid([["科目", "金额"], ["乙", "8.0"]], page=2), number=2, lines_above=["支出总表"]),
    ]
    tables: Sequence[Table] = build_tables(pages)
    assert [(t.id, t.title) for t in tables] == [("T1", "收入总表"), ("T2", "支出总表")]


def test_indicators_of_a_form_are_no_money() -> None:
    table = one(
        [["项目名称", "项目金额", "指标名称", "指标值"], ["甲", "9.0", "办件量", "5000"]],
        "部门预算项目绩效目标汇总表",
    )
    assert table.kind is TableKind.PERFORMANCE
    assert [c.role for c in table.columns if c.role is ColumnRole.AMOUNT] == [ColumnRole.AMOUNT]
    assert sorted(table.figures) == [(0, 1)]


def test_tables_of_a_government_say_so() -> None:
    pages = [page(grid([["项目", "预算数"], ["甲", "9.0"]]), lines_above=["收入总表"])]
    assert build_tables(pages, government=True)[0].government
    assert not build_tables(pages)[0].government
