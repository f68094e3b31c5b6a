"""``--rules``, ``--profile``, ``--fail-under-coverage``, ``rules`` and ``explain``."""

from __future__ import annotations

import inspect
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from budgetlint.cli import main
from budgetlint.coverage_gate import read_percent
from budgetlint.rules import SECTIONS
from budgetlint.runner import loaded_rules

Captured = pytest.CaptureFixture[str]

RULES = """
basis = "测试"
[[rules]]
code = "USR101"
name = "合计 = 人员经费 + 公用经费"
tables = "一般公共预算基本支出表"
rows = "all"
sum = { total = "合计", of = ["人员经费", "公用经费"] }
"""
PROFILE = """
name = "从严"
extends = "部门预算"
ignore = ["PCT"]
[severity]
SUM = "warning"
[[table]]
name = "国有资产情况表"
titles = ["国有资产情况"]
severity = "warning"
"""


@pytest.fixture(autouse=True)
def no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def run(capsys: Captured, *arguments: str | Path) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, findings of all documents and stderr of ``check … --output json``."""
    code = main(["check", *map(str, arguments), "--output", "json"])
    captured = capsys.readouterr()
    documents = json.loads(captured.out)["documents"]
    return code, [f for d in documents for f in d["findings"]], captured.err


def levels(findings: list[dict[str, object]], family: str) -> set[object]:
    return {f["severity"] for f in findings if str(f["rule"]).startswith(family)}


# ---------------------------------------------------------------- check --rules


def test_a_rule_of_ones_own_finds_and_confirms(
    capsys: Captured, own: Path, faulty_pdf: Path
) -> None:
    code, findings, _ = run(capsys, faulty_pdf, "--rules", own, "--select", "USR")
    assert code == 1
    [finding] = findings
    assert finding["rule"] == "USR101" and finding["severity"] == "error"
    assert (finding["expected"], finding["actual"]) == ("16.1", "11.6")
    assert "未经复核" not in str(finding["message"])  # the second reader read the same


def test_own_rules_stand_beside_the_built_in_ones(
    capsys: Captured, own: Path, clean_pdf: Path, faulty_pdf: Path
) -> None:
    assert run(capsys, clean_pdf, "--rules", own)[0] == 0
    _, findings, _ = run(capsys, faulty_pdf, clean_pdf, "--rules", own, "--jobs", "2")
    codes = {str(f["rule"]) for f in findings}
    assert "USR101" in codes and any(code.startswith("SUM") for code in codes)
    _, without, _ = run(capsys, faulty_pdf, "--rules", own, "--ignore", "USR101")
    assert "USR101" not in {f["rule"] for f in without}


def test_several_files_of_rules(
    capsys: Captured, own: Path, faulty_pdf: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yml"
    other.write_text(
        "basis: 测试\nrules:\n  - {code: USR102, name: 收支相等, tables: {title: 部门收支总},"
        " equal: [{row: 收入总计}, {row: 支出总计}]}\n",
        encoding="utf-8",
    )
    _, findings, _ = run(
        capsys, faulty_pdf, "--rules", own, "--rules", other, "--select", "USR101,USR102"
    )
    assert {f["rule"] for f in findings} == {"USR101", "USR102"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULES.replace("USR101", "SUM101"), "已被已安装的规则使用"),
        (RULES.replace("rows", "lines"), "USR101：规则中有不认识的键 lines。可用的键：code"),
        ("", "没有规则"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_exits_2(
    capsys: Captured, own: Path, clean_pdf: Path, text: str, said: str
) -> None:
    own.write_text(text, encoding="utf-8")
    for command in (["check", str(clean_pdf)], ["rules"], ["explain", "USR101"]):
        assert main([*command, "--rules", str(own)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("错误：规则文件") and said in captured.err
        assert "my.toml" in captured.err and captured.err.count("\n") == 1


def test_rules_from_the_configuration_are_relative_to_it(
    capsys: Captured, own: Path, faulty_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own.parent / "budgetlint.toml").write_text(
        'rules = ["my.toml"]\nselect = ["USR"]\n', encoding="utf-8"
    )
    inner = own.parent / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert {f["rule"] for f in run(capsys, faulty_pdf)[1]} == {"USR101"}
    assert main(["explain", "USR101"]) == 0
    assert "人员经费" in capsys.readouterr().out


# ---------------------------------------------------------------- check --profile


def test_a_profile_switches_off_grades_and_requires(
    capsys: Captured, profile: Path, faulty_pdf: Path
) -> None:
    _, before, _ = run(capsys, faulty_pdf)
    assert levels(before, "PCT") and "error" in levels(before, "SUM")
    assert not any("国有资产情况表" in str(f["message"]) for f in before)
    _, after, _ = run(capsys, faulty_pdf, "--profile", profile)
    assert not levels(after, "PCT")
    assert "warning" in levels(after, "SUM") and "error" not in levels(after, "SUM")
    assert any("国有资产情况表" in str(f["message"]) for f in after)
    rounding = [f for f in before if f["rule"] == "SUM102" and f["severity"] == "info"]
    assert rounding and all(f in after for f in rounding)  # 尾差 stays 尾差


def test_a_profile_for_other_documents_changes_nothing(
    capsys: Captured, profile: Path, faulty_pdf: Path
) -> None:
    profile.write_text('name = "决算"\nkinds = ["部门决算"]\nignore = ["SUM"]\n', encoding="utf-8")
    assert run(capsys, faulty_pdf, "--profile", profile)[1] == run(capsys, faulty_pdf)[1]


def test_a_profile_from_the_configuration(
    capsys: Captured, profile: Path, faulty_pdf: Path
) -> None:
    (profile.parent / "budgetlint.toml").write_text('profile = "profile.toml"', encoding="utf-8")
    assert not levels(run(capsys, faulty_pdf)[1], "PCT")


def test_a_wrong_profile_is_one_sentence(capsys: Captured, profile: Path, clean_pdf: Path) -> None:
    profile.write_text('nme = "x"', encoding="utf-8")
    assert main(["check", str(clean_pdf), "--profile", str(profile)]) == 2
    assert "profile.toml" in capsys.readouterr().err


# ---------------------------------------------------------------- check --fail-under-coverage


def test_coverage_below_the_mark_exits_1_and_names_the_file(
    capsys: Captured, clean_pdf: Path, faulty_pdf: Path
) -> None:
    some = ("--select", "SUM103")
    code, _, err = run(capsys, clean_pdf, *some, "--fail-under-coverage", "99.5%")
    assert code == 1
    [line] = err.splitlines()
    told = re.fullmatch(
        rf"{re.escape(str(clean_pdf))}：核对覆盖率 ([\d.]+)%，低于要求的 99\.5%"
        r"（表内数字 (\d+) 个，核对了 (\d+) 个）",
        line,
    )
    assert told
    reached = Decimal(told[1])
    assert reached <= Decimal(int(told[3]) * 100) / int(told[2]) < Decimal("99.5")
    assert run(capsys, clean_pdf, *some, "--fail-under-coverage", str(reached))[0] == 0
    both = run(capsys, clean_pdf, faulty_pdf, *some, "--fail-under-coverage", "99.5", "--jobs", "1")
    assert len(both[2].splitlines()) == 2
    assert run(capsys, clean_pdf, *some, "--fail-under-coverage", "99.5", "--exit-zero")[0] == 0


def test_a_file_of_which_nothing_was_checked_does_not_pass_the_gate(
    capsys: Captured, root: Path
) -> None:
    empty = root / "fixtures" / "pdf" / "special" / "zero-rows.pdf"
    code, _, err = run(capsys, empty, "--fail-under-coverage", "1", "--select", "SUM")
    assert code == 1 and "没有读到可核对的表内数字" in err
    assert run(capsys, empty, "--fail-under-coverage", "0", "--select", "SUM")[0] == 0


def test_what_could_not_be_done_weighs_more_than_coverage(
    capsys: Captured, clean_pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").touch()
    arguments = ["--select", "SUM103", "--fail-under-coverage", "99.5", "--jobs", "1"]
    assert run(capsys, clean_pdf, tmp_path / "empty.pdf", *arguments)[0] == 2


def test_the_gate_of_the_configuration_gives_way_to_the_command_line(
    capsys: Captured, tmp_path: Path, clean_pdf: Path
) -> None:
    (tmp_path / "setup.cfg").write_text(
        "[budgetlint]\nfail_under_coverage = 99.5\nselect = SUM103\n", encoding="utf-8"
    )
    assert run(capsys, clean_pdf)[0] == 1
    assert run(capsys, clean_pdf, "--fail-under-coverage", "1")[0] == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [("97", "97"), ("97.5%", "97.5"), (" 0 ", "0"), ("100％", "100"), ("101", None),
     ("-1", None), ("nan", None), ("inf", None), ("九十", None), ("", None)],
)  # fmt: skip
def test_percentages(text: str, value: str | None) -> None:
    assert read_percent(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail_under_coverage = 101", "0 到 100"),
        ("fail_under_coverage = true", "0 到 100"),
        ("rules = 3", "文件的列表"),
        ('rules = [""]', "文件的列表"),
        ('rules = ["none.toml"]', "找不到规则文件"),
        ("profile = []", "一个文件"),
        ('profile = "none.toml"', "none.toml"),
        ("cover = 3", "rules、profile、fail_under_coverage"),
    ],
)
def test_wrong_settings_are_refused(
    capsys: Captured, tmp_path: Path, clean_pdf: Path, text: str, said: str
) -> None:
    (tmp_path / "budgetlint.toml").write_text(text, encoding="utf-8")
    assert main(["check", str(clean_pdf)]) == 2
    assert said in capsys.readouterr().err


def test_wrong_percentage_on_the_command_line(capsys: Captured, clean_pdf: Path) -> None:
    assert main(["check", str(clean_pdf), "--fail-under-coverage", "many"]) == 2
    assert "0 到 100" in capsys.readouterr().err


def test_config_show_has_every_setting(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text(
        "[budgetlint]\nrules =\n    a.toml\n    二 号.yml\nprofile = p.toml\n"
        "fail_under_coverage = 97.5\n",
        encoding="utf-8",
    )
    assert main(["config", "show"]) == 0
    out = capsys.readouterr().out
    assert f'rules = ["{tmp_path / "a.toml"}", "{tmp_path / "二 号.yml"}"]' in out
    assert f'profile = "{tmp_path / "p.toml"}"' in out
    assert 'fail_under_coverage = "97.5"' in out


# ---------------------------------------------------------------- rules and explain


def test_rules_are_listed_by_family_with_level_and_tables(capsys: Captured) -> None:
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "SUM 合计与小计" in lines and "COD 科目编码" in lines
    known = loaded_rules().rules
    for code, rule in known.items():
        [line] = [text for text in lines if text.startswith(f"  {code}  ")]
        assert rule.name in line
        assert not rule.kinds or rule.kinds[0].value in line
    assert f"共 {len(known)} 条" in lines[-1]


def test_rules_by_prefix(capsys: Captured) -> None:
    assert main(["rules", "sum1", "COD101"]) == 0
    listed = re.findall(r"^  ([A-Z]{3}\d{3})  ", capsys.readouterr().out, re.M)
    expected = [c for c in loaded_rules().rules if c.startswith("SUM1") or c == "COD101"]
    assert listed == expected
    assert main(["rules", "XYZ"]) == 2
    assert "没有规则 XYZ" in capsys.readouterr().err


def test_own_rules_are_listed_and_explained(capsys: Captured, own: Path) -> None:
    assert main(["rules", "USR", "--rules", str(own)]) == 0
    out = capsys.readouterr().out
    assert (
        "自己的规则文件\n  USR101  错误  合计 = 人员经费 + 公用经费  一般公共预算基本支出表" in out
    )
    assert main(["explain", "usr101", "--rules", str(own)]) == 0
    out = capsys.readouterr().out
    assert "逐行核对：合计 = 人员经费 + 公用经费" in out
    assert "正确：合计 31.5，人员经费 30.0，公用经费 1.5" in out


def test_explain_has_every_section_and_the_message(capsys: Captured) -> None:
    for code in loaded_rules().rules:
        assert main(["explain", code]) == 0
        out = capsys.readouterr().out
        lines = out.splitlines()
        positions = [lines.index(title) for title in (*SECTIONS, "报告中的话", "适用的表")]
        assert positions == sorted(positions), code
        assert all(lines[p + 1].startswith("    ") for p in positions), code
        message = lines[lines.index("报告中的话") + 1]
        assert "{" not in message, code


def test_explain_suggests_what_may_be_meant(capsys: Captured) -> None:
    assert main(["explain", "SUM109"]) == 2
    assert "是不是 SUM10" in capsys.readouterr().err
    assert main(["explain", "BAL"]) == 2
    assert "是不是 BAL101、BAL102" in capsys.readouterr().err


def test_explained_lines_fit_a_terminal(capsys: Captured) -> None:
    from budgetlint.report.wrapping import display_width

    for code in loaded_rules().rules:
        main(["explain", code])
        assert max(map(display_width, capsys.readouterr().out.splitlines())) <= 100


def test_the_sections_of_a_docstring_keep_their_order() -> None:
    for rule in loaded_rules().rules.values():
        lines = inspect.cleandoc(rule.doc).splitlines()
        assert [line for line in lines if line in SECTIONS] == list(SECTIONS), rule.code
