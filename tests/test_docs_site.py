"""The documentation builds as a site: every page, no warning, nothing from the network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_LOADED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"(https?:)?//", re.I)

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("mkdocs") is None, reason="mkdocs is not installed"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_every_page_is_built_and_can_be_reached(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(site).with_suffix(".md") for path in site.rglob("*.html")}
    assert pages - built == set()
    home = (site / "index.html").read_text(encoding="utf-8")
    for name in (
        "上手",
        "报告怎么看",
        "规则",
        "CI",
        "配置",
        "写自己的规则",
        "准确程度",
        "设计",
        "术语",
    ):
        assert name in home
    index = (site / "rules/index.html").read_text(encoding="utf-8")
    rules = {path.stem for path in (ROOT / "docs/rules").glob("[A-Z]*.md")}
    assert {rule for rule in rules if f'href="{rule}.html"' not in index} == set()


def test_no_page_loads_anything_from_the_network(site: Path) -> None:
    loading = [p.name for p in site.rglob("*.html") if _LOADED.search(p.read_text("utf-8"))]
    assert loading == []
