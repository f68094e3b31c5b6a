"""Real disclosures: the errors that the rules for the prose report, each looked at on its page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from budgetlint.engine import check
from budgetlint.model import Document, Severity, Status
from budgetlint.read import read_document
from budgetlint.rules import Rule, load_rules

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("BUDGETLINT_CORPUS", ROOT.parent / "shared" / "corpus"))
RULES: list[Rule] = [r for code, r in load_rules().rules.items() if code.startswith("TXT")]

#: (rule, page, what stands there) of every error, by document; documents not named have none.
ERRORS: dict[str, set[tuple[str, int, str]]] = {
    "central-petitions-2026-budget": {("TXT103", 25, "31.35%"), ("TXT101", 18, "18,728.91万元")},
    "changchun-petitions-2026-budget": {
        ("TXT101", 18, "15.56万元"),
        ("TXT107", 17, "1682.76元"),
        ("TXT108", 19, "0.26%"),
        ("TXT108", 19, "7.90%"),
    },
    "jiangsu-procuratorate-2017-budget": {
        ("TXT101", 19, "12323.46万元"),
        ("TXT103", 22, "129.97%"),
        ("TXT108", 22, "26.72%"),
    },
    "jiangsu-procuratorate-2018-budget": {
        ("TXT103", 23, "21.95%"),
        ("TXT103", 26, "0.06%"),
        ("TXT103", 26, "0.66%"),
    },
    "jiangsu-procuratorate-2019-budget": {
        ("TXT103", 25, "10.06%"),
        ("TXT103", 26, "13.22%"),
        ("TXT103", 29, "34.38%"),
    },
    "shanghai-putuo-finance-2024-final": {("TXT107", 21, "0.3万元"), ("TXT108", 21, "71.73%")},
    "shanghai-putuo-finance-2024-final-faulty": {
        ("TXT105", 19, "大于"),
        ("TXT105", 20, "大于"),
        ("TXT105", 21, "等于"),
        ("TXT107", 18, "0万元"),
        ("TXT108", 19, "71.73%"),
    },
    "shanghai-putuo-wanli-2023-budget": {
        ("TXT102", 7, "441.25万元"),
        ("TXT103", 6, "314.82%"),
        ("TXT103", 6, "1421.25万元"),
    },
    "shanghai-putuo-wanli-2024-budget": {
        ("TXT101", 9, "352.67万元"),
        ("TXT102", 9, "352.67万元"),
    },
}
#: Warnings that must be found; there may be others.
WARNINGS: dict[str, set[tuple[str, int, str]]] = {
    "central-petitions-2026-budget": {("TXT111", 19, "3,623.98为万元")},
    "changchun-petitions-2026-budget": {
        ("TXT101", 18, "12.58万元"),
        ("TXT111", 17, "1682.76万"),
        ("TXT111", 18, "费。12.61万元"),
    },
    "heilongjiang-province-2021-final": {("TXT101", 160, "545.4亿元"), ("TXT101", 160, "44.3亿元")},
    "jiangsu-procuratorate-2018-budget": {
        ("TXT108", 25, "99.94%"),
        ("TXT108", 25, "63.75%"),
        ("TXT103", 23, "3,958.98万元"),
    },
    "jiangsu-procuratorate-2019-budget": {("TXT108", 26, "65.56%")},
    "shanghai-putuo-commerce-2025-budget": {("TXT111", 23, "1720.00万")},
    "shanghai-putuo-finance-2024-final": {("TXT110", 23, "个人农业生产补贴")},
    "shanghai-putuo-finance-2024-final-faulty": {
        ("TXT110", 21, "个人农业生产补贴"),
        ("TXT111", 25, "。。"),
    },
    "shanghai-putuo-wanli-2023-budget": {
        ("TXT110", 7, "441.25万元"),
        ("TXT104", 6, "100.00%"),
        ("TXT104", 8, "100.00%"),
    },
    "shanghai-putuo-wanli-2024-budget": {
        ("TXT106", 6, "宣传事务一般行政管理事务经费增加"),
        ("TXT104", 7, "100.00%"),
    },
    "southwest-university-2024-budget": {("TXT111", 15, "。。")},
}

FILES = sorted(FOLDER.glob("*.pdf")) if FOLDER.is_dir() else []
pytestmark = pytest.mark.skipif(not FILES, reason=f"no corpus at {FOLDER}")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_only_true_errors_are_called_errors(path: Path) -> None:
    document = read_document(path)
    found: dict[Severity, set[tuple[str, int, str]]] = {s: set() for s in Severity}
    for rule in RULES:
        for outcome in rule.check(document):
            if outcome.status is Status.FAIL:
                assert outcome.page is not None
                entry = (rule.code, outcome.page, outcome.actual)
                found[outcome.severity or rule.severity].add(entry)
    assert found[Severity.ERROR] == ERRORS.get(path.stem, set())
    assert WARNINGS.get(path.stem, set()) <= found[Severity.WARNING]


def test_the_second_reader_confirms_figures_of_the_prose() -> None:
    """An amount of the prose is read again at its place, and the finding stays an error."""
    from budgetlint.read.second import SecondReader

    path = FOLDER / "shanghai-putuo-wanli-2024-budget.pdf"
    document: Document = read_document(path)
    second = SecondReader(path)
    try:
        report = check(document, RULES, confirm=second)
    finally:
        second.close()
    errors = {(f.rule, f.page) for f in report.findings if f.severity is Severity.ERROR}
    assert errors == {("TXT101", 9), ("TXT102", 9)}
