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

from budgetlint.advice import advice, confirmed, joined, only_suspect, same_everywhere
from budgetlint.amounts import UNITS, Amount, compare_sum
from budgetlint.causes import (
    HOLDS,
    PROSE,
    Cause,
    Cell,
    Relation,
    choose,
    figure_of,
    find_causes,
    ratio_of,
    relation_of,
)
from budgetlint.known import Known
from budgetlint.model import Document, Evidence, EvidenceRole, Finding, Quotient, Severity, Suspect

#: Rules that say that the text has the wrong unit or line: the table is not what is wrong.
_FIRM = ("TXT107", "TXT110")
#: What is wrong is the unit behind the figure, and no other digits would put it right.
_UNITS_WRONG = ("TXT107",)


def fold(
    document: Document,
    failed: Sequence[Finding],
    known: Known,
    lang: str = "zh",
    quotients: Mapping[int, Quotient] | None = None,
) -> list[Finding]:
    """The findings, with ``root`` set on those that another one explains.

    ``quotients`` say by their positions in ``failed`` which findings are about a percentage,
    and of what. The root has the figures that are most likely wrong as its ``suspects``.
    """
    findings = list(failed)
    units = {table.id: UNITS.get(table.unit, Decimal(1)) for table in document.tables}
    relations = [r for i, f in enumerate(findings) if (r := _relation(i, f, units)) is not None]
    ratios = [
        ratio
        for index, quotient in (quotients or {}).items()
        if (ratio := ratio_of(index, findings[index].evidence, units, quotient)) is not None
        and not ratio.holds()
    ]
    # the cells of one line that moved together keep the sum of the line: only a single cell
    # that is part of a sound sum is cleared by it
    possible = [
        cause
        for cause in find_causes(relations, known.passing, units, ratios, known.echoed)
        if len(cause.cells) > 1 or cause.cells[0] not in known.sound
    ]
    chosen = choose(possible)
    mends: dict[Cell, tuple[Decimal, str]] = {}
    parallel = _parallel(relations)
    for members in _components([*(c[0].relations for c in chosen), *parallel]):
        causes = [group for group in chosen if group[0].relations <= members]
        order = _in_order(members, causes, findings)
        notes: list[str] = []
        suspects: list[Suspect] = []
        for group in causes:
            note, found = advice(group, findings, units, known.used, lang, document.path)
            notes.append(note)
            suspects += found
        if not causes:
            notes = [same_everywhere(len(members), lang)]
        root = findings[order[0]]
        message = joined([root.message, *notes], lang)
        findings[order[0]] = replace(root, message=message, suspects=tuple(suspects))
        for index in order[1:]:
            findings[index] = replace(findings[index], root=root.fingerprint)
        for group in causes:
            if len(group) == 1:
                mends |= {c: (group[0].delta, root.fingerprint) for c in group[0].cells}
    _fold_joint(findings, mends, units)
    sure = confirmed(known, units) if relations else set()
    for relation in relations:
        finding = findings[relation.index]
        if finding.root is None and not finding.suspects and finding.rule not in _UNITS_WRONG:
            only = only_suspect(relation, finding, units, sure)
            findings[relation.index] = replace(finding, suspects=only)
    return findings


def _fold_joint(
    findings: list[Finding],
    mends: Mapping[Cell, tuple[Decimal, str]],
    units: Mapping[str, Decimal],
) -> None:
    """Fold the sums that several causes together explain: two wrong lines below one total."""
    roots = {finding.root for finding in findings}
    for index, finding in enumerate(findings):
        if finding.root is not None or finding.fingerprint in roots or finding.suspects:
            continue
        if finding.severity is Severity.INFO:
            continue
        under = _mended(finding.evidence, mends, units)
        if under and under != finding.fingerprint:
            findings[index] = replace(finding, root=under)


def _mended(
    evidence: Sequence[Evidence],
    mends: Mapping[Cell, tuple[Decimal, str]],
    units: Mapping[str, Decimal],
) -> str:
    """The fingerprint of the first of several causes that make a sum hold, or ``""``."""
    total: Amount | None = None
    terms: list[tuple[int, Amount]] = []
    used: dict[str, None] = {}
    for item in evidence:
        found = figure_of(item, units)
        if item.role is EvidenceRole.LABEL or found is None:
            continue
        cell, amount = found
        if cell in mends:
            delta, fingerprint = mends[cell]
            amount = Amount(amount.value + delta, amount.ulp or amount.step, amount.percent)
            used[fingerprint] = None
        if item.role is EvidenceRole.TOTAL and total is not None:
            return ""
        if item.role is EvidenceRole.TOTAL:
            total = amount
        else:
            terms.append((item.sign, amount))
    if total is None or len(used) < 2 or compare_sum(total, terms).verdict not in HOLDS:
        return ""
    return next(iter(used))


def _figures(finding: Finding) -> int:
    """How many figures one has to look at; zeros among the addends cost no look."""
    return sum(1 for e in finding.evidence if e.amount is None or e.amount.value)


def _relation(index: int, finding: Finding, units: Mapping[str, Decimal]) -> Relation | None:
    if finding.severity is Severity.INFO:
        return None
    relation = relation_of(index, finding.evidence, units)
    # One that holds as a sum failed for another reason and says nothing about cells.
    if relation is None or relation.holds():
        return None
    return replace(relation, firm=finding.rule in _FIRM)


def _in_order(
    members: Collection[int], causes: Sequence[Sequence[Cause]], findings: Sequence[Finding]
) -> list[int]:
    """The smallest explanation first; where a table is wrong, one that speaks of tables."""
    in_table = any(cell[0] != PROSE for group in causes for c in group for cell in c.cells)

    def rank(index: int) -> tuple[bool, bool, int, int]:
        evidence = findings[index].evidence
        spoken = any(e.spot is not None for e in evidence)
        percent = any(e.amount is None or e.amount.percent for e in evidence if e.spot is None)
        return in_table and spoken, percent, _figures(findings[index]), index

    return sorted(members, key=rank)


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
