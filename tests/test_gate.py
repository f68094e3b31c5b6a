"""Waivers, the baseline and what counts for the exit code."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from budgetlint.cli import main
from budgetlint.errors import UsageProblem
from budgetlint.model import DocumentReport
from budgetlint.runner import Options, check_file, loaded_rules
from budgetlint.waivers import Waivers, load_waivers

Captured = pytest.CaptureFixture[str]
TODAY = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty_pdf: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(faulty_pdf, "a.pdf")
    return tmp_path


@pytest.fixture(scope="module")
def report(faulty_pdf: Path) -> DocumentReport:
    found = check_file(faulty_pdf, Options(tuple(loaded_rules().rules)))
    assert isinstance(found, DocumentReport)
    return found


def check(capsys: Captured, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, findings of all documents, and what is said on stderr."""
    code = main(["check", *arguments, "--output", "json", "--jobs", "1"])
    captured = capsys.readouterr()
    documents = json.loads(captured.out)["documents"]
    return code, [f for d in documents for f in d["findings"]], captured.err


def waive(*sections: str, file: str = "budgetlint-waivers.toml") -> None:
    text = "".join(f"[[waiver]]\n{section}\n" for section in sections)
    Path(file).write_text(text, encoding="utf-8")


def prints(findings: list[dict[str, Any]], key: str) -> set[str]:
    return {f["fingerprint"] for f in findings if f[key]}


# ---------------------------------------------------------------- waivers


def test_waived_findings_stay_in_the_report_and_do_not_fail(capsys: Captured) -> None:
    code, findings, _ = check(capsys, "a.pdf")
    assert code == 1 and prints(findings, "waived") == set()
    waive(*(f'fingerprint = "{f["fingerprint"]}"\nreason = "已核实"' for f in findings))
    code, again, said = check(capsys, "a.pdf", "--fail-on", "info")
    assert code == 0 and "豁免" not in said
    assert len(again) == len(findings) and all(f["waived"] == "已核实" for f in again)
    main(["check", "a.pdf"])
    out = capsys.readouterr().out
    assert f"已豁免 {len(findings)} 处" in out and f"不含已豁免的 {len(findings)} 处" in out


def test_a_waiver_takes_with_it_what_the_finding_explains(capsys: Captured) -> None:
    _, findings, _ = check(capsys, "a.pdf")
    root = next(f["root"] for f in findings if f["root"])
    below = {f["fingerprint"] for f in findings if f["root"] == root}
    waive(f'fingerprint = "{root}"\nreason = "按批复填列"\nauthor = "张三"')
    _, again, _ = check(capsys, "a.pdf")
    assert below and prints(again, "waived") == {root, *below}
    assert {f["waived"] for f in again if f["waived"]} == {"按批复填列（张三）"}


def test_a_waiver_by_place(capsys: Captured) -> None:
    _, findings, _ = check(capsys, "a.pdf")
    finding = next(f for f in findings if f["rule"] == "SUM201")
    row, column = finding["evidence"][0]["row"], finding["evidence"][0]["column"]
    section = f'rule = "SUM201"\npath = "a*.pdf"\nrow = "{row}"\nreason = "口径"'
    waive(f'{section}\ncolumn = "{column}"')
    assert finding["fingerprint"] in prints(check(capsys, "a.pdf")[1], "waived")
    waive(f'{section}\ncolumn = "没有这一栏"')
    _, again, said = check(capsys, "a.pdf")
    assert prints(again, "waived") == set() and "没有对应的问题" in said


def test_a_table_is_known_by_title_or_kind(report: DocumentReport) -> None:
    finding = next(f for f in report.findings if f.rule == "SUM201")
    table = next(t for t in report.document.tables if t.id == finding.table)
    for name, hit in ((table.title, True), (table.kind.value, True), ("另一张表", False)):
        waive(f'rule = "SUM201"\ntable = "{name}"\nreason = "口径"')
        (waiver,) = load_waivers(Path("budgetlint-waivers.toml"))
        assert waiver.covers(finding, report.document) is hit


def test_expired_waivers_do_not_hold(report: DocumentReport) -> None:
    mark = report.findings[0].fingerprint
    for day, holds in (("2026-03-01", True), ("2026-02-28", False)):
        waive(f'fingerprint = "{mark}"\nreason = "口径"\nexpires = {day}')
        waivers = Waivers(load_waivers(Path("budgetlint-waivers.toml")), TODAY)
        marked = waivers.apply(report)
        assert any(f.waived for f in marked.findings) is holds
        assert [("到期" in s) for s in waivers.remarks(["SUM101"])] == ([] if holds else [True])


