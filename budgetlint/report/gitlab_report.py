"""GitLab Code Quality: a list of issues; the page of a PDF stands as the line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Severity
from budgetlint.report import summary
from budgetlint.report.json_report import Json
from budgetlint.report.locations import slashed
from budgetlint.report.texts import one_line
from budgetlint.report.where import place_words
from budgetlint.report.words import Words

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}
_UNREADABLE = "blocker"


def render(reports: Sequence[DocumentReport], failures: Sequence[FileFailure], *, lang: str) -> str:
    """All documents as one list; what was set aside is not in it."""
    say = Words(lang)
    issues: list[Json] = []
    for item in summary.in_path_order(reports, failures):
        if isinstance(item, FileFailure):
            issues.append(_unreadable(item.path, item.code, item.message))
        else:
            issues.extend(_document(item, say))
    _number(issues)
    text = json.dumps(issues, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _document(report: DocumentReport, say: Words) -> Iterator[Json]:
    path = report.document.path
    for sentence in summary.problems(report.document):
        yield _unreadable(path, "unreadable", sentence)
    faults = summary.faults(report)
    for fault in faults:
        yield _issue(path, 1, fault.rule, _UNREADABLE, fault.message, fault.fingerprint)
    say = say.within(report.document.path)
    names = summary.table_names(report.document, say)
    for finding in summary.ordered(report):
        if finding in faults or say.aside(finding):
            continue
        parts = [place_words(finding, names, say, with_table=True), finding.message]
        text = say("colon").join(parts)
        if finding.formula:
            text = f"{text}{say('semicolon')}{finding.formula}"
        elif finding.expected:
            text = f"{text}{say('semicolon')}{say('expected', text=finding.expected)}"
        cell = summary.target(finding)
        page = summary.line(finding, say) or finding.page or (cell.page if cell else 1)
        severity = _SEVERITIES[finding.severity]
        yield _issue(path, page, finding.rule, severity, text, finding.fingerprint)


def _unreadable(path: Path, code: str, message: str) -> Json:
    ident = hashlib.sha256(f"{code}\x1f{slashed(path)}\x1f{message}".encode()).hexdigest()
    return _issue(path, 1, code, _UNREADABLE, message, ident)


def _issue(path: Path, page: int, rule: str, severity: str, text: str, ident: str) -> Json:
    return {
        "description": one_line(text),
        "check_name": one_line(rule),
        "fingerprint": one_line(ident),
        "severity": severity,
        "location": {"path": slashed(path), "lines": {"begin": max(page, 1)}},
    }


def _number(issues: Sequence[Json]) -> None:
    """GitLab drops an issue whose fingerprint it has seen: copies of one file have the same."""
    seen: Counter[str] = Counter()
    for issue in issues:
        ident = str(issue["fingerprint"])
        seen[ident] += 1
        if seen[ident] > 1:
            issue["fingerprint"] = f"{ident}-{seen[ident]}"
