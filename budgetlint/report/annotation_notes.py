"""What the annotations of a PDF say, and at which cells: one note a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from budgetlint.model import Box, DocumentReport, Evidence, EvidenceRole, Finding, Severity
from budgetlint.report import summary
from budgetlint.report.summary import Group
from budgetlint.report.texts import clean
from budgetlint.report.verdicts import coverage_words, verdict_words
from budgetlint.report.words import Words

_ICON = 24.0


class Mark(IntEnum):
    """What a cell is to the findings; the greater one is what is drawn."""

    NOTE = 0  # belongs to no cell
    ADDEND = 1
    LABEL = 2
    WRONG = 3


@dataclass(frozen=True)
class Note:
    """One annotation: where, how it looks, what stands at its corner, what it says."""

    page: int
    box: Box | None
    mark: Mark
    badge: str
    title: str
    text: str

    def placed(self, page: int, x: float, y: float) -> Note:
        """The note as an icon at a place of a page."""
        box = Box(x, y, x + _ICON, y + _ICON)
        return replace(self, page=page, box=box, mark=Mark.NOTE)


@dataclass
class _Cell:
    """What is collected for one cell."""

    mark: Mark
    badges: list[str]
    texts: list[str]


def notes_of(report: DocumentReport, say: Words) -> list[Note]:
    """The notes of a document by page: first the overall one, wrong cells after their addends.

    Findings that were set aside and what rounding explains are not marked.
    """
    cells: dict[tuple[int, Box], _Cell] = {}
    loose: list[Note] = []
    groups = summary.groups(summary.open_report(report))
    shown = [group for group in groups if group.severity is not Severity.INFO]
    for number, group in enumerate(shown, start=1):
        text = _text(number, group, say)
        if not group.root.evidence:
            page = group.root.page or 1
            loose.append(Note(page, None, Mark.NOTE, str(number), _title(group.root), text))
        for mark, badge, evidence in _marked(number, group):
            cell = cells.setdefault((evidence.page, evidence.box), _Cell(mark, [], []))
            cell.mark = max(cell.mark, mark)
            if badge not in cell.badges and str(number) not in cell.badges:
                cell.badges.append(badge)
            if text not in cell.texts:
                cell.texts.append(text)
    marked = [
        Note(page, box, cell.mark, " ".join(cell.badges), say(_KEYS[cell.mark]), _joined(cell))
        for (page, box), cell in cells.items()
    ]
    # Drawn later is drawn on top: what is wrong must not lie under its neighbour.
    marked.sort(key=lambda n: (n.page, n.mark))
    return [_overall(report, say), *loose, *marked]


_KEYS = {
    Mark.WRONG: "mark.wrong",
    Mark.LABEL: "mark.label",
    Mark.ADDEND: "mark.addend",
    Mark.NOTE: "findings",
}


def _joined(cell: _Cell) -> str:
    return "\n\n".join(cell.texts)


def _marked(number: int, group: Group) -> Iterator[tuple[Mark, str, Evidence]]:
    """The cells of a root, and of what it explains those that were compared."""
    yield from _of(group.root, str(number), group.root.evidence)
    for finding in group.dependents:
        wrong = [e for e in finding.evidence if e.role is not EvidenceRole.ADDEND]
        yield from _of(finding, str(number), wrong)


def _of(
    finding: Finding, number: str, evidence: Iterable[Evidence]
) -> Iterator[tuple[Mark, str, Evidence]]:
    has_total = any(e.role is EvidenceRole.TOTAL for e in finding.evidence)
    for item in evidence:
        if item.role is EvidenceRole.LABEL:
            yield Mark.LABEL, number, item
        elif item.role is EvidenceRole.TOTAL or not has_total:
            yield Mark.WRONG, number, item
        else:
            yield Mark.ADDEND, number if item.sign >= 0 else f"{number}-", item


def _title(finding: Finding) -> str:
    return clean(f"{finding.rule} {finding.name}")


def _text(number: int, group: Group, say: Words) -> str:
    """A finding as the note of a cell, with what to do about it."""
    root = group.root
    severity = say(f"severity.{group.severity.value}")
    lines = [f"{number}. {severity}{say('colon')}{_title(root)}", root.message]
    if root.formula:
        lines.append(say("formula", text=root.formula))
    elif root.expected:
        lines.append(say("expected", text=root.expected))
    if root.how_to_fix:
        lines.append(say("fix", text=root.how_to_fix))
    if root.basis:
        lines.append(say("basis", text=root.basis))
    if group.dependents:
        lines.append(say("also", count=len(group.dependents)))
    return clean("\n".join(lines))


def _overall(report: DocumentReport, say: Words) -> Note:
    """The note on the first page: the verdict, the coverage and what the marks mean."""
    head, more = verdict_words(report, say)
    percent, words = coverage_words(report.coverage, say)
    lines = [
        say("sentences", first=head, second=more),
        say("coverage.line", percent=percent, words=words, count=len(report.not_checked)),
        *summary.problems(report.document),
        *summary.fault_words(report, say),
        say("mark.legend"),
        say("footer"),
    ]
    return Note(1, None, Mark.NOTE, "i", say("title"), clean("\n".join(lines)))
