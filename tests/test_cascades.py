"""One wrong figure is one finding, also where tables and text both repeat it."""

from __future__ import annotations

import json
from pathlib import Path

from budgetlint.engine import check
from budgetlint.model import DocumentReport, Finding, Severity
from budgetlint.report import html_report, json_report, sarif_report
from budgetlint.rules import load_rules
from budgetlint.testing import load_file

_CASE = """
cases:
  - name: 表和文字
    year: 2024
    kind: 部门预算
    tables:
      - kind: 支出总表
        unit: 元
        header:
          - [科目编码, 科目名称, 合计]
        rows:
          - ["201", 一般公共服务支出, "{top}"]
          - ["20106", 财政事务, "12,003,400.00"]
          - ["2010601", 行政运行, "{low}"]
          - ["2010607", 信息化建设, "2,003,400.00"]
          - {{cells: ["", 合计, "{all}"], role: total}}
    pages:
      - [{lines}]
    expect: [{{status: pass}}]
"""
_TEXT = (
    "2024年支出预算1200.34万元。",
    "1.“一般公共服务支出（类）财政事务（款）行政运行（项）”1000.00万元，主要用于机关运转。"
    "2024年预算安排1000.00万元。",
    "2.“一般公共服务支出（类）财政事务（款）信息化建设（项）”200.34万元，主要用于系统维护。",
)


def report_of(
    tmp_path: Path,
    *lines: str,
    top: str = "12,003,400.00",
    low: str = "10,000,000.00",
    all_: str = "12,003,400.00",
) -> DocumentReport:
    text = ", ".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path = tmp_path / "XTB101" / "case.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(_CASE.format(top=top, low=low, all=all_, lines=text), encoding="utf-8")
    (case,) = load_file(path)
    return check(case.document, load_rules().rules.values())


def errors(report: DocumentReport) -> list[Finding]:
    kinds = ("TXT", "SUM", "XTB", "BAL", "PCT")
    found = [f for f in report.findings if f.severity is Severity.ERROR]
    return [f for f in found if f.rule.startswith(kinds)]


def roots(report: DocumentReport) -> list[Finding]:
    return [f for f in errors(report) if f.root is None]


def test_nothing_is_wrong_to_begin_with(tmp_path: Path) -> None:
    assert errors(report_of(tmp_path, *_TEXT)) == []


def test_a_wrong_figure_of_a_table_that_sentences_contradict_is_one_finding(tmp_path: Path) -> None:
    report = report_of(tmp_path, *_TEXT, low="10,300,000.00")
    assert {f.rule[:3] for f in errors(report)} == {"SUM", "TXT"}
    (root,) = roots(report)
    assert root.rule.startswith("SUM"), "where the table is wrong, a sum of the table speaks first"
    assert [(s.evidence.text, s.corrected) for s in root.suspects] == [
        ("10,300,000.00", "10,000,000.00")
    ]
    assert "由 10,300,000.00 改为 10,000,000.00" in root.message


def test_a_wrong_amount_of_the_text_that_breaks_two_statements_is_one_finding(
    tmp_path: Path,
) -> None:
    wrong = _TEXT[1].replace("预算安排1000.00万元", "预算安排1003.00万元")
    report = report_of(tmp_path, _TEXT[0], wrong, _TEXT[2])
    assert {f.rule for f in errors(report)} == {"TXT101", "TXT102"}
    (root,) = roots(report)
    assert root.rule == "TXT101"
    assert [(s.evidence.text, s.corrected) for s in root.suspects] == [("1003.00", "1000.00")]
    assert "正文“" in root.message and "由 1003.00 改为 1000.00" in root.message


def test_two_wrong_sentences_stay_two_where_the_table_is_confirmed(tmp_path: Path) -> None:
    """Both miss by the same amount, but sums clear the table: two places are to be corrected."""
    head = _TEXT[0].replace("1200.34", "1203.34")
    item = "1.“一般公共服务支出（类）财政事务（款）行政运行（项）”1003.00万元，主要用于机关运转。"
    report = report_of(tmp_path, head, item, _TEXT[2])
    texts = [s.evidence.text for f in roots(report) for s in f.suspects]
    assert len(roots(report)) == 2 and texts == ["1203.34", "1003.00"]


def test_a_figure_that_one_sentence_repeats_is_not_blamed_for_another(tmp_path: Path) -> None:
    """The table agrees with one sentence and not with the other: the other is what is wrong."""
    wrong = _TEXT[1].replace("预算安排1000.00", "预算安排1003.00")
    report = report_of(tmp_path, _TEXT[0], wrong, _TEXT[2], low="10,000,000.00")
    assert errors(report)
    for finding in errors(report):
        assert all(not s.evidence.table for s in finding.suspects)


def test_a_single_sentence_names_its_figure_where_sums_confirm_the_table(tmp_path: Path) -> None:
    wrong = _TEXT[2].replace("200.34万元", "200.43万元")
    report = report_of(tmp_path, _TEXT[0], _TEXT[1], wrong)
    (root,) = roots(report)
    assert [(s.evidence.text, s.corrected) for s in root.suspects] == [("200.43", "200.34")]


def test_suspects_are_in_the_reports(tmp_path: Path) -> None:
    report = report_of(tmp_path, *_TEXT, low="10,300,000.00")
    stored = json.loads(json_report.render([report], []))["documents"][0]["findings"]
    (suspect,) = next(f["suspects"] for f in stored if f["suspects"])
    assert (suspect["text"], suspect["corrected"]) == ("10,300,000.00", "10,000,000.00")
    assert suspect["row"].startswith("2010601") and suspect["column"] == "合计"
    results = json.loads(sarif_report.render([report], [], lang="zh"))["runs"][0]["results"]
    (told,) = next(r["properties"]["suspects"] for r in results if "suspects" in r["properties"])
    assert (told["printed"], told["corrected"]) == ("10,300,000.00", "10,000,000.00")
    page = html_report.render([report], [], lang="zh", pictures=False)
    assert "最可能写错" in page and "10,300,000.00 应为 10,000,000.00" in page
