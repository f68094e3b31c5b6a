"""What every renderer needs to know of a report: counts, groups, verdict, names of places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budgetlint.engine import INTERNAL
from budgetlint.failures import FileFailure
from budgetlint.model import (
    Document,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Figure,
    Finding,
    Severity,
    Table,
    TableKind,
)
from budgetlint.places import Unit, line_of
from budgetlint.report.messages import Messages
from budgetlint.report.texts import number, one_line
from budgetlint.spool import PathOrder


@dataclass(frozen=True)
class Group:
    """A root finding with the findings it explains; as severe as the worst of them."""

    root: Finding
    dependents: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The worst severity in the group, so that folding never hides an error."""
        return max((f.severity for f in (self.root, *self.dependents)), key=lambda s: s.rank)


@dataclass(frozen=True)
class Counts:
    """How many findings of each sort a document has; rounding and notes are both INFO.

    What people have set aside is counted apart: ``waived``, and ``known`` from the baseline.
    """

    errors: int
    warnings: int
    rounding: int
    notes: int
    error_roots: int
    waived: int = 0
    known: int = 0


def is_open(finding: Finding) -> bool:
    """Whether a finding counts: neither waived nor in the baseline."""
    return not finding.waived and not finding.known


def open_report(report: DocumentReport) -> DocumentReport:
    """The report with the findings that count alone."""
    return replace(report, findings=tuple(f for f in report.findings if is_open(f)))


def in_path_order(reports: Sequence[DocumentReport], failures: Sequence[FileFailure]) -> PathOrder:
    """Reports and failures together, by path, so that results do not depend on who was first."""
    return PathOrder(reports, failures)


def is_rounding(finding: Finding) -> bool:
    """Whether a finding is 尾差: its rule says that it is, and the difference is tolerable.

    What is information only because the user set its rule to that is never called harmless.
    """
    difference, tolerance = number(finding.difference), number(finding.tolerance)
    return (
        finding.severity is Severity.INFO
        and not finding.lowered
        and difference is not None
        and tolerance is not None
        and 0 < abs(difference.value) <= tolerance.value
    )


def target(finding: Finding) -> Evidence | None:
    """The cell a finding is about: the printed total, else the first cell it names."""
    totals = [e for e in finding.evidence if e.role is EvidenceRole.TOTAL]
    return next(iter(totals or finding.evidence), None)


def spot(finding: Finding, say: Messages) -> str:
    """The page of a finding, or its line in a document that has lines."""
    cell = target(finding)
    if cell is None:
        return say.spot(finding.page)
    page = finding.page or cell.page
    return say.spot(page, cell.box if page == cell.page else None)


def line(finding: Finding, say: Messages) -> int | None:
    """The line of a finding in a document of which programs know lines: a text."""
    cell = target(finding)
    return line_of(cell.box) if say.unit is Unit.LINE and cell is not None else None


def place_table(finding: Finding) -> str:
    """The id of the table a finding is about, or ``""``."""
    cell = target(finding)
    return finding.table or (cell.table if cell else "")


def ordered(report: DocumentReport) -> list[Finding]:
    """The findings of a document: worst first, then by table, page, place and rule."""
    order = {table.id: i for i, table in enumerate(report.document.tables)}

    def key(finding: Finding) -> tuple[int, int, int, float, float, str, str]:
        cell = target(finding)
        page = finding.page or (cell.page if cell else 0)
        y, x = (cell.box.y0, cell.box.x0) if cell else (0.0, 0.0)
        table = order.get(place_table(finding), len(order))
        rank = -finding.severity.rank
        return rank, table, page, y, x, finding.rule, finding.fingerprint

    return sorted(report.findings, key=key)


