"""Five public documents kept as text: every true finding is made, and nothing false.

The documents are read as text, and again from a PDF that is typeset from them here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Finding, Grid, Severity
from budgetlint.read.text import read_text_pages
from budgetlint.runner import Options, check_file, loaded_rules
from budgetlint.tables.cells import lines_of_grid

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("BUDGETLINT_SEEDS", ROOT.parent / "shared" / "seeds"))
FILES = sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []
KNOWN: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "tests" / "data" / "seeds.yml").read_text("utf-8")
)
#: The disclosure among them is typeset as PDF, tables and all, in fixtures/pdf.
REPORTS = [path for path in FILES if not path.stem.startswith("004")]

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"no documents at {FOLDER}; set BUDGETLINT_SEEDS to their folder"
)
documents = pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)


@cache
def report(path: Path) -> DocumentReport:
    result = check_file(path, Options(tuple(loaded_rules().rules)))
    assert not isinstance(result, FileFailure), result.message
    return result


def is_listed(finding: Finding, entry: dict[str, Any]) -> bool:
    return (finding.rule, finding.severity.value) == (entry["rule"], entry["severity"]) and entry[
        "says"
    ] in finding.message


def missing(found: DocumentReport, stem: str) -> list[str]:
    return [
        entry["says"]
        for entry in KNOWN[stem]
        if not any(is_listed(finding, entry) for finding in found.findings)
    ]


def unlisted_errors(found: DocumentReport, stem: str) -> Iterator[str]:
    for finding in found.findings:
        listed = any(is_listed(finding, entry) for entry in KNOWN[stem])
        if finding.severity is Severity.ERROR and not listed:
            yield f"{finding.rule}: {finding.message}"


def test_every_document_has_its_list() -> None:
    assert {path.stem for path in FILES} == set(KNOWN)


@documents
def test_every_true_finding_is_made(path: Path) -> None:
    assert missing(report(path), path.stem) == []


@documents
def test_nothing_else_is_called_an_error(path: Path) -> None:
    assert list(unlisted_errors(report(path), path.stem)) == []


@documents
def test_every_entry_says_why(path: Path) -> None:
    assert all(entry["why"] for entry in KNOWN[path.stem])


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_the_reports_say_the_same_as_pdf(path: Path, tmp_path: Path) -> None:
    made = tmp_path / f"{path.stem}.pdf"
    typeset(path, made)
    found = report(made)
    assert missing(found, path.stem) == []
    assert list(unlisted_errors(found, path.stem)) == []


def typeset(source: Path, target: Path) -> None:
    """The text as a PDF: paragraphs set anew, tables ruled."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=11, leading=18, wordWrap="CJK")
    ruled = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light")]
    story: list[Any] = []
    for page in read_text_pages(source):
        held = ""
        for item in page.flow:
            if isinstance(item, Grid):
                rows = [list(line.texts()) for line in lines_of_grid(item)]
                story += [Paragraph(held, style), Table(rows, style=ruled)]
                held = ""
                continue
            held += item.text
            if item.text.endswith(("。", "：", ":")) or len(item.text) < 15:
                story.append(Paragraph(held, style))
                held = ""
        story.append(Paragraph(held, style))
    SimpleDocTemplate(str(target), pagesize=A4).build(story)
