"""What the tables say on a subject of the prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from budgetlint.amounts import UNITS, Amount, Verdict, compare_equal
from budgetlint.classification import normalise_name
from budgetlint.facts import facts_of
from budgetlint.facts_columns import OPERATING
from budgetlint.facts_model import Carry, Concept, Fact, Fund, Use, once_per_document
from budgetlint.model import ColumnRole, Document, RowRole, Table
from budgetlint.prose.statements import Statement
from budgetlint.prose.subjects import About, Subject, is_bare

_LEVEL_MARK = re.compile(r"[（(][类款项][）)][:：]?")
_SPENT = re.compile(r"支出(?!.*收入)")
_CARRIED = re.compile(r"结转|结余")
_TEN_THOUSAND = Decimal(10_000)

_RATE = re.compile(r"[%％]|占.+比|增减幅")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table in 元, with its place."""

    amount: Amount
    table: str
    cell: tuple[int, int]
    year: int = 0
    income: bool = False
    fund: str = ""


class Ledger:
    """The figures of the tables by what they are about."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.year = document.fiscal_year or 0
        self._about: dict[tuple[About, str], list[Cell]] = defaultdict(list)
        self._rounded: dict[Decimal, set[Decimal]] = {}
        for fact in facts_of(document):
            for key in _keys(fact):
                self._about[key].append(_cell(fact))

    def on(self, statement: Statement) -> Sequence[Cell]:
        """The figures a statement may repeat, of its own year where the tables tell years."""
        year = statement.year or self.year
        return [c for c in self._candidates(statement) if c.year in (year, 0)]

    def certain(self, statement: Statement) -> bool:
        """Whether the figures found are surely what the statement repeats.

        机关运行经费 are the 公用经费 of agencies only, which a table seldom tells apart.
        """
        subject = statement.subject
        if subject is None:
            return True
        if subject.about is About.FUND and _SPENT.search(statement.clause):
            # with what was carried over, more is spent of a fund than is received
            return not all(cell.income for cell in self.about(subject))
        if subject.about is About.TOTAL:
            # the total of one fund is not the one of all
            return not all(cell.fund for cell in self.about(subject))
        if (subject.about, subject.value) != (About.SPENDING, OPERATING):
            return True
        return bool(self._about.get((About.SPENDING, OPERATING)))

    def in_row(self, amount: Amount, cell: Cell) -> bool:
        """Whether some figure of the row of a cell, in 元, is an amount."""
        table = next(t for t in self.document.tables if t.id == cell.table)
        return any(
            figure.amount is not None and agrees(amount, figure.amount.scaled(UNITS[table.unit]))
            for (row, _), figure in table.figures.items()
            if row == cell.cell[0]
        )

    def _candidates(self, statement: Statement) -> Iterable[Cell]:
        subject, path = statement.subject, statement.path
        if subject is None and path is not None and not self._apart(statement):
            return [c for code in path.codes for c in self._about.get((About.ITEM, code), ())]
        if subject is None:
            return self.named(statement.clause)
        return self.about(subject)

    def _apart(self, statement: Statement) -> bool:
        """Whether a clause names something of its own inside an item (其中：会议费)."""
        return not (
            is_bare(statement.clause)
            or statement.figure.lead.endswith(("项）", "项)", "项）”"))
            or len(statement.clause) > 30
        )

    def about(self, subject: Subject) -> Sequence[Cell]:
        """The figures a subject may mean, of every year."""
        if subject.about is About.FUND and subject.value == Fund.APPROPRIATION:
            funds = (Fund.APPROPRIATION, Fund.GENERAL)
            return [c for fund in funds for c in self._about.get((About.FUND, fund), ())]
        if subject.about is About.SPENDING and subject.value == OPERATING:
            own = self._about.get((About.SPENDING, OPERATING), ())
            return [*own, *self._about.get((About.USE, Use.OFFICE), ())]
        return self._about.get((subject.about, subject.value), ())

    def named(self, clause: str) -> Sequence[Cell]:
        """The figures of the rows whose name stands at the end of a clause."""
        text = _tidy(clause)
        if _CARRIED.search(text):
            return self._cells_of(self._names.get(text, ()))
        for start in range(max(0, len(text) - 40), len(text) - 2):
            found = self._names.get(text[start:])
            if found and (start == 0 or len(text) - start >= 4):
                return self._cells_of(found)
        return ()

    @cached_property
    def _names(self) -> Mapping[str, list[tuple[Table, int]]]:
        """The rows that bear a name, by that name."""
        found: dict[str, list[tuple[Table, int]]] = defaultdict(list)
        for table in self.document.tables:
            if table.unit not in UNITS:
                continue
            for row in table.rows:
                if len(row.name) >= 3 and row.role not in (RowRole.TOTAL, RowRole.SUBTOTAL):
                    found[_tidy(row.name)].append((table, row.index))
        return dict(found)

    def _cells_of(self, rows: Iterable[tuple[Table, int]]) -> Sequence[Cell]:
        return [
            Cell(figure.amount.scaled(UNITS[table.unit]), table.id, (row, column.index))
            for table, row in rows
            for column in table.columns
            if column.role is ColumnRole.AMOUNT
            and not _RATE.search(column.name)
            and (figure := table.figures.get((row, column.index))) is not None
            and figure.amount is not None
            and not figure.amount.percent
        ]

    def printed_anywhere(self, amount: Amount) -> bool:
        """Whether some figure of some table, in 元, rounds to an amount."""
        step = amount.ulp or amount.step
        if step not in self._rounded:
            self._rounded[step] = {
                round_to(figure.amount.value * UNITS[table.unit], step)
                for table in self.document.tables
                if table.unit in UNITS
                for figure in table.figures.values()
                if figure.amount is not None and not figure.amount.percent
            }
        return amount.value in self._rounded[step]

    def totals(self) -> Sequence[Cell]:
        """The grand totals of the document's own year: all, basic and project expenditure."""
        keys = [(About.TOTAL, "支出"), (About.USE, Use.BASIC), (About.USE, Use.PROJECT)]
        found = [cell for key in keys for cell in self._about.get(key, ())]
        return [c for c in found if c.year in (self.year, 0)]

    def codes_of(self, amount: Amount) -> set[str]:
        """The codes of 项 that a table prints with exactly this amount."""
        return {
            code
            for (about, code), cells in self._about.items()
            if about is About.ITEM and len(code) == 7
            for cell in cells
            if agrees(amount, cell.amount)
        }

    def has_code(self, code: str) -> bool:
        """Whether a table has a line of this code."""
        return bool(self._about.get((About.ITEM, code)))


