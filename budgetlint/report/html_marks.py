"""What each cell of a finding is, for the marks on the page pictures."""

from __future__ import annotations

from enum import StrEnum

from budgetlint.model import Box, Evidence, EvidenceRole, Finding
from budgetlint.report.html_sums import adds_up, terms_of, totals_of
from budgetlint.report.summary import Group


class MarkKind(StrEnum):
    """What a marked cell is; the value is the class and the end of the key of its words."""

    WRONG = "wrong"
    TOTAL = "total"
    PLUS = "plus"
    MINUS = "minus"
    OTHER = "other"


#: The sign beside each kind: never colour alone.
GLYPHS = {
    MarkKind.WRONG: "✗",
    MarkKind.TOTAL: "=",
    MarkKind.PLUS: "+",
    MarkKind.MINUS: "−",
    MarkKind.OTHER: "○",
}
Marked = tuple[Evidence, MarkKind]


def marked_cells(group: Group) -> list[Marked]:
    """The cells of a root finding with what each is, those its message accuses among them."""
    root = group.root
    members = (root, *group.dependents)
    accused: dict[tuple[int, Box], Evidence] = {}
    for evidence in (e for f in members for e in f.evidence):
        if _accused(root.message, evidence):
            accused.setdefault((evidence.page, evidence.box), evidence)
    marked: list[Marked] = []
    for evidence in root.evidence:
        known = accused.pop((evidence.page, evidence.box), None)
        kind = MarkKind.WRONG if known is not None else _kind(evidence, root)
        marked.append((evidence, kind))
    return [*marked, *((e, MarkKind.WRONG) for e in accused.values())]


def _kind(evidence: Evidence, root: Finding) -> MarkKind:
    """What a cell is that the message does not accuse by itself."""
    totals, terms = totals_of(root), terms_of(root)
    if not totals:
        # words that say something wrong of figures: the figures are there to compare
        words = any(e.role is EvidenceRole.LABEL for e in root.evidence)
        figure = evidence.role is EvidenceRole.ADDEND
        return MarkKind.OTHER if words and figure else MarkKind.WRONG
    if evidence.role is EvidenceRole.TOTAL:
        if len(totals) == 1 and not terms:
            return MarkKind.WRONG
        return MarkKind.TOTAL if evidence is totals[0] else MarkKind.OTHER
    if adds_up(root) and evidence.role is EvidenceRole.ADDEND:
        return MarkKind.PLUS if evidence.sign > 0 else MarkKind.MINUS
    return MarkKind.OTHER


def _accused(message: str, evidence: Evidence) -> bool:
    """Whether the message of a root says that this very figure should be another.

    Folding names the figure in words only (``若第4页“收入总计”的“金额”由 89.3 改为 98.3``).
    """
    if not evidence.text:
        return False
    if f"由 {evidence.text} 改为" in message:
        return (
            f"第{evidence.page}页“{evidence.row}”" in message and f"“{evidence.column}”" in message
        )
    return (
        f"instead of {evidence.text}" in message
        and f"on page {evidence.page} {evidence.row} had" in message
        and evidence.column in message
    )
