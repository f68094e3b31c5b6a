"""Waived findings and those of the baseline in every output: told, and never reported as open."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import openpyxl
import pytest

from budgetlint.cli import main

FORMATS = {
    "json": "a.json", "sarif": "a.sarif", "junit": "a.xml", "gitlab": "a.gitlab.json",
    "github": "a.txt", "xlsx": "a.xlsx", "html": "a.html", "text": "text.txt", "pdf": "notes.pdf",
}  # fmt: skip


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty_pdf: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(faulty_pdf, "a.pdf")
    return tmp_path


def check(*options: str) -> int:
    outputs = [f"--output={name}:{file}" for name, file in FORMATS.items()]
    return main(["check", "a.pdf", "--jobs", "1", *outputs, *options])


def findings() -> list[dict[str, Any]]:
    (document,) = json.loads(Path("a.json").read_text("utf-8"))["documents"]
    found: list[dict[str, Any]] = document["findings"]
    return found


def sarif() -> list[dict[str, Any]]:
    (run,) = json.loads(Path("a.sarif").read_text("utf-8"))["runs"]
    results: list[dict[str, Any]] = run["results"]
    return results


def told() -> dict[str, int]:
    """How many findings each output reports as open."""
    rows = openpyxl.load_workbook("a.xlsx").worksheets[0].iter_rows(values_only=True)
    head, *lines = rows
    aside, severity = head.index("处理"), head.index("程度")
    return {
        "sarif": sum(not r["suppressions"] and r["level"] == "error" for r in sarif()),
        "junit": len(Xml.parse("a.xml").findall(".//failure")),
        "gitlab": sum(
            i["severity"] == "critical"
            for i in json.loads(Path("a.gitlab.json").read_text("utf-8"))
        ),
        "github": Path("a.txt").read_text("utf-8").count("::error "),
        "xlsx": sum(not line[aside] and line[severity] == "错误" for line in lines),
        "html": Path("a.html").read_text("utf-8").count('<article class="finding error"'),
    }


def test_every_output_reports_the_one_finding_that_was_not_set_aside() -> None:
    assert check() == 1
    assert min(told().values()) > 5
    roots = {f["root"] for f in findings()}
    errors = [
        f["fingerprint"]
        for f in findings()
        if f["severity"] == "error" and f["root"] is None and f["fingerprint"] not in roots
    ]
    alone, waived = errors[:2]
    assert main(["baseline", "write", "a.pdf", "--output", "known.json"]) == 0
    known = json.loads(Path("known.json").read_text("utf-8"))
    known["findings"] = [e for e in known["findings"] if e["fingerprint"] not in (alone, waived)]
    Path("known.json").write_text(json.dumps(known), encoding="utf-8")
    Path("budgetlint-waivers.toml").write_text(
        f'[[waiver]]\nfingerprint = "{waived}"\nreason = "按批复填列"\nauthor = "张三"\n',
        encoding="utf-8",
    )
    assert check("--baseline", "known.json") == 1
    assert told() == dict.fromkeys(told(), 1)
    said = {r["partialFingerprints"]["budgetlint/v1"]: r["suppressions"] for r in sarif()}
    assert said[alone] == []
    assert said[waived][0]["kind"] == "external"
    assert said[waived][0]["justification"] == "已豁免：按批复填列（张三）"
    assert all(
        s[0]["justification"] == "基线中已有" for k, s in said.items() if k not in errors[:2]
    )


def test_nothing_is_open_when_all_of_it_is_in_the_baseline() -> None:
    assert main(["baseline", "write", "a.pdf", "--output", "known.json"]) == 0
    assert check("--baseline", "known.json", "--fail-on", "info") == 0
    assert told() == dict.fromkeys(told(), 0)
    assert json.loads(Path("a.gitlab.json").read_text("utf-8")) == []
    assert Path("a.txt").read_text("utf-8") == ""
    junit = Xml.parse("a.xml")
    outputs = [out.text or "" for out in junit.findall(".//testcase/system-out")]
    assert sum(text.count("基线中已有：") for text in outputs) == len(findings())
    cells = openpyxl.load_workbook("a.xlsx").worksheets[0].iter_rows(min_row=2)
    assert {cell.fill.fgColor.rgb for row in cells for cell in row} == {"00000000"}
    # an error that was set aside is still one, and a person is told
    assert "基线中已有" in Path("a.html").read_text("utf-8")
    assert "不含已豁免的 0 处、基线中已有的" in Path("text.txt").read_text("utf-8")
