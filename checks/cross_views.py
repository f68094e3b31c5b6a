"""The facts of a table laid out for comparison: by money, by what is measured, by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from budgetlint.facts import Fact, facts_of
from budgetlint.facts_government import is_governments
from budgetlint.facts_model import Carry, Concept, Fund, Use, once_per_document
from budgetlint.model import Document, RowRole, Table, TableKind


class Frame(NamedTuple):
    """What a column measures; only figures of one frame are compared with one another."""

    concept: Concept
    use: Use
    carry: Carry
    level: str
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
        """The line one level up: by its code, or the total (an empty place); None in doubt."""
        codes = [c for c in (self.functional, self.economic, self.government) if c]
        if not codes:
            return Place()
        if len(codes) != 1:
            return None
        if len(codes[0]) <= 3:
            return Place(organisation=self.organisation)
        return Place(
            self.functional[:-2], self.economic[:-2], self.government[:-2], "", self.organisation
        )


Facts = tuple[Fact, ...]


@dataclass
class Sheet:
    """The figures of one frame of a table: the lines, and the totals by what they are called.

    ``complete`` says that no line of the table was left out because its label is not
    understood; only then can lines be added up.
    """

    lines: dict[Place, list[Fact]] = field(default_factory=dict)
    totals: dict[str, Facts] = field(default_factory=dict)
    complete: bool = True
    _parts: dict[Place, Facts] = field(default_factory=dict)

    def find(self, place: Place) -> Facts:
        """The figures that make up a line: its own, or those of the lines it consists of."""
        own = self.lines.get(place)
        if own is not None:
            return tuple(own)
        if not self.complete:
            return ()
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
            whole.complete &= sheet.complete
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
        frame = Frame(key.concept, key.use, key.carry, key.level, key.year, key.stage)
        sheet = view.sheets.setdefault(frame, Sheet())
        place = Place(key.functional, key.economic, key.government, key.item, key.organisation)
        if not any(place):
            sheet.totals.setdefault(key.total, (fact,))
        else:
            sheet.lines.setdefault(place, []).append(fact)
    for table_id, views in found.items():
        if not _understood(tables[table_id], views):
            for view in views.values():
                for sheet in view.sheets.values():
                    sheet.complete = False
    return dict(found)


def _understood(table: Table, views: Mapping[Fund, View]) -> bool:
    """Whether every line of a table that prints figures has a meaning."""
    known = {
        fact.cell[0]
        for view in views.values()
        for sheet in view.sheets.values()
        for facts in (*sheet.lines.values(), *sheet.totals.values())
        for fact in facts
    }
    lines = {row for row, _ in table.figures} - known
    return not any(table.rows[row].role is RowRole.LEAF for row in lines)


def tables_of(document: Document, *kinds: TableKind) -> Iterator[Table]:
    """The departmental tables of some kinds that have facts, in the order of the document."""
    known = views_of(document)
    return (
        t for t in document.tables if t.kind in kinds and t.id in known and not is_governments(t)
    )
