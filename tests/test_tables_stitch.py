"""Continuation pages: what belongs to the table of the page before, and what begins anew."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from grid_samples import Matrix, grid, lines, page

from budgetlint.model import Page
from budgetlint.tables.header import column_paths
from budgetlint.tables.spilled import spilled
from budgetlint.tables.stitch import Draft, drafts

HEADER = ["科目编码", "科目名称", "合计"]
FIRST: Matrix = [HEADER, ["201", "一般公共服务支出", "9.0"], ["20103", "政府办公厅", "9.0"]]
MORE: Matrix = [["208", "社会保障和就业支出", "8.0"], ["", "合计", "17.0"]]
TITLE = "2024年支出总体情况表"


def two(
    first: Matrix,
    second: Matrix,
    *,
    anchors: Sequence[float] | None = None,
    above: Sequence[str] = (),
    title: str = TITLE,
) -> list[Draft]:
    """The drafts of two pages with one grid each."""
    return drafts(
        [
            page(grid(first), number=1, lines_above=[title, "单位：万元"]),
            page(grid(second, page=2, anchors=anchors), number=2, lines_above=above),
        ]
    )


def body(draft: Draft) -> list[tuple[str, ...]]:
    return [line.texts() for line in draft.body]


# ---------------------------------------------------------------- what continues


def test_a_page_without_header_continues_the_table() -> None:
    (table,) = two(FIRST, MORE)
    assert [row[1] for row in body(table)] == [
        "一般公共服务支出",
        "政府办公厅",
        "社会保障和就业支出",
        "合计",
    ]
    assert [g.page for g in table.grids] == [1, 2]
    assert [line.page for line in table.body] == [1, 1, 2, 2]


def test_a_repeated_header_is_dropped() -> None:
    (table,) = two(FIRST, [HEADER, *MORE])
    assert len(table.header) == 1
    assert len(table.body) == 4


NUMBERED: Matrix = [HEADER, ["栏次", "", "1"], *FIRST[1:]]


@pytest.mark.parametrize("again", [[HEADER], [["栏次", "", "1"]], [HEADER, ["栏次", "", "1"]]])
def test_a_header_is_repeated_with_or_without_the_numbers_of_its_columns(again: Matrix) -> None:
    (table,) = two(NUMBERED, [*again, *MORE])
    assert len(table.body) == 4


def test_only_the_lowest_row_of_a_header_may_be_repeated() -> None:
    low = ["类", "款", "基本支出"]
    (table,) = two([["科目", "<", "合计"], low, ["201", "03", "9.0"]], [low, ["208", "", "8.0"]])
    assert body(table) == [("201", "03", "9.0"), ("208", "", "8.0")]


def test_a_header_alone_at_the_foot_of_a_page() -> None:
    (table,) = two([HEADER], [["栏次", "", "1"], *FIRST[1:]])
    assert [line.texts() for line in table.header] == [tuple(HEADER)]
    assert body(table) == [tuple(row) for row in FIRST[1:]]


def test_a_header_torn_between_two_pages() -> None:
    upper = [["项目", "<", "本年支出", "<"]]
    lower = [
        ["科目编码", "科目名称", "小计", "项目支出"],
        ["201", "一般公共服务支出", "9.0", "9.0"],
    ]
    first = page(grid(upper), number=1, lines_above=[TITLE, "单位：万元"])
    (table,) = drafts([first, page(grid(lower, page=2), number=2)])
    paths = column_paths(table.header, table.width)
    assert paths[2:] == [("本年支出", "小计"), ("本年支出", "项目支出")]
    assert body(table) == [tuple(lower[1])]
    # with a title of its own it is another table
    other = page(grid(lower, page=2), number=2, lines_above=["部门收入总表"])
    assert len(drafts([first, other])) == 2


def test_header_cells_cut_by_the_page_end_are_whole_again() -> None:
    upper = [
        ["项目", "<", "<", "本年收入合计", "附属单位上"],
        ["支出功能分类科目", "<", "科目名称", "^", "^"],
    ]
    lower = [
        ["编码", "<", "", "", "缴收入"],
        ["类", "款", "^", "^", "^"],
        ["栏次", "", "", "1", "2"],
        ["204", "10", "缉私警察", "9.0", "4.0"],
    ]
    first = page(grid(upper), number=1, lines_above=["收入决算表", "单位：万元"])
    (table,) = drafts([first, page(grid(lower, page=2), number=2)])
    paths = column_paths(table.header, table.width)
    assert paths[0] == ("项目", "支出功能分类科目编码", "类")
    assert paths[4] == ("附属单位上缴收入",)
    assert body(table) == [tuple(lower[3])]


def test_a_header_with_the_numbers_of_its_columns_may_stand_alone() -> None:
    (table,) = two([HEADER, ["栏次", "", "1"]], FIRST[1:])
    assert [line.texts()[0] for line in table.header] == ["科目编码", "栏次"]
    assert len(table.body) == 2


def test_the_rest_of_a_name_belongs_to_the_code_beside_it() -> None:
    """In tables side by side the last code of the row is the one of another name."""
    last, first = lines(
        [
            ["30302", "退休费", "12.0", "30217", "公务接", "4.0", "31012", "拆迁补偿"],
            ["", "", "", "", "待费", "", "", ""],
        ]
    )
    joined = spilled(last, first)
    assert joined is not None
    assert joined.text(4) == "公务接待费"


def test_words_of_a_cut_row_below_a_repeated_header_come_back_to_their_row() -> None:
    first = [HEADER, ["栏次", "", "1"], ["20805", "行政事业单位养老", "9.0"]]
    (table,) = two(first, [HEADER, ["", "支出", ""], *MORE])
    assert [row[1] for row in body(table)] == ["行政事业单位养老支出", "社会保障和就业支出", "合计"]


def test_the_end_of_a_code_belongs_to_the_code() -> None:
    last, first, other = lines(
        [
            ["208 05", "机关事业单位基本养老保险缴费支出", "6.0"],
            ["05", "", ""],
            ["06", "", ""],
        ]
    )
    joined = spilled(last, first)
    assert joined is not None
    assert joined.text(0) == "2080505"
    assert spilled(last, other) is None, "2080506 has another name"
    last, first = lines([["208 05", "机关事业单位基本养老保险缴费支", "6.0"], ["05", "出", ""]])
    joined = spilled(last, first)
    assert joined is not None
    assert joined.texts() == ("2080505", "机关事业单位基本养老保险缴费支出", "6.0")


def test_a_note_on_top_of_the_next_page_belongs_to_an_empty_table() -> None:
    note = "本部门本年度没有政府性基金预算财政拨款收支，故本表无数据。"
    empty = page(grid([HEADER, ["", "", ""]]), number=1, lines_above=[TITLE])
    (table,) = drafts([empty, page(number=2, lines_above=[note])])
    assert table.caption.notes == (note,)
    (table,) = drafts([empty, page(number=2, lines_above=["三、其他说明文字"])])
    assert table.caption.notes == ()
    # a table with figures has no need of one: that is a sentence of the text
    filled = page(grid(FIRST), number=1, lines_above=[TITLE])
    (table,) = drafts([filled, page(number=2, lines_above=[note])])
    assert table.caption.notes == ()


def test_a_repeated_title_is_the_same_table() -> None:
    (table,) = two(FIRST, [HEADER, *MORE], above=[TITLE, "单位：万元"])
    assert len(table.body) == 4


def test_a_title_that_says_continued_is_the_same_table() -> None:
    (table,) = two(FIRST, [HEADER, *MORE], above=[f"{TITLE}（续）", "单位：万元"])
    assert len(table.body) == 4


def test_a_table_over_three_pages() -> None:
    pages = [page(grid(FIRST), number=1, lines_above=[TITLE])]
    pages += [page(grid(MORE[:1], page=n), number=n) for n in (2, 3)]
    (table,) = drafts(pages)
    assert len(table.body) == 4


def test_a_page_a_little_to_the_right_still_fits() -> None:
    (table,) = two(FIRST, MORE, anchors=[52, 112, 172, 232])
    assert len(table.body) == 4


def test_a_page_with_fewer_column_lines_fills_the_columns_it_spans() -> None:
    wide = [
        ["科目编码", "<", "科目名称", "合计"],
        ["类", "款", "^", "^"],
        ["201", "03", "政府办公厅", "9.0"],
    ]
    (table,) = two(wide, [["合计", "9.0"]], anchors=[40, 220, 280])
    assert body(table)[-1] == ("合计", "", "", "9.0")


def test_a_page_with_more_column_lines_refines_the_columns() -> None:
    (table,) = two(
        [["科目编码", "合计"], ["201", "9.0"]],
        [["208", "社保", "8.0"]],
        anchors=[40, 60, 100, 160],
    )
    assert table.width == 3
    assert body(table) == [("201", "", "9.0"), ("208", "社保", "8.0")]


def test_a_total_printed_again_below_the_repeated_header_stands_once() -> None:
    total = ["", "合计", "17.0"]
    (table,) = two([HEADER, total, *FIRST[1:]], [HEADER, total, MORE[0]])
    assert [row[1] for row in body(table)].count("合计") == 1
    assert len(table.body) == 4


def test_a_note_on_the_last_page_belongs_to_the_table() -> None:
    (table,) = drafts(
        [
            page(grid(FIRST), number=1, lines_above=[TITLE, "单位：万元"]),
            page(grid(MORE, page=2), number=2),
        ]
    )
    assert table.caption.title == TITLE
    assert table.caption.unit == "万元"


# ---------------------------------------------------------------- what begins anew


def test_another_title_is_another_table() -> None:
    first, second = two(FIRST, [HEADER, *MORE], above=["2024年收入总体情况表", "单位：万元"])
    assert (first.caption.title, second.caption.title) == (TITLE, "2024年收入总体情况表")


def test_another_header_is_another_table() -> None:
    assert len(two(FIRST, [["项目编码", "项目名称", "金额"], *MORE])) == 2


def test_other_columns_are_another_table() -> None:
    assert len(two(FIRST, MORE, anchors=[40, 90, 300, 420])) == 2
    assert len(two(FIRST, MORE, anchors=[140, 200, 260, 320])) == 2


def test_a_page_between_parts_the_tables() -> None:
    pages: list[Page] = [
        page(grid(FIRST), number=1, lines_above=[TITLE]),
        page(number=2, lines_above=["第三部分 情况说明"]),
        page(grid(MORE, page=3), number=3),
    ]
    assert len(drafts(pages)) == 2


def test_only_the_last_table_of_a_page_goes_on() -> None:
    small = grid([["项目", "金额"], ["办公费", "5.0"]], top=300, anchors=[40, 240, 400])
    pages = [
        page(grid(FIRST), small, number=1, lines_above=[TITLE]),
        page(grid(MORE, page=2), number=2),
    ]
    assert [len(d.grids) for d in drafts(pages)] == [1, 1, 1]


def test_only_the_first_table_of_a_page_continues() -> None:
    pages = [
        page(grid(FIRST), number=1, lines_above=[TITLE]),
        page(grid(MORE[:1], page=2), grid(MORE[:1], page=2, top=300), number=2),
    ]
    assert [len(d.grids) for d in drafts(pages)] == [2, 1]


def test_the_same_title_after_a_grand_total_is_a_table_of_the_next_unit() -> None:
    found = two([*FIRST, ["", "合计", "9.0"]], [HEADER, MORE[0]], above=[TITLE, "单位：万元"])
    assert len(found) == 2


def test_a_repeated_header_with_a_total_of_its_own_begins_anew() -> None:
    total = ["合计", "", "17.0"]
    other = ["合计", "", "25.0"]
    assert len(two([HEADER, total, *FIRST[1:]], [HEADER, other, MORE[0]])) == 2


# ---------------------------------------------------------------- rows cut by the page break


def cut(last: list[str], first: list[str]) -> tuple[str, ...] | None:
    """The row that a page break cut in two, or None when they are two rows."""
    joined = spilled(lines([last])[0], lines([first])[0])
    return None if joined is None else joined.texts()


@pytest.mark.parametrize(
    ("last", "first", "joined"),
    [
        (
            ["机关事业单位\n基本养老", "5.0", "5.0"],
            ["保险缴费支出", "", ""],
            ("机关事业单位基本养老保险缴费支出", "5.0", "5.0"),
        ),
        pytest.param(
            ["合并项目", "371,514,655.", "2.0"],
            ["", "00", ""],
            ("合并项目", "371,514,655.00", "2.0"),
        ),
        (
            ["（八）自然资源", "5.0", "5.0"],
            ["海洋气象等支出", "", ""],
            ("（八）自然资源海洋气象等支出", "5.0", "5.0"),
        ),
        (
            ["办公楼\n维修", "18,536.8", "2.0"],
            ["工程", "8", ""],
            ("办公楼维修工程", "18,536.88", "2.0"),
        ),
    ],
)
def test_the_rest_of_a_row_comes_back_to_it(
    last: list[str], first: list[str], joined: tuple[str, ...]
) -> None:
    assert cut(last, first) == joined


@pytest.mark.parametrize(
    ("last", "first"),
    [
        pytest.param(["办公费", "5.0", "5.0"], ["印刷费", "6.0", "6.0"], id="a row of its own"),
        pytest.param(["办公费", "5.0", "5.0"], ["", "", ""], id="an empty row"),
        pytest.param(
            ["办公费\n其他", "5.0", ""], ["印刷费", "", "6.0"], id="a figure in an empty cell"
        ),
        pytest.param(
            ["办公费\n其他", "5.0", "5.0"], ["印刷费", "6.0", ""], id="a figure after a figure"
        ),
        pytest.param(["办公费\n其他", "5", "5"], ["", "6", ""], id="digits after a whole number"),
        pytest.param(
            ["合 计\n（一）", "5.0", "5.0"], ["小\n计", "6.0", ""], id="figures after a total"
        ),
        pytest.param(["合计", "5.0", "5.0"], ["以下空白", "", ""], id="a remark below a total"),
        pytest.param(["（八）教育支出", "5.0", ""], ["结转下年", "", ""], id="no name of a 类"),
    ],
)
def test_two_rows_stay_two(last: list[str], first: list[str]) -> None:
    assert cut(last, first) is None


def test_a_cut_row_is_one_row_of_the_table() -> None:
    first = [*FIRST[:2], ["20103", "政府办公厅（室）\n及相关", "9.0"]]
    (table,) = two(first, [["", "机构事务", ""], *MORE])
    assert body(table)[1] == ("20103", "政府办公厅（室）及相关机构事务", "9.0")
    assert len(table.body) == 4


def test_a_label_of_one_line_goes_on_over_the_page() -> None:
    header = ["单位名称", "项目名称", "品目名称", "合计"]
    (table,) = two(
        [header, ["市第一中学", "", "", "1.3"], ["", "商品和服务支出(定额非", "车辆维修", "0.1"]],
        [["", "三保)", "", ""], ["", "商品和服务支出", "车辆加油", "1.2"]],
    )
    assert [row[1] for row in body(table)] == ["", "商品和服务支出(定额非三保)", "商品和服务支出"]
