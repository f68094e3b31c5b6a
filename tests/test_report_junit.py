"""JUnit XML: a suite a document, a case a rule and table, nothing that XML cannot hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
import report_samples as samples

from budgetlint.model import DocumentReport, Severity
from budgetlint.report import json_report, junit_report
from budgetlint.report.restore import restore
from budgetlint.runner import Options, check_file, loaded_rules


def top_of(*reports: DocumentReport, **options: object) -> Xml.Element:
    given: dict[str, object] = {"lang": "zh", **options}
    text = junit_report.render(reports, [], **given)  # type: ignore[arg-type]
    return Xml.fromstring(text.encode("utf-8"))


def case_of(top: Xml.Element, rule: str, place: str) -> Xml.Element:
    found = [
        case
        for case in top.iter("testcase")
        if case.get("name", "").startswith(rule) and place in case.get("classname", "")
    ]
    assert len(found) == 1
    return found[0]


def test_rules_and_tables_are_cases() -> None:
    top = top_of(samples.faulty_report())
    failed = case_of(top, "SUM102", "部门支出总体情况表")
    (failure,) = failed.findall("failure")
    assert failure.get("type") == "error"
    assert "37.0 + 5.3 = 42.3" in (failure.text or "") and "第15页" in (failure.text or "")
    skipped = case_of(top, "PCT202", "部门支出总体情况表").find("skipped")
    assert skipped is not None and skipped.get("message") == "基数为 0，占比无法计算"
    # a rule that failed and could not be checked elsewhere in one table is a failure
    both = case_of(top, "SUM101", "部门支出总体情况表")
    assert both.find("failure") is not None and both.find("skipped") is None
    assert "两个读取器" in (both.findtext("system-out") or "")


def test_the_counts_are_those_of_the_cases() -> None:
    top = top_of(samples.faulty_report(), samples.unreadable_report(), samples.crashed_report())
    for element in (top, *top.findall("testsuite")):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert element.get(name) == str(sum(c.find(tag) is not None for c in cases))
    assert int(top.get("errors", "0")) == 3  # a page, a file and a rule that crashed


@pytest.mark.parametrize(("level", "failures"), [("error", 4), ("warning", 7), ("info", 9)])
def test_the_level_decides_what_fails(level: str, failures: int) -> None:
    top = top_of(samples.faulty_report(), fail_on=Severity(level))
    assert top.get("failures") == str(failures)


def test_what_was_set_aside_does_not_fail() -> None:
    report = samples.faulty_report()
    findings = tuple(replace(f, waived="批复即为此数") for f in report.findings)
    top = top_of(replace(report, findings=findings))
    assert top.get("failures") == "0"
    out = case_of(top, "SUM102", "").findtext("system-out") or ""
    assert "已豁免：批复即为此数" in out


def test_a_file_that_failed_is_an_error_and_nothing_checked_is_no_pass() -> None:
    text = junit_report.render([samples.unreadable_report()], [samples.failure()], lang="zh")
    top = Xml.fromstring(text.encode())
    assert top.get("errors") == "2"
    rest = [c for c in top.iter("testcase") if c.get("name", "").startswith("其余核对")]
    assert [c.find("skipped") is not None for c in rest] == [True]


def test_hostile_text_is_legal_xml_in_both_languages() -> None:
    report = samples.faulty_report()
    findings = tuple(replace(f, message=f.message + "\x00\ufffe\ud800]]>") for f in report.findings)
    hostile = replace(report, findings=findings)
    assert "全部" not in junit_report.render([hostile], [], lang="en")
    top = top_of(hostile, fail_on=Severity.INFO)
    assert any("<script>" in (f.text or "") for f in top.iter("failure"))
    assert junit_report.render([hostile], [], lang="zh") == junit_report.render(
        [replace(hostile, findings=tuple(reversed(findings)))], [], lang="zh"
    )


def test_rules_that_hold_are_cases_that_pass_with_the_number_of_places() -> None:
    report = replace(samples.faulty_report(), passed={"SUM101": 12, "ACME1": 1})
    top = top_of(report)
    held = [c for c in top.iter("testcase") if c.get("classname", "").endswith(".成立")]
    assert [c.get("name") for c in held] == ["SUM101 行内合计", "ACME1"]
    assert [c.findtext("system-out") for c in held] == ["成立 12 处", "成立 1 处"]
    assert not any(c.find(tag) is not None for c in held for tag in ("failure", "skipped", "error"))
    assert not [c for c in top.iter("testcase") if "其余核对" in c.get("name", "")]
    # the same rule still fails where it does not hold
    assert case_of(top, "SUM101", "部门支出总体情况表").find("failure") is not None


def test_a_check_says_which_rules_hold(clean_pdf: Path) -> None:
    report = check_file(clean_pdf, Options(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    assert sum(report.passed.values()) == report.outcomes["pass"] > 0
    assert {"SUM101", "SUM103"} <= set(report.passed)
    (again,) = restore(json_report.render([report], []))[0]
    assert again.passed == report.passed
    top = top_of(again)
    assert top.get("failures") == "0" and int(top.get("tests", "0")) > len(report.passed)
