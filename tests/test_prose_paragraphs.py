"""Paragraphs: what is joined, what is left out, and where each word stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetlint.model import Document
from budgetlint.prose.paragraphs import paragraphs_of
from budgetlint.testing_pages import build_pages


def document(*pages: object) -> Document:
    return Document(Path("a.pdf"), "", build_pages(list(pages)), (), fiscal_year=2024)


def texts(*pages: object) -> list[str]:
    return [p.text for p in paragraphs_of(document(*pages))]


def test_lines_are_joined_over_lines_and_pages() -> None:
    assert texts(
        ["2024年收入预算1200.34万元，其中：财政拨款收入1200.34万元，占10"],
        ["0.00%；其他收入0万元，比上年的收入减少了一些，不再细说。"],
    ) == [
        "2024年收入预算1200.34万元，其中：财政拨款收入1200.34万元，占10"
        "0.00%；其他收入0万元，比上年的收入减少了一些，不再细说。"
    ]


def test_a_page_number_does_not_land_inside_a_figure() -> None:
    joined = texts(
        ["本部门2024年一般公共预算支出比上年减少一些，下降", "-3-"],
        ["17.31%。", "— 4 —"],
    )
    assert joined == ["本部门2024年一般公共预算支出比上年减少一些，下降17.31%。"]


def test_running_heads_are_left_out() -> None:
    pages = [
        ["某市财政局部门预算", f"第{n}页的正文说的是这一年里做的第{n}件事情。"] for n in range(5)
    ]
    assert all("某市财政局" not in text for text in texts(*pages))


def test_numbered_items_and_headings_stand_apart() -> None:
    assert texts(
        [
            "一、收入预算情况说明",
            "2024年收入预算1200.34万元，其中财政拨款收入1200.34万元。",
            "1.一般公共预算拨款收入1200.34万元，与上年预算数相同，没有变化。",
            "2.政府性基金预算拨款收入0万元，与上年预算数相同，没有变化。",
        ]
    ) == [
        "一、收入预算情况说明",
        "2024年收入预算1200.34万元，其中财政拨款收入1200.34万元。",
        "1.一般公共预算拨款收入1200.34万元，与上年预算数相同，没有变化。",
        "2.政府性基金预算拨款收入0万元，与上年预算数相同，没有变化。",
    ]


def test_a_table_parts_what_stands_above_and_below() -> None:
    assert (
        len(
            texts(
                [
                    "上面的文字说到表的前面就没有再说下去了，",
                    {"grid": [["一", "二"]]},
                    "下面是另外的文字。",
                ]
            )
        )
        == 2
    )


def test_a_word_knows_its_page_and_its_place_on_the_line() -> None:
    (paragraph,) = paragraphs_of(
        document(
            ["本部门2024年收入预算合计1200.34万元，其中：财政拨款收入"],
            ["1100.00万元，其他收入100.34万元。"],
        )
    )
    at = paragraph.text.index("1200.34")
    page, box = paragraph.box(at, at + 7)
    assert page == 1
    assert 40 < box.x0 < box.x1 < 500
    at = paragraph.text.index("1100.00")
    page, box = paragraph.box(at, at + 7)
    assert (page, box.x0) == (2, 40.0)
    assert paragraph.whole_on_line(at, at + 7)
    assert not paragraph.whole_on_line(at - 3, at + 7)


def test_a_figure_broken_over_two_lines_is_shown_where_it_begins() -> None:
    (paragraph,) = paragraphs_of(
        document(
            ["本部门2024年收入预算合计为一千二百万元，也就是12", "00.34万元，其中没有其他收入。"]
        )
    )
    at = paragraph.text.index("1200.34")
    page, box = paragraph.box(at, at + 7)
    assert (page, round(box.x1)) == (1, 500)


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        (
            "1.因公出国费0万元，这一年里没有安排，与上年持平",
            "2.公务接待费7万元，较上年增加。",
            True,
        ),
        ("九、本年度的工作安排说的是这些事情，没有句号", "十、其他的事情在这里说明。", True),
        ("（1）本年度的工作安排说的是这些事情，没有句号", "（3）其他的事情在这里说明。", False),
        ("1.本年度的工作安排说的是这些事情，金额共有", "（2）号文件所列的十二万元整。", False),
    ],
)
def test_the_next_item_stands_apart(first: str, second: str, apart: bool) -> None:
    found = texts([first, second])
    assert found == ([first, second] if apart else [first + second])
