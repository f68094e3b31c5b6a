"""The command line: the contract that people and pipelines depend on."""

from __future__ import annotations

import configparser
import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from budgetlint.cli import main
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Severity
from budgetlint.runner import Options, Result, check_file, loaded_rules, run

HEAVY = ("pandas", "camelot", "cv2", "jinja2", "PIL", "pypdfium2", "openpyxl", "numpy", "pebble")

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run where no configuration file of ours is found."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bad_files(tmp_path: Path, clean_pdf: Path) -> dict[str, Path]:
    """One file of each kind that cannot be read."""
    import pikepdf

    folder = tmp_path / "bad"
    folder.mkdir()
    files = {name: folder / f"{name}.pdf" for name in ("empty", "text", "damaged", "locked")}
    files["empty"].touch()
    files["text"].write_text("这不是 PDF", encoding="utf-8")
    files["damaged"].write_bytes(clean_pdf.read_bytes()[:2000])
    with pikepdf.open(clean_pdf) as pdf:
        pdf.save(files["locked"], encryption=pikepdf.Encryption(owner="o", user="secret"))
    files["workbook"] = folder / "附表.xyz"
    files["workbook"].write_bytes(b"PK")
    files["missing"] = folder / "没有.pdf"
    return files


def run_json(capsys: Captured, *arguments: str | Path) -> tuple[int, list[dict[str, object]]]:
    """Exit code and documents of ``check … --output json``."""
    code = main(["check", *map(str, arguments), "--output", "json"])
    documents = json.loads(capsys.readouterr().out)["documents"]
    assert isinstance(documents, list)
    return code, documents


def codes_of(documents: Sequence[dict[str, object]]) -> set[str]:
    found: set[str] = set()
    for document in documents:
        findings = document["findings"]
        assert isinstance(findings, list)
        found.update(finding["rule"] for finding in findings)
    return found


