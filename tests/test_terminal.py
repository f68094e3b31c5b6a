"""What people see at a terminal: progress, colour, short lines, completion, the browser."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from budgetlint.cli import main
from budgetlint.config import find_config
from budgetlint.progress import Progress, clip, duration
from budgetlint.report.wrapping import display_width

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty_pdf: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(faulty_pdf, "预算.pdf")
    return tmp_path


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "budgetlint", *arguments],
        capture_output=True, env={**os.environ, **environment},
    )  # fmt: skip


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a terminal is sent, results and messages together."""
    main_end, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "budgetlint", *arguments],
        stdin=end, stdout=end, stderr=end, env={**os.environ, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(end)
    sent = b""
    try:
        while chunk := os.read(main_end, 65536):
            sent += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    process.wait()
    os.close(main_end)
    return sent.decode("utf-8")


# ---------------------------------------------------------------- progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_files_pages_and_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    files = [tmp_path / name for name in ("a", "b", "c")]
    for file, size in zip(files, (100, 100, 200), strict=True):
        file.write_bytes(b"x" * size)
    now = [0.0]
    stream = Terminal()
    progress = Progress(files, stream=stream, clock=lambda: now[0])
    progress.start()
    for file in files:
        now[0] += 30
        progress.step(file, 7)
    progress.close()
    lines = [line.rstrip() for line in stream.getvalue().split("\r")]
    assert lines[1:5] == [
        "正在检查 3 个文件…",
        "已检查 1/3 个文件，7 页，约剩 1 分 30 秒：a",
        "已检查 2/3 个文件，14 页，约剩 1 分 0 秒：b",
        "已检查 3/3 个文件，21 页：c",
    ]
    assert lines[5:] == ["", ""] and "\n" not in stream.getvalue()


def test_progress_is_silent_where_nobody_looks(tmp_path: Path) -> None:
    for stream, quiet in ((io.StringIO(), False), (Terminal(), True)):
        progress = Progress([tmp_path], quiet=quiet, stream=stream)
        progress.start()
        progress.step(tmp_path, 1)
        progress.close()
        assert stream.getvalue() == ""


def test_a_line_of_progress_fits_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    file = tmp_path / ("很长的文件名" * 8)
    Progress([file], stream=stream).step(file, 1)
    assert display_width(stream.getvalue().strip("\r")) < 40


def test_durations_and_cuts() -> None:
    assert [duration(s) for s in (0.4, 59, 61, 3661)] == [
        "0 秒",
        "59 秒",
        "1 分 1 秒",
        "1 小时 1 分",
    ]
    assert clip("预算公开", 8) == "预算公开" and clip("预算公开表", 8) == "预算..."


def test_progress_and_colour_at_a_terminal() -> None:
    sent = on_a_terminal("check", "预算.pdf")
    assert "正在检查 1 个文件" in sent and "\x1b[31" in sent
    for plain in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in on_a_terminal("check", "预算.pdf", **plain)
    assert "\x1b[31" in on_a_terminal("check", "预算.pdf", NO_COLOR="")


def test_a_pipe_gets_neither_progress_nor_colour() -> None:
    done = run("check", "预算.pdf")
    assert done.returncode == 1 and done.stderr == b"" and b"\x1b" not in done.stdout


# ---------------------------------------------------------------- quiet, verbose, statistics


def test_quiet_is_one_line_for_each_finding(capsys: Captured) -> None:
    main(["check", "预算.pdf", "--output", "json"])
    findings = json.loads(capsys.readouterr().out)["documents"][0]["findings"]
    counted = [f for f in findings if f["severity"] != "info"]
    assert main(["check", "预算.pdf", "--quiet", "--output", "lines", "-o", "json:a.json"]) == 1
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert len(lines) == len(counted) and captured.err == ""
    assert all(line.startswith("预算.pdf: ") and display_width(line) <= 130 for line in lines)
    line = next(text for text in lines if "PCT103" in text)
    place = ("第4页", "支出预算构", "项目支出／占比", "应为 71.03%，表中 73.01%")
    assert all(word in line for word in place)


def test_quiet_names_what_could_not_be_read(capsys: Captured) -> None:
    assert main(["check", "-q", "没有.pdf"]) == 2
    assert capsys.readouterr().out.startswith("没有.pdf: ")


def test_verbose_says_settings_and_files(capsys: Captured) -> None:
    Path("budgetlint.toml").write_text('select = ["BAL101"]\n', encoding="utf-8")
    main(["check", "预算.pdf", "--verbose"])
    said = capsys.readouterr().err
    assert "budgetlint.toml" in said and "规则：1 条，BAL101" in said and "预算.pdf：" in said


def test_quiet_and_verbose_exclude_each_other(capsys: Captured) -> None:
    assert main(["check", "预算.pdf", "-q", "-v"]) == 2
    assert "--quiet" in capsys.readouterr().err


def test_statistics_count_the_findings_of_each_rule(capsys: Captured) -> None:
    main(["check", "预算.pdf", "-o", "json", "--statistics"])
    captured = capsys.readouterr()
    findings = json.loads(captured.out)["documents"][0]["findings"]
    rows = [line.split() for line in captured.err.splitlines() if line.split()[0].isdigit()]
    counted = {row[1]: int(row[0]) for row in rows}
    assert counted.pop("合计") == len(findings) == sum(counted.values())
    assert counted == {r: sum(f["rule"] == r for f in findings) for r in counted}
    main(["check", "预算.pdf", "--statistics"])
    assert f"{len(findings):>6}  合计\n" in capsys.readouterr().out


def test_results_are_the_same_from_run_to_run() -> None:
    for name in ("c", "a", "b"):
        shutil.copy("预算.pdf", f"{name}.pdf")
    runs = [
        run("check", *files, "-o", "json", "--statistics", "--jobs", jobs, PYTHONHASHSEED=seed)
        for files, jobs, seed in (
            (("c.pdf", "a.pdf", "b.pdf"), "1", "1"),
            (("b.pdf", "c.pdf", "a.pdf"), "2", "2"),
        )
    ]
    assert runs[0].stdout == runs[1].stdout and runs[0].stderr == runs[1].stderr
    paths = [d["path"] for d in json.loads(runs[0].stdout)["documents"]]
    assert paths == ["a.pdf", "b.pdf", "c.pdf"]


# ---------------------------------------------------------------- consoles and paths


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "预算.pdf"),
        ("check", "预算.pdf", "-q", "--statistics"),
        ("check", "预算.pdf", "--lang", "en", "--statistics", "-v"),
        ("config", "show"),
        ("check", "--help"),
        ("baseline", "write", "预算.pdf"),
        ("rules",),
        ("explain", "SUM101"),
        ("init", "--force"),
    ],
)
def test_a_gbk_console_shows_everything(arguments: tuple[str, ...]) -> None:
    done = run(*arguments, PYTHONIOENCODING="gbk")
    assert done.returncode in (0, 1)
    text = (done.stdout + done.stderr).decode("gbk")
    assert "Traceback" not in text and "?" not in text


