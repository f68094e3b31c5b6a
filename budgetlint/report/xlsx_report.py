"""An Excel workbook: findings, what was not checked, the tables as read, the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Evidence, Figure, Finding, SaidFigure, Severity
from budgetlint.places import Unit, unit_of
from budgetlint.report import summary
from budgetlint.report.prose import prose_words
from budgetlint.report.texts import number, show_path
from budgetlint.report.verdicts import coverage_words, verdict_words
from budgetlint.report.words import Words
from budgetlint.report.xlsx_book import Book, Line
from budgetlint.report.xlsx_tables import put_tables

#: Heading and width in characters.
_FINDINGS = (
    ("head.number", 6),
    ("head.file", 28),
    ("head.severity", 8),
    ("head.rule", 10),
    ("head.name", 20),
    ("head.message", 60),
    ("head.page", 6),
    ("head.table", 26),
    ("head.row", 24),
    ("head.column", 20),
    ("head.printed", 16),
    ("head.expected", 16),
    ("head.difference", 12),
    ("head.tolerance", 10),
    ("head.formula", 44),
    ("head.basis", 30),
    ("head.fix", 40),
    ("head.root", 8),
    ("head.aside", 16),
    ("head.fingerprint", 20),
)
_UNCHECKED = (
    ("head.file", 28),
    ("head.what", 18),
    ("head.page", 6),
    ("head.table", 26),
    ("head.row", 24),
    ("head.column", 20),
    ("head.text", 20),
    ("head.rule", 10),
    ("head.reason", 60),
)
_FILES = (
    ("head.file", 40),
    ("head.organisation", 24),
    ("head.year", 8),
    ("head.kind", 12),
    ("head.pages", 6),
    ("head.verdict", 44),
    ("head.errors", 8),
    ("head.warnings", 8),
    ("head.coverage", 12),
    ("prose.coverage", 12),
)
_TONES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: ""}


def render(
    reports: Sequence[DocumentReport], failures: Sequence[FileFailure], *, lang: str
) -> bytes:
    """All documents as one workbook; the same input gives the same bytes."""
    say = Words(lang)
    items = summary.in_path_order(reports, failures)
    ordered = [item for item in items if not isinstance(item, FileFailure)]
    book = Book()
    sheet = book.sheet(say("sheet.findings"), _heads(_FINDINGS, say))
    for report in ordered:
        _findings(sheet.line, report, say, sheet.count)
    sheet = book.sheet(say("sheet.unchecked"), _heads(_UNCHECKED, say))
    for item in items:
        for cells in _gaps(item, say):
            sheet.line(cells, "")
    put_tables(book, ordered, say)
    sheet = book.sheet(say("sheet.files"), _heads(_FILES, say))
    for item in items:
        sheet.line(_file(item, say), "")
    return book.content()


def _heads(columns: Sequence[tuple[str, int]], say: Words) -> list[tuple[str, int]]:
    return [(say(key), width) for key, width in columns]


def _findings(line: Line, report: DocumentReport, say: Words, first: int) -> None:
    """One row a finding; what a finding explains stands below it and names its number."""
    say = say.within(report.document.path)
    names = summary.table_names(report.document, say)
    path = show_path(report.document.path)
    number = first
    for group in summary.groups(report):
        number += 1
        root = number
        line(_finding(group.root, number, None, path, names, say), _tone(group.root))
        for finding in group.dependents:
            number += 1
            cells = _finding(finding, number, root, path, names, say)
            line(cells, _tone(finding))


def _tone(finding: Finding) -> str:
    return _TONES[finding.severity] if summary.is_open(finding) else ""


def _finding(
    finding: Finding,
    number: int,
    root: int | None,
    path: str,
    names: dict[str, str],
    say: Words,
) -> list[object]:
    cell = summary.target(finding)
    table = summary.place_table(finding)
    rounding = summary.is_rounding(finding)
    return [
        number,
        path,
        say("rounding") if rounding else say(f"severity.{finding.severity.value}"),
        finding.rule,
        finding.name,
        finding.message,
        _place(finding.page or (cell.page if cell else None), cell, say),
        names.get(table, table) or say("table.none"),
        cell.row if cell else "",
        cell.column if cell else "",
        _value(finding, finding.actual),
        _value(finding, finding.expected),
        _value(finding, finding.difference),
        _value(finding, finding.tolerance),
        finding.formula,
        finding.basis,
        finding.how_to_fix,
        root,
        say.aside(finding),
        finding.fingerprint,
    ]


def _place(page: int | None, cell: Evidence | Figure | SaidFigure | None, say: Words) -> object:
    """A page as a number, to be sorted; a line in words."""
    if say.unit is Unit.PAGE:
        return page
    return say.spot(page, cell.box if cell is not None else None)


def _value(finding: Finding, text: str) -> object:
    """A figure as a figure; without a difference it may be a code, which stays text."""
    return (number(text) if finding.difference else None) or text


def _gaps(item: DocumentReport | FileFailure, say: Words) -> Iterator[list[object]]:
    """What was not read or not checked, so that a missing row is no hidden gap."""
    if isinstance(item, FileFailure):
        yield [show_path(item.path), say("what.problem"), *_blank(6), item.message]
        return
    document = item.document
    say = say.within(document.path)
    path, names = show_path(document.path), summary.table_names(document, say)
    for sentence in (*summary.problems(document), *summary.fault_words(item, say)):
        yield [path, say("what.problem"), *_blank(6), sentence]
    cells = {id(f): (t, f) for t in document.tables for f in t.figures.values()}
    unparsed = {id(f) for _, f in summary.unparsed(document)}
    for figure in item.coverage.unchecked:
        what = say("what.unparsed" if figure.amount is None else "what.unchecked")
        row, column = figure.row_name, figure.column_name
        table = say("forms") if row or column else ""
        found = cells.get(id(figure)) or next(
            ((t, f) for t, f in cells.values() if f == figure), None
        )
        if found is not None:
            table = names[found[0].id]
            row = next((r.label for r in found[0].rows if r.index == figure.row), "")
            column = next((c.name for c in found[0].columns if c.index == figure.column), "")
            unparsed.discard(id(found[1]))
        place = _place(figure.page, figure, say)
        yield [path, what, place, table, row, column, figure.text, "", ""]
    for said in item.prose.unchecked:
        what, place = say("prose.unchecked.one"), say("prose")
        page = _place(said.page, said, say)
        yield [path, what, page, place, said.sentence, "", said.text, "", said.reason]
    for outcome in item.not_checked:
        cell = next(iter(outcome.evidence), None)
        yield [
            path,
            say("what.not_checked"),
            _place(outcome.page or (cell.page if cell else None), cell, say),
            names.get(outcome.table, outcome.table),
            cell.row if cell else "",
            cell.column if cell else "",
            cell.text if cell else "",
            outcome.rule,
            outcome.reason or say("noreason"),
        ]


def _blank(count: int) -> list[object]:
    return [None] * count


def _file(item: DocumentReport | FileFailure, say: Words) -> list[object]:
    if isinstance(item, FileFailure):
        path = show_path(item.path)
        return [path, "", None, "", None, f"{say('failure')}{say('colon')}{item.message}"]
    document, counted = item.document, summary.counts(item)
    head, more = verdict_words(item, say)
    return [
        show_path(document.path),
        document.organisation,
        document.fiscal_year,
        document.kind,
        len(document.pages) if unit_of(document.path) is Unit.PAGE else None,
        say("sentences", first=head, second=more),
        counted.errors,
        counted.warnings,
        coverage_words(item.coverage, say)[0],
        prose_words(item.prose, say)[0],
    ]
