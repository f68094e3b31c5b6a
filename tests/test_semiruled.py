"""Rows of tables without row lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.read.semiruled import Glyph, RowBand, needs_split, slice_rows, split_band
from budgetlint.read.textlines import TextRun, whole_numbers

SIZE = 10.0
Line = tuple[str, float]


def glyphs(text: str, x0: float, y0: float, size: float = SIZE) -> list[Glyph]:
    """A line of text as glyphs: Chinese characters full width, digits half."""
    out: list[Glyph] = []
    for char in text:
        width = size if ord(char) > 0xFF else size / 2
        out.append((char, x0, y0, x0 + width, y0 + size))
        x0 += width
    return out


def column(lines: Sequence[Line], left: float, right: float | None = None) -> list[Glyph]:
    """Lines as (text, top); set to the right border if there is one, else to the left."""
    out: list[Glyph] = []
    for text, y0 in lines:
        width = sum(SIZE if ord(c) > 0xFF else SIZE / 2 for c in text)
        out += glyphs(text, left if right is None else right - width, y0)
    return out


def texts(rows: Sequence[RowBand]) -> list[tuple[str, ...]]:
    return [tuple("".join(g[0] for g in cell) for cell in row.cells) for row in rows]


def split(labels: Sequence[Line], amounts: Sequence[Line], width: float = 100) -> list[RowBand]:
    """A band of one label column and one column of amounts."""
    cells = [column(labels, 2), column(amounts, width, width + 58)]
    return split_band(cells, [0, width], [width, width + 60], 0, 400)


# ---------------------------------------------------------------- which bands are split


def test_a_band_of_amounts_on_separate_lines_is_split() -> None:
    first = column([("1,234", 0), ("567", 15)], 100, 158)
    second = column([("1,000", 0), ("500", 15)], 160, 218)
    assert needs_split([column([("税收收入", 0), ("增值税", 15)], 2), first, second])
    assert needs_split([[], first, second])


def test_figures_that_fill_their_columns_and_go_on_below_are_whole() -> None:
    labels = column([("东湖区水务局", 0), ("（本级）", 15)], 2)
    first = column([("36904.5", 0), ("784", 15)], 100, 140)
    second = column([("9146.87", 0), ("72", 15)], 140, 180)
    assert not needs_split([labels, first, second], [98, 40, 40])
    assert needs_split([labels, first, second], [98, 80, 80]), "there was room for more digits"
    third = column([("9146.87", 0), ("72.10", 15)], 140, 180)
    assert needs_split([labels, first, third], [98, 40, 40]), "two points"


def test_rows_of_whole_numbers_and_of_decimals_are_rows() -> None:
    labels = column([("税收收入", 0), ("增值税", 15)], 2)
    whole = column([("12000", 0), ("500", 15)], 100, 158)
    mixed = column([("12000", 0), ("350.5", 15)], 160, 218)
    assert needs_split([labels, whole, mixed], [98, 80, 80])
    assert needs_split([labels, mixed, mixed], [98, 80, 80])


def test_amounts_of_one_column_need_labels_beside_them() -> None:
    amounts = column([("760,254", 0), ("12,684", 15), ("8,255", 30)], 100, 158)
    labels = column([("一般公共服务", 0), ("人大事务", 15), ("行政运行", 30)], 2)
    assert needs_split([labels, amounts])
    assert not needs_split([column([("一般公共服务", 15)], 2), amounts])
    two = column([("760,254", 0), ("12,684", 15)], 100, 158)
    assert needs_split([column([("合计", 0), ("人大事务", 15)], 2), two])
    assert not needs_split([column([("人大事务和", 7), ("其他支出", 22)], 2), two])


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([], id="nothing"),
        pytest.param([[], []], id="empty cells"),
        pytest.param([[("机关事业单位养老", 0), ("保险缴费", 15)], [("12.30", 7)]], id="wrapped"),
        pytest.param(
            [[("合计", 7)], [("371,514,655.", 0), ("00", 12)], [("18,536.8", 0), ("8", 12)]],
            id="numbers broken over lines",
        ),
        pytest.param(
            [[("1.推进改革，", 0), ("2.完成任务。", 15)], [("90%", 0), ("不少于5次", 15)]],
            id="paragraphs",
        ),
        pytest.param(
            [[("项目", 7)], [("决算数为", 0), ("预算数的%", 15)], [("2024", 0), ("年预算", 15)]],
            id="header",
        ),
        pytest.param(
            [
                [("22960", 0), ("99", 15)],
                [("用于其他社会公益事业的彩票公", 0), ("益金支出", 15)],
                [("19.31", 7)],
            ],
            id="wrapped code",
        ),
        pytest.param(
            [
                [("210", 0), ("001", 15)],
                [("东湖区水务局", 0), ("（本级）", 15)],
                [("32197321", 0), ("2.00", 15)],
                [("31297210", 0), ("4.00", 15)],
                [("0.00", 7)],
            ],
            id="wrapped figures",
        ),
        pytest.param(
            [
                [("机关事业单位", 0), ("养老保险缴费", 15)],
                [("32197321", 0), ("2.00", 15)],
                [("4.00", 7)],
            ],
            id="one wrapped figure",
        ),
        pytest.param([[("人员", 0), ("公用", 15)], [("12.3", 7)], [("45.6", 7)]], id="one row"),
    ],
)
def test_an_ordinary_row_is_left_alone(cells: list[list[Line]]) -> None:
    assert not needs_split([column(lines, 100.0 * n) for n, lines in enumerate(cells)])


# ---------------------------------------------------------------- labels and amounts


def test_each_amount_is_a_row() -> None:
    rows = split(
        [("一、税收收入", 0), ("增值税", 16), ("契税", 32)], [("30", 1), ("10", 17), ("20", 33)]
    )
    assert texts(rows) == [("一、税收收入", "30"), ("增值税", "10"), ("契税", "20")]
    assert rows[0].top == 0
    assert rows[-1].bottom == 400
    assert all(above.bottom == below.top for above, below in pairwise(rows))
    assert not any(row.uncertain for row in rows)


@pytest.mark.parametrize("offset", [0.0, 6.0, 12.0], ids=["top", "middle", "bottom"])
def test_a_wrapped_label_is_one_row_wherever_its_amount_stands(offset: float) -> None:
    labels = [
        ("利息收入", 0.0),
        ("一、企业职工基本养老", 16.0),
        ("保险基金收入", 28.0),
        ("转移收入", 44.0),
        ("二、城乡居民基本养老", 60.0),
        ("保险基金收入", 72.0),
        ("其他收入", 88.0),
    ]
    amounts = [("1", 0.0), ("22", 16 + offset), ("3", 44.0), ("44", 60 + offset), ("5", 88.0)]
    assert texts(split(labels, amounts, 104)) == [
        ("利息收入", "1"),
        ("一、企业职工基本养老保险基金收入", "22"),
        ("转移收入", "3"),
        ("二、城乡居民基本养老保险基金收入", "44"),
        ("其他收入", "5"),
    ]


def test_labels_without_amounts_stay_rows() -> None:
    labels = [("三、产权转让收入", 0.0), ("国有股权转让收入", 24.0), ("国有独资企业转让收入", 48.0)]
    rows = split([*labels, ("四、清算收入", 72.0)], [("4", 0.0), ("5,328", 72.0)], 180)
    assert texts(rows) == [
        ("三、产权转让收入", "4"),
        ("国有股权转让收入", ""),
        ("国有独资企业转让收入", ""),
        ("四、清算收入", "5,328"),
    ]


def test_centred_names_with_few_amounts_stay_apart() -> None:
    names = ["哈尔滨市", "齐齐哈尔市", "牡丹江市", "佳木斯市", "大庆市", "大兴安岭地区", "绥化市"]
    labels: list[Glyph] = []
    for number, name in enumerate(names):
        labels += glyphs(name, 50 - SIZE * len(name) / 2, 25.0 * number)
    amounts = column([("4,008", 0), ("9", 150)], 100, 158)
    rows = split_band([labels, amounts], [0, 100], [100, 160], 0, 200)
    assert [row[0] for row in texts(rows)] == names
    assert texts(rows)[0][1] == "4,008"
    assert texts(rows)[-1][1] == "9"


def test_a_line_printed_over_the_next_row_goes_back_to_its_label() -> None:
    # the second line of a clipped label lies a quarter of a point beside the next label
    labels = [
        *column([("事业运行", 0.0), ("其他政府办公厅及相关机构", 15.7), ("事务支出", 31.3)], 20),
        *column([("发展与改革事务", 31.45)], 8),
        *column([("行政运行", 47.1)], 20),
    ]
    amounts = column(
        [("18,621", 0), ("23,657", 15.7), ("24,757", 31.4), ("12,089", 47.1)], 160, 218
    )
    for order in (labels, sorted(labels, key=lambda glyph: glyph[1])):
        rows = split_band([order, amounts], [0, 160], [160, 220], 0, 63)
        assert texts(rows) == [
            ("事业运行", "18,621"),
            ("其他政府办公厅及相关机构事务支出", "23,657"),
            ("发展与改革事务", "24,757"),
            ("行政运行", "12,089"),
        ]


def test_a_remark_of_many_lines_belongs_to_one_row() -> None:
    remark = ["保障日常工作运转需要，", "推进各项改革任务，完成", "年度目标。"]
    lines = [(text, 12.0 * n) for n, text in enumerate(remark)]
    lines += [(text, 40 + 12.0 * n) for n, text in enumerate(remark)]
    cells = [
        column([("日常运行", 12), ("信息化建设", 52)], 2),
        column([("25.00", 12), ("7.00", 52)], 60, 118),
        column(lines, 122),
    ]
    rows = split_band(cells, [0, 60, 120], [60, 120, 235], 0, 80)
    assert texts(rows) == [
        ("日常运行", "25.00", "".join(remark)),
        ("信息化建设", "7.00", "".join(remark)),
    ]


def test_amounts_stand_at_one_place_beside_all_labels() -> None:
    # first lines are indented by two characters; the second label has three lines
    labels = [
        *column([("两新组织党员活动经费", 40)], 27),
        *column([("广州市行政复议中心办", 62)], 27),
        *column([("公业务用房维修改造工程项", 76), ("目购置费", 90)], 2),
        *column([("新建两新党组织启动经", 0)], 27),
        *column([("费", 14)], 2),
    ]
    amounts = column([("12.30", 7), ("344.60", 40), ("447.00", 76)], 145, 203)
    rows = split_band([labels, amounts], [0, 145], [145, 205], 0, 105)
    assert texts(rows) == [
        ("新建两新党组织启动经费", "12.30"),
        ("两新组织党员活动经费", "344.60"),
        ("广州市行政复议中心办公业务用房维修改造工程项目购置费", "447.00"),
    ]


def test_a_numbered_label_is_never_a_continuation() -> None:
    labels = [("一、国有资本经营收益", 0.0), ("二、产权转让", 15.0), ("合计", 30.0)]
    assert texts(split(labels, [("5", 30.0)], 104)) == [
        ("一、国有资本经营收益", ""),
        ("二、产权转让", ""),
        ("合计", "5"),
    ]


def test_codes_keep_names_without_amounts_apart() -> None:
    cells = [
        column([("30301", 0), ("30302", 15), ("30399", 30)], 2),
        column([("离休费", 0), ("退休费", 15), ("其他补助", 30)], 42),
        column([("69.10", 15)], 100, 158),
    ]
    rows = split_band(cells, [0, 40, 100], [40, 100, 160], 0, 45)
    assert texts(rows) == [
        ("30301", "离休费", ""),
        ("30302", "退休费", "69.10"),
        ("30399", "其他补助", ""),
    ]


# ---------------------------------------------------------------- two tables in one band


def side_by_side(left: Sequence[Line], right: Sequence[Line]) -> list[list[Glyph]]:
    """Labels with amounts on the left (1, 2 …) and on the right (10, 20 …)."""
    first = [(str(n + 1), y) for n, (_, y) in enumerate(left)]
    second = [(str(10 * n + 10), y) for n, (_, y) in enumerate(right)]
    return [column(left, 2), column(first, 80, 118), column(right, 122), column(second, 200, 238)]


BORDERS = ([0.0, 80.0, 120.0, 200.0], [80.0, 120.0, 200.0, 240.0])


def test_tables_side_by_side_share_baselines() -> None:
    cells = side_by_side(
        [("税收收入", 0), ("非税收入", 15), ("收入总计", 45)], [("教育支出", 0), ("支出总计", 45)]
    )
    assert texts(split_band(cells, *BORDERS, 0, 60)) == [
        ("税收收入", "1", "教育支出", "10"),
        ("非税收入", "2", "", ""),
        ("收入总计", "3", "支出总计", "20"),
    ]


def test_tables_side_by_side_may_have_rows_of_their_own() -> None:
    cells = side_by_side(
        [("税收收入", 0), ("非税收入", 24), ("上年结转", 48)],
        [("教育支出", 0), ("科技支出", 16), ("卫生支出", 32), ("其他支出", 48)],
    )
    assert texts(split_band(cells, *BORDERS, 0, 60)) == [
        ("税收收入", "1", "教育支出", "10"),
        ("", "", "科技支出", "20"),
        ("非税收入", "2", "", ""),
        ("", "", "卫生支出", "30"),
        ("上年结转", "3", "其他支出", "40"),
    ]


def test_a_label_wrapped_in_one_table_only() -> None:
    cells = side_by_side([("利息收入", 0), ("转移收入", 22), ("其他收入", 44)], [("其他支出", 0)])
    cells[2] += column([("二、基本养老保险", 16), ("金支出", 28)], 121)
    cells[3] += column([("20", 22)], 200, 238)
    assert texts(split_band(cells, *BORDERS, 0, 60)) == [
        ("利息收入", "1", "其他支出", "10"),
        ("转移收入", "2", "二、基本养老保险金支出", "20"),
        ("其他收入", "3", "", ""),
    ]


def test_a_label_wrapped_between_the_rows_of_the_other_table() -> None:
    cells = side_by_side([("利息收入", 0), ("转移收入", 16), ("其他收入", 28)], [("其他支出", 0)])
    cells[2] += column([("二、基本养老保险", 16), ("金支出", 28)], 121)
    cells[3] += column([("20", 22)], 200, 238)
    assert texts(split_band(cells, *BORDERS, 0, 60)) == [
        ("利息收入", "1", "其他支出", "10"),
        ("转移收入", "2", "", ""),
        ("", "", "二、基本养老保险金支出", "20"),
        ("其他收入", "3", "", ""),
    ]


def test_codes_in_front_of_names_belong_to_the_table_on_the_right() -> None:
    cells = [
        column([("301", 0), ("301", 30)], 2),
        column([("01", 0), ("02", 30)], 22),
        column([("基本工资", 0), ("津贴补贴", 30)], 42),
        column([("10.00", 0), ("20.00", 30)], 100, 138),
        column([("302", 6), ("302", 30)], 142),
        column([("01", 6), ("02", 30)], 162),
        column([("办公", 0), ("用品费", 12), ("印刷费", 30)], 182),
        column([("5.00", 30)], 240, 278),
    ]
    lefts = [0.0, 20, 40, 100, 140, 160, 180, 240]
    rows = split_band(cells, lefts, [*lefts[1:], 280], 0, 45)
    assert texts(rows) == [
        ("301", "01", "基本工资", "10.00", "", "", "", ""),
        ("", "", "", "", "302", "01", "办公用品费", ""),
        ("301", "02", "津贴补贴", "20.00", "302", "02", "印刷费", "5.00"),
    ]


# ---------------------------------------------------------------- what is not clear


def test_a_number_broken_over_lines_is_one_number() -> None:
    labels = [("合计", 6.0), ("本级", 40.0)]
    rows = split(labels, [("371,514,655.", 0), ("00", 12), ("5,655.25", 40)])
    assert texts(rows) == [("合计", "371,514,655.00"), ("本级", "5,655.25")]
    rows = split(labels, [("371,514,655.0", 0), ("8", 12), ("5,655.25", 40)])
    assert texts(rows) == [("合计", "371,514,655.08"), ("本级", "5,655.25")]
    # a short one had no reason to break
    rows = split([("合计", 0), ("本级", 12)], [("95.7", 0), ("4", 12)])
    assert texts(rows) == [("合计", "95.7"), ("本级", "4")]


def test_two_numbers_in_one_cell_are_uncertain() -> None:
    rows = split([("合计", 0), ("本级", 30)], [("123.00", 0), ("456.00", 0.2), ("78.00", 30)])
    assert [row.uncertain for row in rows] == [True, False]


def test_an_amount_between_rows_is_uncertain() -> None:
    rows = split([("合计", 0), ("本级", 40)], [("1.00", 0), ("2.00", 29)])
    assert [row.uncertain for row in rows] == [False, True, True]


def test_a_spanning_cell_is_cut_between_its_lines() -> None:
    cell = [*column([("地区", 0)], 30), *column([("安阳县", 16), ("林州市", 32)], 2)]
    header, band = slice_rows(cell, [14.0])
    assert texts([RowBand(0, 0, (tuple(header), tuple(band)))]) == [("地区", "安阳县林州市")]


# ---------------------------------------------------------------- whatever the page


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["税", "合计", "12", "3,456.7", "-", "（一）上年结转收入", "201"]),
            st.integers(0, 2),
            st.floats(0, 300),
        ),
        max_size=25,
    )
)
def test_no_glyph_is_lost_and_rows_fill_the_band(lines: list[tuple[str, int, float]]) -> None:
    cells = [
        [g for text, place, y in lines if place == n for g in glyphs(text, 100.0 * n + 2, y)]
        for n in range(3)
    ]
    rows = split_band(cells, [0, 100, 200], [100, 200, 300], 0, 320)
    for n, cell in enumerate(cells):
        assert sorted(g for row in rows for g in row.cells[n]) == sorted(cell)
    assert bool(rows) == any(cells)
    if rows:
        assert (rows[0].top, rows[-1].bottom) == (0, 320)
    assert all(row.top <= row.bottom for row in rows)
    assert all(above.bottom == below.top for above, below in pairwise(rows))
    assert all(any(row.cells) for row in rows)


def column_of(*texts: str) -> list[TextRun]:
    """Right-aligned lines of a column, one below the other, 5 points a character."""
    return [
        TextRun(
            [(c, 100 - 5.0 * (len(text) - i), 20.0 * n, 105 - 5.0 * (len(text) - i), 20.0 * n + 10)
             for i, c in enumerate(text)],
            20.0 * n,
            20.0 * n + 10,
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip


def test_a_short_figure_of_a_narrow_column_is_no_broken_one() -> None:
    lines = column_of("7.7", "1", "0.1")
    assert [line.text for line in whole_numbers(lines, 35)] == ["7.7", "1", "0.1"]


def test_a_figure_that_fills_its_column_goes_on_below() -> None:
    lines = column_of("18536.8", "8", "20.10")
    assert [line.text for line in whole_numbers(lines, 40)] == ["18536.88", "20.10"]


def test_no_figure_is_given_more_decimals_than_its_column_has() -> None:
    texts = ["176.7", "1", "90.6", "63.9", "117.7", "58.9"]
    assert [line.text for line in whole_numbers(column_of(*texts), 30)] == texts
    longer = ["176.7", "1", "90.61", "63.90", "117.71", "58.92"]
    assert next(line.text for line in whole_numbers(column_of(*longer), 30)) == "176.71"