def groups(report: DocumentReport) -> list[Group]:
    """Root causes with what they explain, worst group first, otherwise in finding order."""
    findings = [f for f in ordered(report) if f.rule != INTERNAL]
    by_print: dict[str, Finding] = {}
    for finding in findings:
        by_print.setdefault(finding.fingerprint, finding)
    below: dict[str, list[Finding]] = {}
    roots: list[Finding] = []
    for finding in findings:
        top = _root(finding, by_print)
        if top is finding:
            roots.append(finding)
        else:
            below.setdefault(top.fingerprint, []).append(finding)
    # A duplicated fingerprint must not list the same dependents twice.
    made = [Group(r, tuple(below.pop(r.fingerprint, ()))) for r in roots]
    return sorted(made, key=lambda g: -g.severity.rank)


def _root(finding: Finding, by_print: dict[str, Finding]) -> Finding:
    """Follow the roots to the top; a missing root or a circle leaves the finding its own root."""
    seen = {finding.fingerprint}
    top = finding
    while top.root is not None and top.root in by_print:
        if top.root in seen:
            return finding
        seen.add(top.root)
        top = by_print[top.root]
    return top


def counts(report: DocumentReport) -> Counts:
    """The counts of one document."""
    left = open_report(report)
    by = Counter(f.severity for f in left.findings if f.rule != INTERNAL)
    rounding = sum(is_rounding(f) for f in left.findings)
    roots = sum(g.severity is Severity.ERROR for g in groups(left))
    return Counts(
        by[Severity.ERROR],
        by[Severity.WARNING],
        rounding,
        by[Severity.INFO] - rounding,
        roots,
        sum(bool(f.waived) for f in report.findings),
        sum(f.known and not f.waived for f in report.findings),
    )


def faults(report: DocumentReport) -> list[Finding]:
    """Rules that crashed. They are gaps in the checking, no errors of the document."""
    return [f for f in report.findings if f.rule == INTERNAL]


def problems(document: Document) -> list[str]:
    """What could not be read: the document's sentences and those of pages not yet named."""
    said = list(document.problems)
    for page in document.pages:
        if page.problem and not any(page.problem in sentence for sentence in said):
            prefix = "" if f"第{page.number}页" in page.problem else f"第{page.number}页："
            said.append(prefix + page.problem)
    return said


def fault_words(report: DocumentReport, say: Messages) -> list[str]:
    """One sentence for each rule that crashed, with what to do about it."""
    return [f"{f.name}{say('colon')}{f.message} {f.how_to_fix}".rstrip() for f in faults(report)]


def unparsed(document: Document) -> list[tuple[Table, Figure]]:
    """Cells that should hold an amount and could not be read as one."""
    return [
        (table, figure)
        for table in document.tables
        for figure in sorted(table.unparsed(), key=lambda f: (f.row, f.column))
    ]


def is_stored(table: Table) -> bool:
    """Whether a table comes from a stored result: no table that was read is without columns."""
    return not table.columns


def unknown_tables(document: Document) -> list[Table]:
    """Tables whose kind was not recognised."""
    return [t for t in document.tables if t.kind is TableKind.UNKNOWN]


def table_name(table: Table, say: Messages) -> str:
    """The name of a table as its reader knows it: the printed title and number."""
    name = one_line(table.title)
    if not name and table.kind is not TableKind.UNKNOWN:
        name = say.kind(table.kind.value)
    if not name:
        name = say("table.on", place=place) if (place := _begin(table, say)) else table.id
    mark = one_line(table.number)
    return f"{name}（{mark}）" if mark and mark not in name else name


def _begin(table: Table, say: Messages) -> str:
    """Where a table begins."""
    first = replace(table, pages=(min(table.pages, default=0),))
    return say.extent(first)


def table_names(document: Document, say: Messages) -> dict[str, str]:
    """Table id → name; two tables of one name are told apart by where they are."""
    say = say.within(document.path)
    names = {t.id: table_name(t, say) for t in document.tables}
    often = Counter(names.values())
    where = {t.id: say.extent(t) if often[names[t.id]] > 1 else "" for t in document.tables}
    return {key: f"{name}，{where[key]}" if where[key] else name for key, name in names.items()}


def by_reason(items: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """(reason, rule) pairs grouped by reason, the most frequent first."""
    grouped: dict[str, list[str]] = {}
    for reason, rule in items:
        grouped.setdefault(reason, []).append(rule)
    return sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