# ---------------------------------------------------------------- start-up


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["config", "show"]])
def test_start_up_pays_for_no_heavy_library(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom budgetlint.cli import main\n"
        f"assert main({arguments!r}) == 0\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_start_up_is_quick() -> None:
    def once() -> float:
        before = time.perf_counter()
        subprocess.run([sys.executable, "-m", "budgetlint", "--help"], capture_output=True)
        return time.perf_counter() - before

    # The best of several: the machine may be busy, the program may not be slow.
    assert min(once() for _ in range(5)) < 0.4


def test_json_needs_neither_template_engine_nor_image_library(clean_pdf: Path) -> None:
    program = (
        "import sys\nfrom budgetlint.cli import main\n"
        f"main(['check', {str(clean_pdf)!r}, '--output', 'json:out.json'])\n"
        "print([m for m in ('jinja2', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# ---------------------------------------------------------------- check


def test_clean_file_exits_0(capsys: Captured, clean_pdf: Path) -> None:
    code, documents = run_json(capsys, clean_pdf)
    assert code == 0
    assert [d["readable"] for d in documents] == [True]


def test_faulty_file_exits_1_and_0_when_told(capsys: Captured, faulty_pdf: Path) -> None:
    code, documents = run_json(capsys, faulty_pdf)
    assert code == 1
    assert codes_of(documents)
    assert run_json(capsys, faulty_pdf, "--exit-zero")[0] == 0


def test_fail_on_sets_the_level(capsys: Captured, faulty_pdf: Path) -> None:
    worst: dict[str, Severity] = {}
    report = check_file(faulty_pdf, Options(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    for finding in report.findings:
        known = worst.get(finding.rule, finding.severity)
        worst[finding.rule] = max(known, finding.severity, key=lambda s: s.rank)
    mild, severity = next((c, s) for c, s in worst.items() if s is not Severity.ERROR)
    assert run_json(capsys, faulty_pdf, "--select", mild)[0] == 0
    again = run_json(capsys, faulty_pdf, "--select", mild, "--fail-on", severity.value)
    assert again[0] == 1


def test_select_and_ignore(capsys: Captured, faulty_pdf: Path) -> None:
    every = codes_of(run_json(capsys, faulty_pdf)[1])
    one = min(every)
    assert codes_of(run_json(capsys, faulty_pdf, "--select", one)[1]) == {one}
    assert codes_of(run_json(capsys, faulty_pdf, "--ignore", one)[1]) == every - {one}
    assert codes_of(run_json(capsys, faulty_pdf, "--select", one.lower())[1]) == {one}


def test_several_outputs_in_one_run(capsys: Captured, faulty_pdf: Path, tmp_path: Path) -> None:
    page, data = tmp_path / "新" / "a.html", tmp_path / "b.json"
    code = main(
        ["check", str(faulty_pdf), "-o", "text", "-o", f"html:{page}", "-o", f"json:{data}"]
    )
    captured = capsys.readouterr()
    assert code == 1
    assert faulty_pdf.name in captured.out
    assert "<html" in page.read_text(encoding="utf-8")
    assert json.loads(data.read_text(encoding="utf-8"))["schema"] == "budgetlint/1"
    assert str(page) in captured.err


def test_results_do_not_depend_on_the_number_of_jobs(
    capsys: Captured, clean_pdf: Path, faulty_pdf: Path, bad_files: dict[str, Path]
) -> None:
    paths = [clean_pdf, bad_files["empty"], faulty_pdf, bad_files["missing"]]
    assert run_json(capsys, *paths, "--jobs", "1") == run_json(capsys, *paths, "--jobs", "2")


def test_folder_and_pattern_take_each_pdf_once(
    capsys: Captured, clean_pdf: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "单位" / "一科"
    folder.mkdir(parents=True)
    (folder / "甲.PDF").write_bytes(clean_pdf.read_bytes())
    (tmp_path / "单位" / "乙.pdf").write_bytes(clean_pdf.read_bytes())
    (folder / "说明.txt").write_text("不是 PDF", encoding="utf-8")
    pattern = str(tmp_path / "单位" / "**" / "*.[pP]*")
    _, documents = run_json(capsys, tmp_path / "单位", pattern, "--jobs", "1")
    assert sorted(Path(str(d["path"])).name for d in documents) == ["乙.pdf", "甲.PDF"]


def test_folder_without_pdf_and_pattern_without_match_are_answered(
    capsys: Captured, tmp_path: Path
) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    assert main(["check", str(empty), "没有*.pdf"]) == 2
    out = capsys.readouterr().out
    assert "文件夹中没有 PDF 或 Word（.docx）文件" in out and "没有*.pdf" in out


@pytest.mark.parametrize("name", ["empty", "text", "damaged", "locked", "workbook", "missing"])
def test_bad_file_is_one_sentence_and_costs_nobody_else(
    capsys: Captured, name: str, bad_files: dict[str, Path], faulty_pdf: Path
) -> None:
    code, documents = run_json(capsys, bad_files[name], faulty_pdf, "--jobs", "1")
    assert code == 2
    by_path = {str(d["path"]): d for d in documents}
    bad, good = by_path[str(bad_files[name])], by_path[str(faulty_pdf)]
    assert bad["readable"] is False and good["findings"]
    problems = bad["problems"]
    assert isinstance(problems, list) and len(problems) == 1
    sentence = str(problems[0])
    assert re.search(r"请|重新", sentence) and sentence.endswith("。")


def test_bad_file_is_named_on_stderr_when_results_go_elsewhere(
    capsys: Captured, bad_files: dict[str, Path], tmp_path: Path
) -> None:
    assert main(["check", str(bad_files["empty"]), "-o", f"json:{tmp_path / 'a.json'}"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "empty.pdf：" in captured.err


def test_result_that_cannot_be_written_does_not_cost_the_others(
    capsys: Captured, clean_pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "a.json"
    good = tmp_path / "b.json"
    assert main(["check", str(clean_pdf), "-o", f"json:{target}", "-o", f"json:{good}"]) == 2
    assert "无法写入" in capsys.readouterr().err
    assert good.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "a.pdf", "--select", "XYZ"], "XYZ"),
        (["check", "a.pdf", "--output", "xml"], "text、lines、json、html"),
        (["check", "a.pdf", "--output", "json:"], "缺少文件名"),
        (["check", "a.pdf", "-o", "json", "-o", "text"], "同一个地方"),
        (["check", "a.pdf", "--fail-on", "fatal"], "error、warning、info"),
        (["check", "a.pdf", "--config", "none.toml"], "none.toml"),
        (["check", "a.pdf", "--sellect", "x"], "--sellect"),
        (["check"], "PATH"),
        (["extract", "a.pdf", "--output", "xlsx"], "xlsx"),
        (["explain", "XYZ123"], "XYZ123"),
    ],
)
def test_wrong_use_is_one_sentence_and_exits_2(
    capsys: Captured, arguments: list[str], said: str
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("错误：") and said in captured.err


def test_console_that_cannot_show_a_character_does_not_break() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(
        [sys.executable, "-m", "budgetlint", "check", "预算😀.pdf"],
        capture_output=True, env=environment,
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr == b""
    assert "预算?.pdf" in done.stdout.decode("gbk")


def test_json_on_standard_output_is_utf8_whatever_the_console(faulty_pdf: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(
        [sys.executable, "-m", "budgetlint", "check", str(faulty_pdf), "-o", "json"],
        capture_output=True, env=environment,
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["documents"][0]["organisation"]


# ---------------------------------------------------------------- processes


def kills_its_process(path: Path, options: Options) -> Result:
    if path.name == "killer":
        os._exit(7)
    return FileFailure(path, "ok")


def never_ends(path: Path, options: Options) -> Result:
    if path.name == "endless":
        time.sleep(600)
    return FileFailure(path, "ok")


def cannot_be_sent(path: Path, options: Options) -> Result:
    if path.name == "unsendable":
        raise RuntimeError("broken")
    return FileFailure(path, "ok")


def messages(results: Sequence[Result]) -> list[str]:
    return [r.code if isinstance(r, FileFailure) else "report" for r in results]


def test_worker_that_dies_costs_only_its_file() -> None:
    paths = [Path(name) for name in ("a", "killer", "b", "c")]
    results = list(run(paths, Options(()), jobs=2, work=kills_its_process))
    assert messages(results) == ["unreadable", "crashed", "unreadable", "unreadable"]
    assert [r.path for r in results if isinstance(r, FileFailure)] == paths


def test_file_that_hangs_costs_only_itself() -> None:
    paths = [Path(name) for name in ("endless", "a", "b")]
    results = list(run(paths, Options(()), jobs=2, work=never_ends, time_limit=2))
    assert messages(results) == ["timeout", "unreadable", "unreadable"]


def test_unexpected_error_in_a_process_is_said() -> None:
    paths = [Path(name) for name in ("unsendable", "a")]
    results = list(run(paths, Options(()), jobs=2, work=cannot_be_sent))
    assert messages(results) == ["internal", "unreadable"]


def test_fault_of_the_program_costs_only_one_file(
    monkeypatch: pytest.MonkeyPatch, clean_pdf: Path
) -> None:
    def broken(path: Path) -> object:
        raise KeyError("oops")

    monkeypatch.setattr("budgetlint.read.read_document", broken)
    result = check_file(clean_pdf, Options(()))
    assert isinstance(result, FileFailure)
    assert result.code == "internal" and "oops" in result.message


def test_report_keeps_no_page_contents(clean_pdf: Path) -> None:
    report = check_file(clean_pdf, Options(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    assert report.document.tables and report.seconds > 0
    assert not any(page.lines or page.grids or page.flow for page in report.document.pages)


# ---------------------------------------------------------------- extract


def test_extract_json_has_tables_and_cells(capsys: Captured, clean_pdf: Path) -> None:
    assert main(["extract", str(clean_pdf)]) == 0
    data = json.loads(capsys.readouterr().out)
    figures = [f for t in data["tables"] for r in t["rows"] for f in r["figures"]]
    assert len(figures) > 50 and all(len(f["bbox"]) == 4 for f in figures)
    assert any(grid["cells"] for page in data["pages"] for grid in page["grids"])


def test_extract_formats_agree(capsys: Captured, clean_pdf: Path, tmp_path: Path) -> None:
    book, sheet = tmp_path / "a.xlsx", tmp_path / "a.csv"
    arguments = ["-o", f"xlsx:{book}", "-o", f"csv:{sheet}", "-o", "json"]
    assert main(["extract", str(clean_pdf), *arguments]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    texts = sorted(f["text"] for t in tables for r in t["rows"] for f in r["figures"])
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert sorted(line["原文"] for line in lines if line["列号"]) == texts
    workbook = load_workbook(book)
    assert len(workbook.worksheets) == len(tables) + 1
    numbers = sum(
        isinstance(c.value, int | float) for s in workbook.worksheets[1:] for r in s for c in r
    )
    assert numbers == len(texts)


def test_workbook_keeps_halves_side_by_side(clean_pdf: Path, tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    assert main(["extract", str(clean_pdf), "-o", f"xlsx:{book}"]) == 0
    sheet = next(s for s in load_workbook(book).worksheets if "财政拨款收支" in s.title)
    lines = [[c for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]
    assert any("一、本年收入" in line and "一、本年支出" in line for line in lines)


def test_extract_draws_the_grids_over_the_pages(
    capsys: Captured, clean_pdf: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "图"
    assert main(["extract", str(clean_pdf), "--debug-pages", str(folder)]) == 0
    assert capsys.readouterr().out == ""
    pictures = sorted(folder.glob("*.png"))
    assert pictures
    with Image.open(pictures[0]) as picture:
        colours = {colour for _, colour in picture.getcolors(1 << 24) or []}
    assert (0, 110, 220) in colours  # the frame of a cell


def test_extract_of_a_bad_file(capsys: Captured, bad_files: dict[str, Path]) -> None:
    assert main(["extract", str(bad_files["damaged"])]) == 2
    assert "damaged.pdf" in capsys.readouterr().err


# ---------------------------------------------------------------- configuration


def test_nearest_file_is_used_alone(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "budgetlint.toml").write_text('lang = "en"\n', encoding="utf-8")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "setup.cfg").write_text("[budgetlint]\nfail_on = info\n", encoding="utf-8")
    (inner / "setup.cfg").write_text("[metadata]\nname = x\n", encoding="utf-8")
    monkeypatch.chdir(inner)
    assert main(["config", "show"]) == 0
    out = capsys.readouterr().out
    assert 'fail_on = "info"' in out and 'lang = "zh"' in out
    assert str(tmp_path / "a" / "setup.cfg") in out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("budgetlint.toml", 'select = ["SUM", "cod101"]'),
        ("setup.cfg", "[budgetlint]\nselect = SUM, cod101"),
        ("pyproject.toml", '[tool.budgetlint]\nselect = ["SUM", "COD101"]'),
    ],
)
def test_each_kind_of_file(capsys: Captured, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["config", "show"]) == 0
    assert 'select = ["SUM", "COD101"]' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('selct = ["SUM"]', "select、extend_select、ignore、fail_on"),
        ('fail_on = "fatal"', "error、warning、info"),
        ("select = 3", "select"),
        ("select = [", "budgetlint.toml"),
        ('select = ["XYZ"]', "XYZ"),
    ],
)
def test_wrong_configuration_is_refused(
    capsys: Captured, tmp_path: Path, clean_pdf: Path, text: str, said: str
) -> None:
    (tmp_path / "budgetlint.toml").write_text(text, encoding="utf-8")
    assert main(["check", str(clean_pdf)]) == 2
    assert said in capsys.readouterr().err


def test_command_line_beats_configuration(
    capsys: Captured, tmp_path: Path, faulty_pdf: Path
) -> None:
    first, *others = sorted(codes_of(run_json(capsys, faulty_pdf)[1]))
    (tmp_path / "budgetlint.toml").write_text(f'select = ["{first}"]', encoding="utf-8")
    assert codes_of(run_json(capsys, faulty_pdf)[1]) == {first}
    assert codes_of(run_json(capsys, faulty_pdf, "--select", others[0])[1]) == {others[0]}


# ---------------------------------------------------------------- rules and the package


def test_every_rule_is_listed_and_explained(capsys: Captured) -> None:
    assert main(["rules"]) == 0
    listed = capsys.readouterr().out
    for code, rule in loaded_rules().rules.items():
        assert f"{code}  " in listed
        assert main(["explain", code.lower()]) == 0
        assert rule.name in capsys.readouterr().out


def test_every_module_of_checks_comes_in_through_the_entry_point(root: Path) -> None:
    declared: set[str] = set()
    for path in (root / "checks").glob("*.py"):
        declared.update(re.findall(r'@rule\(\s*"([A-Z]{3}\d{3})"', path.read_text("utf-8")))
    assert declared and declared <= set(loaded_rules().rules)
    assert loaded_rules().failures == ()


def test_nobody_imports_checks_by_its_folder_name(root: Path) -> None:
    pattern = re.compile(r"^\s*(?:import checks\b|from checks\b)", re.MULTILINE)
    folders = ("budgetlint", "checks", "tests", "bench", "fixtures", "docs")
    files = [path for folder in folders for path in (root / folder).rglob("*.py")]
    assert len(files) > 10
    guilty = [path for path in files if pattern.search(path.read_text(encoding="utf-8"))]
    assert guilty == []


def test_engine_imports_nothing_from_the_rules(root: Path) -> None:
    pattern = re.compile(r"^\s*(?:import|from) budgetlint_checks\b", re.MULTILINE)
    files = list((root / "budgetlint").rglob("*.py"))
    assert [p for p in files if pattern.search(p.read_text(encoding="utf-8"))] == []


def test_every_package_folder_is_installed(root: Path) -> None:
    settings = configparser.ConfigParser()
    settings.read_string((root / "setup.cfg").read_text(encoding="utf-8"))
    listed = set(settings["options"]["packages"].split())
    folders = {p.parent.relative_to(root) for p in (root / "budgetlint").rglob("*.py")}
    assert listed == {".".join(folder.parts) for folder in folders} | {"budgetlint_checks"}


def test_every_data_file_is_installed(root: Path) -> None:
    settings = configparser.ConfigParser()
    settings.read_string((root / "setup.cfg").read_text(encoding="utf-8"))
    patterns = settings["options.package_data"]["budgetlint"].split()
    package = root / "budgetlint"
    covered = {path for pattern in patterns for path in package.glob(pattern)}
    data = {p for p in package.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    assert data and data <= covered


def test_output_of_a_pipe_that_closes_is_no_traceback(faulty_pdf: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "budgetlint", "rules"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert isinstance(process.stdout, io.BufferedReader) and process.stderr is not None
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


@pytest.mark.parametrize(
    ("typed", "said"), [("chek", "没有命令 chek，是不是 check？"), ("甲", "没有命令 甲")]
)
def test_a_mistyped_command_is_said_in_chinese(
    capsys: pytest.CaptureFixture[str], typed: str, said: str
) -> None:
    assert main([typed]) == 2
    error = capsys.readouterr().err
    assert said in error and "No such" not in error


def test_a_web_page_does_not_fill_the_window(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "a.md"
    file.write_text("2024年部门决算\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert main(["check", str(file), "--output", "html"]) == 2
    assert "--output html:报告.html" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert main(["check", str(file), "--output", "html", "--jobs", "1"]) in (0, 1)
    assert capsys.readouterr().out.startswith("<!doctype html>")
