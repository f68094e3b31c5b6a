"""Which 部门预算经济分类 may stand beside which 政府预算经济分类."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from budgetlint.classification.catalogue import read_rows


@dataclass(frozen=True, slots=True)
class CrosswalkPair:
    """One allowed pair; ``evidence`` is ``notice`` (in an official notice) or ``recalled``."""

    department_code: str
    government_code: str
    government_name: str
    applies_to: str
    evidence: str


@lru_cache(maxsize=1)
def _pairs() -> Mapping[str, tuple[CrosswalkPair, ...]]:
    found: dict[str, list[CrosswalkPair]] = defaultdict(list)
    for row in read_rows("economic_crosswalk.csv"):
        pair = CrosswalkPair(
            row["department_code"],
            row["government_code"],
            row["government_name"],
            row["applies_to"],
            row["evidence"],
        )
        found[pair.department_code].append(pair)
    return {code: tuple(pairs) for code, pairs in found.items()}


def allowed_pairs(department_code: str) -> tuple[CrosswalkPair, ...]:
    """The pairs of a department code at 款 level; a local sub-code counts as its 款."""
    return _pairs().get(department_code[:5], ())


def is_allowed(department_code: str, government_code: str) -> bool | None:
    """Whether a pair is in the crosswalk; None when the crosswalk does not know the code.

    Codes given at 类 level are compared at 类 level.
    """
    if len(department_code) == 3:
        pairs = [p for c, ps in _pairs().items() if c.startswith(department_code) for p in ps]
    else:
        pairs = list(allowed_pairs(department_code))
    if not pairs:
        return None
    return any(p.government_code.startswith(government_code) for p in pairs)
