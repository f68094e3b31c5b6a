"""What each figure of a table looks like in the report: failing, unchecked, checked …

One figure has one state, the most pressing that applies. ``checked`` is only said of figures
that count for the coverage and are not in its list of unchecked figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from budgetlint.model import (
    Box,
    ColumnRole,
    Document,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Figure,
    Finding,
    Severity,
    Status,
    Table,
)
from budgetlint.report.summary import ordered

Cell = tuple[int, int]
Places = Mapping[tuple[str, int, Box], Cell]
_UNCOUNTED = {ColumnRole.ORDINAL, ColumnRole.CODE, ColumnRole.NAME, ColumnRole.TEXT}


class State(IntEnum):
    """The states in order of precedence."""

    CHECKED = 0
    NEUTRAL = 1
    UNCHECKED = 2
    UNPARSED = 3
    INVOLVED = 4
    UNSURE = 5
    WARNING = 6
    ERROR = 7

    @property
    def key(self) -> str:
        """The name used in classes and strings."""
        return self.name.lower()


#: The mark beside a figure: never colour alone.
SIGNS = {
    State.UNCHECKED: "○",
    State.UNPARSED: "¿",
    State.INVOLVED: "∘",
    State.UNSURE: "?",
    State.WARNING: "!",
    State.ERROR: "✗",
}


@dataclass
class Marks:
    """States of figures and row labels of all tables, with the finding each comes from."""

    figures: dict[tuple[str, Cell], State] = field(default_factory=dict)
    labels: dict[tuple[str, int, str], State] = field(default_factory=dict)
    unchecked: set[tuple[str, Cell]] = field(default_factory=set)
    links: dict[tuple[str, Cell], str] = field(default_factory=dict)
    label_links: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def state(self, table: str, cell: Cell) -> State:
        """The state of one figure."""
        return self.figures[table, cell]

    def raise_to(self, table: str, cell: Cell, state: State, link: str = "") -> None:
        """Give a figure a more pressing state; a weaker one changes nothing."""
        if state > self.figures.get((table, cell), State.CHECKED):
            self.figures[table, cell] = state
            if link:
                self.links[table, cell] = link


def mark_document(report: DocumentReport, anchors: Mapping[int, str]) -> Marks:
    """The states of all figures of a document.

    ``anchors`` maps ``id(finding)`` to the anchor of the place where it is shown.
    """
    marks = Marks()
    places = figure_places(report.document)
    unchecked = set(report.coverage.unchecked)
    for table in report.document.tables:
        _initial(table, unchecked, marks)
    for outcome in report.not_checked:
        if outcome.status is Status.NOT_CHECKED:
            for evidence in outcome.evidence:
                _mark(evidence, State.UNSURE, "", report, places, marks)
    for finding in ordered(report):
        if finding.severity is not Severity.INFO:
            _mark_finding(finding, anchors.get(id(finding), ""), report, places, marks)
    return marks


def figure_places(document: Document) -> Places:
    """Where each figure stands: table, page and box → row and column."""
    return {
        (table.id, figure.page, figure.box): cell
        for table in document.tables
        for cell, figure in table.figures.items()
    }


def _initial(table: Table, unchecked: set[Figure], marks: Marks) -> None:
    roles = {column.index: column.role for column in table.columns}
    for cell, figure in table.figures.items():
        state = State.CHECKED
        if figure in unchecked:
            state = State.UNCHECKED
            marks.unchecked.add((table.id, cell))
        elif roles.get(figure.column, ColumnRole.TEXT) in _UNCOUNTED:
            state = State.NEUTRAL
        if figure.amount is None and state is not State.NEUTRAL:
            state = State.UNPARSED
        marks.figures[table.id, cell] = state


def _mark_finding(
    finding: Finding,
    link: str,
    report: DocumentReport,
    places: Places,
    marks: Marks,
) -> None:
    failing = State.ERROR if finding.severity is Severity.ERROR else State.WARNING
    has_total = any(e.role is EvidenceRole.TOTAL for e in finding.evidence)
    for evidence in finding.evidence:
        involved = has_total and evidence.role is EvidenceRole.ADDEND
        state = State.INVOLVED if involved else failing
        _mark(evidence, state, link, report, places, marks)


def _mark(
    evidence: Evidence,
    state: State,
    link: str,
    report: DocumentReport,
    places: Places,
    marks: Marks,
) -> None:
    cell = figure_cell(evidence, places)
    if cell is not None and (evidence.table, cell) in marks.figures:
        marks.raise_to(evidence.table, cell, state, link)
        return
    if state not in (State.ERROR, State.WARNING):
        return
    for table in report.document.tables:
        if table.id != evidence.table:
            continue
        for row in table.rows:
            if row.page == evidence.page and row.label == evidence.row and row.label:
                key = (table.id, row.panel, row.label)
                marks.labels[key] = max(state, marks.labels.get(key, State.CHECKED))
                marks.label_links.setdefault(key, link)


def figure_cell(evidence: Evidence, places: Places) -> Cell | None:
    """The place of an evidence among the figures of its table, if it is a figure."""
    if evidence.cell is not None:
        return evidence.cell
    return places.get((evidence.table, evidence.page, evidence.box))