def test_useless_waivers_are_said_and_fail_when_strict(capsys: Captured, clean_pdf: Path) -> None:
    shutil.copy(clean_pdf, "clean.pdf")
    waive(
        'fingerprint = "0000000000000000"\nreason = "旧"',
        'fingerprint = "1111111111111111"\npath = "别的.pdf"\nreason = "这次没有检查的文件"',
        'rule = "SUM101"\npath = "clean.pdf"\nreason = "这次没有检查的规则"',
        'fingerprint = "2222222222222222"\nreason = "过期"\nexpires = "2020-01-01"',
    )
    code, _, said = check(capsys, "clean.pdf", "--select", "BAL")
    assert code == 0
    assert said.count("提醒：") == 2 and "第 1 个" in said and "第 4 个" in said
    assert check(capsys, "clean.pdf", "--select", "BAL", "--strict-waivers")[0] == 1
    assert check(capsys, "clean.pdf", "--strict-waivers", "--exit-zero")[0] == 0
    Path("budgetlint.toml").write_text("strict_waivers = true\n", encoding="utf-8")
    assert check(capsys, "clean.pdf")[0] == 1


def test_waivers_of_the_configuration_and_of_named_files(capsys: Captured) -> None:
    _, findings, _ = check(capsys, "a.pdf", "--select", "SUM201,PCT103")
    first, second = sorted(f["fingerprint"] for f in findings)[:2]
    Path("budgetlint.toml").write_text(
        f'[[waiver]]\nfingerprint = "{first}"\nreason = "一"\n', encoding="utf-8"
    )
    waive(f'fingerprint = "{second}"\nreason = "二"', file="审核.toml")
    _, again, _ = check(capsys, "a.pdf", "--waivers", "审核.toml")
    assert {first, second} <= prints(again, "waived")


