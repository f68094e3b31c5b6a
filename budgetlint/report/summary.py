"""What every renderer needs to know of a report: counts, groups, verdict, names of places."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from budgetlint.amounts import Amount, parse_amount
from budgetlint.engine import INTERNAL
from budgetlint.failures import FileFailure
from budgetlint.model import (
    Coverage,
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
from budgetlint.report.messages import Messages
from budgetlint.spool import PathOrder

_UNIT = re.compile(r"\s*(?:亿元|万元|元|个百分点)$")


class Verdict(StrEnum):
    """The one thing a report says first; the value is the key of its words."""

    ERRORS = "errors"
    UNREADABLE = "unreadable"
    NOTHING = "nothing"
    WARNINGS = "warnings"
    INCOMPLETE = "incomplete"
    CLEAN = "clean"


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


def show_path(path: Path) -> str:
    """A path as text that can be encoded, whatever bytes the file name has."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def clean(text: str) -> str:
    """Foreign text without control characters, lone surrogates or direction overrides.

    They could move a terminal's cursor or make a cell read differently from what it holds.
    """
    return "".join(
        "\ufffd" if ch not in "\n\t" and unicodedata.category(ch) in ("Cc", "Cs") else ch
        for ch in text
        if ch not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def one_line(text: str) -> str:
    """Cleaned text on one line."""
    return " ".join(clean(text).split())


def for_console(text: str) -> str:
    """One line without the characters that a GBK console does not know."""
    return one_line(text).replace(" › ", "／").replace("−", "-")


def number(text: str) -> Amount | None:
    """The number in a field of a finding (``-0.1``, ``±0.15``, ``1,200.00 元``)."""
    return parse_amount(_UNIT.sub("", text.strip().lstrip("±")))


def is_rounding(finding: Finding) -> bool:
    """Whether a finding is 尾差: information whose difference lies inside its tolerance."""
    difference, tolerance = number(finding.difference), number(finding.tolerance)
    return (
        finding.severity is Severity.INFO
        and difference is not None
        and tolerance is not None
        and 0 < abs(difference.value) <= tolerance.value
    )


def target(finding: Finding) -> Evidence | None:
    """The cell a finding is about: the printed total, else the first cell it names."""
    totals = [e for e in finding.evidence if e.role is EvidenceRole.TOTAL]
    return next(iter(totals or finding.evidence), None)


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


def unknown_tables(document: Document) -> list[Table]:
    """Tables whose kind was not recognised."""
    return [t for t in document.tables if t.kind is TableKind.UNKNOWN]


def verdict(report: DocumentReport) -> Verdict:
    """What may truly be said of a document: an unchecked figure is no passed figure."""
    found = counts(report)
    document, coverage = report.document, report.coverage
    if found.errors:
        return Verdict.ERRORS
    if not document.readable:
        return Verdict.UNREADABLE
    if coverage.checked == 0 and report.prose.checked == 0:
        return Verdict.NOTHING
    if found.warnings:
        return Verdict.WARNINGS
    gaps = (
        coverage.checked == 0
        or coverage.checked < coverage.figures
        or report.prose.unchecked
        or report.not_checked
        or faults(report)
        or problems(document)
        or unparsed(document)
    )
    return Verdict.INCOMPLETE if gaps else Verdict.CLEAN


def verdict_words(report: DocumentReport, say: Messages) -> tuple[str, str]:
    """The headline of the verdict and the sentence below it."""
    found = counts(report)
    fields = {"errors": found.errors, "warnings": found.warnings, "roots": found.error_roots}
    key = f"verdict.{verdict(report).value}"
    folded = found.errors > found.error_roots > 0
    more = say(f"{key}.roots" if folded else f"{key}.more", **fields)
    if found.waived or found.known:
        # an error that was set aside is still one: "none found" must not be read without it
        aside = say("verdict.aside", waived=found.waived, known=found.known)
        more = f"{aside}{more}" if say.lang == "zh" else f"{aside} {more}"
    return say(key, **fields), more


def coverage_percent(checked: int, figures: int) -> Decimal | None:
    """The share of checked figures in percent, cut to one decimal: 99.97 is never 100."""
    if figures == 0:
        return None
    return (Decimal(checked * 1000) / figures).to_integral_value("ROUND_FLOOR") / 10


def coverage_words(coverage: Coverage, say: Messages) -> tuple[str, str]:
    """``97.3%`` and what it is a share of."""
    percent = coverage_percent(coverage.checked, coverage.figures)
    if percent is None:
        return "—", say("coverage.none")
    words = say("coverage.of", checked=f"{coverage.checked:,}", figures=f"{coverage.figures:,}")
    return f"{percent}%", words


def table_name(table: Table, say: Messages) -> str:
    """The name of a table as its reader knows it: the printed title and number."""
    name = one_line(table.title)
    if not name and table.kind is not TableKind.UNKNOWN:
        name = say.kind(table.kind.value)
    if not name:
        name = say("table.on", page=min(table.pages, default=0))
    mark = one_line(table.number)
    return f"{name}（{mark}）" if mark and mark not in name else name


def table_names(document: Document, say: Messages) -> dict[str, str]:
    """Table id → name; two tables of one name are told apart by their pages."""
    names = {t.id: table_name(t, say) for t in document.tables}
    often = Counter(names.values())
    return {
        t.id: f"{names[t.id]}，{say.pages(t.pages)}" if often[names[t.id]] > 1 else names[t.id]
        for t in document.tables
    }


def by_reason(items: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """(reason, rule) pairs grouped by reason, the most frequent first."""
    grouped: dict[str, list[str]] = {}
    for reason, rule in items:
        grouped.setdefault(reason, []).append(rule)
    return sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
