"""GitHub annotations: a command a line whatever stands in names and messages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import report_samples as samples

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport
from budgetlint.report import github_report

_COMMAND = re.compile(r"::(error|warning|notice) file=([^,:]*),title=([^,:]*)::(.*)")


def lines_of(report: DocumentReport, lang: str = "zh") -> list[tuple[str, ...]]:
    lines = github_report.render([report], [], lang=lang).splitlines()
    matches = [_COMMAND.fullmatch(line) for line in lines]
    assert all(matches), lines
    return [m.groups() for m in matches if m is not None]


def test_one_annotation_a_root_cause_worst_first() -> None:
    found = lines_of(samples.faulty_report())
    assert [level for level, *_ in found] == ["error", "error", "error", *["warning"] * 3]
    root = next(line for line in found if line[2].startswith("SUM102"))
    assert "第15页" in root[3] and "37.0 + 5.3 = 42.3" in root[3]
    assert "另有 2 处由此连带" in root[3] and "%0A" in root[3]
    assert not any(line[2].startswith(("SUM101", "XTB301", "SUM103")) for line in found)


def test_commands_cannot_be_smuggled_in() -> None:
    report = samples.faulty_report("a,b:c%\n::error::x.pdf")
    findings = tuple(
        replace(f, name="x::y,z", message="100%\n::set-output name=a::b") for f in report.findings
    )
    found = lines_of(replace(report, findings=findings))
    assert found[0][1] == "a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.pdf"
    assert found[1][2].endswith("x%3A%3Ay%2Cz")
    assert "100%25 ::set-output" in found[1][3]


def test_windows_paths_have_slashes() -> None:
    text = github_report.render([], [FileFailure(Path("C:\\公开\\a.pdf"), "坏了")], lang="zh")
    assert text == "::error file=C%3A/公开/a.pdf,title=文件读取::坏了\n"


def test_what_was_set_aside_is_not_shown_and_clean_is_silent() -> None:
    report = samples.faulty_report()
    aside = tuple(replace(f, known=True) for f in report.findings)
    assert [line[2] for line in lines_of(replace(report, findings=aside))] == ["页面读取"]
    assert github_report.render([samples.clean_report()], [], lang="zh") == ""


def test_a_crashed_rule_is_an_error_and_english_works() -> None:
    ((level, _, title, _),) = lines_of(samples.crashed_report(), "en")
    assert (level, title) == ("error", "Internal error")
