"""Tables as data: columns with header paths, rows of exact values, and what they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from synthetic_facts import Fact, names, prior, total

from budgetlint.model import TableKind


@dataclass(frozen=True)
class Money:
    """An exact amount in 分."""

    cents: int


@dataclass(frozen=True)
class Percent:
    """A ratio in percent, or None where it has no base."""

    value: Decimal | None


@dataclass(frozen=True)
class Code:
    """A code of a classification, or of an organisation."""

    text: str
    organisation: bool = False


@dataclass(frozen=True)
class Name:
    """A name; ``level`` 0 is not set in, ``spread`` may be printed with spaces (合 计)."""

    text: str
    level: int = 0
    spread: bool = False


Value = Money | Percent | Code | Name | str | int | None
Row = list[Value]


@dataclass(frozen=True)
class Column:
    """One column: its header path and what stands in it."""

    path: tuple[str, ...]
    kind: str = "amount"  # amount, percent, code, name, text, count, ordinal


@dataclass
class Form:
    """One table; ``panels`` are the numbers of columns of the parts side by side."""

    key: str
    kinds: tuple[TableKind, ...]
    titles: tuple[str, ...]
    columns: list[Column]
    rows: list[Row]
    note: str = ""
    number: bool = True
    owner: str = ""
    money: bool = True
    panels: tuple[int, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


def share(part: int, whole: int) -> Percent:
    """``part`` of ``whole`` in percent."""
    return Percent(Decimal(part) * 100 / whole if whole else None)


Measure = Callable[[Sequence[Fact]], Value]


def codes_of(facts: Iterable[Fact], classification: str) -> list[str]:
    """Every code that occurs, with those above it, in order."""
    found: set[str] = set()
    for fact in facts:
        code = fact.code if classification == "functional" else fact.economic
        found.update(code[:n] for n in range(3, len(code) + 1, 2))
    return sorted(found)


def code_rows(
    facts: Sequence[Fact],
    measures: Sequence[Measure],
    year: int,
    classification: str = "functional",
    depth: int = 7,
) -> list[Row]:
    """A row per code: code, name, measures."""
    known = names(classification, year)
    rows: list[Row] = []
    for code in codes_of(facts, classification):
        if len(code) > depth:
            continue
        mine = [f for f in facts if _code(f, classification).startswith(code)]
        level = (len(code) - 3) // 2
        rows.append([Code(code), Name(known.get(code, code), level), *(m(mine) for m in measures)])
    return rows


def _code(fact: Fact, classification: str) -> str:
    return fact.code if classification == "functional" else fact.economic


def add_total(
    rows: list[Row], facts: Sequence[Fact], measures: Sequence[Measure], place: str, label: int = 1
) -> None:
    """Put the row 合计 at the ``top`` or the ``bottom``; its name stands in column ``label``."""
    row: Row = [None, Name("合计", 0, True), *(m(facts) for m in measures)]
    if label == 0:
        row[0], row[1] = row[1], None
    rows.insert(0 if place == "top" else len(rows), row)


def money(*keep: Callable[[Fact], bool]) -> Measure:
    """The amount of the facts that all conditions hold for."""
    return lambda facts: Money(total(f for f in facts if all(k(f) for k in keep)))


def last_year(*keep: Callable[[Fact], bool]) -> Measure:
    """Last year's amount of the facts that all conditions hold for."""
    return lambda facts: Money(prior(f for f in facts if all(k(f) for k in keep)))


def change(*keep: Callable[[Fact], bool]) -> Measure:
    """This year's amount less last year's."""

    def measure(facts: Sequence[Fact]) -> Value:
        mine = [f for f in facts if all(k(f) for k in keep)]
        return Money(total(mine) - prior(mine))

    return measure


def growth(*keep: Callable[[Fact], bool]) -> Measure:
    """The change in percent of last year's amount."""

    def measure(facts: Sequence[Fact]) -> Value:
        mine = [f for f in facts if all(k(f) for k in keep)]
        return share(total(mine) - prior(mine), prior(mine))

    return measure


def of_fund(*funds: str) -> Callable[[Fact], bool]:
    """Facts paid from one of these funds."""
    return lambda f: f.fund in funds


def of_kind(*kinds: str) -> Callable[[Fact], bool]:
    """Facts of one of these kinds of expenditure."""
    return lambda f: f.kind in kinds


def carried(f: Fact) -> bool:
    """Facts paid from what was carried in."""
    return f.carried


def current(f: Fact) -> bool:
    """Facts paid from this year's income."""
    return not f.carried
