"""Findings laid out for the HTML report: place, calculation as a table, what it explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.amounts import show
from budgetlint.model import Evidence, EvidenceRole, Finding
from budgetlint.report import summary
from budgetlint.report.html_tables import cell_anchor
from budgetlint.report.marks import Marks, Places, figure_cell
from budgetlint.report.messages import Messages
from budgetlint.report.summary import Group, clean, number, one_line


@dataclass(frozen=True)
class PagePicture:
    """A picture of the place of a finding, as a ``data:`` address so that the file stays whole."""

    source: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.source.startswith("data:image/"):
            raise ValueError("报告中的图片必须以 data:image/ 开头，不能引用外部地址")


@dataclass(frozen=True)
class Place:
    """Where something is; empty parts are not shown."""

    page: str
    table: str
    row: str
    column: str
    link: str


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
    """The terms and the four closing lines of a calculation."""

    terms: tuple[Term, ...]
    is_sum: bool
    computed: Term
    printed: Term
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


@dataclass(frozen=True)
class GroupView:
    """A root with its dependents, and what the filter compares."""

    root: FindingView
    dependents: tuple[FindingView, ...]
    severity: str
    rules: str
    tables: str


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
    pictures: Mapping[str, tuple[PagePicture, ...]]

    def group(self, group: Group) -> GroupView:
        """One group."""
        members = (group.root, *group.dependents)
        tables = {e.table for f in members for e in f.evidence} | {f.table for f in members}
        anchors = {self.table_anchors[t] for t in tables if t in self.table_anchors}
        return GroupView(
            root=self.finding(group.root),
            dependents=tuple(self.finding(f) for f in group.dependents),
            severity=group.severity.value,
            rules=" ".join(sorted({f.rule for f in members})),
            tables=" ".join(sorted(anchors)),
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
            formula=clean(finding.formula),
            expected=clean(finding.expected),
            actual=clean(finding.actual),
            difference=clean(finding.difference),
            tolerance=clean(finding.tolerance),
            basis=clean(finding.basis),
            how_to_fix=clean(finding.how_to_fix),
            calculation=self.calculation(finding),
            compared=self.compared(finding),
            pictures=self.pictures.get(finding.fingerprint, ()),
        )

    def place_of(self, finding: Finding) -> Place:
        """The place of the cell a finding is about, as far as it is known."""
        cell = summary.target(finding)
        if cell is not None:
            return self.place(cell, finding.table or cell.table)
        table = finding.table
        page = "" if finding.page is None else self.say("page", page=finding.page)
        return Place(page, self._table(table), "", "", self.table_anchors.get(table, ""))

    def place(self, evidence: Evidence, table: str = "") -> Place:
        """The place of one cell, linked to it in the table as read."""
        table = table or evidence.table
        anchor = self.table_anchors.get(table, "")
        cell = figure_cell(evidence, self.places)
        if anchor and cell is not None and (table, cell) in self.marks.links:
            anchor = cell_anchor(anchor, cell)
        return Place(
            page=self.say("page", page=evidence.page),
            table=self._table(table),
            row=one_line(evidence.row),
            column=one_line(evidence.column),
            link=anchor,
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

    # ------------------------------------------------------------ the calculation

    def calculation(self, finding: Finding) -> Calculation | None:
        """The calculation as a table, or None for a finding without figures.

        Signs and the range of the result are shown only where the terms do add up to the
        expected value: shares and amounts in other units are no sums of their cells.
        """
        terms = [e for e in finding.evidence if e.role is EvidenceRole.ADDEND]
        totals = [e for e in finding.evidence if e.role is EvidenceRole.TOTAL]
        if not totals or not (terms or finding.expected):
            return None
        expected = number(finding.expected)
        amounts = [(e.sign, e.amount) for e in terms if e.amount is not None]
        added = sum((sign * a.value for sign, a in amounts), Decimal(0))
        is_sum = len(amounts) == len(terms) > 1 and expected is not None and added == expected.value
        low = high = ""
        if is_sum:
            half = sum((a.ulp for _, a in amounts), Decimal(0)) / 2
            low, high = show_short(added - half), show_short(added + half)
        labels = self._labels(terms, totals[0])
        lines = tuple(
            self._term(e, label, is_sum, first=i == 0)
            for i, (e, label) in enumerate(zip(terms, labels, strict=True))
        )
        word = self.say("calc.computed" if is_sum else "calc.expected")
        printed = self._term(totals[0], self.say("calc.total"), False, first=True)
        computed = Term("", word, clean(finding.expected), low, high)
        return Calculation(
            lines, is_sum, computed, printed, clean(finding.difference), clean(finding.tolerance)
        )

    def _term(self, evidence: Evidence, label: str, is_sum: bool, *, first: bool) -> Term:
        amount = evidence.amount
        sign = ""
        if is_sum:
            sign = "−" if evidence.sign < 0 else ("" if first else "+")
        low = high = ""
        if amount is not None:
            low, high = show_short(amount.low), show_short(amount.high)
        return Term(sign, label, clean(evidence.text), low, high)

    def _labels(self, terms: list[Evidence], total: Evidence) -> list[str]:
        """What tells the terms apart: their rows, their columns, their tables or all of it."""
        everyone = [*terms, total]
        parts = {
            "table": len({e.table for e in everyone}) > 1,
            "row": len({(e.table, e.row) for e in everyone}) > 1,
            "column": len({(e.table, e.column) for e in everyone}) > 1,
        }
        units = {self.units.get(e.table, "") for e in everyone}
        labels = []
        for evidence in terms:
            shown = [
                self._table(evidence.table) if parts["table"] else "",
                one_line(evidence.row) if parts["row"] else "",
                one_line(evidence.column) if parts["column"] else "",
            ]
            label = " · ".join(part for part in shown if part) or one_line(evidence.row)
            unit = self.units.get(evidence.table, "") if len(units) > 1 else ""
            labels.append(f"{label}（{unit}）" if unit else label)
        return labels


def show_short(value: Decimal) -> str:
    """A bound of an interval with thousands separators and no trailing zeros."""
    text = show(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
