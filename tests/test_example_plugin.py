"""Plugins: the example in docs/ installed and run, and what broken ones cost."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).resolve().parent.parent / "docs" / "example-plugin"


def run(site: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of Python with a folder of installed plugins on the path."""
    path = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def check(site: Path, cwd: Path, *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and documents of ``check … --output json``."""
    done = run(site, "budgetlint", "check", *arguments, "--output", "json", cwd=cwd)
    return done.returncode, json.loads(done.stdout)["documents"]


# ---------------------------------------------------------------- the example


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example: building leaves files beside the sources."""
    folder = tmp_path_factory.mktemp("source") / "example-plugin"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return folder


@pytest.fixture(scope="module")
def site(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as pip installs it, in a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--no-index", "--target", target, source],
        check=True,
    )  # fmt: skip
    return target


def test_the_example_comes_in_through_the_entry_point(site: Path, tmp_path: Path) -> None:
    listed = run(site, "budgetlint", "rules", "EXA", cwd=tmp_path)
    assert listed.returncode == 0 and listed.stderr == ""
    # what the guide shows is what is printed
    guide = (EXAMPLE.parent / "plugins.md").read_text(encoding="utf-8")
    assert listed.stdout.strip() in guide
    explained = run(site, "budgetlint", "explain", "EXA101", cwd=tmp_path)
    assert "某市公务接待管理办法" in explained.stdout
    without = run(tmp_path, "budgetlint", "rules", "EXA", cwd=tmp_path)
    assert without.returncode == 2


def test_the_cases_of_the_example_hold(site: Path, source: Path, tmp_path: Path) -> None:
    tests = source / "tests"
    done = run(site, "pytest", "-q", "-p", "no:cacheprovider", tests, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    cases = len(
        re.findall(r"^  - name:", (tests / "cases/EXA101/limit.yml").read_text("utf-8"), re.M)
    )
    assert f"{cases} passed" in done.stdout


def test_the_cases_of_the_example_can_fail(site: Path, source: Path, tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    shutil.copytree(source / "tests", tests, ignore=shutil.ignore_patterns("__pycache__"))
    path = tests / "cases" / "EXA101" / "limit.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{status: pass, count: 1}", "{status: fail}"), encoding="utf-8")
    done = run(site, "pytest", "-q", "-p", "no:cacheprovider", tests, cwd=tmp_path)
    assert done.returncode == 1 and "没有出现" in done.stdout


def test_the_example_checks_documents_beside_the_built_in_rules(
    site: Path, tmp_path: Path, clean_pdf: Path, faulty_pdf: Path
) -> None:
    code, [alone] = check(site, tmp_path, clean_pdf, "--select", "EXA101")
    assert code == 0 and alone["outcomes"]["pass"] == 1
    code, [document] = check(site, tmp_path, faulty_pdf)
    assert code == 1
    assert not [f for f in document["findings"] if f["rule"] == "internal"]


def test_the_example_finds_what_exceeds_its_limit(
    site: Path, tmp_path: Path, clean_pdf: Path
) -> None:
    strict = tmp_path / "strict"
    shutil.copytree(site, strict)
    module = strict / "budgetlint_example" / "__init__.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace('Decimal("0.02")', 'Decimal("0.002")'), encoding="utf-8")
    code, [document] = check(strict, tmp_path, clean_pdf, "--select", "EXA", "--fail-on", "warning")
    [finding] = document["findings"]
    assert code == 1
    assert finding["rule"] == "EXA101" and finding["actual"] == "0.6"
    assert [e["text"] for e in finding["evidence"]] == ["0.6", "81.1"]
    assert finding["how_to_fix"].startswith("核对公务接待费")


# ---------------------------------------------------------------- broken ones

RULE = '''
from budgetlint.model import Outcome, Severity, Status
from budgetlint.rules import rule

@rule("{code}", name="测试", name_en="test", severity=Severity.ERROR, basis="b",
      message="m", message_en="m")
def check(document):
    """测试"""
    {body}
'''


def plugin(site: Path, name: str, source: str) -> None:
    """A plugin as an installer would leave it."""
    (site / f"{name}.py").write_text(source, encoding="utf-8")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[budgetlint.checks]\n{name} = {name}\n")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise RuntimeError('kaputt')", "检查插件 broken（broken）无法加载：kaputt"),
        ("import there_is_no_such_module", "无法加载"),
        ("def broken(:", "无法加载"),
        (RULE.format(code="EXA901", body="yield 1 / 0"), "规则 EXA901（测试）运行出错"),
        (RULE.format(code="EXA901", body="return None"), "规则 EXA901（测试）运行出错"),
        (
            RULE.format(code="EXA901", body='yield Outcome("EXA901", Status.FAIL); int("x")'),
            "规则 EXA901（测试）运行出错",
        ),
        (RULE.format(code="SUM101", body="yield from ()"), "规则 SUM101 与已有规则编号重复"),
    ],
)
def test_a_broken_plugin_is_an_internal_finding_and_the_others_go_on(
    tmp_path: Path, faulty_pdf: Path, source: str, said: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    plugin(site, "broken", source)
    plugin(site, "sound", RULE.format(code="EXA902", body='yield Outcome("EXA902", Status.FAIL)'))
    code, [document] = check(site, tmp_path, faulty_pdf)
    assert code == 2
    internal = [f["message"] for f in document["findings"] if f["rule"] == "internal"]
    assert len(internal) == 1 and said in internal[0]
    others = {f["rule"] for f in document["findings"]}
    assert "EXA902" in others and any(rule.startswith("SUM") for rule in others)


def test_a_broken_plugin_costs_no_other_file(
    tmp_path: Path, clean_pdf: Path, faulty_pdf: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    plugin(site, "broken", RULE.format(code="EXA901", body='raise KeyError("oops")\n    yield'))
    code, documents = check(site, tmp_path, clean_pdf, faulty_pdf, "--jobs", "2")
    assert code == 2
    for document in documents:
        assert [f["rule"] for f in document["findings"]].count("internal") == 1
        assert document["outcomes"]["pass"] > 100


def test_a_plugin_that_fails_to_load_is_said_by_the_list_of_rules(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    plugin(site, "broken", "raise RuntimeError('kaputt')")
    done = run(site, "budgetlint", "rules", cwd=tmp_path)
    assert done.returncode == 2 and "kaputt" in done.stderr
    assert "SUM101" in done.stdout
