"""Rules for performance forms: on sheets made up at random, and on real ones."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetlint.forms import form_figures, forms_of
from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.read import read_document
from budgetlint.rules import load_rules
from budgetlint.testing_pages import build_pages

RULES = {code: rule for code, rule in load_rules().rules.items() if code.startswith("PRF")}
ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("BUDGETLINT_CORPUS", ROOT.parent / "shared" / "corpus"))

marks = st.integers(1, 40)
points = st.lists(
    st.tuples(marks, st.integers(0, 100), st.integers(0, 2)), min_size=2, max_size=9
).map(
    lambda rows: [
        (Decimal(mark), (Decimal(mark) * share / 100).quantize(Decimal(1).scaleb(-places)))
        for mark, share, places in rows
    ]
)


def _sheet(rows: list[tuple[Decimal, Decimal]], total: Decimal) -> Document:
    full = sum((mark for mark, _ in rows), Decimal(0))
    grid = [
        ["一级指标", "分值", "得分"],
        *([f"指标{n}", str(mark), str(score)] for n, (mark, score) in enumerate(rows)),
        ["合计", str(full), str(total)],
    ]
    return Document(Path("a.pdf"), "", build_pages([[{"grid": grid}]]), ())


def _outcomes(document: Document, *codes: str) -> list[Outcome]:
    rules = [RULES[code] for code in codes] if codes else list(RULES.values())
    return [outcome for rule in rules for outcome in rule.check(document)]


def _failures(document: Document, *codes: str) -> list[Outcome]:
    return [o for o in _outcomes(document, *codes) if o.status is Status.FAIL]


@settings(deadline=None, max_examples=60)
@given(points)
def test_a_sheet_that_adds_up_is_never_accused(rows: list[tuple[Decimal, Decimal]]) -> None:
    total = sum((score for _, score in rows), Decimal(0))
    document = _sheet(rows, total)
    assert _failures(document, "PRF101", "PRF102", "PRF103") == []
    assert [o.status for o in _outcomes(document, "PRF103")] == [Status.PASS]


@settings(deadline=None, max_examples=60)
@given(points, st.integers(6, 400))
def test_a_wrong_total_is_always_found(rows: list[tuple[Decimal, Decimal]], by: int) -> None:
    """Beyond half a unit in the last place for every addend and the total."""
    total = sum((score for _, score in rows), Decimal(0))
    (found,) = _failures(_sheet(rows, total + by), "PRF103")
    assert found.severity is Severity.ERROR


def test_messages_can_be_printed_in_both_languages() -> None:
    rows = [(Decimal(50), Decimal(60)), (Decimal(50), Decimal(40))]
    for outcome in _failures(_sheet(rows, Decimal(90))):
        rule = RULES[outcome.rule]
        for template in (rule.message, rule.message_en):
            assert template.format_map(dict(outcome.arguments))


#: document → what is wrong in its forms, as (rule, severity, page), and how much of them holds
REAL = {
    "ningde-office-2024-self-evaluation": ({("PRF201", "warning", 1)}, 40),
    "southwest-university-2024-budget": (set(), 50),
    "xian-finance-2026-budget": (set(), 30),
    "shanghai-putuo-wanli-2023-budget": ({("PRF201", "error", 35)}, 9),
    "fuzhou-medical-insurance-2026-budget": (set(), 13),
    "foshan-rail-2019-final": (set(), 0),
    "changsha-police-2025-budget": (set(), 0),
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}; set BUDGETLINT_CORPUS")
@pytest.mark.parametrize("name", REAL)
def test_real_forms(name: str) -> None:
    wrong, least = REAL[name]
    document = read_document(CORPUS / f"{name}.pdf")
    outcomes = _outcomes(document)
    failed = {
        (o.rule, (o.severity or RULES[o.rule].severity).value, o.page)
        for o in outcomes
        if o.status is Status.FAIL and o.severity is not Severity.INFO
    }
    assert failed == wrong
    assert sum(o.places for o in outcomes if o.status is Status.PASS) >= least


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}; set BUDGETLINT_CORPUS")
@pytest.mark.parametrize("name", ["ningde-office-2024-self-evaluation", "xian-finance-2026-budget"])
def test_the_figures_of_real_forms_took_part(name: str) -> None:
    """Outcomes name the figures of forms as the coverage does."""
    document = read_document(CORPUS / f"{name}.pdf")
    taken = {
        (o.table, cell)
        for o in _outcomes(document)
        if o.status in (Status.PASS, Status.FAIL)
        for cell in o.cells
    }
    figures = form_figures(document, forms_of(document))
    places = [(table, (f.row, f.column)) for table, found in figures.items() for f in found]
    assert len(places) > 20
    assert sum(place in taken for place in places) >= 0.95 * len(places)
