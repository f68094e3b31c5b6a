"""Real disclosures: every one is read, no rule breaks, and only true errors are called errors."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from budgetlint.engine import INTERNAL
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Finding, Severity
from budgetlint.runner import Options, check_file, loaded_rules

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("BUDGETLINT_CORPUS", ROOT.parent / "shared" / "corpus"))
FILES = sorted(FOLDER.glob("*.pdf")) if FOLDER.is_dir() else []
KNOWN: dict[str, Any] = yaml.safe_load(
    (ROOT / "tests" / "data" / "corpus_errors.yml").read_text("utf-8")
)
FAMILIES = tuple(KNOWN["families"])

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"no corpus at {FOLDER}; set BUDGETLINT_CORPUS to a folder of real PDFs"
)
documents = pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)


@cache
def report(path: Path) -> DocumentReport:
    """A document read and checked with all rules, as the command does it."""
    result = check_file(path, Options(tuple(loaded_rules().rules)))
    assert not isinstance(result, FileFailure), result.message
    return result


def errors(path: Path) -> list[Finding]:
    return [
        f
        for f in report(path).findings
        if f.severity is Severity.ERROR and f.rule.startswith(FAMILIES)
    ]


def is_listed(finding: Finding, entry: dict[str, Any]) -> bool:
    first = finding.evidence[0]
    return (
        (finding.rule, finding.page) == (entry["rule"], entry["page"])
        and entry["row"] in first.row
        and first.column.endswith(entry.get("column", ""))
    )


@documents
def test_every_document_is_read_to_its_end(path: Path) -> None:
    document = report(path).document
    assert [p.number for p in document.pages] == list(range(1, len(document.pages) + 1))
    unread = [p.number for p in document.pages if p.problem]
    assert len(unread) == len(document.problems)
    assert document.readable == (len(unread) < len(document.pages))
    assert not any("已损坏" in problem for problem in document.problems)


@documents
def test_no_rule_breaks(path: Path) -> None:
    assert [f.message for f in report(path).findings if f.rule == INTERNAL] == []


@documents
def test_only_true_errors_are_called_errors(path: Path) -> None:
    listed = KNOWN["errors"].get(path.stem, [])
    found = errors(path)
    assert [f.message for f in found if not any(is_listed(f, e) for e in listed)] == []
    assert [e for e in listed if not any(is_listed(f, e) for f in found)] == []
    assert len(found) == len(listed)


@documents
def test_every_finding_shows_its_place(path: Path) -> None:
    pages = {p.number: p for p in report(path).document.pages}
    for finding in report(path).findings:
        assert finding.message
        for item in finding.evidence:
            page = pages[item.page]
            box = item.box
            assert -1 <= box.x0 <= box.x1 <= page.width + 1, finding.message
            assert -1 <= box.y0 <= box.y1 <= page.height + 1, finding.message


@documents
def test_roots_are_findings_of_the_document(path: Path) -> None:
    findings = report(path).findings
    prints = [f.fingerprint for f in findings]
    assert len(prints) == len(set(prints))
    roots = {f.fingerprint for f in findings if f.root is None}
    assert {f.root for f in findings if f.root is not None} <= roots


def test_the_list_names_documents_and_rules_that_exist() -> None:
    assert set(KNOWN["errors"]) <= {path.stem for path in FILES}
    for entries in KNOWN["errors"].values():
        for entry in entries:
            assert entry["rule"] in loaded_rules().rules
            assert entry["rule"].startswith(FAMILIES)
            assert entry["why"].endswith("。")


def test_most_figures_of_tables_are_checked() -> None:
    budgets = [p for p in FILES if p.stem.endswith("budget") or p.stem.endswith("final")]
    figures = sum(report(p).coverage.figures for p in budgets)
    checked = sum(report(p).coverage.checked for p in budgets)
    assert figures > 10_000
    assert checked / figures >= 0.9


def test_a_scan_is_reported_and_not_passed_over() -> None:
    scans = [p for p in FILES if p.stem.endswith("scan")]
    assert len(scans) == 2
    for path in scans:
        assert report(path).document.problems
        assert report(path).coverage.figures == 0
