"""The generator of made-up disclosures, and what the check says of a few of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

from synthetic_facts import make_department, total
from synthetic_judge import found, run
from synthetic_picks import Picks

from budgetlint.model import Severity

#: Layouts with ruled cells; what the others lose is measured by the bench, not tested here.
RULED = ("*/rules",)
READING = ("not found", "unit", "kind", "figures missing", "figures extra", "unparsed", "split")
#: Performance forms and counts are made to measure how they are read, not to hold.
OPEN = ("target", "score", "vehicles")


@pytest.mark.parametrize("seed", range(8))
def test_income_equals_expenditure(seed: int) -> None:
    d = make_department(Picks(seed))
    funds = {f.fund for f in d.facts} | set(d.left)
    incoming = sum(d.income(f) + d.carried_in(f) for f in funds) + d.used_savings
    assert incoming == total(d.facts) + sum(d.left.values()) + d.distributed


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    run(5, tmp_path / "a.pdf")
    run(5, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("seed", range(6))
def test_plain_layout_is_read_whole_and_not_accused(tmp_path: Path, seed: int) -> None:
    result = run(seed, tmp_path / "plain.pdf", keep=())
    assert len(result.report.document.tables) == len(result.disclosure.tables)
    assert [t for t in result.troubles if t.table not in OPEN] == []


#: Layouts that were once accused: a list that runs on in the panel beside (21, 61), names cut
#: by a page break (16, 193, 220, 240, 241), repeated headers (87), funds taken together (73, 236),
#: income and expenditure without totals (48).
ONCE_ACCUSED = (16, 21, 48, 61, 73, 87, 193, 220, 236, 240, 241)


@pytest.mark.parametrize("seed", [10, 41, 49, 57, 82, *ONCE_ACCUSED])
def test_random_layout_is_not_accused(tmp_path: Path, seed: int) -> None:
    result = run(seed, tmp_path / "random.pdf", plain=RULED)
    accused = [f for f in result.report.findings if f.severity is not Severity.INFO]
    assert [f.message for f in accused] == []
    lost = [t for t in result.troubles if t.what in READING and t.table not in OPEN]
    assert lost == []


@pytest.mark.parametrize("seed", [8, 41, 57, 79])
def test_wrong_digit_is_found(tmp_path: Path, seed: int) -> None:
    clean = run(seed, tmp_path / "clean.pdf", plain=RULED)
    wrong = run(seed, tmp_path / "wrong.pdf", plain=RULED, mutate=True)
    assert wrong.mutation is not None
    assert found(wrong, clean.report.findings) == "error"


@pytest.mark.parametrize("seed", [34, 98, 201])
def test_coarser_prints_of_one_amount_are_at_most_a_warning(tmp_path: Path, seed: int) -> None:
    """A zero among whole 万元 is no zero; a sum of rounded lines drifts from the exact one."""
    result = run(seed, tmp_path / "coarse.pdf", plain=RULED)
    assert [t for t in result.troubles if t.what.startswith("error")] == []


@pytest.mark.parametrize("seed", [34, 108, 118, 179])
def test_rows_and_columns_that_are_guessed_accuse_nobody(tmp_path: Path, seed: int) -> None:
    result = run(seed, tmp_path / "loose.pdf")
    assert [t for t in result.troubles if t.what.startswith("error")] == []
