"""One line for each finding: file, page, table, row, column and what is wrong.

For ``--quiet``, ``grep`` and editors. What does not fit a line is cut at its end; the place
comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from budgetlint.engine import INTERNAL
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Finding, Severity
from budgetlint.progress import clip
from budgetlint.report import summary
from budgetlint.report.messages import Messages
from budgetlint.report.texts import for_console, one_line, show_path

#: Columns the name of a table, the place in it, and all after the path may take.
_TABLE, _CELL, _WIDTH = 24, 30, 120


def render(reports: Sequence[DocumentReport], failures: Sequence[FileFailure], *, lang: str) -> str:
    """Errors and warnings that count, worst first within a file; nothing where there is none."""
    say = Messages(lang)
    lines: list[str] = []
    for item in summary.in_path_order(reports, failures):
        if isinstance(item, FileFailure):
            lines.append(_line(item.path, item.message))
        else:
            lines += _document(item, say)
    return "".join(f"{line}\n" for line in lines)


def _document(report: DocumentReport, say: Messages) -> Iterator[str]:
    say = say.within(report.document.path)
    path, names = report.document.path, summary.table_names(report.document, say)
    for problem in summary.problems(report.document):
        yield _line(path, problem)
    for finding in summary.ordered(summary.open_report(report)):
        if finding.severity is not Severity.INFO or finding.rule == INTERNAL:
            parts = (*_place(finding, names, say), finding.rule, finding.message)
            yield _line(path, " ".join(part for part in parts if part))


def _place(finding: Finding, names: dict[str, str], say: Messages) -> Iterator[str]:
    cell = summary.target(finding)
    table = summary.place_table(finding)
    yield summary.spot(finding, say)
    yield clip(names.get(table, ""), _TABLE)
    if cell is not None:
        yield clip(for_console("／".join(part for part in (cell.row, cell.column) if part)), _CELL)


def _line(path: Path, text: str) -> str:
    """The path is never cut: editors and scripts follow it."""
    return f"{one_line(show_path(path))}: {clip(for_console(text), _WIDTH)}"
