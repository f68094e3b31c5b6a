"""Judges a declared relation on the figures of its terms, in the unit of the first one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.amounts import (
    Amount,
    Comparison,
    Verdict,
    compare_equal,
    compare_ratio,
    compare_sum,
    unit_factor,
)
from budgetlint.declared_model import Kind
from budgetlint.declared_select import Operand, UnclearError
from budgetlint.declared_words import table_title
from budgetlint.model import ColumnRole, Figure, Table
from budgetlint.relations.model import Cell
from budgetlint.relations.percent import printed_percent

_NOTHING = Amount(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Used:
    """One printed figure in a calculation; ``amount`` is in the unit of the compared figure."""

    table: Table
    cell: Cell
    sign: int
    amount: Amount

    @property
    def figure(self) -> Figure:
        """The figure as printed."""
        return self.table.figures[self.cell]


@dataclass(frozen=True)
class Judged:
    """One relation at one place; ``comparison`` is None when it could not be judged.

    ``idle`` says that nothing is printed there, so that there is nothing to judge. ``first`` is
    the compared figure, ``used`` the ones it was compared with.
    """

    comparison: Comparison | None
    first: tuple[Used, ...] = ()
    used: tuple[Used, ...] = ()
    reason: str = ""
    idle: bool = False
    verdict: Verdict | None = None

    @property
    def result(self) -> Verdict | None:
        """The verdict, where it is not the one of the comparison."""
        if self.verdict is not None:
            return self.verdict
        return None if self.comparison is None else self.comparison.verdict


def judge(kind: Kind, first: Operand, others: Sequence[tuple[int, Operand]]) -> Iterator[Judged]:
    """Judge a relation; an equality of several prints gives one result for each further one.

    Raises:
        UnclearError: a figure cannot be read, or the units cannot be converted.
    """
    unit = _common_unit([first, *(operand for _, operand in others)], kind)
    left = tuple(_figures(first, 1, unit))
    if kind is Kind.EQUAL:
        for _, operand in others:
            yield _equal(left, tuple(_figures(operand, 1, unit)))
        return
    right = [tuple(_figures(operand, sign, unit)) for sign, operand in others]
    if kind is Kind.SUM:
        yield _sum(left, tuple(item for found in right for item in found))
    elif kind is Kind.AT_MOST:
        yield _at_most(left, right[0])
    else:
        yield _ratio(left, right[0], right[1])


# ---------------------------------------------------------------- figures and units


def _common_unit(operands: Sequence[Operand], kind: Kind) -> str:
    """The unit everything is converted to; ``""`` where nothing has to be."""
    # of a ratio the first is a percentage, which has none
    money = [
        operand
        for operand in (operands[1:] if kind is Kind.RATIO else operands)
        if any(_is_money(operand.table, cell) for cell in operand.cells)
    ]
    if len({operand.table.unit for operand in money}) <= 1:
        return ""
    for operand in money:
        if unit_factor(operand.table.unit, operand.table.unit) is None:
            raise UnclearError(f"{table_title(operand.table)}没有写明金额单位，无法与其他表换算")
    return money[0].table.unit


def _is_money(table: Table, cell: Cell) -> bool:
    return table.columns[cell[1]].role is ColumnRole.AMOUNT


def _figures(operand: Operand, sign: int, unit: str) -> Iterator[Used]:
    """The printed figures of a term, converted; blanks are none."""
    table = operand.table
    factor = unit_factor(table.unit, unit) if unit else None
    for cell in operand.cells:
        figure = table.figures.get(cell)
        if figure is None:
            continue
        if figure.amount is None:
            text = " ".join(figure.text.split())
            raise UnclearError(f"{table_title(table)}中的“{text}”不是可识别的数字")
        amount = figure.amount
        if factor is not None and _is_money(table, cell) and not amount.percent:
            amount = amount.scaled(factor)
        yield Used(table, cell, sign, amount)


def _together(items: Sequence[Used]) -> Amount:
    """Several figures as one: their sum, with the intervals added."""
    if len(items) == 1:
        return items[0].amount
    amounts = [item.amount for item in items]
    value = sum((a.value for a in amounts), Decimal(0))
    return Amount(value, sum((a.ulp for a in amounts), Decimal(0)))


def _mixed(items: Sequence[Used]) -> bool:
    return len({item.amount.percent for item in items if item.amount.value != 0}) > 1


# ---------------------------------------------------------------- the four relations


def _sum(left: tuple[Used, ...], right: tuple[Used, ...]) -> Judged:
    filled = tuple(item for item in right if item.amount.value != 0)
    if not left:
        if not filled:
            return Judged(None, idle=True)
        return Judged(None, used=filled, reason="合计处为空，各项有数字")
    if not filled and left[0].amount.value != 0:
        return Judged(None, left, reason="没有列出分项")
    if _mixed([*left, *filled]):
        return Judged(None, left, filled, "百分比与金额不能相加")
    terms = [(item.sign, item.amount) for item in filled]
    return Judged(compare_sum(left[0].amount, terms), left, right)


def _equal(left: tuple[Used, ...], right: tuple[Used, ...]) -> Judged:
    blank = [side for side in (left, right) if not side]
    other = left or right
    if len(blank) == 2:
        return Judged(None, idle=True)
    if blank and other[0].amount.value != 0:
        return Judged(None, left, right, "一处有数字，另一处为空")
    one = left[0].amount if left else _NOTHING
    two = right[0].amount if right else _NOTHING
    if _mixed([*left, *right]):
        return Judged(None, left, right, "百分比与金额不能比较")
    if not left:
        return Judged(compare_equal(two, one), right, ())
    comparison = compare_equal(one, two)
    apart = bool(right) and left[0].table is not right[0].table
    if apart and one.ulp == two.ulp and abs(comparison.difference) == one.ulp != 0:
        # each table rounded its own sum: worth a look, no proof of an error
        return Judged(comparison, left, right, verdict=Verdict.SUSPICIOUS)
    return Judged(comparison, left, right)


def _at_most(left: tuple[Used, ...], right: tuple[Used, ...]) -> Judged:
    if not left:
        return Judged(None, idle=True)
    part = _together(left)
    if not right:
        if part.value <= 0:
            return Judged(None, idle=True)
        return Judged(None, left, reason="整体处为空，部分有数字")
    if _mixed([*left, *right]):
        return Judged(None, left, right, "百分比与金额不能比较")
    whole = _together(right)
    difference = part.value - whole.value
    verdict = Verdict.EXACT
    if difference > 0:
        verdict = Verdict.WRONG if part.low > whole.high else Verdict.ROUNDING
    tolerance = (part.ulp + whole.ulp) / 2
    return Judged(Comparison(verdict, part.value, whole.value, difference, tolerance), left, right)


def _ratio(left: tuple[Used, ...], part: tuple[Used, ...], whole: tuple[Used, ...]) -> Judged:
    if not left:
        return Judged(None, idle=True)
    printed = printed_percent(left[0].figure)
    if printed is None or not whole:
        return Judged(None, left, (*part, *whole), "作为基数的一栏为空，无法计算百分比")
    numerator = _together(part) if part else _NOTHING
    comparison = compare_ratio(printed, numerator, _together(whole))
    if comparison is None:
        return Judged(None, left, (*part, *whole), "基数为零，无法计算百分比")
    return Judged(comparison, left, (*part, *whole))
