"""Findings laid out for the HTML report: place, calculation as a table, what it explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.model import Evidence, Finding
from budgetlint.report import summary
from budgetlint.report.html_pictures import DocumentPictures, PagePicture
from budgetlint.report.html_sums import (
    adds_up,
    as_printed,
    bounds,
    is_equality,
    repeats_term,
    signed,
    terms_of,
    totals_of,
    unsigned_zero,
)
from budgetlint.report.html_tables import cell_anchor
from budgetlint.report.marks import Marks, Places, figure_cell
from budgetlint.report.messages import Messages
from budgetlint.report.summary import Group
from budgetlint.report.texts import clean, one_line


@dataclass(frozen=True)
class Place:
    """Where something is; empty parts are not shown."""

    page: str
    table: str
    row: str
    column: str
    link: str
    prose: bool = False


@dataclass(frozen=True)
class Term:
    """One line of the calculation; ``low`` and ``high`` are empty where they say nothing."""

    sign: str
    label: str
    printed: str
    low: str
    high: str


@dataclass(frozen=True)
class Calculation:
    """The terms and the closing lines of a calculation.

    Of two figures that should be equal neither is the computed one: both are terms then.
    """

    terms: tuple[Term, ...]
    computed: Term | None
    printed: Term | None
    closing: str
    difference: str
    tolerance: str


@dataclass(frozen=True)
class FindingView:
    """A finding ready for the template."""

    anchor: str
    fingerprint: str
    rule: str
    name: str
    severity: str
    message: str
    place: Place
    formula: str
    expected: str
    actual: str
    difference: str
    tolerance: str
    basis: str
    how_to_fix: str
    calculation: Calculation | None
    compared: tuple[tuple[Place, str], ...]
    pictures: tuple[PagePicture, ...]
    equal: bool
    aside: str
    suspects: tuple[tuple[Place, str], ...] = ()


@dataclass(frozen=True)
class GroupView:
    """A root with its dependents, and what the filter compares."""

    root: FindingView
    dependents: tuple[FindingView, ...]
    severity: str
    rules: str
    tables: str
    pages: str


@dataclass(frozen=True)
class Layout:
    """What turning findings into views needs to know of their document."""

    say: Messages
    names: Mapping[str, str]
    units: Mapping[str, str]
    table_anchors: Mapping[str, str]
    finding_anchors: Mapping[int, str]
    places: Places
    marks: Marks
    pictures: DocumentPictures

    def group(self, group: Group) -> GroupView:
        """One group."""
        members = (group.root, *group.dependents)
        tables = {e.table for f in members for e in f.evidence} | {f.table for f in members}
        anchors = {self.table_anchors[t] for t in tables if t in self.table_anchors}
        pages = {e.page for f in members for e in f.evidence} | {f.page for f in members}
        return GroupView(
            root=self.finding(group.root),
            dependents=tuple(self.finding(f) for f in group.dependents),
            severity=group.severity.value,
            rules=" ".join(sorted({f.rule for f in members})),
            tables=" ".join(sorted(anchors)),
            pages=" ".join(str(page) for page in sorted(p for p in pages if p is not None)),
        )

    def finding(self, finding: Finding) -> FindingView:
        """One finding."""
        return FindingView(
            anchor=self.finding_anchors[id(finding)],
            fingerprint=one_line(finding.fingerprint),
            rule=one_line(finding.rule),
            name=one_line(finding.name),
            severity=finding.severity.value,
            message=clean(finding.message),
            place=self.place_of(finding),
            formula=self._formula(finding),
            expected=as_printed(finding.expected, finding.actual),
            actual=clean(finding.actual),
            difference=unsigned_zero(finding.difference),
            tolerance=unsigned_zero(finding.tolerance),
            basis=clean(finding.basis),
            how_to_fix=clean(finding.how_to_fix),
            calculation=self.calculation(finding),
            compared=self.compared(finding),
            pictures=self.pictures.of(finding),
            equal=is_equality(finding),
            aside=one_line(finding.waived),
            suspects=self.suspects(finding),
        )

    def place_of(self, finding: Finding) -> Place:
        """The place of the cell a finding is about, as far as it is known."""
        cell = summary.target(finding)
        if cell is not None:
            return self.place(cell, finding.table or cell.table)
        table = finding.table
        return Place(
            self.say.spot(finding.page),
            self._table(table),
            "",
            "",
            self.table_anchors.get(table, ""),
        )

    def place(self, evidence: Evidence, table: str = "") -> Place:
        """The place of one cell, linked to it in the table as read."""
        table = table or evidence.table
        anchor = self.table_anchors.get(table, "")
        cell = figure_cell(evidence, self.places)
        if anchor and cell is not None and (table, cell) in self.marks.links:
            anchor = cell_anchor(anchor, cell)
        return Place(
            page=self.say.spot(evidence.page, evidence.box),
            table=self._table(table),
            row=one_line(evidence.row),
            column=one_line(evidence.column),
            link=anchor,
            prose=not table,
        )

    def _table(self, table: str) -> str:
        return self.names.get(table, one_line(table))

    def compared(self, finding: Finding) -> tuple[tuple[Place, str], ...]:
        """Cells of other tables that take part, with what is printed there."""
        cell = summary.target(finding)
        if cell is None:
            return ()
        return tuple(
            (self.place(e), clean(e.text)) for e in finding.evidence if e.table != cell.table
        )

    def suspects(self, finding: Finding) -> tuple[tuple[Place, str], ...]:
        """The figures that are most likely wrong, each with what it should probably be."""
        return tuple(
            (
                self.place(s.evidence),
                self.say("suspect.be", text=clean(s.evidence.text), corrected=clean(s.corrected)),
            )
            for s in finding.suspects
        )

    # ------------------------------------------------------------ the calculation

    def calculation(self, finding: Finding) -> Calculation | None:
        """The calculation as a table, or None for a finding without figures.

        Signs and the range of the result are shown only where the terms do add up to the
        expected value: shares and amounts in other units are no sums of their cells.
        """
        terms, totals = terms_of(finding), totals_of(finding)
        if not totals or not (terms or finding.expected):
            return None
        if is_equality(finding) or (len(totals) > 1 and not terms):
            return self._side_by_side(finding)
        is_sum = adds_up(finding)
        low = high = ""
        if is_sum:
            amounts = signed(terms)
            added = sum((sign * a.value for sign, a in amounts), Decimal(0))
            half = sum((a.ulp for _, a in amounts), Decimal(0)) / 2
            low, high = bounds(added - half, added + half)
        labels = self._labels([*terms, totals[0]])[:-1]
        lines = tuple(
            self._term(e, label, is_sum, first=i == 0)
            for i, (e, label) in enumerate(zip(terms, labels, strict=True))
        )
        word = self.say("calc.computed" if is_sum else "calc.expected")
        equals = "=" if is_sum or repeats_term(finding) else ""
        printed = "calc.total" if totals[0].table else "calc.total.said"
        expected = as_printed(finding.expected, totals[0].text)
        return Calculation(
            terms=lines,
            computed=Term(equals, word, expected, low, high),
            printed=self._term(totals[0], self.say(printed), False, first=True),
            closing=self.say("difference"),
            difference=unsigned_zero(finding.difference),
            tolerance=unsigned_zero(finding.tolerance),
        )

    def _side_by_side(self, finding: Finding) -> Calculation:
        """Printed figures that disagree, each under its own name; none is the computed one."""
        pair = [*totals_of(finding), *terms_of(finding)]
        closing = self.say("difference")
        if is_equality(finding):
            closing = f"{self.say('calc.equal')}{self.say('comma')}{closing}"
        labels = self._labels(pair)
        lines = (
            self._term(e, label, False, first=True) for e, label in zip(pair, labels, strict=True)
        )
        return Calculation(
            terms=tuple(lines),
            computed=None,
            printed=None,
            closing=closing,
            difference=unsigned_zero(finding.difference),
            tolerance=unsigned_zero(finding.tolerance),
        )

    def _formula(self, finding: Finding) -> str:
        """The arithmetic in words; of two figures that should be one neither is put first."""
        if not is_equality(finding):
            return clean(finding.formula)
        pair = (totals_of(finding)[0], terms_of(finding)[0])
        said = " ≠ ".join(one_line(e.text) for e in pair)
        if finding.difference:
            said += (
                f"{self.say('comma')}{self.say('difference')} {unsigned_zero(finding.difference)}"
            )
        return said

    def _term(self, evidence: Evidence, label: str, is_sum: bool, *, first: bool) -> Term:
        amount = evidence.amount
        sign = ""
        if is_sum:
            sign = "−" if evidence.sign < 0 else ("" if first else "+")
        low = high = ""
        if amount is not None:
            low, high = bounds(amount.low, amount.high)
        return Term(sign, label, clean(evidence.text), low, high)

    def _labels(self, everyone: list[Evidence]) -> list[str]:
        """What tells the cells apart: their rows, their columns, their tables or all of it."""
        parts = {
            "table": len({e.table for e in everyone}) > 1,
            "row": len({(e.table, e.row) for e in everyone}) > 1,
            "column": len({(e.table, e.column) for e in everyone}) > 1,
        }
        units = {self.units.get(e.table, "") for e in everyone}
        labels = []
        for evidence in everyone:
            shown = [
                self._table(evidence.table) if parts["table"] else "",
                one_line(evidence.row) if parts["row"] else "",
                one_line(evidence.column) if parts["column"] else "",
            ]
            label = " · ".join(part for part in shown if part) or one_line(evidence.row)
            unit = self.units.get(evidence.table, "") if len(units) > 1 else ""
            labels.append(self.say("parens", text=label, inner=unit) if unit else label)
        return labels
