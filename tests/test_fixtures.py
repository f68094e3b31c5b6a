"""The fixture PDFs are there, small, what their sources say, and can be built again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

from budgetlint.amounts import Verdict, compare_sum, parse_amount

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PDF = FIXTURES / "pdf"
sys.path.insert(0, str(FIXTURES))

from build import document, toolchain  # noqa: E402
from typeset.source import Source, SourceError, Table, apply_errors  # noqa: E402

PRODUCERS = ("reportlab", "libreoffice", "chromium")
VARIANTS = ("clean", "faulty")
MAIN = [f"zhengzhou-2024-{v}-{p}.pdf" for v in VARIANTS for p in PRODUCERS]
READABLE = (
    "plain", "filled-rules", "white-rects", "zero-rows", "two-halves", "nested-forms",
    "rotate-90", "sideways", "scan",
)  # fmt: skip
UNREADABLE = ("encrypted", "damaged", "empty", "not-a-pdf")
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
FAMILIES = {"SUM", "BAL", "PCT", "COD", "DOC", "TXT"}
ACTIONS = {"cell", "remove_row", "insert_row", "remove_note", "remove_table", "text"}


def errors() -> list[dict[str, Any]]:
    """The planted errors."""
    loaded: list[dict[str, Any]] = yaml.safe_load((FIXTURES / "faulty.yml").read_text("utf-8"))[
        "errors"
    ]
    return loaded


@cache
def text_of(name: str) -> str:
    """The text of a PDF without white space, page after page."""
    pdf = pypdfium2.PdfDocument(PDF / name)
    try:
        pages = [pdf[i].get_textpage().get_text_range() for i in range(len(pdf))]
    finally:
        pdf.close()
    return re.sub(r"\s", "", "".join(pages))


@pytest.mark.parametrize("name", MAIN)
def test_main_documents_are_small_and_complete(name: str) -> None:
    assert (PDF / name).stat().st_size < 300_000
    source = document("clean" if "clean" in name else "faulty")
    titles = [source.tables[value].title for kind, value in source.blocks if kind == "table"]
    text = text_of(name)
    assert [t for t in titles if t not in text] == []


@pytest.mark.parametrize("name", READABLE)
def test_special_files_open(name: str) -> None:
    path = PDF / "special" / f"{name}.pdf"
    assert path.stat().st_size < 40_000
    pdf = pypdfium2.PdfDocument(path)
    assert len(pdf) == 1
    assert ("科目编码" in text_of(f"special/{name}.pdf")) == (name != "scan")
    pdf.close()


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_files_do_not_open(name: str) -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(PDF / "special" / f"{name}.pdf")


def test_encrypted_file_opens_with_its_password() -> None:
    pdf = pypdfium2.PdfDocument(PDF / "special" / "encrypted.pdf", password="budget")
    assert len(pdf) == 1
    pdf.close()


def test_readme_describes_every_special_file() -> None:
    readme = (FIXTURES / "README.md").read_text("utf-8")
    missing = [p.name for p in (PDF / "special").iterdir() if f"`{p.name}`" not in readme]
    assert missing == []


def test_error_list_is_well_formed() -> None:
    listed = errors()
    identifiers = [e["id"] for e in listed]
    assert identifiers == [f"F{n:02d}" for n in range(1, len(listed) + 1)]
    for error in listed:
        assert error["family"] in FAMILIES
        assert error["origin"] in {"seed", "planted"}
        assert error["why"].endswith("。")
        for edit in (error, *error.get("also", ())):
            action = edit.get("action", "cell")
            assert action in ACTIONS
            assert edit["printed"] != edit["expected"]
            if action in {"cell", "remove_row", "insert_row"}:
                assert edit["table"] and edit["row"] and edit["column"]


def test_every_family_of_tables_is_planted() -> None:
    planted = [e["family"] for e in errors() if e["origin"] == "planted"]
    assert {"SUM", "BAL", "PCT", "COD"} <= set(planted)
    assert len(planted) >= 10


def test_an_error_that_does_not_fit_its_source_is_refused() -> None:
    source = document("clean")
    wrong = {
        "table": "2024年一般公共预算支出情况表", "row": "201", "column": "合计",
        "printed": "1.0", "expected": "2.0",
    }  # fmt: skip
    with pytest.raises(SourceError):
        apply_errors(source, [wrong])


@pytest.mark.parametrize("producer", PRODUCERS)
def test_planted_texts_are_printed_in_the_faulty_document_only(producer: str) -> None:
    clean = text_of(f"zhengzhou-2024-clean-{producer}.pdf")
    faulty = text_of(f"zhengzhou-2024-faulty-{producer}.pdf")
    for printed in ("医疗卫生与计划生育支出", "12.3.4", "2,526.0", "76.3", "73.01%", "187.0"):
        assert printed in faulty
        assert printed not in clean
    assert "国有资本经营预算拨款安排的支出，本表为空表" in clean
    assert "本表为空表" not in faulty


# ------------------------------------------------------------------ the clean source adds up


def figures(table: Table, header: str) -> dict[str, str]:
    """Joined code → printed figure of one column."""
    column = table.column_index(header)
    return {row[0].replace(" ", ""): row[column] for row in table.rows}


def adds_up(total: str, parts: list[str]) -> bool:
    """Whether the printed total is the sum of the printed parts, within rounding."""
    whole = parse_amount(total or "0")
    terms = [(1, amount) for p in parts if (amount := parse_amount(p or "0")) is not None]
    assert whole is not None
    assert len(terms) == len(parts)
    return compare_sum(whole, terms).verdict in (Verdict.EXACT, Verdict.ROUNDING)


def broken_code_sums(source: Source) -> list[tuple[str, str]]:
    """(column, code) of every 合计, 类 and 款 that is not the sum of the level below."""
    table = source.tables["general"]
    broken = []
    for column in table.columns:
        if column.kind != "amount":
            continue
        printed = figures(table, " › ".join(column.path))
        for code, total in printed.items():
            length = {0: 3, 3: 5, 5: 7}.get(len(code))
            parts = [v for c, v in printed.items() if len(c) == length and c.startswith(code)]
            if length and not adds_up(total, parts):
                broken.append((column.path[-1], code))
    return broken


def test_clean_codes_add_up_and_faulty_ones_do_not() -> None:
    assert broken_code_sums(document("clean")) == []
    assert ("合计", "208") in broken_code_sums(document("faulty"))
    assert ("合计", "21011") in broken_code_sums(document("faulty"))


@pytest.mark.parametrize(
    ("key", "total", "parts"),
    [
        ("general", "合计", ("基本支出 › 小计", "项目支出 › 小计")),
        ("expenditure", "合计", ("基本支出 › 小计", "项目支出 › 小计")),
        (
            "general",
            "基本支出 › 小计",
            ("基本支出 › 人员经费 › 工资福利支出", "基本支出 › 公用经费 › 商品和服务支出"),
        ),
        (
            "basic",
            "本年一般公共预算基本支出 › 合计",
            ("本年一般公共预算基本支出 › 人员经费", "本年一般公共预算基本支出 › 公用经费"),
        ),
        ("comparison", "2024年预算数", ("2023年预算数", "增减额")),
    ],
)
def test_clean_rows_add_up(key: str, total: str, parts: tuple[str, ...]) -> None:
    table = document("clean").tables[key]
    columns = [table.column_index(p) for p in parts]
    for row in table.rows:
        assert adds_up(row[table.column_index(total)], [row[c] for c in columns]), row


def test_clean_classes_agree_between_tables() -> None:
    source = document("clean")
    basic, economic = source.tables["basic"], source.tables["economic"]
    staff = [Decimal(row[5]) for row in basic.rows[1:] if row[5]]
    office = [Decimal(row[6]) for row in basic.rows[1:] if row[6]]
    assert all((row[0][:3] == "301") == bool(row[5]) for row in basic.rows[1:])
    assert sum(staff) == Decimal(figures(economic, "合计")["301"])
    assert abs(sum(office) - Decimal("81.1")) <= Decimal("0.1")
    projects = [row[3] for row in source.tables["project"].rows[2:]]
    assert adds_up("1,819.9", projects)


# ------------------------------------------------------------------ building again


def test_reportlab_documents_are_built_byte_for_byte(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="未安装 reportlab，无法重新生成")
    if not FONT.exists():
        pytest.skip(f"缺少字体 {FONT}，无法重新生成")
    for name in ("first", "second"):
        command = [sys.executable, str(FIXTURES / "build.py"), "--only", "reportlab"]
        subprocess.run([*command, "--out", str(tmp_path / name)], check=True, capture_output=True)
    names = [n for n in MAIN if "reportlab" in n]
    for name in names:
        again = (tmp_path / "second" / name).read_bytes()
        assert (tmp_path / "first" / name).read_bytes() == again
    committed = json.loads((PDF / "reportlab-toolchain.json").read_text("utf-8"))
    if committed != toolchain(FONT):
        pytest.skip("reportlab、zlib 或字体版本与提交时不同，只比较了两次生成")
    for name in names:
        assert (PDF / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
