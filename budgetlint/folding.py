"""Folds a cascade of failures to the one cell that explains it.

One wrong figure breaks every sum it takes part in. Where changing a single cell by a single
amount makes all the failing sums that contain it hold, and no passing relation contains it,
that cell is the root cause: one finding is shown, the others stand under it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgetlint.amounts import UNITS, Amount, Verdict, compare_sum, show
from budgetlint.model import Document, Evidence, EvidenceRole, Finding, Outcome, Severity

Cell = tuple[str, tuple[int, int]]
_HOLDS = (Verdict.EXACT, Verdict.ROUNDING)


@dataclass(frozen=True)
class _Relation:
    """A failing sum, in 元 where the unit is known: cell → (sign, amount); the total has 0."""

    index: int
    total: Cell
    terms: Mapping[Cell, tuple[int, Amount]]

    def holds(self, cell: Cell, delta: Decimal, unit: Decimal) -> bool:
        """Whether the sum would hold if ``cell`` were larger by ``delta``."""
        total = self.terms[self.total][1]
        addends: list[tuple[int, Amount]] = []
        for place, (sign, amount) in self.terms.items():
            if place == cell:
                amount = Amount(amount.value + delta, amount.ulp or unit, amount.percent)
            if place == self.total:
                total = amount
            else:
                addends.append((sign, amount))
        return compare_sum(total, addends).verdict in _HOLDS

    def delta(self, cell: Cell) -> Decimal:
        """By how much ``cell`` would have to be larger for the sum to hold exactly."""
        total = self.terms[self.total][1].value
        computed = sum(
            (sign * a.value for place, (sign, a) in self.terms.items() if place != self.total),
            Decimal(0),
        )
        sign = self.terms[cell][0]
        return computed - total if cell == self.total else sign * (total - computed)


@dataclass(frozen=True)
class _Cause:
    """A cell that explains ``relations`` when it is larger by ``delta`` (in 元)."""

    cell: Cell
    delta: Decimal
    relations: frozenset[int]


def fold(
    document: Document,
    failed: Sequence[tuple[Finding, Outcome]],
    passing: Collection[Cell],
    lang: str = "zh",
) -> list[Finding]:
    """The findings, with ``root`` set on those that another one explains."""
    findings = [finding for finding, _ in failed]
    units = {table.id: UNITS.get(table.unit, Decimal(1)) for table in document.tables}
    relations = [
        relation
        for index, finding in enumerate(findings)
        if finding.severity is not Severity.INFO
        and (relation := _relation(index, finding.evidence, units)) is not None
    ]
    for causes in _choose(_causes(relations, passing, units)):
        members = sorted(causes[0].relations, key=lambda i: (len(findings[i].evidence), i))
        root = findings[members[0]]
        note = _advice(causes, findings, units, lang)
        findings[members[0]] = replace(root, message=root.message + note)
        for index in members[1:]:
            findings[index] = replace(findings[index], root=root.fingerprint)
    return findings


def _relation(
    index: int, evidence: Iterable[Evidence], units: Mapping[str, Decimal]
) -> _Relation | None:
    """The evidence as a sum, or None where it is something else (a ratio, a code)."""
    terms: dict[Cell, tuple[int, Amount]] = {}
    total: Cell | None = None
    percents: set[bool] = set()
    for item in evidence:
        if item.role is EvidenceRole.LABEL or item.cell is None or item.amount is None:
            continue
        cell = (item.table, item.cell)
        amount = item.amount
        if not amount.percent:
            amount = amount.scaled(units.get(item.table, Decimal(1)))
        percents.add(amount.percent)
        if cell in terms or (item.role is EvidenceRole.TOTAL and total is not None):
            return None
        if item.role is EvidenceRole.TOTAL:
            total = cell
            terms[cell] = (0, amount)
        else:
            terms[cell] = (item.sign, amount)
    if total is None or len(terms) < 2 or len(percents) > 1:
        return None
    relation = _Relation(index, total, terms)
    # A relation that holds as a sum failed for another reason and says nothing about cells.
    return None if relation.holds(total, Decimal(0), Decimal(0)) else relation


def _causes(
    relations: Sequence[_Relation], passing: Collection[Cell], units: Mapping[str, Decimal]
) -> list[_Cause]:
    containing: defaultdict[Cell, list[_Relation]] = defaultdict(list)
    for relation in relations:
        for cell in relation.terms:
            containing[cell].append(relation)
    causes: list[_Cause] = []
    for cell, members in containing.items():
        if len(members) < 2 or cell in passing:
            continue
        delta = _common_delta(cell, members)
        if delta is not None:
            causes.append(_Cause(cell, delta, frozenset(r.index for r in members)))
    return causes


def _common_delta(cell: Cell, relations: Sequence[_Relation]) -> Decimal | None:
    """The one change of ``cell`` that mends all ``relations``, printable in its decimals."""
    amount = relations[0].terms[cell][1]
    unit = amount.ulp or max(a.ulp for r in relations for _, a in r.terms.values())
    wanted = [relation.delta(cell) for relation in relations]
    for delta in sorted(set(wanted), key=lambda d: (-wanted.count(d), d)):
        if not delta or (unit and delta % unit):
            continue
        if all(relation.holds(cell, delta, unit) for relation in relations):
            return delta
    return None


def _choose(causes: Iterable[_Cause]) -> list[list[_Cause]]:
    """Causes that explain most first, none explaining what another explained already.

    Cells that explain exactly the same failures stay together: it cannot be told which.
    """
    groups: defaultdict[frozenset[int], list[_Cause]] = defaultdict(list)
    for cause in causes:
        groups[cause.relations].append(cause)
    taken: set[int] = set()
    chosen: list[list[_Cause]] = []
    for members, group in sorted(groups.items(), key=lambda g: (-len(g[0]), sorted(g[0]))):
        if taken.isdisjoint(members):
            taken |= members
            chosen.append(sorted(group, key=lambda c: c.cell))
    return chosen


def _advice(
    causes: Sequence[_Cause],
    findings: Sequence[Finding],
    units: Mapping[str, Decimal],
    lang: str,
) -> str:
    """What to say of a root cause: the corrected figure where only one cell explains it."""
    count = len(causes[0].relations)
    if len(causes) > 1:
        if lang == "en":
            return f" Probably one mistake behind {count} failing relations."
        return f"相关 {count} 处勾稽不成立，很可能出于同一处错误。"
    cause = causes[0]
    item = next(
        e
        for index in sorted(cause.relations)
        for e in findings[index].evidence
        if (e.table, e.cell) == cause.cell
    )
    amount = item.amount
    assert amount is not None  # _relation takes no evidence without an amount
    factor = Decimal(1) if amount.percent else units.get(item.table, Decimal(1))
    corrected = _printed(amount.value + cause.delta / factor, amount, item.text)
    if lang == "en":
        return (
            f" If {item.row} / {item.column} on page {item.page} were {corrected} instead of"
            f" {item.text}, all {count} relations it takes part in would hold."
        )
    return (
        f"若第{item.page}页“{item.row}”的“{item.column}”由 {item.text} 改为 {corrected}，"
        f"则相关 {count} 处勾稽全部成立。"
    )


def _printed(value: Decimal, amount: Amount, text: str) -> str:
    """A corrected value with the decimals and separators of the figure it replaces."""
    value = value.quantize(amount.ulp) if amount.ulp else value.normalize() + 0
    grouped = "," in text or "，" in text or not amount.ulp
    shown = show(value) if grouped else f"{value:f}"
    return shown + ("%" if amount.percent else "")
