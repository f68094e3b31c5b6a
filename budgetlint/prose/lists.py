"""Lists whose parts are known to be all: 基本 + 项目, 货物 + 工程 + 服务, 三公, cars by kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetlint.facts_columns import (
    ABROAD,
    CAR_PURCHASE,
    CAR_RUNNING,
    CARS,
    RECEPTION,
    THREE_PUBLIC_TOTAL,
)
from budgetlint.facts_model import Fund, Use
from budgetlint.prose.figures import Role
from budgetlint.prose.statements import Prose, Statement
from budgetlint.prose.subjects import About, is_stage

_PARTS: tuple[tuple[About, frozenset[str], frozenset[str]], ...] = (
    (About.USE, frozenset((Use.BASIC, Use.PROJECT)), frozenset()),
    (About.USE, frozenset((Use.PERSONNEL, Use.OFFICE)), frozenset((Use.BASIC,))),
    (
        About.FUND,
        frozenset((Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL)),
        frozenset((Fund.APPROPRIATION,)),
    ),
    (About.PURCHASE, frozenset(("货物", "工程", "服务")), frozenset(("合计",))),
    (About.PURCHASE, frozenset(("货物", "服务")), frozenset(("合计",))),
    (About.SPENDING, frozenset((CAR_PURCHASE, CAR_RUNNING)), frozenset((CARS,))),
    (
        About.SPENDING,
        frozenset((ABROAD, CARS, RECEPTION)),
        frozenset((THREE_PUBLIC_TOTAL,)),
    ),
    (
        About.SPENDING,
        frozenset((ABROAD, CAR_PURCHASE, CAR_RUNNING, RECEPTION)),
        frozenset((THREE_PUBLIC_TOTAL,)),
    ),
)
_NO_WORKS = frozenset(("货物", "服务"))
_OTHER_CARS = re.compile(r"其[他它](?:按照?规定配备的公务)?用车")
_CARS = re.compile(r"用车$|车辆$|汽车$")
_GRADE = re.compile(r"“(?:优|良|中|差|合格|不合格|一般)”的(?:项目)?$")
_REACH = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole and all of its parts; with ``at_most`` perhaps not all.

    Of a list with ``slips`` a shortage is told where a single digit explains it.
    """

    whole: Statement
    parts: tuple[Statement, ...]
    after: tuple[Statement, ...] = ()  # amounts that may be further parts
    at_most: bool = False
    slips: bool = False


def money_lists(prose: Prose) -> Iterator[Listed]:
    """Wholes of money with parts that are known to be all of them."""
    groups = prose.groups
    for index, group in enumerate(groups):
        following = [
            s
            for other in groups[index : index + _REACH + 1]
            for s in other
            if other[0].figure.paragraph.number - group[0].figure.paragraph.number <= _REACH
        ]
        levels = [s for s in following if s.role is Role.LEVEL and not s.base and s.figure.money]
        own = {s.figure.place for s in group}
        for at, whole in enumerate(levels):
            if whole.figure.place not in own:
                break
            yield from _below(whole, levels[at + 1 :])


def summed_lists(prose: Prose) -> Iterator[Listed]:
    """Parts behind 其中 that end with their own 合计."""
    for group in prose.groups:
        # 支持商销稳增长30万元 is no increase
        levels = [s for s in group if s.figure.money and s.role is not Role.OTHER]
        for at, closing in enumerate(levels):
            if closing.clause not in ("合计", "共计", "总计", "合计为"):
                continue
            parts: list[Statement] = []
            for statement in reversed(levels[:at]):
                if statement.figure.sentence != closing.figure.sentence:
                    break
                parts.insert(0, statement)
                if "其中" in statement.figure.lead or "包括" in statement.figure.lead:
                    yield Listed(closing, tuple(parts))
                    break


def _below(whole: Statement, after: Sequence[Statement]) -> Iterator[Listed]:
    subject = whole.subject
    if subject is None:
        return
    listed: set[About] = set()
    for about, needed, wholes in _PARTS:
        if wholes and about in listed:
            continue  # the subtotals are listed; their own parts need not be all
        fits = (
            subject.about in (About.TOTAL, About.FUND)
            if not wholes
            else (subject.about is about and subject.value in wholes)
        )
        if not fits:
            continue
        parts = _taken(whole, after, about, needed)
        if parts is not None:
            listed.add(about)
            last = max(part.figure.place for part in parts)
            more = [s for s in after if s.figure.place > last]
            open_list = needed == _NO_WORKS  # 工程 may be there without being named
            yield Listed(whole, parts, tuple(more[:3]), at_most=open_list)


def _taken(
    whole: Statement, after: Sequence[Statement], about: About, needed: frozenset[str]
) -> tuple[Statement, ...] | None:
    """The parts right behind a whole, each once, with nothing of another kind before the last."""
    found: dict[str, Statement] = {}
    for statement in after:
        subject = statement.subject
        same = statement.year == whole.year or None in (statement.year, whole.year)
        if subject is None or subject.about is not about:
            if about is About.SPENDING and subject is None:
                continue
            return None
        if subject.value in needed:
            if subject.value in found or not same:
                return None
            found[subject.value] = statement
        elif about is not About.SPENDING or subject.value == THREE_PUBLIC_TOTAL:
            return None
        if len(found) == len(needed):
            return tuple(found.values())
    return None


def count_lists(prose: Prose) -> Iterator[Listed]:
    """Cars with the cars of each kind, rated projects with those of each grade."""
    for group in prose.groups:
        counts = [s for s in group if s.role is Role.COUNT]
        for at, whole in enumerate(counts):
            if whole.figure.unit == "辆" and re.search(
                r"共有|实有|购置|配备|配置|车辆$", whole.clause
            ):
                parts = _cars(counts[at + 1 :], whole)
            else:
                parts = _grades(counts[at + 1 :])
            if parts:
                yield Listed(whole, parts)


def _cars(after: Sequence[Statement], whole: Statement) -> tuple[Statement, ...]:
    """The kinds of cars behind a number of cars, up to 其他用车, which closes the list."""
    parts: list[Statement] = []
    text = whole.figure.paragraph.text
    for statement in after:
        if statement.figure.unit != "辆" or not _CARS.search(statement.clause):
            return ()
        if not parts and "其中" not in statement.figure.lead:
            return ()
        if "。" in text[whole.figure.after : statement.figure.start]:
            return ()
        parts.append(statement)
        if _OTHER_CARS.search(statement.clause):
            return tuple(parts)
    return ()


def _grades(after: Sequence[Statement]) -> tuple[Statement, ...]:
    """The numbers of projects of each grade behind a number of projects."""
    graded = []
    for statement in after:
        if not _GRADE.search(statement.clause):
            break
        graded.append(statement)
    return tuple(graded) if len(graded) >= 3 else ()


def repeated_amounts(prose: Prose, year: int) -> Iterator[tuple[Statement, Statement]]:
    """An amount of an item and a later one of the same year in the same item."""
    for group in prose.groups:
        levels = [
            s
            for s in group
            if s.role is Role.LEVEL
            and s.path is not None
            and s.subject is None
            and not s.base
            and not s.apart
            and s.year in (None, year)
            and s.stage in ("", "年初预算", "预算")
        ]
        for one, two in pairwise(levels):
            if one.path == two.path and _bare(one) and _bare(two):
                yield one, two


def _bare(statement: Statement) -> bool:
    """Whether an amount is that of the whole item, not of something named in it."""
    assert statement.path is not None
    at_once = statement.figure.start - statement.path.end <= 6
    return at_once or is_stage(statement.clause)
