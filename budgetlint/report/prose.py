"""The figures of the running text as reports show them; they are no figures of tables."""

from __future__ import annotations

from dataclasses import dataclass

from budgetlint.model import DocumentReport, ProseCoverage
from budgetlint.places import Unit
from budgetlint.report.messages import Messages
from budgetlint.report.texts import clean
from budgetlint.report.verdicts import coverage_percent


@dataclass(frozen=True)
class Said:
    """One figure of the text: where it stands, as printed, and what stands around it."""

    place: str
    text: str
    sentence: str


@dataclass(frozen=True)
class ProseView:
    """What a report shows of the text: the share that was checked, and what was not, by reason."""

    percent: str
    words: str
    figures: int
    checked: int
    reasons: tuple[tuple[str, tuple[Said, ...]], ...]


def prose_view(report: DocumentReport, say: Messages) -> ProseView:
    """The figures of the text of one document."""
    prose = report.prose
    percent, words = prose_words(prose, say)
    reasons: dict[str, list[Said]] = {}
    for figure in prose.unchecked:
        paged = say.unit is Unit.PAGE
        place = str(figure.page) if paged else say.spot(figure.page, figure.box)
        said = Said(place, clean(figure.text), clean(figure.sentence))
        reasons.setdefault(clean(figure.reason) or say("noreason"), []).append(said)
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return ProseView(
        percent,
        words,
        prose.figures,
        prose.checked,
        tuple((reason, tuple(found)) for reason, found in ordered),
    )


def prose_words(prose: ProseCoverage, say: Messages) -> tuple[str, str]:
    """``88.7%`` and what it is a share of."""
    percent = coverage_percent(prose.checked, prose.figures)
    if percent is None:
        return "—", say("prose.none")
    words = say("prose.of", checked=f"{prose.checked:,}", figures=f"{prose.figures:,}")
    return f"{percent}%", words
