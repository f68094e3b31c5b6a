"""With ``--lang en`` formulas and reasons are English; only what they quote stays Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from budgetlint.engine import check
from budgetlint.english import in_english
from budgetlint.read import read_document
from budgetlint.rules import load_rules

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "pdf"
#: Quoted names, units and codes with the names of their lines are what the page prints.
_PRINTED = re.compile(r"“.*”|《[^》]*》|[\d.]\s?(?:万元|亿元|元)|\d{3,} \S+")
_CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("name", ["faulty", "clean"])
def test_no_sentence_stays_chinese(name: str) -> None:
    document = read_document(FIXTURES / f"zhengzhou-2024-{name}-reportlab.pdf")
    report = check(document, load_rules().rules.values(), lang="en")
    texts = {
        *(f.formula for f in report.findings),
        *(o.reason for o in report.not_checked),
        *(s.reason for s in report.prose.said),
    }
    assert len(texts) > 5
    assert [t for t in texts if _CHINESE.search(_PRINTED.sub("", t))] == []


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (
            "37.0 + 5.3 = 42.3，表中 52.2，差 9.9，允许 ±0.15",
            "37.0 + 5.3 = 42.3, printed 52.2, difference 9.9, tolerance ±0.15",
        ),
        (
            "应等于 3.0，表中 3.1，差 0.1，在尾差 0.15 以内",
            "should be 3.0, printed 3.1, difference 0.1, within rounding (0.15)",
        ),
        ("“金额”3 个数：基数为 0，无法计算百分比", "“金额”3 figures: the base is 0"),
        ("别处没有的说法", "别处没有的说法"),
    ],
)
def test_phrases(chinese: str, english: str) -> None:
    assert in_english(chinese) == english
