"""Which rules run, and how severe they are: prefixes, places, files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.cli import main
from budgetlint.config import Config, find_config, load_config
from budgetlint.config_values import matches
from budgetlint.selection import Choice, choose, select_codes

Captured = pytest.CaptureFixture[str]
CODES = ("BAL101", "SUM101", "SUM102", "SUM201")


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty_pdf: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2023").mkdir()
    shutil.copy(faulty_pdf, "a.pdf")
    shutil.copy(faulty_pdf, "2023/b.pdf")
    return tmp_path


def severities(capsys: Captured, *arguments: str) -> dict[str, dict[str, set[str]]]:
    """For each file, the rules that found something and at which levels."""
    main(["check", *arguments, "--output", "json", "--jobs", "1"])
    found: dict[str, dict[str, set[str]]] = {}
    for document in json.loads(capsys.readouterr().out)["documents"]:
        rules = found.setdefault(document["path"], {})
        for finding in document["findings"]:
            rules.setdefault(finding["rule"], set()).add(finding["severity"])
    return found


@pytest.mark.parametrize(
    ("select", "extend", "ignore", "left"),
    [
        ("", "", "", "BAL101 SUM101 SUM102 SUM201"),
        ("SUM", "", "", "SUM101 SUM102 SUM201"),
        ("SUM", "", "SUM1", "SUM201"),
        ("SUM101", "", "SUM", "SUM101"),
        ("", "SUM101", "SUM", "BAL101 SUM101"),
        ("BAL", "SUM2", "", "BAL101 SUM201"),
        ("SUM", "", "SUM", ""),
        ("SUM101", "", "SUM101", ""),
    ],
)
def test_the_longest_prefix_wins(select: str, extend: str, ignore: str, left: str) -> None:
    chosen = select_codes(CODES, select.split(), ignore.split(), extend.split())
    assert chosen == tuple(left.split())


def test_of_equal_prefixes_the_more_explicit_place_wins() -> None:
    config = Choice(("BAL",), (), ("SUM101",))
    assert choose(CODES, [config, Choice(("SUM101",))]) == ("SUM101",)
    assert choose(CODES, [config, Choice(("SUM",))]) == ("SUM102", "SUM201")
    assert choose(CODES, [config, Choice(None, ("SUM101",))]) == ("BAL101", "SUM101")
    assert choose(CODES, [config, Choice(())]) == ("BAL101", "SUM102", "SUM201")


_PREFIXES = st.lists(st.sampled_from(["BAL", "SUM", "SUM1", "SUM101", "SUM2"]), max_size=3)


@given(_PREFIXES, _PREFIXES)
def test_the_order_of_prefixes_does_not_matter(select: list[str], ignore: list[str]) -> None:
    chosen = select_codes(CODES, select, ignore)
    assert chosen == select_codes(CODES, select[::-1], ignore[::-1])
    assert set(chosen) <= set(CODES)


def test_severities_of_the_configuration(capsys: Captured) -> None:
    usual = severities(capsys, "a.pdf")["a.pdf"]
    assert usual["SUM101"] == {"error"} == usual["BAL101"]
    Path("budgetlint.toml").write_text(
        '[severity]\nSUM = "warning"\nSUM101 = "error"\nBAL = "info"\n', encoding="utf-8"
    )
    changed = severities(capsys, "a.pdf")["a.pdf"]
    assert changed.keys() == usual.keys()
    assert changed["SUM101"] == {"error"} and changed["BAL101"] == {"info"}
    assert "error" in usual["SUM102"] and changed["SUM102"] - {"info"} == {"warning"}


def test_severities_decide_the_exit_code(capsys: Captured) -> None:
    assert main(["check", "a.pdf", "--select", "BAL"]) == 1
    Path("setup.cfg").write_text("[budgetlint]\nseverity = BAL = warning\n", encoding="utf-8")
    assert main(["check", "a.pdf", "--select", "BAL"]) == 0
    assert main(["check", "a.pdf", "--select", "BAL", "--fail-on", "warning"]) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "budgetlint.toml",
            'severity = { SUM = "info" }\n[[file]]\npattern = "2023/*"\n'
            'ignore = ["SUM"]\nextend_select = ["SUM101"]\nseverity = { BAL = "warning" }\n',
        ),
        (
            "setup.cfg",
            "[budgetlint]\nseverity = SUM = info\n[budgetlint:file:2023/*]\nignore = SUM\n"
            "extend_select = SUM101\nseverity = BAL = warning\n",
        ),
    ],
)
def test_settings_for_some_files(capsys: Captured, name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    found = severities(capsys, ".")
    usual, other = found["a.pdf"], found["2023/b.pdf"]
    assert {c for c in usual if c[:3] == "SUM"} > {"SUM101"}
    assert {c for c in other if c[:3] == "SUM"} == {"SUM101"}
    assert usual["BAL101"] == {"error"} and other["BAL101"] == {"warning"}
    assert other["SUM101"] == {"info"}
    # the command line is more explicit than both
    assert "SUM102" in severities(capsys, ".", "--extend-select", "SUM102")["2023/b.pdf"]


def test_the_later_section_wins(capsys: Captured) -> None:
    Path("budgetlint.toml").write_text(
        '[[file]]\npattern = "*.pdf"\nseverity = { BAL101 = "info" }\nselect = ["BAL"]\n'
        '[[file]]\npattern = ["b.pdf", "x"]\nseverity = { BAL = "warning" }\nselect = ["BAL101"]\n',
        encoding="utf-8",
    )
    found = severities(capsys, ".")
    assert found == {"a.pdf": {"BAL101": {"info"}}, "2023/b.pdf": {"BAL101": {"warning"}}}


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("*.pdf", "/w/2023/b.pdf", True),
        ("2023/*", "/w/2023/x/b.pdf", True),
        ("2023/*", "/other/2023/b.pdf", False),
        ("./2023/b.pdf", "/w/2023/b.pdf", True),
        ("/other/*", "/other/2023/b.pdf", True),
        ("预算*", "/w/预算公开.pdf", True),
    ],
)
def test_patterns(pattern: str, path: str, hit: bool) -> None:
    assert matches(PurePosixPath(path), pattern, PurePosixPath("/w")) is hit


@pytest.mark.parametrize("pattern", ["2023/*", "2023\\*.pdf", "b.pdf", "C:/w/*"])
def test_patterns_on_windows(pattern: str) -> None:
    assert matches(PureWindowsPath(r"C:\w\2023\b.pdf"), pattern, PureWindowsPath(r"C:\w"))
    assert not matches(PureWindowsPath(r"D:\x\2024\c.pdf"), pattern, PureWindowsPath(r"C:\w"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[severity]\nSUM = "fatal"', "error、warning、info"),
        ('[severity]\nXYZ = "error"', "XYZ"),
        ('[[file]]\nignore = ["SUM"]', "pattern"),
        ('[[file]]\npattern = "*"\nfail_on = "error"', "extend_select"),
        ('[[file]]\npattern = "*"\nignore = ["XYZ"]', "XYZ"),
        ('[file]\npattern = "*"', "[[file]]"),
        ('strict_waivers = "yes"', "true"),
        ('extend_select = ["XYZ"]', "XYZ"),
    ],
)
def test_wrong_settings_are_refused(capsys: Captured, text: str, said: str) -> None:
    Path("budgetlint.toml").write_text(text, encoding="utf-8")
    assert main(["check", "a.pdf"]) == 2
    assert said in capsys.readouterr().err


def test_config_show_says_where_each_value_comes_from(capsys: Captured, tmp_path: Path) -> None:
    Path("budgetlint.toml").write_text(
        'fail_on = "info"\n[severity]\nSUM = "warning"\n'
        '[[file]]\npattern = "2023/*"\nignore = ["DOC"]\n'
        '[[file]]\npattern = "a.pdf"\nselect = ["BAL"]\n',
        encoding="utf-8",
    )
    assert main(["config", "show", "2023/b.pdf"]) == 0
    shown = capsys.readouterr().out
    source = tmp_path / "budgetlint.toml"
    assert f'fail_on = "info"  # {source}\n' in shown and 'lang = "zh"  # 默认值\n' in shown
    assert 'ignore = ["DOC"]' in shown and "a.pdf" not in shown


def test_without_a_file_the_defaults_are_a_configuration(capsys: Captured) -> None:
    assert main(["config", "show"]) == 0
    Path("own.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_config(Path("own.toml")).shown() == Config().shown()


def test_what_config_show_says_is_a_configuration(capsys: Captured) -> None:
    text = (
        'ignore = ["DOC"]\nfail_under_coverage = "95"\nrules = ["r.toml"]\nbaseline = "b.json"\n'
        'waivers = "w.toml"\nprofile = "p.toml"\nstrict_waivers = true\nseverity = {SUM = "info"}\n'
        '[[file]]\npattern = ["x/*"]\nselect = ["BAL"]\nextend_select = ["SUM1"]\n'
        'severity = {SUM = "error"}\n[[waiver]]\nfingerprint = "00"\nreason = "“理由”"\n'
    )
    Path("budgetlint.toml").write_text(text, encoding="utf-8")
    assert main(["config", "show"]) == 0
    Path("again.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["config", "show", "--config", "again.toml"]) == 0
    again = load_config(Path("again.toml"))
    first = find_config(Path.cwd())
    assert again.shown() == first.shown()
    assert (again.severity, again.file, again.waiver) == (first.severity, first.file, first.waiver)