@once_per_document
def ledger_of(document: Document) -> Ledger:
    """The ledger of a document."""
    return Ledger(document)


def _cell(fact: Fact) -> Cell:
    income = fact.key.concept is Concept.INCOME
    return Cell(fact.amount, fact.table, fact.cell, fact.key.year, income, fact.key.fund)


def _keys(fact: Fact) -> Iterator[tuple[About, str]]:
    """Under which subjects a fact is found."""
    key = fact.key
    for code in (key.functional, key.economic, key.government):
        if code:
            yield About.ITEM, code
    if key.concept is Concept.OPERATING and not key.economic:
        yield About.SPENDING, OPERATING
    if key.item and (key.concept is Concept.THREE_PUBLIC or key.item):
        yield About.SPENDING, key.item
    if key.functional or key.economic or key.government or key.item:
        return
    if key.concept not in (Concept.INCOME, Concept.EXPENDITURE):
        return
    if key.use:
        yield About.USE, key.use
    if key.fund:
        yield About.FUND, key.fund
    if key.carry is not Carry.BROUGHT and key.use is Use.ALL:
        yield About.TOTAL, "收" if key.concept is Concept.INCOME else "支出"
        yield About.TOTAL, "支出" if key.concept is Concept.INCOME else "收"


def _tidy(name: str) -> str:
    text = normalise_name(_LEVEL_MARK.sub("", name))
    for tail in ("安排", "为", "预算", "支出", "决算", "资金"):
        text = text.removesuffix(tail) if len(text) - len(tail) >= 3 else text
    return text


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """An amount at the precision of a print."""
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def agrees(one: Amount, other: Amount) -> bool:
    """Whether two amounts in 元 are one fact at the precision they are printed with."""
    return compare_equal(one, other).verdict is not Verdict.WRONG


def slips(amount: Amount, cells: Iterable[Cell]) -> Cell | None:
    """The figure an amount agrees with only when taken ten thousand times.

    An amount of few digits (0.3万元) agrees with several: the largest of them, as only grand
    totals are printed with so few.
    """
    near = [
        cell
        for cell in cells
        if cell.amount.value != 0
        and any(
            agrees(amount.scaled(factor), cell.amount)
            for factor in (_TEN_THOUSAND, 1 / _TEN_THOUSAND)
        )
    ]
    return max(near, key=lambda cell: cell.amount.value, default=None)
