"""The outline of a document, the titles compared with it, and the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from budgetlint.model import Box, Document, Page, Severity, Status, TextLine
from budgetlint.outline import Outline, is_heading, read_outline, split_number
from budgetlint.read import read_document
from budgetlint.rules import load_rules
from budgetlint.testing_pages import build_pages
from budgetlint_checks.document_common import plain_title
from budgetlint_checks.document_owner import bare_name, owner_of, same_owner


def outline(*pages: Sequence[object]) -> Outline:
    return read_outline(Document(Path("a.pdf"), "", build_pages(list(pages)), ()))


def entries(*pages: Sequence[object]) -> list[tuple[str, str]]:
    return [(e.number, e.title) for e in outline(*pages).entries]


# ---------------------------------------------------------------- reading the outline


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("第二部分2024年度部门决算表", "第二部分", "2024年度部门决算表"),
        ("第一部分：部门概况", "第一部分：", "部门概况"),
        ("三、支出决算表", "三、", "支出决算表"),
        ("（十一）国有资本经营预算支出表", "（十一）", "国有资本经营预算支出表"),
        ("1.2023年部门收支预算总表", "1.", "2023年部门收支预算总表"),
        ("4．财政拨款收支预算总表", "4．", "财政拨款收支预算总表"),
        ("公开03表支出总表", "公开03表", "支出总表"),
        ("表10：2026年项目支出预算表", "表10：", "2026年项目支出预算表"),
        ("附件：2024年部门预算表", "附件：", "2024年部门预算表"),
        ("2024年度部门决算", "", "2024年度部门决算"),
        ("支出总表", "", "支出总表"),
    ],
)
def test_numbering_is_split_from_the_title(text: str, number: str, title: str) -> None:
    assert split_number(text) == (number, title)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、主要职能", True),
        ("第四部分名词解释", True),
        ("一、财政拨款收入：指单位本年度取得的财政拨款。", False),
        ("（一）贯彻执行国家有关法律、法规，", False),
        ("收入决算表", False),
    ],
)
def test_headings_are_numbered_and_no_sentences(text: str, expected: bool) -> None:
    assert is_heading(text) is expected


def test_contents_end_where_the_body_begins_again() -> None:
    found = entries(
        ["某市财政局", "2024年度部门决算"],
        ["目录", "第一部分部门概况....1", "一、主要职能", "十一、“三公”经费、会议费支出预算", "表"],
        ["第四部分名词解释", "第一部分部门概况", "一、主要职责", "1、拟订政策。"],
    )
    assert found == [
        ("第一部分", "部门概况"),
        ("一、", "主要职能"),
        ("十一、", "“三公”经费、会议费支出预算表"),
        ("第四部分", "名词解释"),
    ]


def test_contents_of_two_glyphs_with_leaders_and_pages() -> None:
    found = entries(["目", "录", "一、收支总表……………3", "二、收入总表.........12", "- 2 -"])
    assert found == [("一、", "收支总表"), ("二、", "收入总表")]


def test_contents_stop_before_prose() -> None:
    found = entries(
        ["目录", "一、主要职能", "本部门负责拟订全市财政工作的规划，并组织实施和监督。"]
    )
    assert found == [("一、", "主要职能")]


def test_parts_hold_the_entries_below_them() -> None:
    made = outline(["目录", "第一部分概况", "一、职责", "附件：2024年部门预算表", "一、收支总表"])
    assert [(e.title, e.part) for e in made.entries] == [
        ("概况", ""),
        ("职责", "概况"),
        ("2024年部门预算表", "概况"),
        ("收支总表", "2024年部门预算表"),
    ]


def test_contents_that_are_a_table() -> None:
    made = outline(
        [
            "目录",
            {
                "grid": [
                    ["报表", "报表名称", "是否空表", "公开空表理由"],
                    ["表1", "部门收支总表", "否", ""],
                    ["表9", "政府性基金收支表", "是", "不涉及"],
                ]
            },
        ]
    )
    assert [(e.number, e.title, e.empty, e.reason) for e in made.entries] == [
        ("表1", "部门收支总表", False, ""),
        ("表9", "政府性基金收支表", True, "不涉及"),
    ]
    assert made.contents_page == 1


def test_body_has_no_contents_no_page_numbers_and_nothing_off_the_page() -> None:
    visible = TextLine("一、主要职能", Box(40, 40, 200, 52))
    hidden = TextLine("物资储备局牌子", Box(40, -239, 200, -226))
    number = TextLine("- 3 -", Box(280, 800, 300, 812))
    page = Page(1, 595, 842, (visible, hidden, number), (), flow=(visible, hidden, number))
    made = read_outline(Document(Path("a.pdf"), "", (page,), ()))
    assert [place.text for place in made.body] == ["一、主要职能"]
    after = outline(["封面"], ["目录", "一、收支总表"], ["一、收支总表", "正文"])
    assert [place.text for place in after.body] == ["封面", "目录", "一、收支总表", "正文"]


def test_running_heads_are_known() -> None:
    made = outline(*[["某局2024年度部门预算公开", f"第{n}段文字"] for n in "一二三四五"])
    assert made.running == {"某局2024年度部门预算公开"}


def test_a_part_whose_title_is_on_the_next_line_is_one_heading() -> None:
    made = outline(["第一部分", "部门概况", "一、主要职责"])
    assert [place.text for place in made.headings] == ["第一部分部门概况", "一、主要职责"]


def test_the_outline_of_a_document_is_read_once() -> None:
    document = Document(Path("a.pdf"), "", build_pages([["目录", "一、收支总表"]]), ())
    assert read_outline(document) is read_outline(document)
    other = Document(Path("b.pdf"), "", build_pages([["目录", "一、收入总表"]]), ())
    assert read_outline(other).entries[0].title == "收入总表"


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("二、部门收入总表", "2026年单位收入总表"),
        ("公开01表：收支预算总表", "一、收支预算总表"),
        ("3.2024年部门支出预算总表", "支出预算总表"),
        ("西南大学收入预算表", "收入预算表"),
        ("“三公”经费支出表", "三公经费支出情况表"),
    ],
)
def test_titles_are_compared_without_what_varies(left: str, right: str) -> None:
    assert plain_title(left, "西南大学") == plain_title(right, "西南大学")


def test_different_tables_stay_different() -> None:
    assert plain_title("三、支出决算表") != plain_title("一般公共预算财政拨款支出决算表")
    assert plain_title("收支总表") != plain_title("财政拨款收支总表")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("江苏省人民检察院", "省检察院", True),
        ("某市教育局", "某市教育局", True),
        ("某市司法局", "某市民政局", False),
        ("上海市普陀区财政局", "上海市徐汇区财政局", False),
    ],
)
def test_names_of_one_organisation(left: str, right: str, same: bool) -> None:
    assert same_owner(left, right) is same
    assert same_owner(right, left) is same


def test_bare_names() -> None:
    assert bare_name("无锡市教育局（本级）") == "无锡市教育局"
    assert bare_name("114001某市财政局机关") == "某市财政局"


# ---------------------------------------------------------------- the corpus


@cache
def failures(path: Path) -> list[tuple[str, str, int | None, str]]:
    document = read_document(path)
    found = []
    for code, rule in load_rules().rules.items():
        if not code.startswith("DOC1"):
            continue
        for outcome in rule.check(document):
            severity = outcome.severity or rule.severity
            if outcome.status is Status.FAIL and severity is not Severity.INFO:
                page = outcome.page or outcome.evidence[0].page
                found.append((code, severity.value, page, outcome.actual))
    return sorted(found, key=str)


#: Every error and warning of these rules on the corpus; each was looked at on its page.
KNOWN = {
    "changchun-petitions-2026-budget": [
        ("DOC103", "warning", 13, "没有说明"),
        ("DOC103", "warning", 15, "没有说明"),
        ("DOC110", "warning", 5, "二、机构设置及部门决算单位构成"),
    ],
    "foshan-rail-2019-final": [("DOC107", "warning", 28, "（如有）")],
    "heilongjiang-province-2021-final": [
        ("DOC109", "warning", 143, "没有"),
        ("DOC109", "warning", 218, "没有"),
    ],
    "jiangsu-procuratorate-2019-budget": [
        ("DOC107", "warning", 16, "为必填项"),
    ],
    "shanghai-putuo-finance-2024-final-faulty": [
        ("DOC101", "warning", 1, "没有"),
        ("DOC102", "error", 2, "没有"),
        ("DOC103", "warning", 15, "没有说明"),
        ("DOC105", "error", 18, "2023"),
        ("DOC105", "warning", 24, "2023"),
        ("DOC107", "error", 7, "XX局"),
    ],
    "shanghai-putuo-wanli-2024-budget": [("DOC104", "error", 31, "有 6 个数")],
    "xian-safety-2019-budget": [
        ("DOC104", "error", 39, "有 2 个数"),
        ("DOC107", "warning", 2, "格式不得随意改变"),
        ("DOC107", "warning", 38, "可选择填写"),
    ],
}


def test_corpus_findings_of_structure_are_the_true_ones(corpus: Path) -> None:
    found = {path.stem: failures(path) for path in sorted(corpus.glob("*.pdf"))}
    wanted = {name: sorted(KNOWN.get(name, []), key=str) for name in found}
    assert {n: f for n, f in found.items() if f} == {n: w for n, w in wanted.items() if w}


def test_owner_on_the_corpus(corpus: Path) -> None:
    path = corpus / "chongqing-planning-2026-budget.pdf"
    if not path.exists():
        pytest.skip(f"{path.name} is not in the corpus")
    document = read_document(path)
    assert owner_of(document, read_outline(document)) == "重庆市规划和自然资源局"
