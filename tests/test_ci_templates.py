"""The CI templates do what they say, as far as a machine without those services can tell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

BIN = Path(sys.executable).parent
_EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")


@pytest.fixture
def workspace(tmp_path: Path, clean_pdf: Path, faulty_pdf: Path) -> Path:
    """A repository of disclosures."""
    folder = tmp_path / "仓库"
    (folder / "公开文件").mkdir(parents=True)
    shutil.copy(clean_pdf, folder / "公开文件" / "甲 局.pdf")
    shutil.copy(faulty_pdf, folder / "公开文件" / "乙局.pdf")
    return folder


def bash(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the services do: bash that stops at the first error."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path, **environment},
    )  # fmt: skip


def sources(root: Path, target: Path) -> Path:
    """A copy of what is installed: a build leaves files beside its sources."""
    hidden = shutil.ignore_patterns("__pycache__")
    for folder in ("budgetlint", "checks"):
        shutil.copytree(root / folder, target / folder, ignore=hidden)
    for name in ("setup.cfg", "pyproject.toml", "README.md"):
        shutil.copy(root / name, target / name)
    return target


#: pip without network: everything it needs is installed where the tests run.
def offline(target: Path) -> dict[str, str]:
    return {
        "PIP_TARGET": str(target),
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads "no" as the value of the option
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


# ---------------------------------------------------------------- pre-commit


@pytest.fixture(scope="module")
def hook(root: Path) -> dict[str, Any]:
    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = hooks
    assert isinstance(hook, dict)
    return hook


def test_the_hook_has_what_pre_commit_wants(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert hook["language"] == "python" and hook["types"] == ["pdf"]


def test_the_hook_lets_a_clean_file_pass_and_stops_a_faulty_one(
    hook: dict[str, Any], workspace: Path
) -> None:
    clean = bash(f"{hook['entry']} '公开文件/甲 局.pdf'", workspace)
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "")
    faulty = bash(f"{hook['entry']} --fail-on warning 公开文件/*.pdf", workspace)
    assert faulty.returncode == 1
    assert all(line.startswith("公开文件/乙局.pdf: ") for line in faulty.stdout.splitlines())


# ---------------------------------------------------------------- GitHub


@pytest.fixture(scope="module")
def action(root: Path) -> dict[str, Any]:
    loaded = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict) and loaded["runs"]["using"] == "composite"
    return loaded


def step(action: Mapping[str, Any], name: str) -> dict[str, Any]:
    (found,) = [s for s in action["runs"]["steps"] if s.get("name") == name]
    assert found["shell"] == "bash"
    return dict(found)


def run_check(
    action: Mapping[str, Any], folder: Path, **given: str
) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """The result of the step ``check``, its outputs and its summary."""
    inputs = {name: spec.get("default", "") for name, spec in action["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    check = step(action, "check")
    environment = {
        name: _EXPRESSION.sub(lambda m: inputs[m[1]], value) for name, value in check["env"].items()
    }
    files = {name: folder.parent / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("", encoding="utf-8")
    environment |= {name: str(file) for name, file in files.items()}
    done = bash(check["run"], folder, **environment)
    pairs = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
    outputs = dict(pair.split("=", 1) for pair in pairs)
    return done, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")


def test_every_input_of_the_action_is_used_and_no_other(action: dict[str, Any]) -> None:
    text = yaml.safe_dump(action["runs"], allow_unicode=True)
    assert set(_EXPRESSION.findall(text)) == set(action["inputs"])
    assert "${{" not in step(action, "check")["run"]  # a file name must not become a command


def test_the_action_annotates_reports_and_fails(action: dict[str, Any], workspace: Path) -> None:
    done, outputs, summary = run_check(action, workspace, paths="公开文件/甲 局.pdf\n公开文件\n")
    assert done.returncode == 1 and outputs == {"exit-code": "1"}
    assert "::error file=公开文件/乙局.pdf" in done.stdout
    assert summary.startswith("````text\n") and "乙局.pdf" in summary
    reports = workspace / "budgetlint-reports"
    assert json.loads((reports / "budgetlint.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert len(json.loads((reports / "budgetlint.json").read_text("utf-8"))["documents"]) == 2
    assert "<html" in (reports / "budgetlint.html").read_text("utf-8")


def test_the_action_takes_baseline_and_configuration(
    action: dict[str, Any], workspace: Path
) -> None:
    (workspace / "own.toml").write_text('fail_on = "warning"\n', encoding="utf-8")
    assert bash("budgetlint baseline write 公开文件 -o base.json", workspace).returncode == 0
    given = {"paths": "公开文件", "baseline": "base.json", "config": "own.toml"}
    done, outputs, _ = run_check(action, workspace, **given)
    assert (done.returncode, outputs["exit-code"]) == (0, "0")


def test_hostile_inputs_stay_names(action: dict[str, Any], workspace: Path) -> None:
    done, outputs, _ = run_check(action, workspace, paths="--help\n$(touch hacked); touch hacked\n")
    assert outputs["exit-code"] == "2" and done.returncode == 2
    assert not (workspace / "hacked").exists()


def test_the_install_step_installs(root: Path, action: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "installed"
    install = step(action, "install")["run"]
    (tmp_path / "action").mkdir()
    source = sources(root, tmp_path / "action")
    done = bash(install, tmp_path, GITHUB_ACTION_PATH=str(source), **offline(target))
    assert done.returncode == 0, done.stderr
    program = "import budgetlint, budgetlint_checks; print(budgetlint.__file__)"
    shown = bash(f"python -c '{program}'", tmp_path, PYTHONPATH=str(target))
    assert shown.stdout.strip() == str(target / "budgetlint" / "__init__.py")
    assert (target / "bin" / "budgetlint").is_file()


# ---------------------------------------------------------------- GitLab


def test_the_gitlab_template(root: Path, workspace: Path) -> None:
    job = yaml.safe_load((root / "docs/ci/gitlab.yml").read_text(encoding="utf-8"))["budgetlint"]
    install, check = job["script"]
    assert install == 'python -m pip install "$BUDGETLINT_SOURCE"'
    done = bash(check, workspace, **job["variables"])
    assert done.returncode == 1 and "乙局.pdf" in done.stdout
    artifacts = job["artifacts"]
    assert artifacts["when"] == "always"
    wanted = [*artifacts["paths"], *artifacts["reports"].values()]
    assert all((workspace / name).stat().st_size for name in wanted)
    issues = json.loads((workspace / artifacts["reports"]["codequality"]).read_text("utf-8"))
    assert {issue["location"]["path"] for issue in issues} >= {"公开文件/乙局.pdf"}


# ---------------------------------------------------------------- Jenkins


def test_the_jenkins_pipeline(root: Path, workspace: Path) -> None:
    text = (root / "docs/ci/Jenkinsfile").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    environment = dict(re.findall(r"^\s+(\w+) = '([^']*)'$", text, re.MULTILINE))
    install, check = re.findall(r"\bsh '([^']+)'", text)
    assert install.endswith('-m pip install "$BUDGETLINT_SOURCE"')
    (workspace / ".venv").mkdir()
    (workspace / ".venv" / "bin").symlink_to(BIN)
    done = bash(check, workspace, **environment)
    assert done.returncode == 1
    (junit,) = re.findall(r"junit '([^']+)'", text)
    suites = ET.parse(workspace / junit).getroot()
    failed = suites.findall(".//failure")
    assert failed and len(suites.findall(".//testcase")) > len(failed)
    (page,) = re.findall(r"artifacts: '([^']+)'", text)
    assert (workspace / page).is_file()
