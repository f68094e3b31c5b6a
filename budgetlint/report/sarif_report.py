"""SARIF 2.1.0, for code scanning services and the viewers of editors.

A PDF has no lines: the page stands as ``startLine`` of the region (services show that), and
page and box are in the properties of the region. A text file has its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, EvidenceRole, Finding, Severity
from budgetlint.report import summary
from budgetlint.report.json_report import Json, tool_version
from budgetlint.report.prose import prose_words
from budgetlint.report.sarif_places import Places
from budgetlint.report.sarif_rules import Rules
from budgetlint.report.texts import clean
from budgetlint.report.verdicts import coverage_words
from budgetlint.report.words import Words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(reports: Sequence[DocumentReport], failures: Sequence[FileFailure], *, lang: str) -> str:
    """All documents as one run."""
    run = _Run(Words(lang))
    for item in summary.in_path_order(reports, failures):
        if isinstance(item, FileFailure):
            run.failure(item)
        else:
            run.document(item)
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run.as_json()]}
    text = json.dumps(log, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


class _Run:
    """What one run collects."""

    def __init__(self, say: Words) -> None:
        self.say = say
        self.places = Places()
        self.rules = Rules(say.lang)
        self.results: list[Json] = []
        self.notifications: list[Json] = []
        self.complete = True

    def as_json(self) -> Json:
        driver: Json = {
            "name": "budgetlint",
            "version": tool_version(),
            "language": "en" if self.say.lang == "en" else "zh-CN",
            "rules": self.rules.items,
        }
        invocation: Json = {
            "executionSuccessful": self.complete,
            "toolExecutionNotifications": self.notifications,
        }
        return {
            "tool": {"driver": driver},
            "language": "en" if self.say.lang == "en" else "zh-CN",
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "artifacts": self.places.artifacts,
            "logicalLocations": self.places.logical,
            "results": self.results,
        }

    def failure(self, failure: FileFailure) -> None:
        artifact = self.places.artifact(failure.path, "")
        self._notify("error", failure.message, artifact, failure.code)

    def document(self, report: DocumentReport) -> None:
        document, say = report.document, self.say
        artifact = self.places.artifact(document.path, document.sha256)
        for sentence in summary.problems(document):
            self._notify("error", sentence, artifact, "unreadable")
        for fault in summary.faults(report):
            self._notify(
                "error", f"{fault.name}{say('colon')}{fault.message}", artifact, fault.rule
            )
        percent, words = coverage_words(report.coverage, say)
        count = len(report.not_checked)
        line = say("coverage.line", percent=percent, words=words, count=count)
        self._notify("note", line, artifact, "coverage")
        if report.prose.figures:
            percent, words = prose_words(report.prose, say)
            share = say("parens", text=percent, inner=words)
            line = f"{say('prose.coverage')}{say('colon')}{share}"
            self._notify("note", line, artifact, "prose-coverage")
        names = summary.table_names(document, say)
        for finding in summary.ordered(report):
            if finding not in summary.faults(report):
                self.results.append(self._result(finding, artifact, names))

    def _notify(self, level: str, text: str, artifact: Json, ident: str) -> None:
        if level == "error":
            self.complete = False
        self.notifications.append(
            {
                "level": level,
                "descriptor": {"id": ident},
                "message": {"text": clean(text)},
                "locations": [{"physicalLocation": {"artifactLocation": artifact}}],
            }
        )

    def _result(self, finding: Finding, artifact: Json, names: dict[str, str]) -> Json:
        cell = summary.target(finding)
        result: Json = {
            "ruleId": finding.rule,
            "ruleIndex": self.rules.index(finding),
            "kind": "fail",
            "level": LEVELS[finding.severity],
            "message": {"text": self._message(finding)},
            "locations": [self.places.location(finding.page, cell, artifact, names)],
            "partialFingerprints": {"budgetlint/v1": clean(finding.fingerprint)},
            "properties": self._properties(finding),
        }
        related = [
            self.places.related(number, other, artifact, names, self._role(other.role, other.text))
            for number, other in enumerate((e for e in finding.evidence if e is not cell), start=1)
        ]
        if related:
            result["relatedLocations"] = related
        aside = self.say.aside(finding)
        # An empty list says that a result was looked at and is not suppressed.
        result["suppressions"] = (
            [{"kind": "external", "justification": clean(aside)}] if aside else []
        )
        return result

    def _message(self, finding: Finding) -> str:
        say = self.say
        parts = [finding.message]
        if finding.formula:
            parts.append(say("formula", text=finding.formula))
        elif finding.expected:
            parts.append(say("expected", text=finding.expected))
        return clean("\n".join(parts))

    def _role(self, role: EvidenceRole, text: str) -> str:
        key = {EvidenceRole.TOTAL: "compared", EvidenceRole.LABEL: "label"}.get(role, "addend")
        return clean(self.say(key, text=text))

    def _properties(self, finding: Finding) -> Json:
        pairs = {
            "page": finding.page,
            "expected": finding.expected,
            "actual": finding.actual,
            "difference": finding.difference,
            "tolerance": finding.tolerance,
            "formula": finding.formula,
            "root": finding.root,
            "basis": finding.basis,
            "howToFix": finding.how_to_fix,
            "suspects": [
                {
                    "page": s.evidence.page,
                    "table": s.evidence.table,
                    "row": s.evidence.row,
                    "column": s.evidence.column,
                    "printed": s.evidence.text,
                    "corrected": s.corrected,
                }
                for s in finding.suspects
            ],
        }
        return {key: value for key, value in pairs.items() if value not in ("", None, [])}
