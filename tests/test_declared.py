"""Relations declared in a file: what they check, what they say, which files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetlint.declared import as_rule, load_declared
from budgetlint.rules import Rule
from budgetlint.testing import Case, load_cases

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "declared"
CASES = [
    case for folder in sorted(FOLDER.glob("USR*")) for case in load_cases(folder)
]


@pytest.fixture(scope="module")
def rules() -> dict[str, Rule]:
    return {item.code: as_rule(item) for item in load_declared([FOLDER / "relations.yml"])}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, rules: dict[str, Rule]) -> None:
    assert case.problems(rules) == []
