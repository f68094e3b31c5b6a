"""The HTML report: whole in one file, true about what was checked, foreign text stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import report_samples as samples

from budgetlint.amounts import parse_amount
from budgetlint.model import (
    Coverage,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Finding,
    Severity,
)
from budgetlint.report import html_report
from budgetlint.report.html_sums import as_printed, bounds, unsigned_zero

VOID = {"meta", "img", "input", "br", "link"}


@dataclass
class Node:
    """One element with its text."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def all(self, tag: str = "", cls: str = "") -> list[Node]:
        """Elements below with a tag and a class."""
        found = []
        for child in self.children:
            if (not tag or child.tag == tag) and (not cls or cls in child.classes):
                found.append(child)
            found.extend(child.all(tag, cls))
        return found

    def one(self, tag: str = "", cls: str = "") -> Node:
        """The only such element."""
        (node,) = self.all(tag, cls)
        return node

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return " ".join("".join(self._parts()).split())

    def _parts(self) -> list[str]:
        parts: list[str] = []
        for item in self.order:
            parts.extend([item] if isinstance(item, str) else item._parts())
        return parts

    order: list[str | Node] = field(default_factory=list)


class Tree(HTMLParser):
    """Builds the nodes and insists that every element is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Node("root", {})
        self.stack = [self.root]
        self.feed(text)
        self.close()
        assert [n.tag for n in self.stack] == ["root"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {k: v or "" for k, v in attrs})
        self.stack[-1].children.append(node)
        self.stack[-1].order.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.stack[-1].order.append(data)


def page(*reports: DocumentReport, lang: str = "zh") -> Node:
    return Tree(html_report.render(reports, [], lang=lang)).root


@pytest.fixture(scope="module")
def faulty() -> Node:
    return page(samples.faulty_report())


def finding(root: Node, rule: str) -> Node:
    (node,) = (n for n in root.all("article", "finding") if n.one("h3").text.startswith(rule))
    return node


# ---------------------------------------------------------------- the first screen


def test_first_screen_says_what_it_is_and_what_was_not_done(faulty: Node) -> None:
    head = faulty.one("header", "summary")
    assert head.one("h1").text == "2025年清源市档案馆部门预算公开.pdf"
    for fact in ("单位清源市档案馆", "年度2025年", "类型部门预算", "页数18"):
        assert fact in head.one("dl", "facts").text
    assert "发现 4 处错误" in head.one("p", "verdict").text
    assert "归到根源是 2 处" in head.one("p", "verdict").text
    tiles = head.one("dl", "tiles").text
    for count in ("错误4", "警告3", "尾差1", "无法核对3", "核对覆盖率91.6%", "33 / 36"):
        assert count in tiles
    gaps = head.one("section", "gaps").text
    assert "第9页：没有可用的文字层" in gaps
    assert "3 个表内数字没有参与任何核对" in gaps
    assert "1 个单元格应为数字，但无法识别" in gaps


def test_clean_document_says_so_and_claims_no_more() -> None:
    root = page(samples.clean_report())
    assert "未发现错误" in root.one("p", "verdict").text
    assert not root.all("article", "finding") and not root.all("form")
    assert "单位未识别" in root.one("dl", "facts").text


def test_unreadable_document_shows_no_empty_lists_that_look_like_a_pass() -> None:
    root = page(samples.unreadable_report())
    assert "文件无法读取" in root.one("p", "verdict").text
    assert not root.all("section", "findings") and not root.all("section", "lists")
    assert "未发现" not in root.text


def test_crashed_rule_stands_among_the_gaps() -> None:
    root = page(samples.crashed_report())
    assert "规则 SUM101 运行时出错" in root.one("section", "gaps").text
    assert not root.all("article", "finding")
    assert "已核对的部分未发现错误" in root.one("p", "verdict").text


# ---------------------------------------------------------------- findings


def test_root_causes_come_first_with_dependents_folded_below(faulty: Node) -> None:
    rules = [n.one("h3").text.split()[0] for n in faulty.all("article", "finding")]
    assert rules == ["XTB302", "SUM102", "PCT201", "COD402", "DOC701"]
    below = finding(faulty, "SUM102").one("details", "dependents")
    assert "open" not in below.attributes
    assert below.one("summary").text == "由此连带 2 处"
    assert [li.one("code").text for li in below.all("li")] == ["SUM101", "XTB301"]


def test_finding_says_place_calculation_and_what_to_do(faulty: Node) -> None:
    node = finding(faulty, "SUM102")
    place = "第15页 部门支出总体情况表（预算03表） 行 204 公共安全支出 列 项目支出"
    assert node.one("p", "where").text == place
    rows = [[c.text for c in tr.children] for tr in node.one("table", "calc").all("tr")][1:]
    assert rows == [
        ["", "20402 公安", "37.0", "36.95", "37.05"],
        ["+", "20406 司法", "5.3", "5.25", "5.35"],
        ["=", "按上列数字计算", "42.3", "42.2", "42.4"],
        ["≠", "表中印为", "42.2", "42.15", "42.25"],
        ["", "差", "-0.1", "允许 0.15"],
    ]
    advice = node.one("dl", "advice").text
    assert "核对 204 的金额与 20402、20406" in advice and "类级科目金额等于所属各款之和" in advice


def test_a_ratio_is_not_shown_as_a_sum(faulty: Node) -> None:
    table = finding(faulty, "PCT201").one("table", "calc")
    assert {td.text for td in table.all("td", "sign")} == {"", "≠"}
    assert "按上列数字计算" not in table.text and "应为" in table.text


def test_subtracted_terms_carry_their_sign() -> None:
    spending = samples.expenditure_table()
    cells = (
        samples.evidence(spending, (0, 6), EvidenceRole.TOTAL),
        samples.evidence(spending, (0, 2)),
        samples.evidence(spending, (0, 3), sign=-1),
    )
    error = samples.finding("SUM105", Severity.ERROR, "差额", expected="190.6", evidence=cells)
    root = page(replace(samples.faulty_report(), findings=(error,)))
    signs = [td.text for td in root.one("table", "calc").all("td", "sign")]
    assert signs[:3] == ["", "−", "="]


def test_finding_across_tables_links_both_places(faulty: Node) -> None:
    node = finding(faulty, "XTB302")
    assert "第14页" in node.one("ul", "compared").text
    links = [a.attributes["href"] for a in node.all("a")]
    assert links == ["#d1-t1-2-4", "#d1-t2-0-2"]


def test_filter_has_what_it_compares_and_waits_for_the_script(faulty: Node) -> None:
    form = faulty.one("form", "filter")
    assert "hidden" in form.attributes
    rules = [o.attributes["value"] for o in form.all("select")[1].all("option")]
    assert rules == ["", "COD402", "DOC701", "PCT201", "SUM101", "SUM102", "XTB301", "XTB302"]
    root = finding(faulty, "SUM102").attributes
    assert root["data-rules"] == "SUM101 SUM102 XTB301"
    assert root["data-tables"] == "d1-t1 d1-t2"
    assert not any("hidden" in n.attributes for n in faulty.all("article", "finding"))


def test_rounding_is_folded(faulty: Node) -> None:
    folds = [d for d in faulty.all("details", "fold") if "尾差 1 处" in d.one("summary").text]
    assert len(folds) == 1 and "SUM103" in folds[0].text and "open" not in folds[0].attributes


def test_pictures_are_left_out_when_not_wanted_or_not_to_be_had() -> None:
    report = samples.faulty_report()
    root = page(report)
    assert not root.all("figure") and not root.all("dialog") and not root.all("image")
    assert "原文件已不在检查时的位置" in root.one("p", "picture-problem").text
    plain = Tree(html_report.render([report], [], lang="zh", pictures=False)).root
    assert not plain.all("p", "picture-problem")


def test_of_two_figures_that_should_be_equal_neither_is_called_right(faulty: Node) -> None:
    node = finding(faulty, "XTB302")
    rows = [[c.text for c in tr.children] for tr in node.one("table", "calc").all("tr")][1:]
    assert [row[2:] for row in rows[:2]] == [
        ["1,291.9", "1,291.85", "1,291.95"],
        ["1,291.6", "1,291.55", "1,291.65"],
    ]
    assert rows[2][:3] == ["≠", "两数应相等，差", "0.3"]
    assert "应为" not in node.text and "表中印为" not in node.text


def test_a_part_larger_than_its_whole_stands_beside_it() -> None:
    spending = samples.expenditure_table()
    cells = tuple(samples.evidence(spending, c, EvidenceRole.TOTAL) for c in ((1, 2), (0, 2)))
    error = samples.finding("SUM104", Severity.ERROR, "其中", expected="≤ 1,121.4", evidence=cells)
    root = page(replace(samples.faulty_report(), findings=(error,)))
    calc = root.one("table", "calc")
    assert [td.text for td in calc.all("td", "printed")][:2] == ["1,121.4", "1,291.6"]
    assert "应为" not in calc.text and "两数应相等" not in calc.text


def test_computed_numbers_have_the_decimals_of_the_printed_ones() -> None:
    assert as_printed("98.3", "89.30") == "98.30"
    assert as_printed("1,200 元", "1,300.00") == "1,200.00 元"
    assert as_printed("98", "89.3") == "98.0"
    assert as_printed("98.345", "89.3") == "98.345"
    assert as_printed("29%", "30.1%") == "29.0%"
    assert as_printed("29%", "30.1") == "29%"
    assert as_printed("≤ 8", "9.0") == "≤ 8"
    assert as_printed("没有", "9.0") == "没有"


def test_no_zero_is_negative_and_ends_of_an_interval_look_alike() -> None:
    assert unsigned_zero("-0.00") == "0.00"
    assert unsigned_zero("-0.0%") == "0.0%"
    assert unsigned_zero("-0.01") == "-0.01"
    assert bounds(Decimal("42.2"), Decimal("42.35")) == ("42.20", "42.35")
    assert bounds(Decimal("-0.00"), Decimal("0")) == ("0.00", "0.00")
    assert bounds(Decimal("-0.05"), Decimal("1200")) == ("-0.05", "1,200.00")


# ---------------------------------------------------------------- tables as read


def sheet(root: Node, ident: str) -> Node:
    (node,) = (d for d in root.all("details", "read") if d.attributes["id"] == ident)
    return node


def test_header_levels_become_spans(faulty: Node) -> None:
    head = [
        [(c.text, c.attributes.get("colspan"), c.attributes.get("rowspan")) for c in tr.children]
        for tr in sheet(faulty, "d1-t2").one("thead").all("tr")
    ]
    assert head[0][2:5] == [("合计", None, "2"), ("基本支出", "3", None), ("项目支出", None, "2")]
    assert [cell[0] for cell in head[1]] == ["小计", "人员经费", "公用经费"]


def test_every_row_fills_its_columns(faulty: Node) -> None:
    for table in faulty.all("table", "sheet"):
        widths = set()
        spans: dict[int, int] = {}
        for index, tr in enumerate(table.all("tr")):
            width = spans.get(index, 0)
            for c in tr.children:
                columns = int(c.attributes.get("colspan", "1"))
                width += columns
                for below in range(1, int(c.attributes.get("rowspan", "1"))):
                    spans[index + below] = spans.get(index + below, 0) + columns
            widths.add(width)
        assert len(widths) == 1


def test_figures_show_their_state_by_more_than_colour(faulty: Node) -> None:
    def cells(state: str) -> dict[str, str]:
        marked = sheet(faulty, "d1-t2").all("td", f"s-{state}")
        return {td.text.lstrip("✗!?∘○ "): td.children[0].text for td in marked}

    assert cells("error") == {"42.2": "✗", "190.6": "✗"}
    assert cells("warning") == {"14.8%": "!"}
    assert cells("unchecked") == {"12.7": "○"}
    assert cells("unsure") == {"128.0": "?"}
    assert set(cells("involved")) == {"37.0", "5.3", "1,291.6"}
    name = sheet(faulty, "d1-t2").one("th", "s-warning")
    assert name.text == "!档案馆"


def test_marks_lead_to_the_finding_and_back(faulty: Node) -> None:
    (cell,) = (n for n in faulty.all("td") if n.attributes.get("id") == "d1-t2-5-6")
    target = cell.one("a").attributes["href"].lstrip("#")
    (node,) = (n for n in faulty.all("article") if n.attributes["id"] == target)
    assert node.one("h3").text.startswith("SUM102")
    assert "#d1-t2-5-6" in [a.attributes["href"] for a in node.all("a")]


def test_ordinals_do_not_look_checked(faulty: Node) -> None:
    assert [td.text for td in sheet(faulty, "d1-t1").all("td", "s-neutral")] == ["1", "2", "3"]


def test_only_figures_that_took_part_in_a_check_are_unmarked() -> None:
    report = samples.clean_report()
    figures = tuple(report.document.tables[0].figures.values())
    root = page(replace(report, coverage=Coverage(len(figures), 0, figures)))
    plain = [
        td.text
        for td in root.one("table", "sheet").all("td")
        if td.text and not any(c.startswith("s-") for c in td.classes)
    ]
    assert plain == []
    assert "没有数字得到核对" in root.one("p", "verdict").text
    assert "均参与核对" not in root.text


def test_pages_of_a_continued_table_are_marked(faulty: Node) -> None:
    assert [tr.text for tr in sheet(faulty, "d1-t2").all("tr", "newpage")] == ["第14页", "第15页"]


def test_panels_numbered_one_after_the_other_stand_side_by_side() -> None:
    report = samples.clean_report()
    table = report.document.tables[0]
    rows = tuple(replace(r, index=r.index + 10 * r.panel) for r in table.rows)
    figures = {
        (f.row + 10 * (f.column > 2), f.column): replace(f, row=f.row + 10 * (f.column > 2))
        for f in table.figures.values()
    }
    document = replace(report.document, tables=(replace(table, rows=rows, figures=figures),))
    body = page(replace(report, document=document)).one("table", "sheet").one("tbody")
    lines = [[c.text for c in tr.children] for tr in body.all("tr")][1:]
    assert lines == [
        ["一、一般公共预算拨款收入", "1", "1,291.6", "一、一般公共服务支出", "1,121.4"],
        ["二、政府性基金预算拨款收入", "2", "", "二、公共安全支出", "42.3"],
        ["收入总计", "3", "1,291.6", "支出总计", "1,291.6"],
    ]


def test_a_row_with_several_codes_shows_each_under_its_header() -> None:
    report = samples.clean_report()
    table = report.document.tables[0]
    first, *others = table.rows
    both = (("部门经济分类", "30101", first.name), ("政府经济分类", "50101", "工资奖金津补贴"))
    rows = (replace(first, codes=both, code="30101"), *others)
    document = replace(report.document, tables=(replace(table, rows=rows),))
    sheet = page(replace(report, document=document)).one("table", "sheet")
    assert [th.text for th in sheet.one("thead").all("tr")[0].children][:2] == [
        "部门经济分类",
        "政府经济分类",
    ]
    assert [c.text for c in sheet.one("tbody").all("tr")[1].children][:3] == [
        "30101",
        "50101 工资奖金津补贴",
        first.name,
    ]


def test_long_calculations_are_folded_but_their_result_is_not() -> None:
    spending = samples.expenditure_table()
    cells = (
        samples.evidence(spending, (0, 6), EvidenceRole.TOTAL),
        *(samples.evidence(spending, (7, 6)) for _ in range(13)),
    )
    error = samples.finding(
        "SUM103", Severity.ERROR, "合计", expected="68.9", actual="190.6", evidence=cells
    )
    node = finding(page(replace(samples.faulty_report(), findings=(error,))), "SUM103")
    assert len(node.one("details", "long").one("table", "calc").all("tr")) == 16
    assert node.one("dl", "values").text == "表中190.6 应为68.9"


def test_empty_table_keeps_its_header_and_note(faulty: Node) -> None:
    node = sheet(faulty, "d1-t4")
    assert [th.text for th in node.all("th")] == ["科目名称", "合计"]
    assert node.one("p", "note").text == "本部门没有政府性基金预算支出，本表为空表。"
    assert "表内没有数字" in node.one("summary").text


def test_lists_at_the_end_name_row_and_column(faulty: Node) -> None:
    lists = faulty.one("section", "lists")
    rows = [[td.text for td in tr.all("td")] for tr in lists.all("tr")]
    assert ["15", "208 社会保障和就业支出", "基本支出 › 公用经费", "12.7"] in rows
    reasons = [d.one("summary").text for d in lists.all("details", "reasons")]
    assert reasons[0] == "基数为 0，占比无法计算 2 项"


# ---------------------------------------------------------------- one file, safe, for everybody


def test_nothing_is_loaded_from_elsewhere(faulty: Node) -> None:
    for node in faulty.all():
        for name in ("src", "srcset", "action", "data", "poster", "style"):
            assert name not in node.attributes, node.tag
        assert node.attributes.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in node.attributes)
    assert not re.search(r"url\(|@import|https?:", faulty.one("style").text)


def test_content_policy_allows_exactly_the_own_style_and_script(faulty: Node) -> None:
    policy = faulty.all("meta")[1].attributes["content"]
    for tag in ("style", "script"):
        digest = hashlib.sha256("".join(faulty.one(tag)._parts()).encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_hostile_text_stays_text(faulty: Node) -> None:
    assert len(faulty.all("script")) == 1 and not faulty.all("img")
    assert "<script>alert('表')</script>\"><img src=x onerror=alert(1)>" in faulty.text
    text = html_report.render([samples.faulty_report()], [], lang="zh")
    assert "\x1b" not in text and "\u202e" not in text


def test_anchors_are_unique_and_every_link_has_its_target() -> None:
    root = page(samples.faulty_report("a.pdf"), samples.faulty_report("b.pdf"))
    anchors = [n.attributes["id"] for n in root.all() if "id" in n.attributes]
    assert len(anchors) == len(set(anchors))
    links = {n.attributes["href"][1:] for n in root.all("a")}
    labels = {name for n in root.all() for name in n.attributes.get("aria-labelledby", "").split()}
    assert links | labels <= set(anchors)


def test_findings_of_one_fingerprint_all_appear() -> None:
    twins: tuple[Finding, ...] = tuple(
        samples.finding("SUM101", Severity.ERROR, message, fingerprint="same")
        for message in ("甲", "乙")
    )
    root = page(replace(samples.clean_report(), findings=twins))
    assert [n.one("p", "message").text for n in root.all("article", "finding")] == ["甲", "乙"]


def test_several_files_have_an_index_with_each_verdict() -> None:
    text = html_report.render(
        [samples.faulty_report(), samples.clean_report(), samples.unreadable_report()],
        [samples.failure()],
        lang="zh",
    )
    root = Tree(text).root
    rows = [tr.text for tr in root.one("section", "index").one("tbody").all("tr")]
    assert len(rows) == 4
    assert any("档案馆" in row and "发现 4 处错误" in row and "91.6%" in row for row in rows)
    assert any("加密.pdf" in row and "文件已加密" in row for row in rows)
    assert len(root.all("h1")) == 1
    assert "文件已加密" in root.one("article", "failure").text


def test_same_input_gives_the_same_file() -> None:
    report = samples.faulty_report()
    turned = replace(report, findings=tuple(reversed(report.findings)), seconds=8.0)
    one = html_report.render([report], [], lang="zh")
    assert one == html_report.render([turned], [], lang="zh")


def test_english_has_no_chinese_words_of_its_own() -> None:
    report = samples.clean_report("a.pdf")
    table = replace(report.document.tables[0], title="", number="", unit="", columns=(), rows=())
    document = replace(report.document, kind="budget", tables=(replace(table, figures={}),))
    text = html_report.render([replace(report, document=document)], [], lang="en")
    body = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff，。：（）]", body)
    assert '<html lang="en">' in text and "Revenue and expenditure" in text


def test_a_share_in_the_prose_is_stated_and_equals_no_figure() -> None:
    amount = parse_amount("2106.66")
    part = Evidence(19, samples.box(1, 1), "2106.66", "", "一般公共服务支出", "", amount=amount)
    rate = replace(part, text="71.73%", row="占", role=EvidenceRole.TOTAL, amount=None)
    wrong = samples.finding(
        "TXT108", Severity.ERROR, "占比不符", expected="71.65%", actual="71.73%",
        evidence=(rate, part),
    )  # fmt: skip
    words = samples.finding(
        "TXT105", Severity.ERROR, "方向不符", actual="大于",
        evidence=(replace(part, text="大于", row="大于", role=EvidenceRole.LABEL, amount=None),),
    )  # fmt: skip
    root = page(replace(samples.faulty_report(), findings=(wrong, words)))
    table = finding(root, "TXT108").one("table", "calc")
    assert {td.text for td in table.all("td", "sign")} == {"", "≠"}
    assert "文中写作" in table.text and "表中" not in table.text
    assert "文字 占" in finding(root, "TXT108").one("p", "where").text.replace("\n", " ")
    values = finding(root, "TXT105").one("dl", "values").text
    assert "文中" in values and "表中" not in values


def test_the_index_has_the_time_of_each_file_where_it_is_known() -> None:
    report, other = (
        replace(r, seconds=0.0) for r in (samples.faulty_report(), samples.clean_report())
    )
    assert "用时" not in page(report, other).one("section", "index").text
    index = page(replace(report, seconds=12.34), other).one("section", "index")
    (head,) = (th for th in index.all("th") if th.attributes.get("data-key") == "seconds")
    assert "用时" in head.text and "data-numeric" in head.attributes
    assert "12.3" in index.text
