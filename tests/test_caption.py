"""Titles, numbers, units and organisations above tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_pages import page

from budgetlint.model import Table
from budgetlint.read import read_document
from budgetlint.tables.build import build_tables
from budgetlint.tables.caption import Caption, read_caption
from budgetlint.tables.numbering import split_number

ROWS = (("科目编码", "科目名称", "合计"), ("201", "一般公共服务支出", "12.00"))


def caption(*lines: str) -> Caption:
    """The caption read from lines above a small grid."""
    made = page(*lines, ROWS)
    return read_caption(made, made.grids[0], [])


@pytest.mark.parametrize(
    ("glued", "number", "title"),
    [
        ("预算01表收支总表", "预算01表", "收支总表"),
        ("预算表12项目支出绩效目标表", "预算表12", "项目支出绩效目标表"),
        ("部门公开表1部门收支总表", "部门公开表1", "部门收支总表"),
        ("公开01表：收支预算总表", "公开01表", "收支预算总表"),
        ("财决公开01表收入支出决算总表", "财决公开01表", "收入支出决算总表"),
        ("收入支出决算总表公开01表", "公开01表", "收入支出决算总表"),
        ("1.12021年某省财政收支决算总表", "1.1", "2021年某省财政收支决算总表"),
        ("1.102021年某省政府性基金支出决算表", "1.10", "2021年某省政府性基金支出决算表"),
        ("4．2025年部门财政拨款收支预算总表", "4", "2025年部门财政拨款收支预算总表"),
        ("表12026年部门收支总表", "表1", "2026年部门收支总表"),
        ("表11-财拨结转支出表", "表11", "财拨结转支出表"),
        ("表3-1项目资金到位情况表", "表3-1", "项目资金到位情况表"),
        ("表１：收支总表", "表１", "收支总表"),
        ("表一2026年部门收支总体情况表", "表一", "2026年部门收支总体情况表"),
        ("收支总表（预算表1）", "预算表1", "收支总表"),
        ("2024年全省一般公共预算收支决算总表（1）", "1", "2024年全省一般公共预算收支决算总表"),
        ("三、支出预算总表", "三", "支出预算总表"),
        ("附件3：项目资金汇总表", "附件3", "项目资金汇总表"),
    ],
)
def test_number_comes_off_the_title(glued: str, number: str, title: str) -> None:
    found = caption(glued, "单位：万元")
    assert (found.number, found.title) == (number, title)


@pytest.mark.parametrize(
    "title",
    [
        "一级项目绩效目标表（一级项目）",
        "236-中央高校改善基本办学条件专项绩效目标表",
        "2026年部门收支总体情况表",
        "表一般公共预算支出表",
    ],
)
def test_what_is_no_number_stays_in_the_title(title: str) -> None:
    assert split_number(title).number == ""
    assert caption(title).title == title


def test_number_on_its_own_line_is_no_half_of_the_title() -> None:
    found = caption("某市教育局2026年度部门预算公开", "公开01表", "收支总表", "单位：万元")
    assert (found.number, found.title) == ("公开01表", "收支总表")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("公开09表：一般公共预算“三公”经费、会议费、培训费", "支出预算表"),
            "一般公共预算“三公”经费、会议费、培训费支出预算表",
        ),
        (
            ("十一、一般公共预算“三公”经费、会议费、培训费支出预", "算表"),
            "一般公共预算“三公”经费、会议费、培训费支出预算表",
        ),
        (
            ("1.12 2021年省对市县政府性基金转移支付", "分项目分地区决算表"),
            "2021年省对市县政府性基金转移支付分项目分地区决算表",
        ),
        (("2024年省级政府性基金支出决算", "明细表（21）"), "2024年省级政府性基金支出决算明细表"),
        (
            ("2024年省本级一般公共预算基本支出决算表", "（按经济分类）（8）"),
            "2024年省本级一般公共预算基本支出决算表（按经济分类）",
        ),
    ],
)
def test_title_in_two_lines(lines: tuple[str, str], title: str) -> None:
    found = caption(*lines, "单位：万元")
    assert found.title == title
    assert found.unit == "万元"


def test_heading_above_a_short_title_is_left_alone() -> None:
    assert caption("2026年某局部门预算", "支出总表").title == "支出总表"
    assert caption("第二部分 2026年部门预算情况说明", "支出总表").title == "支出总表"


def test_sentence_is_no_title() -> None:
    found = caption("具体情况详见下列收支总表。", "2026年预算收支情况如下表所示，共3项")
    assert found.title == ""


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：元", "元"),
        ("金额单位：万元", "万元"),
        ("单位:人民币万元", "万元"),
        ("（万元）", "万元"),
        ("部门名称：某市信访局 单位：亿元", "亿元"),
        ("单位：万", "万元"),
        ("编制单位：某市万元局", ""),
    ],
)
def test_unit(line: str, unit: str) -> None:
    assert caption("收支总表", line).unit == unit


@pytest.mark.parametrize(
    ("line", "organisation"),
    [
        ("部门名称：长沙市信访局", "长沙市信访局"),
        ("编制单位：上海市普陀区商务委员会", "上海市普陀区商务委员会"),
        ("单位：长沙市信访局 单位：万元", "长沙市信访局"),
        ("部门（单位）：烟台市统计局 金额单位：万元", "烟台市统计局"),
        ("部门：[105]教育部", "教育部"),
        ("部门：西安市财政局（汇总）", "西安市财政局"),
        ("单位：无锡市教育局（本级）", "无锡市教育局（本级）"),
        ("单位：万元", ""),
    ],
)
def test_organisation(line: str, organisation: str) -> None:
    assert caption("收支总表", line).organisation == organisation


def test_organisation_on_the_line_after_its_label() -> None:
    found = caption("收支预算总表", "部门：", "江苏省人民检察院", "单位：万元")
    assert found.organisation == "江苏省人民检察院"
    assert caption("收支预算总表", "部门：", "单位：万元").organisation == ""


def test_year_under_the_title() -> None:
    assert caption("部门整体支出绩效目标表", "（2026年度）").fiscal_year == 2026
    assert caption("2025年部门收支总表", "单位：万元").fiscal_year == 2025
    assert caption("部门收支总表", "单位：万元").fiscal_year is None


def test_title_set_inside_the_grid() -> None:
    rows = (
        ("表11", "", ""),
        ("2019年部门财政拨款支出表", None, None),
        ("", "", ""),
        ("", "", "单位：万元"),
        *ROWS,
    )
    table = build_tables([page(rows)])[0]
    assert (table.number, table.title) == ("表11", "2019年部门财政拨款支出表")
    assert (table.unit, len(table.rows)) == ("万元", 1)


def test_title_left_at_the_foot_of_the_page_before() -> None:
    first = page("会议费下降的主要原因是压减支出。", "会议费明细表", "单位：万元", "- 1 -")
    second = page(ROWS, "- 2 -", number=2)
    table = build_tables([first, second])[0]
    assert (table.title, table.unit) == ("会议费明细表", "万元")


def test_title_left_at_the_foot_with_its_unit_on_the_next_page() -> None:
    first = page("说明文字。", "部门支出总表", "- 1 -")
    second = page("部门名称：青石县柳林镇人民政府", "单位：元", ROWS, number=2)
    table = build_tables([first, second])[0]
    assert (table.title, table.unit) == ("部门支出总表", "元")
    plain = page("说明文字。", "- 1 -")
    table = build_tables([plain, second])[0]
    assert (table.title, table.unit) == ("", "元")


def test_text_at_the_foot_of_the_page_before_is_no_caption() -> None:
    first = page("以下为本部门的有关情况，单位：元。", "- 1 -")
    table = build_tables([first, page(ROWS, number=2)])[0]
    assert (table.title, table.unit) == ("", "")


def titles(tables: tuple[Table, ...]) -> list[tuple[str, str]]:
    return [(t.number, t.title) for t in tables]


def test_corpus_titles_are_clean(corpus: Path) -> None:
    path = corpus / "jiangsu-procuratorate-2018-budget.pdf"
    if not path.exists():
        pytest.skip(f"{path.name} is not in the corpus")
    document = read_document(path)
    assert titles(document.tables) == [
        ("公开01表", "收支预算总表"),
        ("公开02表", "收入预算总表"),
        ("公开03表", "支出预算总表"),
        ("公开04表", "财政拨款收支预算总表"),
        ("公开05表", "财政拨款支出预算表"),
        ("公开06表", "财政拨款基本支出预算表"),
        ("公开07表", "一般公共预算支出预算表"),
        ("公开08表", "一般公共预算基本支出预算表"),
        ("公开09表", "一般公共预算“三公”经费、会议费、培训费支出预算表"),
        ("公开10表", "政府性基金支出预算表"),
        ("公开11表", "一般公共预算机关运行经费支出预算表"),
        ("公开12表", "政府采购支出预算表"),
    ]
    assert {t.unit for t in document.tables} == {"万元"}
    assert {t.organisation for t in document.tables} == {"江苏省人民检察院"}
