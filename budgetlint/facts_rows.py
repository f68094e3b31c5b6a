"""What the label of a row stands for: a code, a name that has one, a source of money, a total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from budgetlint.classification import (
    Kind,
    Match,
    catalogue,
    find_class,
    kind_of,
    normalise_name,
    pad,
)
from budgetlint.facts_columns import plain
from budgetlint.facts_model import Carry, Fund, Use
from budgetlint.model import Row, RowRole

_CODE = re.compile(r"[235]\d{2}(?:\d\d){0,3}")
_UNIT = re.compile(
    r"(?:局|中心|委员会|委|办公室|支队|总队|大队|学院|大学|院|学校|中学|小学|校|所|处|馆|站|队|厅|部|会|团|社|监狱|宫|台|园)"
    r"(?:本级|\(.*\))*$"
)
_PERSONNEL = re.compile(r"^人员经费(?:合计|小计)$")
_OFFICE = re.compile(r"^公用经费(?:合计|小计)$")
CURRENT_TOTAL = re.compile(r"^(?:本年|当年)(?:财政拨款)?(?:收入|支出)(?:合计|小计|总计)?$")
_GRAND_TOTAL = re.compile(r"^(?:收入|支出)?(?:总计|合计)$")
_ACCEPTED = (Match.EQUAL, Match.VARIANT, Match.OTHER_EDITION)


class RowMeaning(NamedTuple):
    """What a row is about; empty parts stand for the whole."""

    functional: str = ""
    economic: str = ""
    government: str = ""
    fund: Fund = Fund.ALL
    use: Use = Use.ALL
    carry: Carry = Carry.ALL
    item: str = ""
    total: str = ""
    organisation: str = ""


@lru_cache(maxsize=16384)
def padded(code: str) -> str:
    """A printed code at full length, or ``""`` where that is not certain."""
    digits = "".join(code.split())
    if not digits.isdigit():
        return ""
    full = pad(digits) if len(digits) <= 7 else digits
    return full if full and _CODE.fullmatch(full) else ""


def codes_of(row: Row) -> RowMeaning | None:
    """The codes a row prints, one of each classification; None without any."""
    found: dict[Kind, str] = {}
    # of 类, 款 and 项 a row may print the last only; its full code is joined from those above
    several = len(row.codes) > 1 or not row.code
    printed = [code for _, code, _ in row.codes] if several else []
    for text in (row.code, *printed):
        code = padded(text)
        kind = kind_of(code) if code else None
        if kind is None:
            continue
        if found.setdefault(kind, code) != code:
            return None  # two codes of one kind: it is not clear which one is meant
    if not found:
        return None
    return RowMeaning(
        found.get(Kind.FUNCTIONAL, ""),
        found.get(Kind.DEPARTMENT_ECONOMIC, ""),
        found.get(Kind.GOVERNMENT_ECONOMIC, ""),
    )


def is_unit(row: Row) -> bool:
    """Whether a row names an organisation (by its code or by the way its name ends)."""
    if row.role is RowRole.ORGANISATION:
        return len(row.code) >= 3 and bool(row.name)
    if row.role is not RowRole.LEAF or row.code or row.marker:
        return False
    return names_unit(row.name)


def names_unit(name: str) -> bool:
    """Whether a name ends as the names of organisations do."""
    return len(name) >= 4 and bool(_UNIT.search(plain(name)))


def total_of(row: Row) -> RowMeaning | None:
    """The meaning of a total row: of everything, or of 人员经费 and 公用经费 apart."""
    name = plain(normalise_name(row.name)).strip(":")
    if _PERSONNEL.match(name):
        return RowMeaning(use=Use.PERSONNEL)
    if _OFFICE.match(name):
        return RowMeaning(use=Use.OFFICE)
    if CURRENT_TOTAL.match(name):
        return RowMeaning(total="本年合计")
    if _GRAND_TOTAL.match(name):
        return RowMeaning(total="总计")
    return None


# ---------------------------------------------------------------- names without codes


class NameReader:
    """Finds the codes of names listed below one another without codes.

    A 项 is looked up below the 款 above it, a 款 below its 类; a name that fits at several
    levels is placed by its indent.
    """

    def __init__(self, kind: Kind, year: int) -> None:
        self._kind = kind
        self._year = year
        self._path: list[tuple[str, float]] = []  # 类, 款, 项 with their indents

    def read(self, row: Row) -> str:
        """The code of the row's name, or ``""``."""
        candidates = list(self._candidates(row.name))
        if len(candidates) > 1:
            candidates = [c for c in candidates if self._fits(c, row.indent)]
        if len(candidates) != 1:
            return ""
        code = candidates[0]
        self._path = [*self._path[: _depth(code) - 1], (code, row.indent)]
        return code

    def note(self, code: str, indent: float) -> None:
        """Take note of a code that is printed: names below it belong to it."""
        self._path = [(code[:length], indent) for length in range(3, len(code) + 1, 2)]

    def _candidates(self, name: str) -> Iterator[str]:
        if top := class_code(self._kind, name, self._year):
            yield top
        entries = catalogue(self._kind).by_name.get(normalise_name(name), ())
        valid = [e for e in entries if e.valid_in(self._year)] or entries
        codes = sorted({e.code for e in valid if len(e.code) > 3})
        for depth in range(1, 3):
            if len(self._path) >= depth:
                parent = self._path[depth - 1][0]
                yield from (c for c in codes if c[:-2] == parent)

    def _fits(self, code: str, indent: float) -> bool:
        """Whether the indent speaks for the level of ``code``."""
        depth = _depth(code)
        if len(self._path) >= depth and depth > 0:
            return abs(self._path[depth - 1][1] - indent) < 1
        return bool(self._path) and indent > self._path[-1][1] + 1


def _depth(code: str) -> int:
    return (len(code) - 1) // 2


@lru_cache(maxsize=4096)
def class_code(kind: Kind, name: str, year: int) -> str:
    """The code of a 类 by its name (208 for （八）社会保障和就业支出), or ``""``."""
    if kind is Kind.FUNCTIONAL:
        verdict = find_class(catalogue(kind), name, year)
        if verdict.match not in _ACCEPTED:
            return ""
        known = [e.code for e in (verdict.expected, verdict.found) if e is not None]
        return known[0] if len(set(known)) == 1 else ""
    entries = catalogue(kind).by_name.get(normalise_name(name), ())
    codes = {e.code for e in entries if len(e.code) == 3}
    return codes.pop() if len(codes) == 1 else ""
