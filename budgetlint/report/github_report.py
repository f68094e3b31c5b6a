"""Annotations for GitHub Actions: one line a root cause (a step shows only ten of a level)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Severity
from budgetlint.report import summary
from budgetlint.report.locations import slashed
from budgetlint.report.summary import Group
from budgetlint.report.texts import clean, one_line
from budgetlint.report.where import place_words
from budgetlint.report.words import Words

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(reports: Sequence[DocumentReport], failures: Sequence[FileFailure], *, lang: str) -> str:
    """All documents as workflow commands, the worst of a document first.

    What was set aside and what rounding explains is left out: annotations are for what is
    to be done.
    """
    say = Words(lang)
    lines: list[str] = []
    for item in summary.in_path_order(reports, failures):
        if isinstance(item, FileFailure):
            lines.append(
                _command("error", slashed(item.path), say("unreadable.rule"), item.message)
            )
        else:
            lines.extend(_document(item, say))
    return "".join(line + "\n" for line in lines)


def _document(report: DocumentReport, say: Words) -> Iterator[str]:
    path = slashed(report.document.path)
    for sentence in summary.problems(report.document):
        yield _command("error", path, say("unreadable.page"), sentence)
    for sentence in summary.fault_words(report, say):
        yield _command("error", path, say("severity.internal"), sentence)
    say = say.within(report.document.path)
    names = summary.table_names(report.document, say)
    for group in summary.groups(summary.open_report(report)):
        if group.severity is Severity.INFO:
            continue
        title = f"{group.root.rule} {group.root.name}"
        line = summary.line(group.root, say)
        yield _command(_LEVELS[group.severity], path, title, _message(group, names, say), line)


def _message(group: Group, names: dict[str, str], say: Words) -> str:
    root = group.root
    lines = [place_words(root, names, say, with_table=True) + say("colon") + one_line(root.message)]
    if root.formula:
        lines.append(one_line(root.formula))
    elif root.expected:
        lines.append(say("expected", text=one_line(root.expected)))
    if group.dependents:
        lines.append(say("also", count=len(group.dependents)))
    return "\n".join(lines)


def _command(level: str, path: str, title: str, message: str, line: int | None = None) -> str:
    place = f"file={_value(path)}" if line is None else f"file={_value(path)},line={line}"
    return f"::{level} {place},title={_value(one_line(title))}::{_data(message)}"


def _data(text: str) -> str:
    """Text after the second ``::``; a line break would begin another command."""
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    """Text of a property, which colons and commas would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
