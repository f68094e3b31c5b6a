"""One current figure with its percentage of last year's, printed in several tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from budgetlint.model import Evidence, EvidenceRole, Outcome, Severity, Status, Table
from budgetlint.places import place_words
from budgetlint.relations.implied import current_column
from budgetlint.relations.model import Cell
from budgetlint.relations.outcomes import evidence_of, table_key
from budgetlint.relations.percent import printed_percent
from budgetlint.relations.percent_readings import Target

_LEAST = Decimal(1000)  # smaller figures may be equal by chance
_NUMBERING = re.compile(
    r"^(?:其中[:：]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])"
)
_WHOLE = re.compile(r"全[国省市州县区]")
_OWN = re.compile(r"本级|[省市州县区]级|省直|市直")
Key = tuple[str, str, str, Decimal]


@dataclass(frozen=True, slots=True)
class Print:
    """One place where a figure and its percentage are printed."""

    target: Target
    percent: Cell
    current: Cell

    @property
    def table(self) -> Table:
        """The table it is printed in."""
        return self.target.table

    @property
    def scope(self) -> str:
        """Which governments the table is about: all of a province, or its own level only.

        The two may have one figure this year and still not have had one last year.
        """
        title = self.table.title
        return "全" if _WHOLE.search(title) else "本级" if _OWN.search(title) else ""

    @property
    def value(self) -> Decimal:
        """The percentage; the amounts of prints are known to parse."""
        amount = printed_percent(self.table.figures[self.percent])
        assert amount is not None
        return amount.value

    @property
    def cells(self) -> tuple[Cell, Cell]:
        """The percentage and the figure it belongs to."""
        return (self.percent, self.current)


def repeated(targets: Sequence[Target]) -> Iterator[list[Print]]:
    """The prints of each figure that stands in more than one table with its percentage.

    A figure is the same when its line, its column's heading, its unit and all its digits are.
    """
    found: dict[Key, list[Print]] = {}
    for target in targets:
        if target.view.by_row or len(target.lines) != 1:
            continue
        column = current_column(target)
        if column is None:
            continue
        for cross in target.view.crosses:
            item = Print(target, (cross, target.lines[0]), (cross, column))
            key = _key(item)
            if key is not None:
                found.setdefault(key, []).append(item)
    for prints in found.values():
        if len({p.table.id for p in prints}) > 1 and len(_by_table(prints)) == len(prints):
            yield prints


def _by_table(prints: Sequence[Print]) -> set[str]:
    """The tables of some prints; a line that stands twice in one table is no clear fact."""
    return {p.table.id for p in prints}


def _key(item: Print) -> Key | None:
    figures = item.table.figures
    percent, current = figures.get(item.percent), figures.get(item.current)
    if percent is None or current is None or printed_percent(percent) is None:
        return None
    if current.amount is None or abs(current.amount.value) < _LEAST:
        return None
    name = _NUMBERING.sub("", item.table.rows[item.current[0]].name)
    return (name, item.target.name, item.table.unit, current.amount.value)


def repeated_outcomes(rule: str, found: Sequence[list[Print]], path: Path) -> Iterator[Outcome]:
    """Whether the percentages of one figure are the same wherever it is printed in a file."""
    agreeing: dict[str, list[Print]] = {}
    for prints in found:
        if len({p.value for p in prints}) > 1:
            for scope in sorted({p.scope for p in prints}):
                alike = [p for p in prints if p.scope == scope]
                yield from _disagreement(rule, alike, [p.value for p in prints], path)
            continue
        for item in prints:
            agreeing.setdefault(item.table.id, []).append(item)
    for items in agreeing.values():
        table = items[0].table
        cells = tuple(dict.fromkeys(cell for item in items for cell in item.cells))
        key = (table_key(table), items[0].target.name)
        yield Outcome(rule, Status.PASS, key, table=table.id, cells=cells, places=len(items))


def _disagreement(
    rule: str, prints: Sequence[Print], values: Sequence[Decimal], path: Path
) -> Iterator[Outcome]:
    """Each print that differs from what most say, or else from the one that stands first.

    ``values`` are those of every scope: they may say which of two prints is the odd one.
    """
    usual = max(prints, key=lambda p: values.count(p.value))
    for item in prints:
        if item.value == usual.value:
            continue
        printed = evidence_of(item.table, item.percent, EvidenceRole.TOTAL)
        other = evidence_of(usual.table, usual.percent)
        where = place_words(path, other.page, other.box)
        yield Outcome(
            rule,
            Status.FAIL,
            (table_key(item.table), table_key(usual.table), printed.row, printed.column),
            Severity.WARNING,
            {
                "row": printed.row,
                "column": printed.column,
                "actual": _text(printed),
                "expected": _text(other),
                "other": usual.table.title or usual.table.id,
                "page": str(other.page),
                "where": where,
            },
            (printed, evidence_of(item.table, item.current), other),
            expected=_text(other),
            actual=_text(printed),
            difference=f"{item.value - usual.value:f}",
            formula=(
                f"{item.table.figures[item.current].text} 在本表为 {_text(printed)}，"
                f"在{where}“{usual.table.title}”为 {_text(other)}"
            ),
            table=item.table.id,
            page=printed.page,
            cells=item.cells,
        )


def _text(evidence: Evidence) -> str:
    return " ".join(evidence.text.split())
