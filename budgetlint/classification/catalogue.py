"""The catalogue itself: entries read once from the package's CSV files."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from budgetlint.classification.text import normalise_name

#: The editions the catalogue covers; what lies outside cannot be judged by it.
FIRST_YEAR = 2019
LAST_YEAR = 2026

_DATA = Path(__file__).parent / "data"


class Kind(StrEnum):
    """The classifications a code can belong to; the value is the name of its data file."""

    FUNCTIONAL = "functional"
    DEPARTMENT_ECONOMIC = "department_economic"
    GOVERNMENT_ECONOMIC = "government_economic"
    REVENUE = "revenue"

    @property
    def chinese(self) -> str:
        """The name users know the classification by."""
        return _CHINESE[self]


_CHINESE = {
    Kind.FUNCTIONAL: "支出功能分类",
    Kind.DEPARTMENT_ECONOMIC: "部门预算支出经济分类",
    Kind.GOVERNMENT_ECONOMIC: "政府预算支出经济分类",
    Kind.REVENUE: "收入分类",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one code and the editions it stands in.

    ``documents_seen`` counts the public documents the pair was read in, ``years_seen`` are
    their fiscal years; ``evidence`` is ``seen`` or ``recalled``. ``status`` is ``official``
    for the catalogue proper, ``variant`` for another spelling in use and ``ended`` for a name
    from before the first edition held.
    """

    code: str
    name: str
    first_edition: int
    last_edition: int
    documents_seen: int = 0
    years_seen: tuple[int, ...] = ()
    evidence: str = "recalled"
    status: str = "official"

    @property
    def key(self) -> str:
        """The name as it compares."""
        return normalise_name(self.name)

    def valid_in(self, year: int) -> bool:
        """Whether this is a name of the edition of that year."""
        return self.first_edition <= year <= self.last_edition

    def distance(self, year: int) -> int:
        """How many years that year lies outside the editions of this name."""
        return max(self.first_edition - year, year - self.last_edition, 0)


@dataclass(frozen=True)
class Catalogue:
    """All entries of one classification."""

    kind: Kind
    entries: tuple[Entry, ...]

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Entry, ...]]:
        """Every entry of a code: official ones by edition, then variants and ended names."""
        return _grouped((e.code, e) for e in self.entries)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Entry, ...]]:
        """The official entries that bear a (normalised) name; many 项 share one name."""
        return _grouped((e.key, e) for e in self.entries if e.status == "official")

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def official(self, code: str) -> tuple[Entry, ...]:
        """Every official entry of a code, in all editions."""
        return tuple(e for e in self.by_code.get(code, ()) if e.status == "official")

    def in_year(self, code: str, year: int) -> tuple[Entry, ...]:
        """The official entries of a code in the edition of a year."""
        return tuple(e for e in self.official(code) if e.valid_in(year))

    @cached_property
    def classes(self) -> tuple[Entry, ...]:
        """Every 类, with its ended names and variants."""
        return tuple(e for e in self.entries if len(e.code) == 3)


def _grouped(pairs: Iterator[tuple[str, Entry]]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for key, entry in pairs:
        found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one data file of the package."""
    with (_DATA / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def catalogue(kind: Kind) -> Catalogue:
    """The catalogue of one classification, read on first use."""
    official = [_entry(row) for row in read_rows(f"{kind.value}.csv")]
    display = [
        Entry(
            code=row["code"],
            name=row["name"],
            first_edition=0 if row["status"] == "ended" else FIRST_YEAR,
            last_edition=int(row["last_edition"] or LAST_YEAR),
            evidence=row["evidence"],
            status=row["status"],
        )
        for row in read_rows("display_names.csv")
        if row["kind"] == kind.value
    ]
    return Catalogue(kind, tuple(official + display))


def _entry(row: Mapping[str, str]) -> Entry:
    years = (row.get("years_seen") or "").split()
    return Entry(
        code=row["code"],
        name=row["name"],
        first_edition=int(row["first_edition"]),
        last_edition=int(row["last_edition"]),
        documents_seen=int(row["documents_seen"]),
        years_seen=tuple(int(y) for y in years),
        evidence=row["evidence"],
    )
