"""The project's own disclosures from end to end: what is planted is found, nothing else is said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from budgetlint.engine import INTERNAL, check
from budgetlint.model import DocumentReport, Evidence, EvidenceRole, Finding, Severity
from budgetlint.read import read_document
from budgetlint.rules import load_rules

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PRODUCERS = ("reportlab", "libreoffice", "chromium")
SHOWN = (Severity.ERROR, Severity.WARNING)
ERRORS: dict[str, dict[str, Any]] = {
    e["id"]: e for e in yaml.safe_load((FIXTURES / "faulty.yml").read_text("utf-8"))["errors"]
}
#: what is missing from the document, or wrong in its prose: other families than those of tables
OF_TEXT = {"F04", "F30", "F31", "F32"}
#: not found yet, and why
MISSED: dict[str, str] = {}
#: findings of another family that are as good as one of the family that was planted
ALSO = {"F17": "DOC", "F16": "BAL", "F24": "BAL", "F13": "COD"}


@cache
def report(variant: str, producer: str) -> DocumentReport:
    document = read_document(FIXTURES / "pdf" / f"zhengzhou-2024-{variant}-{producer}.pdf")
    return check(document, load_rules().rules.values())


def shown(variant: str, producer: str) -> list[Finding]:
    return [f for f in report(variant, producer).findings if f.severity in SHOWN]


def places(error: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Table, row, column and print of every cell that a planted error changes."""
    for edit in (error, *error.get("also", ())):
        if "column" in edit:
            column = edit["column"].replace(" ", "")
            yield edit["table"], edit["row"].replace(" ", ""), column, edit["printed"]


def is_at(item: Evidence, titles: dict[str, str], error: dict[str, Any]) -> bool:
    """Whether a cell of a finding is one that the error changed."""
    label = item.row.replace(" ", "")
    for table, row, column, printed in places(error):
        same_table = titles.get(item.table) == table
        names = {row, printed.replace(" ", "")} if printed else {row}
        same_row = any(label.startswith(n) or label.endswith(n) for n in names) or (
            row.startswith("第") and label == row
        )
        if item.role is EvidenceRole.LABEL:
            if same_table and same_row:
                return True
        elif same_table and same_row and item.column.replace(" ", "") == column:
            return True
    return False


def found_by(producer: str, identifier: str) -> list[Finding]:
    """The findings of the planted family that show the planted place."""
    error = ERRORS[identifier]
    families = (error["family"], ALSO.get(identifier, error["family"]))
    titles = {t.id: t.title for t in report("faulty", producer).document.tables}
    return [
        f
        for f in shown("faulty", producer)
        if f.rule.startswith(families) and any(is_at(e, titles, error) for e in f.evidence)
    ]


def planted() -> Iterator[object]:
    for identifier, error in ERRORS.items():
        if error["family"] in ("SUM", "BAL", "PCT", "COD"):
            marks = (
                [pytest.mark.xfail(reason=MISSED[identifier])] if identifier in MISSED else []
            )
            yield pytest.param(identifier, id=identifier, marks=marks)


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("identifier", planted())
def test_planted_errors_of_tables_are_found_at_their_place(producer: str, identifier: str) -> None:
    assert found_by(producer, identifier) != []


def test_every_planted_error_is_of_a_known_family() -> None:
    others = {i for i, e in ERRORS.items() if e["family"] not in ("SUM", "BAL", "PCT", "COD")}
    assert others == OF_TEXT
    assert set(MISSED) <= set(ERRORS) - OF_TEXT
