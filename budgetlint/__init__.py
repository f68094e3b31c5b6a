"""A linter for Chinese government budget disclosures (部门预算、决算公开)."""

from __future__ import annotations

__version__: str


def __getattr__(name: str) -> str:
    """``__version__`` from the installed metadata, looked up only when somebody asks."""
    if name == "__version__":
        from importlib.metadata import version

        return version("budgetlint")
    raise AttributeError(name)
