"""The catalogue of 政府收支分类科目: codes, names by edition, and how each is known."""

from budgetlint.classification.catalogue import (
    FIRST_YEAR,
    LAST_YEAR,
    Catalogue,
    Entry,
    Kind,
    catalogue,
)
from budgetlint.classification.codes import kind_of, pad, parent_of, parents_of
from budgetlint.classification.crosswalk import CrosswalkPair, allowed_pairs, is_allowed
from budgetlint.classification.names import (
    Match,
    NameVerdict,
    Strength,
    find_class,
    judge_name,
    normalise_name,
    strength_of,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Catalogue",
    "CrosswalkPair",
    "Entry",
    "Kind",
    "Match",
    "NameVerdict",
    "Strength",
    "allowed_pairs",
    "catalogue",
    "find_class",
    "is_allowed",
    "judge_name",
    "kind_of",
    "normalise_name",
    "pad",
    "parent_of",
    "parents_of",
    "strength_of",
]
