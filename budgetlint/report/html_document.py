"""One document laid out for the HTML report, from the verdict to the lists at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from budgetlint.model import DocumentReport, Figure, Severity, Table
from budgetlint.places import Unit
from budgetlint.report import summary
from budgetlint.report.html_findings import FindingView, GroupView, Layout
from budgetlint.report.html_pictures import Sheet, document_pictures
from budgetlint.report.html_tables import TableView, table_view
from budgetlint.report.marks import figure_places, mark_document
from budgetlint.report.messages import Messages
from budgetlint.report.pictures import Album
from budgetlint.report.prose import ProseView, prose_view
from budgetlint.report.summary import Counts, Group
from budgetlint.report.texts import clean, one_line, show_path
from budgetlint.report.verdicts import coverage_words, verdict, verdict_words

#: The mark of each verdict, so that colour is never the only one.
ICONS = {
    "errors": "✗",
    "unreadable": "✗",
    "nothing": "?",
    "warnings": "!",
    "incomplete": "?",
    "clean": "✓",
}


@dataclass(frozen=True)
class ListedFigure:
    """One figure in a list at the end of a document."""

    place: str
    row: str
    column: str
    text: str


@dataclass(frozen=True)
class NotCheckedView:
    """Outcomes that could not be checked for one reason, with their rules and places."""

    reason: str
    count: int
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DocumentView:
    """Everything the template shows of one document."""

    anchor: str
    file: str
    path: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    icon: str
    headline: str
    seconds: float
    more: str
    counts: Counts
    not_checked_count: int
    coverage: str
    coverage_words: str
    coverage_checked: int
    coverage_figures: int
    readable: bool
    problems: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]
    groups: tuple[GroupView, ...]
    rounding: tuple[FindingView, ...]
    notes: tuple[FindingView, ...]
    waived: tuple[FindingView, ...]
    known: tuple[FindingView, ...]
    rules: tuple[tuple[str, str], ...]
    filter_tables: tuple[tuple[str, str], ...]
    filter_pages: tuple[int, ...]
    place_head: str
    sha256: str
    sheets: tuple[Sheet, ...]
    picture_problem: str
    tables: tuple[TableView, ...]
    unchecked: tuple[tuple[str, tuple[ListedFigure, ...]], ...]
    unparsed: tuple[tuple[str, tuple[ListedFigure, ...]], ...]
    not_checked: tuple[NotCheckedView, ...]
    prose: ProseView


def document_view(
    report: DocumentReport,
    anchor: str,
    say: Messages,
    album: Album | None,
) -> DocumentView:
    document = report.document
    say = say.within(document.path)
    found = summary.groups(summary.open_report(report))
    aside = [f for f in summary.ordered(report) if not summary.is_open(f)]
    layout = _layout(report, anchor, say, album, found)
    views = [layout.group(g) for g in found]
    open_groups = [v for v in views if v.severity != Severity.INFO.value]
    folded = [f for g in found if g.severity is Severity.INFO for f in (g.root, *g.dependents)]
    titles = _titles(open_groups)
    tables = tuple(
        table_view(t, layout.names[t.id], layout.table_anchors[t.id], layout.marks, titles, say)
        for t in document.tables
    )
    used = {key for view in open_groups for key in view.tables.split()}
    headline, more = verdict_words(report, say)
    percent, words = coverage_words(report.coverage, say)
    kind = verdict(report).value
    return DocumentView(
        anchor=anchor,
        file=one_line(show_path(Path(document.path.name))),
        path=one_line(show_path(document.path)),
        facts=_facts(report, say),
        verdict=kind,
        icon=ICONS[kind],
        headline=headline,
        seconds=report.seconds,
        more=more,
        counts=summary.counts(report),
        not_checked_count=len(report.not_checked),
        coverage=percent,
        coverage_words=words,
        coverage_checked=report.coverage.checked,
        coverage_figures=report.coverage.figures,
        readable=document.readable,
        problems=tuple(
            clean(p) for p in (*summary.problems(document), *summary.fault_words(report, say))
        ),
        gaps=_gaps(report, anchor, layout.names, say),
        groups=tuple(open_groups),
        rounding=tuple(layout.finding(f) for f in folded if summary.is_rounding(f)),
        notes=tuple(layout.finding(f) for f in folded if not summary.is_rounding(f)),
        waived=tuple(layout.finding(f) for f in aside if f.waived),
        known=tuple(layout.finding(f) for f in aside if not f.waived),
        rules=_rules(open_groups),
        filter_tables=tuple((t.anchor, t.name) for t in tables if t.anchor in used),
        filter_pages=tuple(sorted({int(p) for v in open_groups for p in v.pages.split()}))
        if say.unit is Unit.PAGE
        else (),
        place_head=say(f"{say.unit.value}no"),
        sha256=one_line(document.sha256),
        sheets=layout.pictures.sheets,
        picture_problem=layout.pictures.problem,
        tables=tables,
        unchecked=_listed(report, report.coverage.unchecked, layout.names, say),
        unparsed=_listed(report, [f for _, f in summary.unparsed(document)], layout.names, say),
        not_checked=_not_checked(report, layout.names, say),
        prose=prose_view(report, say),
    )


def _facts(report: DocumentReport, say: Messages) -> tuple[tuple[str, str], ...]:
    document = report.document
    unknown = say("unknown")
    year = document.fiscal_year
    counted = ((say("pages"), str(len(document.pages))),) if say.unit is Unit.PAGE else ()
    return (
        (say("organisation"), one_line(document.organisation) or unknown),
        (say("year"), unknown if year is None else say("year.value", year=year)),
        (say("kind"), say.document_kind(one_line(document.kind)) or unknown),
        *counted,
        (say("tables"), str(len(document.tables))),
    )


def _layout(
    report: DocumentReport,
    anchor: str,
    say: Messages,
    album: Album | None,
    found: Iterable[Group],
) -> Layout:
    tables = report.document.tables
    # Findings may share a fingerprint, so anchors count them instead.
    anchors = {id(f): f"{anchor}-f{i}" for i, f in enumerate(summary.ordered(report), 1)}
    names = summary.table_names(report.document, say)
    return Layout(
        say=say,
        names=names,
        units={t.id: t.unit for t in tables},
        table_anchors={t.id: f"{anchor}-t{i}" for i, t in enumerate(tables, 1)},
        finding_anchors=anchors,
        places=figure_places(report.document),
        marks=mark_document(report, anchors),
        pictures=document_pictures(report.document, found, anchor, names, say, album),
    )


def _titles(groups: Iterable[GroupView]) -> dict[str, str]:
    """Anchor of a finding → the rule it is about, for the marks in the tables."""
    members: list[FindingView] = [f for g in groups for f in (g.root, *g.dependents)]
    return {f.anchor: f"{f.rule} {f.name}" for f in members}


def _rules(groups: Iterable[GroupView]) -> tuple[tuple[str, str], ...]:
    members = [f for g in groups for f in (g.root, *g.dependents)]
    return tuple(sorted({f.rule: f.name for f in members}.items()))


def _gaps(
    report: DocumentReport, anchor: str, names: Mapping[str, str], say: Messages
) -> tuple[tuple[str, str], ...]:
    """Sentences on what was not read or checked, each with the anchor of its list or ``""``."""
    document = report.document
    said: list[tuple[str, str]] = []
    cells = summary.unparsed(document)
    if cells:
        said.append((say("gaps.unparsed", count=len(cells)), f"{anchor}-unparsed"))
    unknown = summary.unknown_tables(document)
    if unknown:
        listed = say("list.comma").join(names[t.id] for t in unknown)
        said.append((say("gaps.unknown", count=len(unknown), tables=listed), f"{anchor}-tables"))
    unchecked = len(report.coverage.unchecked)
    if unchecked:
        said.append((say("gaps.unchecked", count=unchecked), f"{anchor}-unchecked"))
    if report.not_checked:
        words = say("gaps.not_checked", count=len(report.not_checked))
        said.append((words, f"{anchor}-notchecked"))
    if report.prose.unchecked:
        words = say("prose.gap", count=len(report.prose.unchecked))
        said.append((words, f"{anchor}-prose"))
    return tuple(said)


def _listed(
    report: DocumentReport, figures: Iterable[Figure], names: Mapping[str, str], say: Messages
) -> tuple[tuple[str, tuple[ListedFigure, ...]], ...]:
    """Figures by table, each with the row and column it stands in."""
    owners = {
        figure: table for table in report.document.tables for figure in table.figures.values()
    }
    labels = {t.id: _labels(t) for t in report.document.tables}
    grouped: dict[str, list[ListedFigure]] = {}
    for figure in figures:
        table = owners.get(figure)
        row, column = one_line(figure.row_name), one_line(figure.column_name)
        if table is not None:
            row, column = _where(table, figure, labels[table.id])
        # a stored result names the pages of figures, not their tables
        name = say("forms" if figure.row_name or figure.column_name else "table.none")
        if table is not None:
            name = names[table.id]
        paged = say.unit is Unit.PAGE
        place = str(figure.page) if paged else say.spot(figure.page, figure.box)
        listed = ListedFigure(place, row, column, clean(figure.text))
        grouped.setdefault(name, []).append(listed)
    return tuple((name, tuple(items)) for name, items in grouped.items())


def _labels(table: Table) -> dict[tuple[int, int], str]:
    return {(row.index, row.panel): one_line(row.label) for row in table.rows}


def _where(table: Table, figure: Figure, labels: dict[tuple[int, int], str]) -> tuple[str, str]:
    column = next((c for c in table.columns if c.index == figure.column), None)
    if column is None:
        return "", ""
    return labels.get((figure.row, column.panel), ""), one_line(column.name)


def _not_checked(
    report: DocumentReport, names: Mapping[str, str], say: Messages
) -> tuple[NotCheckedView, ...]:
    """What could not be checked, by reason: rule and place of each."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for outcome in report.not_checked:
        cell = outcome.evidence[0] if outcome.evidence else None
        table = outcome.table or (cell.table if cell else "")
        parts = (
            say.spot(cell.page, cell.box) if cell else say.spot(outcome.page),
            names.get(table, one_line(table)),
            one_line(cell.row) if cell else "",
            one_line(cell.column) if cell else "",
        )
        place = " · ".join(part for part in parts if part) or say("table.none")
        reason = clean(outcome.reason) or say("noreason")
        grouped.setdefault(reason, []).append((one_line(outcome.rule), place))
    reasons = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(NotCheckedView(r, len(places), tuple(places)) for r, places in reasons)
