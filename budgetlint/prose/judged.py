"""Each amount of the prose against the tables: agreed, wrong, or why nothing can be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from budgetlint.amounts import UNITS, Amount
from budgetlint.facts_model import once_per_document
from budgetlint.model import Document
from budgetlint.prose.figures import Role
from budgetlint.prose.ledger import Cell, Ledger, agrees, ledger_of, round_to, slips
from budgetlint.prose.statements import Statement, read_prose
from budgetlint.prose.subjects import About
from budgetlint.relations.slips import one_digit


class State(StrEnum):
    """How an amount of the prose stands to the tables."""

    AGREED = "agreed"
    NEAR = "near"  # one unit in the last place
    SLIP = "slip"  # ten thousand times too large or too small
    FOREIGN = "foreign"  # the amount of another 科目
    WRONG = "wrong"
    DOUBTFUL = "doubtful"  # one digit from a total that may be meant, or against a single zero
    OPEN = "open"  # nothing certain can be said


@dataclass(frozen=True, slots=True)
class Judged:
    """One amount of the prose, the figure of the tables nearest to it, and what that means."""

    statement: Statement
    amount: Amount  # in 元
    state: State
    cell: Cell | None = None
    codes: frozenset[str] = frozenset()


_LARGEST_SUM = 24
_LEAST_DIGITS = 5
_LEAST_ZEROS = 2


@once_per_document
def judged_amounts(document: Document) -> tuple[Judged, ...]:
    """Every amount of the document's own year and stage, judged.

    Where the amounts of one sort contradict the tables about as often as they agree, the text
    counts otherwise than the tables, and none of them is accused.
    """
    ledger = ledger_of(document)
    found = [
        _judge(statement, ledger)
        for statement in read_prose(document).statements
        if _own(statement, document)
    ]
    found = [
        Judged(j.statement, j.amount, State.OPEN) if _of_another_whole(j, found, ledger) else j
        for j in found
    ]
    held = Counter(_sort(j) for j in found if j.state in (State.AGREED, State.NEAR) and _telling(j))
    # an amount given twice contradicts the same figure: that is one contradiction
    wrong = {(j.cell, j.amount.value): _sort(j) for j in found if j.state is State.WRONG}
    lost = Counter(wrong.values())
    return tuple(
        Judged(j.statement, j.amount, State.OPEN, None)
        if j.state is State.WRONG and lost[_sort(j)] > max(1, held[_sort(j)])
        else j
        for j in found
    )


def _of_another_whole(item: Judged, found: Sequence[Judged], ledger: Ledger) -> bool:
    """Whether a part is one of a whole that the row it was compared with does not have.

    本年支出合计100万元，其中：项目支出60万元 is no statement on a table of 一般公共预算, which has
    a 项目支出 as well: the table of the whole may be missing or unreadable.
    """
    subject = item.statement.subject
    if item.state is not State.WRONG or item.cell is None:
        return False
    if subject is None or subject.about is not About.USE:
        return False
    figure = item.statement.figure
    wholes = [
        j
        for j in found
        if j.statement.figure.paragraph is figure.paragraph
        and j.statement.figure.sentence == figure.sentence
        and j.statement.figure.start < figure.start
        and j.statement.subject is not None
        and j.statement.subject.about in (About.TOTAL, About.FUND)
    ]
    return bool(wholes) and not ledger.in_row(wholes[-1].amount, item.cell)


def _sort(judged: Judged) -> str:
    subject = judged.statement.subject
    return subject.about if subject is not None else "path" if judged.statement.path else "name"


def _telling(judged: Judged) -> bool:
    return judged.amount.value != 0


def _own(statement: Statement, document: Document) -> bool:
    """Whether a statement gives an amount of the year and stage that the tables have."""
    figure = statement.figure
    if figure.role is not Role.LEVEL or statement.base or statement.apart:
        return False
    if statement.year not in (None, document.fiscal_year) or statement.stage == "执行":
        return False
    return not ("决算" in document.kind and statement.stage in ("年初预算", "调整预算"))


def _judge(statement: Statement, ledger: Ledger) -> Judged:
    amount = statement.figure.amount.scaled(UNITS[statement.figure.unit])
    cells = ledger.on(statement)
    for cell in cells:
        if agrees(amount, cell.amount):
            return Judged(statement, amount, State.AGREED, cell)
    slip = slips(amount, cells) if telling_digits(amount) > 2 or _grand(statement) else None
    if slip is not None:
        return Judged(statement, amount, State.SLIP, slip)
    path = statement.path if statement.subject is None else None
    if amount.value != 0 and path is not None and path.codes:
        others = ledger.codes_of(amount)
        if others and (cells or not any(ledger.has_code(c) for c in path.codes)):
            return Judged(statement, amount, State.FOREIGN, None, frozenset(others))
    if amount.value == 0 or ledger.printed_anywhere(amount):
        return Judged(statement, amount, State.OPEN)
    if not cells or not ledger.certain(statement):
        return _one_digit_off(statement, amount, cells or ledger.totals())
    zero = not any(c.amount.value for c in cells)
    if _is_sum(amount, cells) or (zero and ledger.document.kind.startswith("政府")):
        return Judged(statement, amount, State.OPEN)  # of another level, where a table has 0
    nearest = min(cells, key=lambda c: _distance(amount, c))
    step = amount.ulp or amount.step
    if abs(nearest.amount.value - amount.value) <= max(step, nearest.amount.ulp):
        return Judged(statement, amount, State.NEAR, nearest)
    if _may_be_another_level(statement, ledger, abs(nearest.amount.value - amount.value)):
        return Judged(statement, amount, State.OPEN)
    # a zero is printed where nothing was filled in as well: one alone is no certain figure
    state = State.DOUBTFUL if zero and len(cells) < _LEAST_ZEROS else State.WRONG
    return Judged(statement, amount, state, nearest)


def _one_digit_off(statement: Statement, amount: Amount, cells: Sequence[Cell]) -> Judged:
    """An amount that no table prints, which but for one digit is one that may be meant."""
    if any(agrees(amount, cell.amount) for cell in cells):
        return Judged(statement, amount, State.OPEN)  # printed with fewer digits there
    if telling_digits(amount) >= _LEAST_DIGITS:
        step = amount.ulp or amount.step
        for cell in cells:
            if one_digit(amount, round_to(cell.amount.value, step)):
                return Judged(statement, amount, State.DOUBTFUL, cell)
    return Judged(statement, amount, State.OPEN)


def _may_be_another_level(statement: Statement, ledger: Ledger, gap: Decimal) -> bool:
    """Whether a line that is only named may be that of another level or year.

    The report of a government speaks of 全市, 市本级 and 开发区, of last year and the next;
    only a small difference shows that the same line is meant.
    """
    government = ledger.document.kind.startswith("政府")
    amount = statement.figure.amount.scaled(UNITS[statement.figure.unit])
    return government and statement.subject is None and gap * 100 > abs(amount.value)


def telling_digits(amount: Amount) -> int:
    """How many digits of an amount say something: 1682.76 has six, 0.3 one, 0 none."""
    return len(f"{amount.value.normalize():f}".replace(".", "").strip("-0"))


def _grand(statement: Statement) -> bool:
    """Whether a statement gives a grand total, which is nowhere zero."""
    subject = statement.subject
    kinds = (About.TOTAL, About.FUND)
    return subject is not None and subject.about in kinds and "总计" in statement.clause


def _distance(amount: Amount, cell: Cell) -> tuple[bool, Decimal]:
    one, other = f"{amount.value:f}", f"{cell.amount.value:f}"
    alike = len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return not alike, abs(cell.amount.value - amount.value)


def _is_sum(amount: Amount, cells: Sequence[Cell]) -> bool:
    """Whether an amount is two figures of the tables together."""
    unique = list({c.amount.value: c.amount for c in cells if c.amount.value}.values())
    if len(unique) > _LARGEST_SUM:
        return False
    return any(
        agrees(amount, Amount(a.value + b.value, a.ulp + b.ulp)) for a, b in combinations(unique, 2)
    )


def of_state(document: Document, *states: State) -> Iterator[Judged]:
    """The judged amounts in one of some states."""
    return (j for j in judged_amounts(document) if j.state in states)
