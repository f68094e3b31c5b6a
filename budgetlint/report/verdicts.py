"""What may truly be said of a document, in a headline, a sentence and a share."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from budgetlint.model import Coverage, DocumentReport
from budgetlint.report.messages import Messages
from budgetlint.report.summary import counts, faults, problems, unparsed


class Verdict(StrEnum):
    """The one thing a report says first; the value is the key of its words."""

    ERRORS = "errors"
    UNREADABLE = "unreadable"
    NOTHING = "nothing"
    WARNINGS = "warnings"
    INCOMPLETE = "incomplete"
    CLEAN = "clean"


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
