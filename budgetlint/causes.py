"""Finds the figures whose change would make failing sums hold, in tables and in the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.amounts import Amount, Verdict, compare_ratio, compare_sum
from budgetlint.model import Evidence, EvidenceRole, Quotient

#: A figure: the id of its table, its row and column. One of the running text stands in PROSE,
#: with the number of its paragraph and its place there.
Cell = tuple[str, tuple[int, int]]
PROSE = "正文"
HOLDS = (Verdict.EXACT, Verdict.ROUNDING)


@dataclass(frozen=True)
class Relation:
    """A printed total and its terms, in 元 where the unit is known; the total has sign 0.

    ``index`` is the position of the finding it belongs to. Of a ``firm`` one the figures of
    tables cannot be what is wrong: what is said of them is in the wrong unit or of another line.
    """

    index: int
    total: Cell
    terms: Mapping[Cell, tuple[int, Amount]]
    firm: bool = False

    @property
    def spoken(self) -> bool:
        """Whether a figure of the running text takes part."""
        return any(table == PROSE for table, _ in self.terms)

    def holds(self, moved: Collection[Cell] = (), delta: Decimal = Decimal(0)) -> bool:
        """Whether the sum holds, or would if each of ``moved`` were larger by ``delta``."""
        total = self.terms[self.total][1]
        addends: list[tuple[int, Amount]] = []
        for place, (sign, amount) in self.terms.items():
            if place in moved:
                amount = Amount(amount.value + delta, amount.ulp or self.unit, amount.percent)
            if place == self.total:
                total = amount
            else:
                addends.append((sign, amount))
        return compare_sum(total, addends).verdict in HOLDS

    @property
    def unit(self) -> Decimal:
        """The coarsest unit in the last place of its terms."""
        return max(amount.ulp for _, amount in self.terms.values())

    @property
    def difference(self) -> Decimal:
        """Printed minus computed."""
        total = self.terms[self.total][1].value
        return total - sum(
            (sign * a.value for place, (sign, a) in self.terms.items() if place != self.total),
            Decimal(0),
        )

    def correction(self, cell: Cell) -> Decimal:
        """By how much ``cell`` would have to be larger for the sum to hold exactly."""
        sign = self.terms[cell][0]
        return -self.difference if cell == self.total else sign * self.difference


@dataclass(frozen=True)
class Ratio:
    """A printed percentage and the figures it is the quotient of, in 元."""

    index: int
    printed: Amount
    parts: tuple[tuple[Cell, int, Amount], ...]
    wholes: tuple[tuple[Cell, int, Amount], ...]

    def cells(self) -> set[Cell]:
        """The amounts it is made of."""
        return {cell for cell, _, _ in (*self.parts, *self.wholes)}

    def holds(self, moved: Collection[Cell] = (), delta: Decimal = Decimal(0)) -> bool:
        """Whether the percentage is right, or would be with ``moved`` larger by ``delta``."""
        part, whole = (_total(side, moved, delta) for side in (self.parts, self.wholes))
        result = compare_ratio(self.printed, part, whole)
        return result is not None and result.verdict in HOLDS


def _total(
    terms: Iterable[tuple[Cell, int, Amount]], moved: Collection[Cell], delta: Decimal
) -> Amount:
    value = ulp = Decimal(0)
    for cell, sign, amount in terms:
        value += sign * (amount.value + (delta if cell in moved else 0))
        ulp += amount.ulp
    return Amount(value, ulp)


@dataclass(frozen=True)
class Cause:
    """Cells of one line that explain ``relations`` when each is larger by ``delta`` (in 元)."""

    cells: tuple[Cell, ...]
    delta: Decimal
    relations: frozenset[int]


def relation_of(
    index: int, evidence: Iterable[Evidence], units: Mapping[str, Decimal]
) -> Relation | None:
    """Evidence as a sum, or None where it has not the form of one (a ratio, a code)."""
    terms: dict[Cell, tuple[int, Amount]] = {}
    total: Cell | None = None
    percents: set[bool] = set()
    for item in evidence:
        if item.role is EvidenceRole.LABEL or (found := figure_of(item, units)) is None:
            continue
        cell, amount = found
        percents.add(amount.percent)
        is_total = item.role is EvidenceRole.TOTAL
        if cell in terms or (is_total and total is not None):
            return None
        if is_total:
            total = cell
        terms[cell] = (0 if is_total else item.sign, amount)
    _drop_zeros(terms, total)
    if total is None or len(terms) < 2 or len(percents) > 1:
        return None
    return Relation(index, total, terms)


def _drop_zeros(terms: dict[Cell, tuple[int, Amount]], total: Cell | None) -> None:
    """Take the zeros out of a sum that has several: nothing tells which of them is wrong."""
    zeros = [c for c, (_, amount) in terms.items() if c != total and amount.value == 0]
    for cell in zeros if len(zeros) > 1 else ():
        del terms[cell]


def ratio_of(
    index: int, evidence: Sequence[Evidence], units: Mapping[str, Decimal], quotient: Quotient
) -> Ratio | None:
    """A percentage with its parts and wholes, or None where they are not all known."""
    if not all(quotient) or not evidence:
        return None
    sides: list[tuple[tuple[Cell, int, Amount], ...]] = []
    for side in quotient:
        found = [(figure_of(evidence[at], units), sign) for at, sign in side]
        sides.append(tuple((f[0], sign, f[1]) for f, sign in found if f is not None))
        if len(sides[-1]) < len(side):
            return None
    item = evidence[0]
    printed = item.spot.amount if item.spot is not None else item.amount
    return Ratio(index, printed, sides[0], sides[1]) if printed is not None else None


def figure_of(item: Evidence, units: Mapping[str, Decimal]) -> tuple[Cell, Amount] | None:
    """Where a figure stands and its amount, in 元 where the unit is known."""
    if item.spot is not None:
        amount = item.spot.amount
        return (PROSE, item.spot.place), amount.scaled(item.spot.scale)
    if item.cell is None or item.amount is None:
        return None
    if item.amount.percent:
        return (item.table, item.cell), item.amount
    return (item.table, item.cell), item.amount.scaled(units.get(item.table, Decimal(1)))


def find_causes(
    failing: Sequence[Relation],
    passing: Iterable[Sequence[Evidence]],
    units: Mapping[str, Decimal],
    ratios: Iterable[Ratio] = (),
    echoed: Collection[Cell] = (),
) -> list[Cause]:
    """Cells that mend at least two failing relations, all that contain them, and break none.

    Cells of one row with one difference (a line that is wrong in 合计, 小计 and 基本支出
    alike) are one cause. Of the relations with the running text and the percentages those
    are explained that would hold: a sentence can be wrong by itself. ``echoed`` are figures
    that text and tables agree on: for them no sentence is a witness.
    """
    containing: defaultdict[Cell, list[Relation]] = defaultdict(list)
    for relation in failing:
        for cell in relation.terms:
            spoken = cell[0] == PROSE
            if spoken and cell in echoed:
                continue
            if relation.spoken and not spoken and (relation.firm or cell in echoed):
                continue
            containing[cell].append(relation)
    quotients: defaultdict[Cell, list[Ratio]] = defaultdict(list)
    for ratio in ratios:
        for cell in ratio.cells():
            quotients[cell].append(ratio)
    deltas = {
        cell: delta
        for cell, members in containing.items()
        if len(members) + len(quotients[cell]) > 1
        and (delta := _common_delta(cell, members)) is not None
    }
    if not deltas:
        return []
    held = _touching(deltas, passing, units)
    lines: defaultdict[tuple[str, object, Decimal], list[Cell]] = defaultdict(list)
    for cell, delta in deltas.items():
        # figures of one paragraph are no line of a table: each is a cause by itself
        lines[cell[0], cell[1] if cell[0] == PROSE else cell[1][0], delta].append(cell)
    causes: list[Cause] = []
    for (_, _, delta), cells in lines.items():
        for group in (cells, *([cell] for cell in cells if len(cells) > 1)):
            kept = _harmless(group, delta, held)
            members = {r.index: r for cell in kept for r in containing[cell]}
            must = _witnesses(members.values())
            if not kept or not all(r.holds(kept, delta) for r in must):
                continue
            told = {r.index for r in members.values() if r.holds(kept, delta)}
            told |= {r.index for c in kept for r in quotients[c] if r.holds(kept, delta)}
            if len(told) > 1:
                causes.append(Cause(tuple(sorted(kept)), delta, frozenset(told)))
    return causes


def _witnesses(relations: Iterable[Relation]) -> list[Relation]:
    """The relations that have to be mended: those between tables, else those with the text."""
    found = list(relations)
    return [r for r in found if not r.spoken] or found


def choose(causes: Iterable[Cause]) -> list[list[Cause]]:
    """Causes that explain most first, none explaining what another explained already.

    Causes that explain exactly the same failures stay together: it cannot be told which.
    """
    groups: defaultdict[frozenset[int], list[Cause]] = defaultdict(list)
    for cause in causes:
        groups[cause.relations].append(cause)
    taken: set[int] = set()
    chosen: list[list[Cause]] = []
    for members, group in sorted(groups.items(), key=lambda g: (-len(g[0]), sorted(g[0]))):
        if taken.isdisjoint(members):
            taken |= members
            chosen.append(sorted(set(group), key=lambda c: c.cells))
    return chosen


def _common_delta(cell: Cell, relations: Sequence[Relation]) -> Decimal | None:
    """The one change of ``cell`` that mends all ``relations``, printable in its decimals."""
    if not relations:
        return None
    unit = relations[0].terms[cell][1].ulp or max(r.unit for r in relations)
    wanted = [relation.correction(cell) for relation in relations]
    relations = _witnesses(relations)
    for delta in sorted(set(wanted), key=lambda d: (-wanted.count(d), d)):
        if not delta or (unit and delta % unit):
            continue
        if all(relation.holds((cell,), delta) for relation in relations):
            return delta
    return None


def _touching(
    cells: Collection[Cell], passing: Iterable[Sequence[Evidence]], units: Mapping[str, Decimal]
) -> dict[Cell, list[Relation | None]]:
    """The passing relations that contain each cell; None is one that is no sum."""
    found: dict[Cell, list[Relation | None]] = {}
    for evidence in passing:
        touched = [c for e in evidence if e.cell is not None and (c := (e.table, e.cell)) in cells]
        if touched:
            relation = relation_of(-1, evidence, units)
            for cell in touched:
                found.setdefault(cell, []).append(relation)
    return found


def _harmless(
    cells: Sequence[Cell], delta: Decimal, held: Mapping[Cell, Sequence[Relation | None]]
) -> set[Cell]:
    """Those of ``cells`` that can move together without breaking what holds."""
    kept = set(cells)
    while True:
        harmful = {
            cell
            for cell in kept
            if any(r is None or not r.holds(kept, delta) for r in held.get(cell, ()))
        }
        if not harmful:
            return kept
        kept -= harmful
