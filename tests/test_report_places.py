"""Files without pages: every output names the line or paragraph, and no page."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from budgetlint.cli import main
from budgetlint.model import Box
from budgetlint.places import place_words
from budgetlint.report.messages import Messages

TEXT = """# 某市档案馆2024年度部门决算

## 一、收入支出决算总体情况说明

2024年度收入支出总计1200.34万元，其中财政拨款收入1100.00万元，占92.64%。

| 项目 | 合计 | 基本支出 | 项目支出 |
|---|---|---|---|
| 合计 | 122.9 | 80.7 | 42.2 |
| 社会保障和就业支出 | 80.7 | 80.0 | 0.5 |
| 卫生健康支出 | 42.2 | 0.7 | 41.5 |
"""
FORMATS = ("json", "sarif", "junit", "gitlab", "github", "html", "text", "lines", "xlsx")
TOTAL, SHARE = 10, 5


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("places")
    (folder / "决算.md").write_text(TEXT, encoding="utf-8")
    files = {name: folder / f"out.{name}" for name in FORMATS}
    written = [f"--output={name}:{file}" for name, file in files.items()]
    assert main(["check", str(folder / "决算.md"), "--jobs", "1", *written]) == 1
    return files


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xlsx"])
def test_no_output_speaks_of_a_page(outputs: dict[str, Path], name: str) -> None:
    text = outputs[name].read_text("utf-8")
    assert "第1页" not in text and "第 1 页" not in text
    if name not in ("json", "sarif", "gitlab"):
        assert f"第{TOTAL}行" in text and f"第{SHARE}行" in text


def test_programs_are_given_the_line(outputs: dict[str, Path]) -> None:
    (run,) = json.loads(outputs["sarif"].read_text("utf-8"))["runs"]
    regions = {
        r["ruleId"]: r["locations"][0]["physicalLocation"]["region"]["startLine"]
        for r in run["results"]
    }
    assert (regions["SUM101"], regions["TXT108"]) == (TOTAL, SHARE)
    issues = json.loads(outputs["gitlab"].read_text("utf-8"))
    lines = {i["check_name"]: i["location"]["lines"]["begin"] for i in issues}
    assert (lines["SUM101"], lines["TXT108"]) == (TOTAL, SHARE)
    assert f"决算.md,line={TOTAL},title=SUM101" in outputs["github"].read_text("utf-8")
    (document,) = json.loads(outputs["json"].read_text("utf-8"))["documents"]
    assert {f["rule"]: f["line"] for f in document["findings"]}["SUM101"] == TOTAL


def test_the_workbook_has_lines_in_the_place_of_pages(outputs: dict[str, Path]) -> None:
    sheets = openpyxl.load_workbook(outputs["xlsx"])
    head, *rows = sheets["问题"].iter_rows(values_only=True)
    places = {row[head.index("规则")]: row[head.index("页")] for row in rows}
    assert places["SUM101"] == f"第{TOTAL}行"
    head, row = sheets["文件"].iter_rows(values_only=True)
    assert row[head.index("页数")] is None


def test_the_report_shows_no_pictures_and_misses_none(outputs: dict[str, Path]) -> None:
    html = outputs["html"].read_text("utf-8")
    assert "无法生成图片" not in html and "data:image" not in html
    assert "<label hidden>页" in html
    assert "<dt>页数</dt>" not in html


@pytest.mark.parametrize(
    ("name", "page", "said"),
    [
        ("a.pdf", 3, "第3页"),
        ("a.TXT", 1, "第4行"),
        ("a.txt", 2, "第2页第4行"),
        ("a.docx", 1, "第4段"),
    ],
)
def test_the_name_of_a_place_depends_on_the_file(name: str, page: int, said: str) -> None:
    box = Box(40, 60, 100, 76)
    assert place_words(Path(name), page, box) == said
    say = Messages("zh").within(Path(name))
    assert say.spot(page, box).replace(" ", "") == said
    assert say.spot(None, box) == ""
    assert Messages("zh").spot(page, box) == f"第{page}页"  # the words themselves are not changed
