"""Differences along a row: 增减额 = 本年 − 上年, 结余 = 预算 − 执行, and printed formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.model import ColumnRole, Table
from budgetlint.relations.formulas import by_target
from budgetlint.relations.lines import (
    Group,
    Pair,
    View,
    column_views,
    groups,
    likeness,
    pairs,
    year_order,
)
from budgetlint.relations.model import Family, Prior, Sum, Tally, best, tally
from budgetlint.relations.percent_readings import is_percentage

_CHANGE = re.compile(
    r"增减(?:额|数|金额|变化|变动|情况)?(?:情况)?(?:$|[（(])"
    r"|比.{0,12}(?:增减|增加|减少)(?:额|数)?(?:$|[（(])"
    r"|(?:变动|变化|增长|增加|差异)(?:额|数|情况|金额)(?:$|[（(])|差额$"
    r"|(?:预算|决算|执行)数?比.{0,8}(?:预算|决算|执行)数?(?:$|[（(])"
)
_LEFT = re.compile(r"(?:结余|节约|剩余|超支|未执行|未支出)(?:额|数|金额|资金|情况)?(?:$|[（(])")
_CARRIED = re.compile(r"结转|上年|年初|滚存|累计|使用|弥补")
_SPENT = re.compile(r"执行|支出|决算|使用|实际")
_GIVEN = re.compile(r"预算|到位|批复|安排|计划|下达")
_MOST_PAIRS = 240
_NUMERIC = (ColumnRole.AMOUNT, ColumnRole.COUNT)


@dataclass(frozen=True, slots=True)
class Change:
    """The ``count`` figures below one heading that should be differences.

    ``tally`` is None when the figures bear no reading of the headings out.
    """

    name: str
    count: int
    tally: Tally | None


def is_change(text: str) -> bool:
    """Whether a heading names a difference of two other columns."""
    return bool(_CHANGE.search(text) or (_LEFT.search(text) and not _CARRIED.search(text)))


def changes(table: Table) -> Iterator[Change]:
    """Every group of differences of a table with the reading that the figures bear out."""
    defined = by_target(table)
    for view in column_views(table):
        usable = [n for n in view.lines if n.role in _NUMERIC and not is_percentage(n.text)]
        marked = [
            n.index
            for n in usable
            if n.index not in defined and any(is_change(text) for text in n.path)
        ]
        sources = [n for n in usable if n.index not in marked]
        for group in groups(view, is_change, marked) if marked else ():
            cells = [view.cell(n.index, c) for n, _ in group.members for c in view.crosses]
            count = sum(cell in table.figures for cell in cells)
            if count:
                readings = _readings(view, group, list(pairs(view, group, sources)))
                yield Change(group.name, count, _supported(table, readings))


def formula_sums(table: Table) -> Iterator[Tally]:
    """Sums that the header spells out (``3=1+2``), evaluated."""
    defined = by_target(table)
    for view in column_views(table) if defined else ():
        for line in view.lines:
            formula = defined.get(line.index)
            if formula is None or not formula.terms:
                continue
            sums = tuple(
                Sum((cross, line.index), tuple((sign, (cross, c)) for sign, c in formula.terms))
                for cross in view.crosses
                if (cross, line.index) in table.figures
            )
            name = f"{line.text}" if formula.text in line.text else f"{line.text} {formula.text}"
            found = tally(table, Family(name, "row", Prior.STANDARD, sums))
            if found.checked:
                yield found


def _readings(view: View, group: Group, candidates: list[Pair]) -> list[Family]:
    """What the differences may be, the best headings first."""
    rated = [(_prior(group, pair), pair) for pair in candidates]
    rated = [(prior, pair) for prior, pair in rated if prior is not None]
    sure = [pair for prior, pair in rated if prior is Prior.STANDARD]
    rated.sort(key=lambda r: (r[0] or 0, _like(group, r[1])), reverse=True)
    out: list[Family] = []
    for prior, pair in rated[:_MOST_PAIRS]:
        assert prior is not None
        if prior is Prior.STANDARD and len(sure) > 1:
            prior = Prior.STRUCTURAL
        out.append(_family(view, group, pair, prior))
    return out


def _like(group: Group, pair: Pair) -> int:
    return likeness(group.name, pair.part_name, pair.whole_name)


def _prior(group: Group, pair: Pair) -> Prior | None:
    """How sure the headings are that the group is part − whole; None: surely it is not."""
    order = year_order(pair.part_name, pair.whole_name)
    if order < 0:
        return None
    if any(_CHANGE.search(text) for text in group.head):
        return (Prior.DISCOVERED, Prior.STRUCTURAL, Prior.STRUCTURAL, Prior.STANDARD)[order]
    part, whole = pair.part_name, pair.whole_name
    given = _GIVEN.search(part) and not _SPENT.search(part)
    return Prior.STRUCTURAL if given and _SPENT.search(whole) else Prior.DISCOVERED


def _family(view: View, group: Group, pair: Pair, prior: Prior) -> Family:
    sums = tuple(
        Sum(
            view.cell(target, cross),
            ((1, view.cell(part, cross)), (-1, view.cell(whole, cross))),
        )
        for target, part, whole in pair.triples
        for cross in view.crosses
        if view.cell(target, cross) in view.table.figures
    )
    return Family(f"{group.name} = {pair.part_name} - {pair.whole_name}", "row", prior, sums)


def _supported(table: Table, readings: list[Family]) -> Tally | None:
    """The reading that the figures bear out, if there is one."""
    found = best(table, readings)
    if found is None:
        return None
    enough = found.support if found.family.prior is Prior.STANDARD else found.held
    wanted = 2 if found.family.prior is Prior.DISCOVERED else 1
    return found if enough >= wanted or found.family.prior is Prior.STANDARD else None
