"""Whether a printed name is the name of its code in that year, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from budgetlint.classification.catalogue import Catalogue, Entry
from budgetlint.classification.text import class_stem, normalise_name, skeleton

__all__ = [
    "Match",
    "NameVerdict",
    "Strength",
    "find_class",
    "judge_name",
    "normalise_name",
    "strength_of",
]

#: A name read in at least this many documents is beyond doubt.
STRONG_DOCUMENTS = 10
MEDIUM_DOCUMENTS = 3


class Match(StrEnum):
    """How a printed name stands to the catalogue's."""

    EQUAL = "equal"
    VARIANT = "variant"  # another spelling known to be in use
    MINOR = "minor"  # differs in 的/与/和 or punctuation only
    TRUNCATED = "truncated"  # the beginning of the name, cut off by a narrow column
    OTHER_EDITION = "other_edition"  # the name of this code in another year
    DIFFERENT = "different"
    UNKNOWN = "unknown"  # the catalogue has no such code in that year


class Strength(StrEnum):
    """How well the catalogue knows a name for a year."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class NameVerdict:
    """The outcome of comparing a name; ``expected`` is the entry of that year, if any.

    ``found`` is the entry the printed name belongs to when it is one of another edition.
    """

    match: Match
    expected: Entry | None = None
    found: Entry | None = None


def strength_of(entry: Entry, year: int) -> Strength:
    """How sure the entry's name is in that year.

    Strong only when the name was read in many documents whose years enclose the year: a name
    seen from 2021 on says little about 2019.
    """
    if entry.evidence != "seen" or not entry.years_seen:
        return Strength.WEAK
    if not min(entry.years_seen) <= year <= max(entry.years_seen):
        return Strength.WEAK
    if entry.documents_seen >= STRONG_DOCUMENTS:
        return Strength.STRONG
    return Strength.MEDIUM if entry.documents_seen >= MEDIUM_DOCUMENTS else Strength.WEAK


def judge_name(book: Catalogue, code: str, name: str, year: int) -> NameVerdict:
    """Compare a printed name with the names of its code in the edition of a year."""
    current = book.in_year(code, year)
    if not current:
        return NameVerdict(Match.UNKNOWN)
    expected = current[-1]
    key = normalise_name(name)
    for entry in current:
        if entry.key == key:
            return NameVerdict(Match.EQUAL, entry)
    for entry in book.by_code[code]:
        if entry.key == key:
            match = Match.VARIANT if entry.status == "variant" else Match.OTHER_EDITION
            return NameVerdict(match, expected, entry)
    for entry in current:
        if skeleton(entry.name) == skeleton(name):
            return NameVerdict(Match.MINOR, entry)
    for entry in current:
        if len(key) >= 4 and entry.key.startswith(key):
            return NameVerdict(Match.TRUNCATED, entry)
    return NameVerdict(Match.DIFFERENT, expected)


def find_class(book: Catalogue, label: str, year: int) -> NameVerdict:
    """Compare a 类 label printed without a code; short forms (农林水, 外交) are in use."""
    key, stem = normalise_name(label), class_stem(label)
    classes = book.classes
    current = [e for e in classes if e.status == "official" and e.valid_in(year)]
    for entry in current:
        if entry.key == key:
            return NameVerdict(Match.EQUAL, entry)
    for entry in classes:
        if entry.key == key:
            expected = next((e for e in current if e.code == entry.code), None)
            return NameVerdict(Match.OTHER_EDITION, expected, entry)
    for entry in current:
        if class_stem(entry.name) == stem or skeleton(entry.name) == skeleton(label):
            return NameVerdict(Match.VARIANT, entry)
    for entry in current:
        if len(key) >= 4 and entry.key.startswith(key):
            return NameVerdict(Match.TRUNCATED, entry)
    for entry in classes:
        if class_stem(entry.name) == stem:
            expected = next((e for e in current if e.code == entry.code), None)
            return NameVerdict(Match.OTHER_EDITION, expected, entry)
    return NameVerdict(Match.DIFFERENT)
