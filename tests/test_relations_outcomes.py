"""What a failing sum shows: its total, its terms, and zeros only while they are few."""

from __future__ import annotations

from pathlib import Path

from grid_samples import table

from budgetlint.model import Document, Status
from budgetlint_checks.sums import row_totals


def shown(*zeros: str) -> tuple[list[str], str]:
    """The figures of the evidence for a row with as many more 其中 columns as zeros."""
    names = [f"资金{n}" for n, _ in enumerate(zeros)]
    head = [["项目", "合计", "基本支出", "项目支出", *names]]
    good = ["乙", "3,018.5", "1,010.2", "2,008.3", *zeros]
    sample = table(head, ["甲", "3,518.5", "1,010.2", "2,008.3", *zeros], good, good, good)
    document = Document(path=Path("a.pdf"), sha256="", pages=(), tables=(sample,))
    (failed,) = [o for o in row_totals.check(document) if o.status is Status.FAIL]
    return [e.text for e in failed.evidence], str(failed.formula)


def test_a_zero_may_be_the_wrong_figure_and_is_shown() -> None:
    figures, formula = shown("0.0")
    assert figures == ["3,518.5", "1,010.2", "2,008.3", "0.0"]
    assert formula.startswith("1,010.2 + 2,008.3 = 3,018.5，表中 3,518.5")


def test_many_zeros_would_bury_the_rest() -> None:
    figures, _ = shown(*["0.0"] * 8)
    assert figures == ["3,518.5", "1,010.2", "2,008.3"]


def formula_of(*figures: str) -> str:
    head = [["项目", "合计", "基本支出", "项目支出", "经营支出"]]
    good = ["乙", "4,018.5", "1,010.2", "2,008.3", "1,000.0"]
    sample = table(head, ["甲", *figures], *[good] * 6)
    document = Document(path=Path("a.pdf"), sha256="", pages=(), tables=(sample,))
    (failed,) = [o for o in row_totals.check(document) if o.status is Status.FAIL]
    return str(failed.formula)


def test_a_sum_that_is_off_by_one_of_its_terms_says_which() -> None:
    assert "差额正好等于“项目支出”，像是少了这一栏" in formula_of(
        "2,234.6", "1,234.6", "2,186.3", "1,000.0"
    )
    assert "像是多算了一次这一栏" in formula_of("6,607.2", "1,234.6", "2,186.3", "1,000.0")
    assert "差额正好" not in formula_of("4,520.9", "1,234.6", "2,186.3", "1,000.0")
