"""A stored result gives the same reports as the check that made it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import report_samples as samples

from budgetlint.cli import main
from budgetlint.errors import UsageProblem
from budgetlint.model import DocumentReport
from budgetlint.report import json_report
from budgetlint.report.formats import FORMATS, Options
from budgetlint.report.restore import restore, restore_file
from budgetlint.runner import Options as RunOptions
from budgetlint.runner import check_file, loaded_rules

Captured = pytest.CaptureFixture[str]


def stored() -> str:
    report = samples.faulty_report()
    first = replace(report.findings[0], waived="批复即为此数")
    report = replace(report, findings=(first, *report.findings[1:]))
    reports = [report, samples.clean_report(), samples.unreadable_report()]
    return json_report.render([*reports, samples.crashed_report()], [samples.failure()])


@pytest.mark.parametrize("name", ["text", "sarif", "junit", "github", "gitlab"])
def test_formats_are_the_same_as_from_the_check(name: str) -> None:
    report = samples.faulty_report()
    direct = FORMATS[name].render([report], [samples.failure()], Options())
    reports, failures = restore(json_report.render([report], [samples.failure()]))
    assert FORMATS[name].render(reports, failures, Options()) == direct


def test_waivers_and_failures_come_back() -> None:
    reports, failures = restore(stored())
    assert failures == [samples.failure()]
    assert [f.waived for r in reports for f in r.findings if f.waived] == ["批复即为此数"]
    assert len(reports) == 4


def test_html_and_excel_can_be_made() -> None:
    reports, failures = restore(stored())
    html = FORMATS["html"].render(reports, failures, Options("en"))
    assert isinstance(html, str) and "37.0 + 5.3 = 42.3" in html
    assert isinstance(FORMATS["xlsx"].render(reports, failures, Options()), bytes)


def _changed(change: Callable[[Any], Any]) -> str:
    data = json.loads(json_report.render([samples.faulty_report()], []))
    changed = change(data)
    return json.dumps(data if changed is None else changed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "不是 JSON"),
        ("[]", "不是检查结果"),
        ("{}", "不是检查结果"),
        (_changed(lambda d: d.update(schema="budgetlint/9")), "budgetlint/9"),
        (_changed(lambda d: d["documents"][0].update(coverage=None)), "documents[0].coverage"),
        (_changed(lambda d: d["documents"][0].update(pages="三")), "documents[0].pages"),
        (_changed(lambda d: d.update(documents={})), "documents 应为列表"),
        (
            _changed(lambda d: d["documents"][0]["findings"][0].update(severity="fatal")),
            "severity 的值 'fatal' 不认识",
        ),
    ],
)
def test_what_is_no_result_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(UsageProblem, match=words.replace("[", r"\[").replace("]", r"\]")):
        restore(text, "结果.json")


def test_the_command_writes_several_outputs(tmp_path: Path, capsys: Captured) -> None:
    result = tmp_path / "结果.json"
    result.write_text(stored(), encoding="utf-8")
    outputs = {name: tmp_path / f"o.{name}" for name in ("sarif", "junit", "xlsx", "html")}
    arguments = [x for name, file in outputs.items() for x in ("--output", f"{name}:{file}")]
    assert main(["report", str(result), *arguments]) == 0
    assert all(file.stat().st_size > 500 for file in outputs.values())
    assert main(["report", str(tmp_path / "没有.json")]) == 2
    assert "找不到文件" in capsys.readouterr().err
    assert main(["report", str(result), "--output", "json"]) == 2


def test_the_command_reads_what_check_wrote(
    tmp_path: Path, faulty_pdf: Path, capsys: Captured
) -> None:
    result = tmp_path / "r.json"
    main(["check", str(faulty_pdf), "--output", f"json:{result}", "--output", "gitlab"])
    direct = capsys.readouterr().out
    assert main(["report", str(result), "--output", "gitlab"]) == 0
    assert capsys.readouterr().out == direct
    assert json.loads(direct)


def test_tables_of_a_stored_result_are_named_and_not_called_empty() -> None:
    reports, failures = restore(stored())
    for lang, said in (
        ("zh", "其中没有表格的内容"),
        ("en", "does not hold the contents of tables"),
    ):
        html = FORMATS["html"].render(reports, failures, Options(lang))
        assert isinstance(html, str)
        assert said in html
        assert "表内没有数字" not in html and "The table has no figures" not in html
        assert "无标记：至少参与一项核对" not in html  # the legend of tables that are not there
        tables = [t for r in reports for t in r.document.tables]
        assert len(re.findall(r'<li id="d\d+-t\d+"', html)) == len(tables) > 3


def test_a_result_that_is_moved_with_its_file_still_has_pictures(
    tmp_path: Path, faulty_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "送审"
    here.mkdir()
    file = here / "预算.pdf"
    file.write_bytes(faulty_pdf.read_bytes())
    monkeypatch.chdir(here)
    report = check_file(Path("预算.pdf"), RunOptions(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    (here / "结果.json").write_text(json_report.render([report], []), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    reports, _ = restore_file(here / "结果.json")
    assert reports[0].document.path == file
    html = FORMATS["html"].render(reports, [], Options())
    assert isinstance(html, str) and "data:image/webp" in html
    file.write_bytes(b"%PDF-1.4 another")
    html = FORMATS["html"].render(reports, [], Options())
    assert isinstance(html, str) and "data:image/webp" not in html
    assert "原文件在检查之后有改动" in html
