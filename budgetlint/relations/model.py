"""A sum that should hold inside one table, and how much speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from budgetlint.amounts import Amount, Comparison, Verdict, compare_sum
from budgetlint.model import Figure, Table
from budgetlint.relations import slips

Cell = tuple[int, int]


class Prior(IntEnum):
    """How sure the layout alone is that a sum is meant."""

    DISCOVERED = 0  # only the figures say so
    STRUCTURAL = 1  # headings or indentation say so
    STANDARD = 2  # the terms of the field say so (合计 = 基本支出 + 项目支出, 类 = Σ款)


@dataclass(frozen=True, slots=True)
class Sum:
    """``total = Σ sign·term`` over cells of one table."""

    total: Cell
    terms: tuple[tuple[int, Cell], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Sums that stand or fall together: one reading of the layout.

    ``name`` says in Chinese what the reading is; ``axis`` is ``row`` for sums along a row
    (columns are the terms) and ``column`` for sums down a column.
    """

    name: str
    axis: str
    prior: Prior
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One sum evaluated; ``comparison`` is None when it could not be (``reason`` says why)."""

    sum: Sum
    comparison: Comparison | None
    used_terms: tuple[tuple[int, Cell], ...] = ()
    reason: str = ""

    @property
    def used(self) -> int:
        """How many terms are printed and not zero."""
        return len(self.used_terms)

    @property
    def holds(self) -> bool:
        """Whether it holds, exactly or within rounding."""
        return self.comparison is not None and self.comparison.verdict in (
            Verdict.EXACT,
            Verdict.ROUNDING,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """A family evaluated: its sums, how many hold with something to add up, how many fail.

    ``causes`` is how many figures it takes to explain the failures: one wrong 款 breaks its
    own sum and the one of its 类.
    """

    family: Family
    checked: tuple[Checked, ...]
    held: int
    trivially_held: int
    failed: int
    causes: int

    @property
    def support(self) -> int:
        """How many sums hold, with several terms or as an equality."""
        return self.held + self.trivially_held

    @property
    def trusted(self) -> bool:
        """Whether the figures bear the reading out.

        A reading of the layout that the figures contradict more often than not is a wrong
        reading, never a table full of errors.
        """
        if self.failed == 0:
            return True
        if self.family.prior is Prior.STANDARD:
            alone = len({c.sum.total for c in self.checked if c.comparison is not None}) == 1
            return (alone or self.causes <= max(1, self.support)) and not self._one_sided()
        if self.family.prior is Prior.STRUCTURAL:
            many = self.held >= 2 or self.trivially_held >= 4
            return many and self.causes * 4 <= self.support
        return self.held >= 3 and self.causes * 6 <= self.support

    def accusable(self, table: Table, item: Checked) -> bool:
        """Whether a sum of this family that does not hold may be called an error.

        Either the reading is trusted, or it is borne out at least once (or stands alone) and
        one figure with one digit changed would make this sum hold: a slip of the pen, not a
        reading gone wrong.
        """
        if self.family.prior is Prior.DISCOVERED and item.used < 2:
            return False  # two rows with one figure are no evidence of an outline
        if self.trusted:
            return True
        if self._one_sided():
            return False
        if self.family.prior is not Prior.STANDARD and not _is_telling(table, item):
            return False
        # a line that is wrong in 合计 is wrong in the column it comes from too
        borne_out = self.held >= 1 or _causes(self.checked, by_row=True) == 1
        exactly = self.family.prior is not Prior.STANDARD
        few = self.causes <= max(2, self.support)
        return borne_out and few and is_slip(table, item, exactly=exactly)

    def _one_sided(self) -> bool:
        """Several sums fail, each with a term that is in no sum that holds.

        Then it is the term that does not belong into the sum (a part shown again beside its
        whole), not the figures that are wrong.
        """
        proven = {
            _line(cell, self.family.axis)
            for item in self.checked
            if item.holds
            for _, cell in item.used_terms
        }
        doubtful = 0
        for item in self.checked:
            if item.comparison is not None and not item.holds:
                lines = {_line(cell, self.family.axis) for _, cell in item.used_terms}
                if lines - proven:
                    doubtful += 1
        return doubtful >= 2 and self.family.axis == "row"


def _line(cell: Cell, axis: str) -> int:
    return cell[1] if axis == "row" else cell[0]


def is_slip(table: Table, item: Checked, *, exactly: bool = False) -> bool:
    """Whether one digit changed, or two swapped, would make a sum hold."""
    if item.comparison is None:
        return False
    cells = [(-1, item.sum.total), *item.used_terms]
    amounts = [(sign, amount_at(table, cell)) for sign, cell in cells]
    return slips.is_slip(
        amounts, item.comparison.difference, item.comparison.tolerance, exactly=exactly
    )


def _is_telling(table: Table, item: Checked) -> bool:
    """Whether a near miss means something: several terms, and a figure that is not round."""
    total = amount_at(table, item.sum.total)
    if item.used < 2 or total is None:
        return False
    return len(str(abs(total.value)).replace(".", "").strip("0")) >= 4


def amount_at(table: Table, cell: Cell) -> Amount | None:
    """The parsed amount of a cell, None for blank and unreadable ones."""
    figure = table.figures.get(cell)
    return figure.amount if figure is not None else None


def evaluate(table: Table, sums: Iterable[Sum]) -> list[Checked]:
    """Evaluate sums on the printed figures of a table; sums of nothing but blanks are left out."""
    out: list[Checked] = []
    loose = _loose_figures(table) if table.ruling != "full" else {}
    doubtful = [f for f in table.figures.values() if f.uncertain]
    for item in sums:
        checked = _evaluate(table, item, loose)
        if checked is not None and checked.comparison is not None and not checked.holds:
            astray = _astray(table, item, doubtful)
            if astray is not None:
                reason = f"“{astray.text}”属于哪一行分不清，未作判断"
                checked = Checked(item, None, (), reason)
        if checked is not None:
            out.append(checked)
    return out


def _astray(table: Table, item: Sum, doubtful: Sequence[Figure]) -> Figure | None:
    """A figure that may belong to a sum down a column: near it, and in doubt which row it has."""
    column = item.total[1]
    if any(cell[1] != column for _, cell in item.terms):
        return None
    rows = {item.total[0], *(cell[0] for _, cell in item.terms)}
    pages = {table.rows[row].page for row in rows}
    near = pages | {page + 1 for page in pages}
    return next(
        (f for f in doubtful if f.column == column and f.page in near and f.row not in rows), None
    )


def _loose_figures(table: Table) -> dict[tuple[int, int], Figure]:
    """Figures whose row is in doubt, by page and column: a blank nearby may be theirs."""
    return {(f.page, f.column): f for f in table.figures.values() if f.uncertain}


def _evaluate(table: Table, item: Sum, loose: Mapping[tuple[int, int], Figure]) -> Checked | None:
    figures = table.figures
    total = figures.get(item.total)
    terms: list[tuple[int, Amount]] = []
    used: list[tuple[int, Cell]] = []
    unreadable: Figure | None = total if total is not None and total.amount is None else None
    for sign, cell in item.terms:
        figure = figures.get(cell)
        if figure is None:
            if loose and (near := loose.get((table.rows[cell[0]].page, cell[1]))) is not None:
                unreadable = near
            continue
        if figure.amount is None:
            unreadable = figure
        elif figure.amount.percent:
            return None  # percentages are no addends
        elif figure.amount.value != 0:
            terms.append((sign, figure.amount))
            used.append((sign, cell))
    if unreadable is not None:
        return Checked(item, None, (), f"“{unreadable.text}”不是可识别的数字")
    if total is None or total.amount is None:
        if not terms:
            return None
        return Checked(item, None, tuple(used), "合计栏为空")
    if not terms and total.amount.value == 0:
        return Checked(item, compare_sum(total.amount, ()))
    if not terms:
        return Checked(item, None, (), "没有列出分项")
    return Checked(item, compare_sum(total.amount, terms), tuple(used))


def tally(table: Table, family: Family) -> Tally:
    """Evaluate a family and count what speaks for and against it."""
    checked = evaluate(table, family.sums)
    held = trivial = failed = 0
    for item in checked:
        if item.comparison is None:
            continue
        if item.holds:
            if item.used >= 2:
                held += 1
            elif item.used == 1:
                trivial += 1
        else:
            failed += 1
    return Tally(family, tuple(checked), held, trivial, failed, _causes(checked))


def _causes(checked: Sequence[Checked], *, by_row: bool = False) -> int:
    """The number of figures (or of rows) that a greedy choice needs to explain every failure."""
    open_sums: list[set[Cell]] = []
    for item in checked:
        if item.comparison is not None and not item.holds:
            cells = {item.sum.total, *(cell for _, cell in item.used_terms)}
            open_sums.append({(row, 0) for row, _ in cells} if by_row else cells)
    causes = 0
    while open_sums:
        votes: dict[Cell, int] = {}
        for cells in open_sums:
            for cell in cells:
                votes[cell] = votes.get(cell, 0) + 1
        culprit = max(votes, key=lambda cell: votes[cell])
        open_sums = [cells for cells in open_sums if culprit not in cells]
        causes += 1
    return causes


def without_strangers(table: Table, found: Tally) -> Tally:
    """A family without the terms that are in no sum that holds, if that mends every sum.

    A column that repeats a part of another one (政府采购 beside 项目支出) is no addend; the
    header does not always say so.
    """
    if found.failed < 2 or found.family.axis != "row":
        return found
    proven = {c for item in found.checked if item.holds for _, (_, c) in item.used_terms}
    suspects = {
        c
        for item in found.checked
        if item.comparison is not None and not item.holds
        for _, (_, c) in item.used_terms
    } - proven
    if not suspects:
        return found
    sums = tuple(
        Sum(s.total, tuple(t for t in s.terms if t[1][1] not in suspects))
        for s in found.family.sums
    )
    mended = tally(table, Family(found.family.name, "row", Prior.DISCOVERED, sums))
    return mended if mended.failed == 0 and mended.held else found


def best(table: Table, readings: Sequence[Family]) -> Tally | None:
    """Of several readings of one layout the one that the figures bear out.

    The first that nothing contradicts wins; failing that, the one with the fewest failures
    for what it explains, earlier readings before later ones.
    """
    tallies = [tally(table, family) for family in readings if family.sums]
    if not tallies:
        return None
    clean = [t for t in tallies if t.failed == 0 and t.support > 0]
    if clean:
        return max(clean, key=lambda t: t.held)
    told = [t for t in tallies if t.failed > 0] or tallies
    return min(told, key=lambda t: (t.failed - t.held, t.failed))
