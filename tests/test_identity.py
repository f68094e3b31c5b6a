"""Whose document it is, of which kind and year."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_pages import page

from budgetlint.model import Page
from budgetlint.read import read_document
from budgetlint.tables.build import build_tables
from budgetlint.tables.caption import titles_of
from budgetlint.tables.identity import Identity, identify, is_government
from budgetlint.tables.organisation import clean_name, is_organisation

#: as printed on the pages; empty where there is no text to read it from
CORPUS = {
    "beijing-ecology-2026-budget": ("部门预算", "北京市生态环境局", 2026),
    "beijing-gov-services-2026-budget-scan": ("", "", None),
    "beijing-greening-office-2026-budget-statement": ("部门预算", "首都绿化委员会办公室", 2026),
    "beijing-greening-office-2026-budget-tables": ("部门预算", "首都绿化委员会办公室", 2026),
    "central-petitions-2026-budget": ("部门预算", "国家信访局", 2026),
    "changchun-petitions-2026-budget": ("部门预算", "长春市信访局（本级）", 2026),
    "changsha-petitions-2026-budget": ("部门预算", "长沙市信访局", 2026),
    "changsha-police-2025-budget": ("部门预算", "长沙市公安局", 2025),
    "changsha-sasac-2020-evaluation": (
        "绩效评价",
        "长沙市人民政府国有资产监督管理委员会",
        2020,
    ),
    "changsha-traffic-police-2023-evaluation-scan": ("", "", None),
    "chongqing-planning-2026-budget": ("部门预算", "重庆市规划和自然资源局", 2026),
    "foshan-rail-2019-final": ("部门决算", "佛山市轨道交通局", 2019),
    "fuzhou-medical-insurance-2026-budget": ("部门预算", "福州市医疗保障局", 2026),
    "guangzhou-justice-2026-budget": ("部门预算", "广州市司法局", 2026),
    "hangzhou-police-2026-budget": ("部门预算", "杭州市公安局", 2026),
    "heilongjiang-province-2021-final": ("政府决算", "黑龙江省", 2021),
    "henan-province-2024-final": ("政府决算", "河南省", 2024),
    "jiangsu-procuratorate-2017-budget": ("部门预算", "江苏省人民检察院", 2017),
    "jiangsu-procuratorate-2018-budget": ("部门预算", "江苏省人民检察院", 2018),
    "jiangsu-procuratorate-2019-budget": ("部门预算", "江苏省人民检察院", 2019),
    "ningde-office-2024-self-evaluation": ("绩效自评", "宁德市人民政府办公室", 2024),
    "shanghai-putuo-commerce-2025-budget": ("部门预算", "上海市普陀区商务委员会", 2025),
    "shanghai-putuo-commerce-unit-2025-budget": ("单位预算", "上海市普陀区商务委员会", 2025),
    "shanghai-putuo-finance-2024-final": ("部门决算", "上海市普陀区财政局", 2024),
    "shanghai-putuo-finance-2024-final-faulty": ("部门决算", "上海市普陀区财政局", 2024),
    "shanghai-putuo-wanli-2023-budget": (
        "部门预算",
        "上海市普陀区人民政府万里街道办事处",
        2023,
    ),
    "shanghai-putuo-wanli-2024-budget": (
        "部门预算",
        "上海市普陀区人民政府万里街道办事处",
        2024,
    ),
    "shenzhen-finance-2026-budget": ("部门预算", "深圳市财政局（本级）", 2026),
    "southwest-university-2024-budget": ("部门预算", "西南大学", 2024),
    "suzhou-planning-2026-budget": ("部门预算", "苏州市自然资源和规划局", 2026),
    "suzhou-planning-unit-2026-budget": ("单位预算", "苏州市自然资源和规划局", 2026),
    "wuxi-education-2026-budget": ("部门预算", "无锡市教育局", 2026),
    "wuxi-education-unit-2026-budget": ("单位预算", "无锡市教育局（本级）", 2026),
    "xian-finance-2026-budget": ("部门预算", "西安市财政局", 2026),
    "xian-safety-2019-budget": ("部门预算", "西安市安全生产监督管理局", 2019),
    "yantai-statistics-2026-budget": ("部门预算", "烟台市统计局", 2026),
}


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_corpus_identity(name: str, corpus: Path) -> None:
    path = corpus / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"{path.name} is not in the corpus")
    document = read_document(path)
    assert (document.kind, document.organisation, document.fiscal_year) == CORPUS[name]


def identity(*pages: Page) -> Identity:
    tables = build_tables(pages, government=is_government(titles_of(pages)))
    return identify(pages, tables)


ROWS = (("科目编码", "科目名称", "合计"), ("201", "一般公共服务支出", "12.00"))


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (("某市公安局", "2026年度部门预算"), ("部门预算", "某市公安局", 2026)),
        (("2026年度", "某市水利局", "部门预算公开"), ("部门预算", "某市水利局", 2026)),
        (("2026年某市财政局（本级）部门预", "算"), ("部门预算", "某市财政局（本级）", 2026)),
        (("某县第三中学2025年度单位决算",), ("单位决算", "某县第三中学", 2025)),
        (("某市财政预算编审中心", "2025年单位预算"), ("单位预算", "某市财政预算编审中心", 2025)),
        (("某市信访局二〇二六年部门预算", "二〇二七年三月"), ("部门预算", "某市信访局", 2026)),
        (
            ("某市某区2025年区级部门预算", "预算主管部门：某市某区商务委员会"),
            ("部门预算", "某市某区商务委员会", 2025),
        ),
        (
            ("某局2023年度部门整体支出绩效评价报告", "报告日期：2024年8月22日"),
            ("绩效评价", "", 2023),
        ),
        (
            ("财政项目支出绩效评价报告", "评价项目单位：某市交通局", "2023年度"),
            ("绩效评价", "某市交通局", 2023),
        ),
    ],
)
def test_cover(cover: tuple[str, ...], expected: tuple[str, str, int]) -> None:
    found = identity(page(*cover), page("目录", "一、主要职责", number=2))
    assert (found.kind, found.organisation, found.fiscal_year) == expected


def test_prose_is_no_organisation() -> None:
    found = identity(
        page("部门预算情况说明", "下设二级预算单位53个，分别是市局机关等。"),
        page("（二）机构设置", "全面实施预算绩效管理。", "（七）一般公共预算支出说明", number=2),
    )
    assert found.organisation == ""


def test_tables_only() -> None:
    found = identity(
        page("预算01表 收支总表", "金额单位：万元", ROWS),
        page(
            "预算13表 部门整体支出绩效目标表",
            "（2026年度）",
            (("部门名称", "某市生态环境局"), ("一级指标", "二级指标")),
            number=2,
        ),
    )
    assert found == Identity("部门预算", "某市生态环境局", 2026)


def test_running_heads_name_the_organisation() -> None:
    pages = [page("某市教育局2026年度部门预算公开", ROWS, number=n) for n in (1, 2, 3, 4)]
    pages[0] = page("封面", number=1)
    assert identity(*pages).organisation == "某市教育局"


def test_the_year_that_nearly_all_mention() -> None:
    named = [page(*["于2026年完成巡查"] * 4, "自2020年起施行", ROWS)]
    assert identity(*named).fiscal_year == 2026


def test_the_year_compared_with_is_not_that_of_the_document() -> None:
    lines = ["公务接待费决算比2025年决算减少", "与2025年年初预算相比，会议费预算减少"]
    assert identity(page(*lines, ROWS)).fiscal_year is None
    assert identity(page("2026年会议费预算比2025年预算减少", ROWS)).fiscal_year == 2026


@pytest.mark.parametrize(
    "lines",
    [
        ["于2026年完成巡查"] * 2,
        ["2025年完成巡查", "2026年完成巡查"] * 3,
        ["会议于2026年5月30日召开"] * 5,
    ],
)
def test_no_year_without_a_clear_majority(lines: list[str]) -> None:
    assert identity(page(*lines, ROWS)).fiscal_year is None


def government(*titles: str, cover: str = "") -> Identity:
    return identity(*(page(cover, title, ROWS, number=n) for n, title in enumerate(titles, 1)))


def test_government_final_accounts() -> None:
    found = government(
        "1.1 2021年某某省财政收支决算总表",
        "1.2 2021年某某省本级一般公共预算支出决算表",
        "1.3 2021年省对市县一般性转移支付决算表",
        "1.4 2021年全省社会保险基金收入决算表",
    )
    assert found == Identity("政府决算", "某某省", 2021)


def test_government_budget_without_a_named_region() -> None:
    found = government(
        "2024年全市一般公共预算收入预算表",
        "2024年市本级一般公共预算支出预算表",
        "2024年全市政府性基金预算收支表",
    )
    assert found == Identity("政府预算", "", 2024)


@pytest.mark.parametrize(
    "name",
    [
        "国家信访局",
        "教育部",
        "西南大学",
        "上海市普陀区人民政府万里街道办事处",
        "长春市信访局（本级）",
    ],
)
def test_names(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize(
    "text",
    [
        "下设二级",
        "全省一般公共",
        "（七）一般公共",
        "（二）",
        "全面实施",
        "上海市普陀区",
        "部门",
        "",
    ],
)
def test_no_names(text: str) -> None:
    assert not is_organisation(text)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("[105]教育部", "教育部"),
        ("315_烟台市统计局", "烟台市统计局"),
        ("西安市财政局（汇总）", "西安市财政局"),
        ("某市 水 利 局（盖章）", "某市水利局"),
        ("无锡市教育局（本级）", "无锡市教育局（本级）"),
    ],
)
def test_clean_name(printed: str, name: str) -> None:
    assert clean_name(printed) == name
