"""GitLab Code Quality: the fields GitLab asks for, unique fingerprints, its severities."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import report_samples as samples

from budgetlint.report import gitlab_report

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues_of(*reports: Any, lang: str = "zh") -> list[dict[str, Any]]:
    issues = json.loads(gitlab_report.render(reports, [samples.failure()], lang=lang))
    assert isinstance(issues, list)
    return issues


def test_every_issue_has_what_gitlab_needs() -> None:
    issues = issues_of(samples.faulty_report(), samples.crashed_report(), lang="en")
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["lines"]["begin"] >= 1
        assert "\n" not in issue["description"]


def test_page_rule_and_severity() -> None:
    issues = {i["fingerprint"]: i for i in issues_of(samples.faulty_report())}
    root = issues["aaaa1111"]
    assert (root["check_name"], root["severity"]) == ("SUM102", "critical")
    assert root["location"] == {
        "path": "公开/2025年清源市档案馆部门预算公开.pdf",
        "lines": {"begin": 15},
    }
    assert "37.0 + 5.3 = 42.3" in root["description"]
    assert issues["eeee5555"]["severity"] == "minor"
    assert issues["hhhh7777"]["severity"] == "info"


def test_fingerprints_are_unique_even_for_copies_of_a_file() -> None:
    issues = issues_of(samples.faulty_report(), samples.faulty_report("公开/副本.pdf"))
    prints = [i["fingerprint"] for i in issues]
    assert len(set(prints)) == len(prints)


def test_files_and_pages_that_could_not_be_read_block() -> None:
    issues = issues_of(samples.unreadable_report(), samples.crashed_report())
    assert [i["severity"] for i in issues] == ["blocker"] * 3
    assert any("文件已加密" in i["description"] for i in issues)


def test_what_was_set_aside_is_left_out() -> None:
    report = samples.faulty_report()
    findings = tuple(replace(f, waived="批复即为此数") for f in report.findings)
    assert [i["severity"] for i in issues_of(replace(report, findings=findings))] == ["blocker"] * 2
