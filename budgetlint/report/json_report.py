"""The JSON result: the contract other programs depend on (fields are added, never renamed).

Figures are strings as printed or shown, so that no reader turns them into binary floats.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from budgetlint.amounts import Amount
from budgetlint.failures import FileFailure
from budgetlint.model import (
    Coverage,
    Document,
    DocumentReport,
    Evidence,
    Figure,
    Finding,
    Outcome,
    ProseCoverage,
    Status,
    Table,
)
from budgetlint.places import Unit, line_of, unit_of
from budgetlint.report.summary import in_path_order, ordered, problems, target, unparsed
from budgetlint.report.texts import show_path
from budgetlint.report.verdicts import coverage_percent

SCHEMA = "budgetlint/1"
Json = dict[str, object]


def render(reports: Sequence[DocumentReport], failures: Sequence[FileFailure]) -> str:
    """All documents as one JSON text, sorted by path; the same input gives the same text."""
    return "".join(chunks(reports, failures))


def chunks(reports: Sequence[DocumentReport], failures: Sequence[FileFailure]) -> Iterator[str]:
    """The text of :func:`render` in pieces, so that only one document is in memory."""
    head = json.dumps({"schema": SCHEMA, "version": tool_version()}, indent=1)
    yield head.removesuffix("\n}") + ',\n "documents": ['
    end = "]"
    for item in in_path_order(reports, failures):
        document = _failure(item) if isinstance(item, FileFailure) else _document(item)
        text = json.dumps(document, ensure_ascii=False, indent=1).replace("\n", "\n  ")
        # A damaged font map can yield lone surrogates, which no file can hold.
        text = text.encode("utf-8", "replace").decode("utf-8")
        yield ("\n  " if end == "]" else ",\n  ") + text
        end = "\n ]"
    yield end + "\n}\n"


def tool_version() -> str:
    """The version of the installed package."""
    try:
        return version("budgetlint")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0+unknown"


def _document(report: DocumentReport) -> Json:
    document = report.document
    return {
        **_head(document),
        "readable": document.readable,
        "problems": problems(document),
        "tables": [_table(t) for t in document.tables],
        "coverage": _coverage(report.coverage),
        "prose": _prose(report.prose),
        "outcomes": {s.value: report.outcomes.get(s.value, 0) for s in Status},
        "passed": dict(report.passed),
        "findings": [{**_finding(f), **_line(f, document.path)} for f in ordered(report)],
        "not_checked": [_not_checked(o) for o in report.not_checked],
        "unparsed": [{**_figure(f), "table": t.id} for t, f in unparsed(document)],
    }


def _head(document: Document) -> Json:
    return {
        "path": show_path(document.path),
        "sha256": document.sha256,
        "pages": len(document.pages),
        "kind": document.kind,
        "organisation": document.organisation,
        "fiscal_year": document.fiscal_year,
    }


def _failure(failure: FileFailure) -> Json:
    return {
        "path": show_path(failure.path),
        "sha256": "",
        "pages": 0,
        "kind": "",
        "organisation": "",
        "fiscal_year": None,
        "readable": False,
        "problems": [failure.message],
        "code": failure.code,
        "tables": [],
        "coverage": _coverage(Coverage(0, 0, ())),
        "prose": _prose(ProseCoverage()),
        "outcomes": {s.value: 0 for s in Status},
        "passed": {},
        "findings": [],
        "not_checked": [],
        "unparsed": [],
    }


def _table(table: Table) -> Json:
    return {
        "id": table.id,
        "kind": table.kind.value,
        "title": table.title,
        "number": table.number,
        "unit": table.unit,
        "pages": list(table.pages),
        "rows": len({row.index for row in table.rows}),
        "columns": len(table.columns),
        "figures": len(table.figures),
        "reader": table.reader,
        "ruling": table.ruling,
    }


def _coverage(coverage: Coverage) -> Json:
    percent = coverage_percent(coverage.checked, coverage.figures)
    return {
        "figures": coverage.figures,
        "checked": coverage.checked,
        "percent": None if percent is None else str(percent),
        "unchecked": [_figure(f) for f in coverage.unchecked],
    }


def _prose(prose: ProseCoverage) -> Json:
    """The figures of the running text, each with the rules that used it or why none could."""
    percent = coverage_percent(prose.checked, prose.figures)
    return {
        "figures": prose.figures,
        "checked": prose.checked,
        "percent": None if percent is None else str(percent),
        "said": [
            {
                "page": said.page,
                "bbox": said.box.as_list(),
                "text": said.text,
                "sentence": said.sentence,
                "rules": list(said.rules),
                "reason": said.reason,
            }
            for said in prose.said
        ],
    }


def _figure(figure: Figure) -> Json:
    place: Json = {"page": figure.page, "bbox": figure.box.as_list(), "text": figure.text}
    if figure.row_name or figure.column_name:  # of a form: no row and column of a table
        place |= {"row": figure.row_name, "column": figure.column_name}
    return place


def _line(finding: Finding, path: Path) -> Json:
    """The line or paragraph of a finding in a file that has no pages."""
    unit, cell = unit_of(path), target(finding)
    return {} if unit is Unit.PAGE or cell is None else {unit.value: line_of(cell.box)}


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "page": finding.page,
        "table": finding.table,
        "expected": finding.expected,
        "actual": finding.actual,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        "formula": finding.formula,
        "fingerprint": finding.fingerprint,
        "root": finding.root,
        "basis": finding.basis,
        "how_to_fix": finding.how_to_fix,
        "waived": finding.waived,
        "known": finding.known,
        "lowered": finding.lowered,
        "suspects": [{**_evidence(s.evidence), "corrected": s.corrected} for s in finding.suspects],
        "evidence": [_evidence(e) for e in finding.evidence],
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "page": evidence.page,
        "bbox": evidence.box.as_list(),
        "text": evidence.text,
        "table": evidence.table,
        "row": evidence.row,
        "column": evidence.column,
        "role": evidence.role.value,
        "sign": evidence.sign,
        "amount": _amount(evidence.amount),
    }


def _amount(amount: Amount | None) -> Json | None:
    if amount is None:
        return None
    return {
        "value": format(amount.value, "f"),
        "ulp": format(amount.ulp, "f"),
        "percent": amount.percent,
    }


def _not_checked(outcome: Outcome) -> Json:
    return {
        "rule": outcome.rule,
        "reason": outcome.reason,
        "page": outcome.page,
        "table": outcome.table,
        "key": list(outcome.key),
        "evidence": [_evidence(e) for e in outcome.evidence],
    }
