"""Folds a cascade of failures to the figures that explain it.

One wrong figure breaks every sum it takes part in. Where changing a single cell (or the cells
of one line alike) makes all the failing sums that contain it hold and breaks none, that is
the root cause: one finding is shown, the others stand under it. Sums over the same rows that
miss by the same amount in several columns are one mistake too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from budgetlint.amounts import UNITS, Amount, show
from budgetlint.causes import Cause, Cell, Relation, choose, find_causes, relation_of
from budgetlint.model import Document, Evidence, Finding, Severity
from budgetlint.places import place_words


def fold(
    document: Document,
    failed: Sequence[Finding],
    passing: Iterable[Sequence[Evidence]],
    lang: str = "zh",
    sound: Collection[Cell] = (),
) -> list[Finding]:
    """The findings, with ``root`` set on those that another one explains.

    ``passing`` is the evidence of every relation that holds; ``sound`` are cells that take
    part in sums that hold and so cannot be what is wrong.
    """
    findings = list(failed)
    units = {table.id: UNITS.get(table.unit, Decimal(1)) for table in document.tables}
    relations = [
        relation
        for index, finding in enumerate(findings)
        if finding.severity is not Severity.INFO
        and (relation := relation_of(index, finding.evidence, units)) is not None
        # One that holds as a sum failed for another reason and says nothing about cells.
        and not relation.holds()
    ]
    # the cells of one line that moved together keep the sum of the line: only a single cell
    # that is part of a sound sum is cleared by it
    possible = [
        cause
        for cause in find_causes(relations, passing, units)
        if len(cause.cells) > 1 or cause.cells[0] not in sound
    ]
    chosen = choose(possible)
    parallel = _parallel(relations)
    for members in _components([*(c[0].relations for c in chosen), *parallel]):
        causes = [group for group in chosen if group[0].relations <= members]
        order = sorted(members, key=lambda i: (_figures(findings[i]), i))
        root = findings[order[0]]
        notes = [_advice(group, findings, units, lang, document.path) for group in causes]
        if not causes:
            notes = [_same_everywhere(len(members), lang)]
        findings[order[0]] = replace(root, message=_joined([root.message, *notes], lang))
        for index in order[1:]:
            findings[index] = replace(findings[index], root=root.fingerprint)
    return findings


def _figures(finding: Finding) -> int:
    """How many figures one has to look at; zeros among the addends cost no look."""
    return sum(1 for e in finding.evidence if e.amount is None or e.amount.value)


def _parallel(relations: Iterable[Relation]) -> list[frozenset[int]]:
    """Relations over the same rows, in several columns, that miss by the same amount."""
    groups: defaultdict[object, set[int]] = defaultdict(set)
    for relation in relations:
        columns = {cell[1][1] for cell in relation.terms}
        if len(columns) == 1:
            rows = frozenset((c[0], c[1][0], sign) for c, (sign, _) in relation.terms.items())
            groups[rows, relation.difference].add(relation.index)
    return [frozenset(group) for group in groups.values() if len(group) > 1]


def _components(groups: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Overlapping groups joined."""
    joined: list[frozenset[int]] = []
    for group in groups:
        apart = [other for other in joined if not other & group]
        whole = group.union(*(other for other in joined if other & group))
        joined = [*apart, whole]
    return joined


def _advice(
    causes: Sequence[Cause],
    findings: Sequence[Finding],
    units: Mapping[str, Decimal],
    lang: str,
    path: Path,
) -> str:
    """What to say of a root cause: the corrected figures where only one cause explains it."""
    count = len(causes[0].relations)
    if len(causes) > 1:
        if lang == "en":
            return f"Probably one mistake behind {count} failing relations."
        return f"相关 {count} 处勾稽不成立，很可能出于同一处错误。"
    cause = causes[0]
    places: dict[Cell, tuple[Evidence, Amount]] = {
        (e.table, e.cell): (e, e.amount)
        for index in sorted(cause.relations)
        for e in findings[index].evidence
        if e.cell is not None and e.amount is not None
    }
    changes: dict[tuple[str, str], list[str]] = {}
    for cell in cause.cells:
        item, amount = places[cell]
        factor = Decimal(1) if amount.percent else units.get(item.table, Decimal(1))
        corrected = _printed(amount.value + cause.delta / factor, amount, item.text)
        changes.setdefault((item.text, corrected), []).append(item.column)
    first = places[cause.cells[0]][0]
    if lang == "en":
        said = ", ".join(
            f"{' and '.join(columns)} {new} instead of {old}"
            for (old, new), columns in changes.items()
        )
        return (
            f"If on page {first.page} {first.row} had {said}, "
            f"all {count} relations it takes part in would hold."
        )
    said = "、".join(
        f"{''.join(f'“{column}”' for column in columns)}由 {old} 改为 {new}"
        for (old, new), columns in changes.items()
    )
    where = place_words(path, first.page, first.box)
    return f"若{where}“{first.row}”的{said}，则相关 {count} 处勾稽全部成立。"


def _same_everywhere(count: int, lang: str) -> str:
    if lang == "en":
        return f"The same difference stands in {count} columns: probably one mistake."
    return f"同样的差额出现在 {count} 栏，应为同一处错误。"


def _joined(sentences: Iterable[str], lang: str) -> str:
    """Sentences one after the other, each with its full stop."""
    stop, gap = (".", " ") if lang == "en" else ("。", "")
    return gap.join(s if s.endswith(("。", ".", "！", "？")) else s + stop for s in sentences)


def _printed(value: Decimal, amount: Amount, text: str) -> str:
    """A corrected value with the decimals and separators of the figure it replaces."""
    step = amount.ulp or amount.step
    value = value.quantize(step) if step else value.normalize() + 0
    grouped = "," in text or "，" in text
    shown = show(value) if grouped else f"{value:f}"
    return shown + ("%" if amount.percent else "")
