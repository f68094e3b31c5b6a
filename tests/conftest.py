"""Fixtures for all tests: the project's own PDFs, and the corpus where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def clean_pdf() -> Path:
    """A disclosure without errors."""
    return ROOT / "fixtures" / "pdf" / "zhengzhou-2024-clean-reportlab.pdf"


@pytest.fixture(scope="session")
def faulty_pdf() -> Path:
    """The same disclosure with documented errors."""
    return ROOT / "fixtures" / "pdf" / "zhengzhou-2024-faulty-reportlab.pdf"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real disclosures, which are not part of the project."""
    folder = Path(os.environ.get("BUDGETLINT_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}; set BUDGETLINT_CORPUS to a folder of real PDFs")
    return folder
