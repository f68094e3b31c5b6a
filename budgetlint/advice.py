"""What to say of a root cause: the figures that are most likely wrong, and what mends them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from budgetlint.amounts import Amount, show
from budgetlint.causes import PROSE, Cause, Cell, Relation, figure_of
from budgetlint.known import Known
from budgetlint.model import Evidence, Finding, Suspect
from budgetlint.places import place_words
from budgetlint.relations.slips import one_digit


def advice(
    causes: Sequence[Cause],
    findings: Sequence[Finding],
    units: Mapping[str, Decimal],
    used: Collection[Cell],
    lang: str,
    path: Path,
) -> tuple[str, list[Suspect]]:
    """What to say of a root cause: the corrected figures where only one cause explains it."""
    count = len(causes[0].relations)
    cause = causes[0]
    # what holds together with others would no longer: it cannot be said what to write
    if len(causes) > 1 or any(cell in used for cell in cause.cells):
        if lang == "en":
            return f"Probably one mistake behind {count} failing relations.", []
        return f"相关 {count} 处勾稽不成立，很可能出于同一处错误。", []
    places: dict[Cell, Evidence] = {}
    for index in sorted(cause.relations):
        for item in findings[index].evidence:
            if (found := figure_of(item, units)) is not None:
                places.setdefault(found[0], item)
    suspects = [_suspect(places[cell], cause.delta, units) for cell in cause.cells]
    if cause.cells[0][0] == PROSE:
        return _of_text(suspects[0], count, lang, path), suspects
    changes: dict[tuple[str, str], list[str]] = {}
    for suspect in suspects:
        item = suspect.evidence
        changes.setdefault((item.text, suspect.corrected), []).append(item.column)
    first = suspects[0].evidence
    if lang == "en":
        said = ", ".join(
            f"{' and '.join(columns)} {new} instead of {old}"
            for (old, new), columns in changes.items()
        )
        text = (
            f"If on page {first.page} {first.row} had {said}, "
            f"all {count} relations it takes part in would hold."
        )
        return text, suspects
    said = "、".join(
        f"{''.join(f'“{column}”' for column in columns)}由 {old} 改为 {new}"
        for (old, new), columns in changes.items()
    )
    where = place_words(path, first.page, first.box)
    return f"若{where}“{first.row}”的{said}，则相关 {count} 处勾稽全部成立。", suspects


def _of_text(suspect: Suspect, count: int, lang: str, path: Path) -> str:
    item, new = suspect.evidence, suspect.corrected
    if lang == "en":
        return (
            f"If the text on page {item.page} had {new} instead of {item.text} ({item.row}), "
            f"all {count} relations it takes part in would hold."
        )
    where = place_words(path, item.page, item.box)
    return f"若{where}正文“{item.row}”由 {item.text} 改为 {new}，则相关 {count} 处勾稽全部成立。"


def confirmed(known: Known, units: Mapping[str, Decimal]) -> set[Cell]:
    """The figures that take part in something that holds."""
    passing = (item for evidence in known.passing for item in evidence)
    found = {found[0] for item in passing if (found := figure_of(item, units)) is not None}
    return found.union(known.sound, known.echoed, known.used)


def only_suspect(
    relation: Relation,
    finding: Finding,
    units: Mapping[str, Decimal],
    sure: Collection[Cell],
) -> tuple[Suspect, ...]:
    """The one figure of a failing sum that nothing else confirms, and what would mend the sum.

    Of an equality that is enough; of a longer sum, from which a line may be missing, only a
    slip of the pen is believed.
    """
    left = [cell for cell in relation.terms if cell not in sure]
    if len(left) != 1 or (relation.firm and left[0][0] != PROSE):
        return ()
    delta = relation.correction(left[0])
    item = next(e for e in finding.evidence if _is(e, left[0], units))
    suspect = _suspect(item, delta, units)
    amount = relation.terms[left[0]][1]
    if len(relation.terms) > 2 and not one_digit(amount, amount.value + delta):
        return ()
    return (suspect,)


def _is(item: Evidence, cell: Cell, units: Mapping[str, Decimal]) -> bool:
    found = figure_of(item, units)
    return found is not None and found[0] == cell


def _suspect(item: Evidence, delta: Decimal, units: Mapping[str, Decimal]) -> Suspect:
    """A figure that has to be larger by ``delta`` (in 元)."""
    amount = item.spot.amount if item.spot is not None else item.amount
    assert amount is not None
    factor = Decimal(1) if amount.percent else units.get(item.table, Decimal(1))
    if item.spot is not None:
        factor = item.spot.scale
    return Suspect(item, _printed(amount.value + delta / factor, amount, item.text))


def _printed(value: Decimal, amount: Amount, text: str) -> str:
    """A corrected value with the decimals and separators of the figure it replaces."""
    step = amount.ulp or amount.step
    value = value.quantize(step, ROUND_HALF_UP) if step else value.normalize() + 0
    grouped = "," in text or "，" in text
    shown = show(value) if grouped else f"{value:f}"
    return shown + ("%" if amount.percent else "")


def same_everywhere(count: int, lang: str) -> str:
    """What to say of one difference in several columns."""
    if lang == "en":
        return f"The same difference stands in {count} columns: probably one mistake."
    return f"同样的差额出现在 {count} 栏，应为同一处错误。"


def joined(sentences: Iterable[str], lang: str) -> str:
    """Sentences one after the other, each with its full stop."""
    stop, gap = (".", " ") if lang == "en" else ("。", "")
    return gap.join(s if s.endswith(("。", ".", "！", "？")) else s + stop for s in sentences)
