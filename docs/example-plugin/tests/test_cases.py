"""The cases of the plugin's rules; the rules come through the installed entry point."""

from pathlib import Path

import pytest

from budgetlint.testing import Case, load_cases

CASES = load_cases(Path(__file__).parent / "cases")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert case.problems() == []