def test_windows_paths_keep_their_colon() -> None:
    from budgetlint.cli_common import output_type

    read = output_type(("html",))
    assert str(read(r"html:C:\报告\a.html").file) == r"C:\报告\a.html"
    assert str(read("html:C:/报告/a.html").file) == "C:/报告/a.html"


# ---------------------------------------------------------------- init, open, completion


def test_init_writes_a_file_that_can_be_used(capsys: Captured) -> None:
    assert main(["init"]) == 0
    assert find_config(Path.cwd()).given == {"fail_on", "lang", "severity"}
    assert main(["init"]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["init", "--force"]) == 0
    assert main(["check", "预算.pdf"]) == 1


def test_every_setting_of_the_template_works_when_it_is_switched_on() -> None:
    from budgetlint.config import _READERS
    from budgetlint.config_template import TEMPLATE

    lines = TEMPLATE.splitlines()
    on = [line.removeprefix("# ") if " = " in line or "[[" in line else line for line in lines]
    code = [line for line in on if not line.startswith("#") and "：" not in line.split("=")[0]]
    Path("budgetlint.toml").write_text("\n".join(code), encoding="utf-8")
    assert find_config(Path.cwd()).given == set(_READERS)


def test_open_shows_the_report_in_the_browser(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" >> "$0.log"\n', encoding="utf-8")
    browser.chmod(0o755)
    done = run("check", "预算.pdf", "--open", BROWSER=f"{browser} %s")
    assert done.returncode == 1 and "结论" in done.stdout.decode()
    run("check", "预算.pdf", "--open", "-o", "html:报告.html", BROWSER=f"{browser} %s")
    first, second = (tmp_path / "browser.log").read_text().split()
    assert first.startswith("file:///") and first.endswith("report.html")
    assert "<html" in Path(first.removeprefix("file://")).read_text(encoding="utf-8")
    assert second == (tmp_path / "报告.html").as_uri()


def test_completion() -> None:
    words = {"COMP_WORDS": "budgetlint check --sta", "COMP_CWORD": "2"}
    done = run(_BUDGETLINT_COMPLETE="bash_complete", **words)
    assert done.stdout.decode().split() == ["plain,--statistics"]
    for shell in ("bash", "zsh", "fish"):
        script = run(_BUDGETLINT_COMPLETE=f"{shell}_source").stdout.decode()
        assert f"_BUDGETLINT_COMPLETE={shell}_complete" in script


def test_the_completion_of_the_documentation_is_clicks_own(root: Path) -> None:
    text = (root / "docs/configuration.md").read_text(encoding="utf-8")
    for shell in ("bash", "zsh", "fish"):
        assert f"_BUDGETLINT_COMPLETE={shell}_source budgetlint" in text
