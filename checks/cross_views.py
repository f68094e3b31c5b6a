"""The facts of a table laid out for comparison: by money, by what is measured, by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from budgetlint.facts import Fact, facts_of
from budgetlint.facts_model import Carry, Concept, Fund, Use, once_per_document
from budgetlint.model import Document, Table, TableKind


class Frame(NamedTuple):
    """What a column measures; only figures of one frame are compared with one another."""

    concept: Concept
    use: Use
    carry: Carry
    year: int
    stage: str


class Place(NamedTuple):
    """What a line is about."""

    functional: str = ""
    economic: str = ""
    government: str = ""
    item: str = ""
    organisation: str = ""

    def contains(self, other: Place) -> bool:
        """Whether ``other`` is a part of this line."""
        return (
            other.functional.startswith(self.functional)
            and other.economic.startswith(self.economic)
            and other.government.startswith(self.government)
            and other.item == self.item
            and self.organisation in ("", other.organisation)
        )

    @property
    def parent(self) -> Place | None:
        """The line one level up by its code; None where that is the total or not clear."""
        codes = [c for c in (self.functional, self.economic, self.government) if c]
        if len(codes) != 1 or len(codes[0]) <= 3:
            return None
        return Place(
            self.functional[:-2], self.economic[:-2], self.government[:-2], "", self.organisation
        )


Facts = tuple[Fact, ...]


@dataclass
class Sheet:
    """The figures of one frame of a table: the lines, and the totals by what they are called."""

    lines: dict[Place, list[Fact]] = field(default_factory=dict)
    totals: dict[str, Facts] = field(default_factory=dict)
    _parts: dict[Place, Facts] = field(default_factory=dict)

    def find(self, place: Place) -> Facts:
        """The figures that make up a line: its own, or those of the lines it consists of."""
        own = self.lines.get(place)
        if own is not None:
            return tuple(own)
        if place not in self._parts:
            self._parts[place] = self._gather(place)
        return self._parts[place]

    def _gather(self, place: Place) -> Facts:
        """The fewest lines that lie inside ``place`` and not inside one another."""
        inside = sorted((p for p in self.lines if place.contains(p)), key=_fineness)
        taken: list[Place] = []
        for candidate in inside:
            if not any(
                p.organisation == candidate.organisation and p.contains(candidate) for p in taken
            ):
                taken.append(candidate)
        return tuple(fact for p in taken for fact in self.lines[p])


def _fineness(place: Place) -> int:
    return len(place.functional) + len(place.economic) + len(place.government)


@dataclass
class View:
    """One table as far as one fund is concerned, or several that together are about a fund."""

    tables: tuple[Table, ...]
    fund: Fund
    sheets: dict[Frame, Sheet]


def joined(views: Sequence[View], fund: Fund) -> View:
    """Tables of several funds as one of all of them."""
    sheets: dict[Frame, Sheet] = {}
    for view in views:
        for frame, sheet in view.sheets.items():
            whole = sheets.setdefault(frame, Sheet())
            for place, facts in sheet.lines.items():
                whole.lines.setdefault(place, []).extend(facts)
            for name, total in sheet.totals.items():
                whole.totals[name] = whole.totals.get(name, ()) + total
    return View(tuple(t for view in views for t in view.tables), fund, sheets)


@once_per_document
def views_of(document: Document) -> Mapping[str, Mapping[Fund, View]]:
    """Every table that has facts, by its id and by fund."""
    tables = {table.id: table for table in document.tables}
    found: defaultdict[str, dict[Fund, View]] = defaultdict(dict)
    for fact in facts_of(document):
        key = fact.key
        view = found[fact.table].get(key.fund)
        if view is None:
            view = found[fact.table][key.fund] = View((tables[fact.table],), key.fund, {})
        frame = Frame(key.concept, key.use, key.carry, key.year, key.stage)
        sheet = view.sheets.setdefault(frame, Sheet())
        if key.total and not key.organisation:
            sheet.totals.setdefault(key.total, (fact,))
        else:
            place = Place(
                key.functional, key.economic, key.government, key.item, key.organisation
            )
            sheet.lines.setdefault(place, []).append(fact)
    return dict(found)


def tables_of(document: Document, *kinds: TableKind) -> Iterator[Table]:
    """The tables of some kinds that have facts, in the order of the document."""
    known = views_of(document)
    return (t for t in document.tables if t.kind in kinds and t.id in known)
