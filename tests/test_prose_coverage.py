"""Figures of the text: each is checked by rules that are named, or listed with a reason."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import report_samples as samples

from budgetlint.engine import check
from budgetlint.forms import form_figures, forms_of, table_cells
from budgetlint.model import Box, Document, DocumentReport, ProseCoverage, SaidFigure
from budgetlint.report import html_report, json_report, sarif_report, text_report, xlsx_report
from budgetlint.report.restore import restore
from budgetlint.report.verdicts import Verdict, verdict
from budgetlint.rules import load_rules
from budgetlint.tables.build import build_tables
from budgetlint.testing_pages import build_pages

SAID = (
    SaidFigure("12.34万元", 3, Box(1, 2, 3, 4), "基本支出12.34万元。", ("TXT101",)),
    SaidFigure("7.89万元", 4, Box(1, 2, 3, 4), "会议费7.89万元。", (), "表中没有这个数"),
)


def linted(*lines: object) -> DocumentReport:
    pages = build_pages([list(lines)])
    document = Document(
        Path("a.pdf"), "", pages, build_tables(pages), "部门预算", "", fiscal_year=2024
    )
    return check(document, load_rules().rules.values())


def told(report: DocumentReport) -> dict[str, tuple[str, ...]]:
    return {said.text: said.rules for said in report.prose.said}


# ---------------------------------------------------------------- what counts as checked


def test_parts_and_whole_are_checked_by_their_sum() -> None:
    report = linted(
        "政府采购预算38.20万元，其中：政府采购货物预算7.80万元、政府采购工程预算0万元、政府采购服务预算30.40万元。"
    )
    assert set(told(report).values()) == {("TXT109",)}
    assert report.prose.checked == report.prose.figures == 4
    assert report.coverage.figures == 0


def test_what_nothing_is_compared_with_is_listed_with_sentence_and_reason() -> None:
    report = linted("某局开展培训，会议费7.89万元。单价100万元以上设备0台。")
    assert set(told(report).values()) == {()}
    first, limit, _ = report.prose.unchecked
    assert (first.text, first.sentence) == ("7.89万元", "某局开展培训，会议费7.89万元。")
    assert first.page == 1 and first.reason
    assert "限额" in limit.reason


def test_a_figure_of_a_failing_comparison_is_checked_too() -> None:
    report = linted(
        "政府采购预算38.20万元，其中：政府采购货物预算7.80万元、政府采购工程预算0万元、政府采购服务预算34.40万元。"
    )
    assert [f.rule for f in report.findings if f.rule.startswith("TXT1")] == ["TXT109"]
    assert report.prose.unchecked == ()


def test_words_for_more_and_less_check_no_amount() -> None:
    """Nearly any amount is more than another: a direction that is right proves neither."""
    report = linted("年初预算为80.81万元，支出决算为80.38万元。决算数小于预算数。")
    assert "TXT105" not in {rule for said in report.prose.said for rule in said.rules}


def test_rates_are_checked_with_the_amounts_they_come_from() -> None:
    report = linted(
        "“三公”经费预算25.77万元，比2023年预算60.13万元减少57.14%，主要是压减。会议费3万元。"
    )
    assert told(report)["57.14%"] == ("TXT103",)
    assert told(report)["60.13万元"] == ("TXT103",)
    assert told(report)["3万元"] == ()


# ---------------------------------------------------------------- figures of forms

_FORM = [
    ["项目名称", "教学改革", "<", "<", "<"],
    ["项目资金（万元）", "年度资金总额：", "1,960.35", "<", "执行率分值（10）"],
    ["", "其中：财政拨款", "1,930.00", "<", ""],
    ["", "上年结转", "30.35", "<", ""],
    ["", "其他资金", "-", "<", ""],
    ["一级指标", "二级指标", "三级指标", "指标值", "分值（90）"],
    ["产出指标", "数量指标", "基地", "≥1个", "50"],
    ["", "质量指标", "合格率", "=100%", "40"],
]


def test_figures_of_forms_count_as_checked_when_a_rule_used_them() -> None:
    report = linted("教学改革项目绩效目标表", {"grid": _FORM})
    document = report.document
    forms = forms_of(document)
    apart = sum(map(len, form_figures(document, forms).values()))
    assert apart + len(table_cells(document, forms)) >= 5
    assert report.coverage.figures == apart + sum(len(t.figures) for t in document.tables)
    assert not [f for f in report.coverage.unchecked if f.text in ("1,960.35", "30.35", "50")]


def test_figures_of_forms_that_no_rule_used_are_unchecked_and_shown_with_their_words() -> None:
    pages = build_pages([["教学改革项目绩效目标表", {"grid": _FORM}]])
    document = Document(Path("a.pdf"), "", pages, build_tables(pages), fiscal_year=2024)
    report = check(document, [])
    apart = [f for figures in form_figures(document, forms_of(document)).values() for f in figures]
    assert apart and set(apart) <= set(report.coverage.unchecked)
    figure = next(f for f in apart if f.text == "30.35")
    assert figure.row < 0 and figure.row_name == "上年结转"
    shown = html_report.render([report], [], lang="zh", pictures=False)
    assert "绩效表中的数字" in shown and "上年结转" in shown
    rows = _rows(report, "未核对")
    assert ("上年结转", "30.35") in {(row["行"], str(row["印刷文字"])) for row in rows}
    (again,), _ = restore(json_report.render([report], []))
    assert "上年结转" in {f.row_name for f in again.coverage.unchecked}


# ---------------------------------------------------------------- in the reports


def _report(said: tuple[SaidFigure, ...] = SAID) -> DocumentReport:
    return replace(samples.clean_report(), prose=ProseCoverage(said))


def _rows(report: DocumentReport, sheet: str) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_report.render([report], [], lang="zh")))
    heads, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_an_unchecked_figure_of_the_text_is_no_clean_document() -> None:
    assert verdict(samples.clean_report()) is Verdict.CLEAN
    assert verdict(_report(SAID[:1])) is Verdict.CLEAN
    assert verdict(_report()) is Verdict.INCOMPLETE


def test_a_text_without_tables_is_not_said_to_be_unchecked() -> None:
    report = linted(
        "政府采购预算38.20万元，其中：政府采购货物预算7.80万元、政府采购工程预算0万元、政府采购服务预算30.40万元。"
    )
    assert verdict(report) is Verdict.INCOMPLETE
    assert verdict(linted("没有数字。")) is Verdict.NOTHING


def test_json_names_rules_and_reasons_and_keeps_the_tables_apart() -> None:
    document = json.loads(json_report.render([_report()], []))["documents"][0]
    prose = document["prose"]
    assert (prose["figures"], prose["checked"], prose["percent"]) == (2, 1, "50")
    assert prose["said"][0]["rules"] == ["TXT101"]
    assert prose["said"][1]["sentence"] == "会议费7.89万元。"
    plain = json.loads(json_report.render([samples.clean_report()], []))["documents"][0]
    assert document["coverage"] == plain["coverage"]


def test_a_stored_result_keeps_them() -> None:
    (report,), _ = restore(json_report.render([_report()], []))
    assert report.prose == ProseCoverage(SAID)


def test_every_report_shows_what_was_not_checked() -> None:
    text = text_report.render([_report()], [], color=False, lang="zh")
    assert "正文核对覆盖率：50%" in text
    assert "第4页 7.89万元：会议费7.89万元。（表中没有这个数）" in text
    assert "基本支出12.34" not in text
    page = html_report.render([_report()], [], lang="zh", pictures=False)
    assert "正文核对覆盖率" in page and "会议费7.89万元。" in page
    assert "基本支出12.34" not in page
    (row,) = (r for r in _rows(_report(), "未核对") if r["情况"] == "正文数字无法核对")
    assert (row["页"], row["印刷文字"], row["原因"]) == (4, "7.89万元", "表中没有这个数")
    assert _rows(_report(), "文件")[0]["正文核对覆盖率"] == "50%"
    assert "正文核对覆盖率" in sarif_report.render([_report()], [], lang="zh")


def test_a_text_all_of_which_was_checked_says_so() -> None:
    page = html_report.render([_report(SAID[:1])], [], lang="zh", pictures=False)
    assert "正文中的数字全部至少参与一项核对。" in page