def test_only_a_false_alarm_waives(capsys: Captured) -> None:
    _, findings, _ = check(capsys, "a.pdf")
    mark = findings[0]["fingerprint"]
    for status, count in (("误报", 1), ("属实", 0), ("已修改", 0)):
        waive(f'fingerprint = "{mark}"\nreason = "看过"\nstatus = "{status}"')
        assert len(prints(check(capsys, "a.pdf")[1], "waived") & {mark}) == count


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('fingerprint = "00"', "reason"),
        ('fingerprint = "00"\nreason = ""', "reason"),
        ('rule = "SUM101"\nreason = "全部"', "path、table、row、column"),
        ('fingerprint = "00"\nreason = "x"\nexpired = 2020-01-01', "expires"),
        ('fingerprint = "00"\nreason = "x"\nexpires = "明年"', "2025-12-31"),
        ('fingerprint = "00"\nreason = 3', "reason"),
        ('fingerprint = "00"\nreason = "x"\nstatus = "好"', "误报、属实、已修改"),
        ("fingerprint = ", "无法读取"),
    ],
)
def test_a_wrong_waiver_is_one_sentence(capsys: Captured, section: str, said: str) -> None:
    waive(section)
    assert main(["check", "a.pdf"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("错误：") and said in captured.err


def test_a_missing_waiver_file_is_said() -> None:
    with pytest.raises(UsageProblem, match="找不到豁免文件"):
        load_waivers(Path("没有.toml"))


# ---------------------------------------------------------------- baseline


@pytest.fixture
def baseline(capsys: Captured) -> Iterator[Path]:
    assert main(["baseline", "write", "a.pdf"]) == 0
    assert "记下" in capsys.readouterr().err
    yield Path("budgetlint-baseline.json")


def entries(file: Path) -> list[dict[str, str]]:
    found = json.loads(file.read_text(encoding="utf-8"))["findings"]
    assert isinstance(found, list)
    return found


def test_known_findings_do_not_fail(capsys: Captured, baseline: Path) -> None:
    code, findings, said = check(capsys, "a.pdf", "--baseline", str(baseline), "--fail-on", "info")
    assert code == 0 and findings and all(f["known"] for f in findings)
    assert f"已知 {len(findings)} 处，新增 0 处，消失 0 处" in said


def test_a_new_finding_fails(capsys: Captured, baseline: Path) -> None:
    data = json.loads(baseline.read_text(encoding="utf-8"))
    dropped = next(e for e in data["findings"] if e["rule"] == "BAL101")
    data["findings"].remove(dropped)
    baseline.write_text(json.dumps(data), encoding="utf-8")
    code, findings, said = check(capsys, "a.pdf", "--baseline", str(baseline))
    assert code == 1 and "新增 1 处" in said
    assert [f["fingerprint"] for f in findings if not f["known"]] == [dropped["fingerprint"]]


@pytest.mark.parametrize("at", [None, 1, 5])
def test_a_baseline_survives_renaming_and_moved_pages(
    capsys: Captured, baseline: Path, at: int | None
) -> None:
    with pikepdf.open("a.pdf") as pdf:
        if at is not None:
            pdf.pages.insert(at, pdf.pages[0])
        pdf.save("另一个名字.pdf")
    pages = {f["fingerprint"]: f["page"] for f in check(capsys, "a.pdf")[1]}
    Path("a.pdf").unlink()
    code, findings, said = check(capsys, "另一个名字.pdf", "--baseline", str(baseline))
    assert code == 0 and "新增 0 处，消失 0 处" in said
    moved = [f for f in findings if f["page"] != pages[f["fingerprint"]]]
    assert bool(moved) is (at is not None)


def test_what_is_gone_is_counted_and_pruned(
    capsys: Captured, baseline: Path, clean_pdf: Path
) -> None:
    before = entries(baseline)
    shutil.copy(clean_pdf, "a.pdf")  # corrected
    code, findings, said = check(capsys, "a.pdf", "--baseline", str(baseline))
    marks = {f["fingerprint"] for f in findings}
    gone = [e for e in before if e["fingerprint"] not in marks]
    assert code == 0 and len(gone) > 40 and f"消失 {len(gone)} 处" in said
    assert main(["baseline", "prune", "a.pdf", "--select", "SUM"]) == 0
    assert entries(baseline) == [e for e in before if e not in gone or e["rule"][:3] != "SUM"]
    assert main(["baseline", "prune", "a.pdf"]) == 0
    assert entries(baseline) == [e for e in before if e not in gone]


def test_prune_keeps_what_was_not_checked(
    capsys: Captured, baseline: Path, clean_pdf: Path
) -> None:
    data = json.loads(baseline.read_text(encoding="utf-8"))
    for entry in data["findings"]:
        entry |= {"path": "别的.pdf", "document": "别的单位|部门预算|2020", "fingerprint": "0" * 16}
    baseline.write_text(json.dumps(data), encoding="utf-8")
    count = len(data["findings"])
    assert main(["baseline", "prune", "a.pdf"]) == 0
    assert len(entries(baseline)) == count
    assert main(["baseline", "prune", "a.pdf", "--all"]) == 0
    assert entries(baseline) == []


def test_prune_changes_nothing_when_a_file_cannot_be_read(
    capsys: Captured, baseline: Path, clean_pdf: Path
) -> None:
    before = baseline.read_bytes()
    shutil.copy(clean_pdf, "a.pdf")
    assert main(["baseline", "prune", "a.pdf", "没有.pdf"]) == 2
    assert baseline.read_bytes() == before and "没有改动" in capsys.readouterr().err


def test_the_same_files_give_the_same_baseline(baseline: Path) -> None:
    assert main(["baseline", "write", "a.pdf", "--output", "again.json"]) == 0
    assert Path("again.json").read_bytes() == baseline.read_bytes()


def test_waived_findings_are_not_written(capsys: Captured) -> None:
    _, findings, _ = check(capsys, "a.pdf")
    lonely = next(f for f in findings if f["rule"] == "SUM201")
    waive(f'fingerprint = "{lonely["fingerprint"]}"\nreason = "口径"')
    assert main(["baseline", "write", "a.pdf", "-o", "b.json"]) == 0
    written = {e["fingerprint"] for e in entries(Path("b.json"))}
    assert lonely["fingerprint"] not in written and len(written) > 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "找不到基线"),
        ("[]", "不是 budgetlint 的基线"),
        ("{", "不是 budgetlint 的基线"),
        ('{"schema": "other/1", "findings": []}', "other/1"),
        ('{"schema": "budgetlint-baseline/1", "findings": [{"x": 1}]}', "不是 budgetlint"),
    ],
)
def test_a_wrong_baseline_is_one_sentence(capsys: Captured, text: str | None, said: str) -> None:
    if text is not None:
        Path("b.json").write_text(text, encoding="utf-8")
    assert main(["check", "a.pdf", "--baseline", "b.json"]) == 2
    assert said in capsys.readouterr().err
