"""The shape of codes: their classification by the first digit, their parents, padding."""

from __future__ import annotations

from functools import lru_cache

from budgetlint.classification.catalogue import Kind, catalogue

_BY_DIGIT = {
    "1": Kind.REVENUE,
    "2": Kind.FUNCTIONAL,
    "3": Kind.DEPARTMENT_ECONOMIC,
    "5": Kind.GOVERNMENT_ECONOMIC,
}


def kind_of(code: str) -> Kind | None:
    """The classification a code's first digit stands for, or None."""
    return _BY_DIGIT.get(code[:1])


def parent_of(code: str) -> str:
    """The code one level up (2010301 → 20103 → 201), or ``""`` for a 类."""
    return code[:-2] if len(code) > 3 else ""


def parents_of(code: str) -> tuple[str, ...]:
    """Every code above, from 类 down: 2010301 → (201, 20103)."""
    return tuple(code[:length] for length in range(3, len(code), 2))


@lru_cache(maxsize=4096)
def pad(code: str) -> str | None:
    """The code with the zeros that a spreadsheet dropped, or None when that is not certain.

    ``3012`` (301 and 2 in two cells) becomes 30102; ``208505`` may be 20805 and 05 or 5 and
    05: only the reading that the catalogue knows is taken. A code of full length comes back
    as it is.
    """
    if len(code) in (3, 5, 7):
        return code
    kind = kind_of(code)
    if kind is None or not 4 <= len(code) <= 6:
        return None
    if len(code) == 4:
        candidates = {f"{code[:3]}0{code[3]}"}
    else:
        candidates = {f"{code[:5]}0{code[5]}", f"{code[:3]}0{code[3:]}"}
    known = [c for c in sorted(candidates) if c in catalogue(kind)]
    return known[0] if len(known) == 1 else None
