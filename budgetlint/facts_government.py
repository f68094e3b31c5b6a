"""The tables of a whole government: funds and levels from the title, lines by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgetlint.classification import Kind, normalise_name
from budgetlint.facts_columns import plain
from budgetlint.facts_model import Concept, Fund
from budgetlint.facts_rows import NameReader, RowMeaning, codes_of
from budgetlint.model import Row, RowRole, Table, TableKind

#: Grants, debt, insurance and the like are told apart by more than a name.
_OTHER = re.compile(
    r"转移支付|债务|债券|返还|基本建设|地区|市县|保险|三公|投资|项目|专项|绩效|评价|评分|情况"
)
_FUNDS: tuple[tuple[re.Pattern[str], Fund], ...] = (
    (re.compile(r"政府性基金"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本"), Fund.STATE_CAPITAL),
    (re.compile(r"一般公共预算"), Fund.GENERAL),
)
_OWN_LEVEL = re.compile(r"本级|[省市县区]级")
_TOTAL = re.compile(
    r"^(?:全[省市县区州]|[省市县区州]?本?级)?(?:一般公共预算|政府性基金预?算?|国有资本经营预?算?)(?:收入|支出)(?:合计)?$"
)
_LISTED = re.compile(r"^(?:本年)?(?:收入|支出)?合计$")
_NUMBERED = re.compile(r"^[（(][一二三四五六七八九十\d]+[）)]")

WHOLE = "全辖"
OWN = "本级"


def is_governments(table: Table) -> bool:
    """Whether a table is a whole government's."""
    return table.government or table.kind is TableKind.GOVERNMENT


def scope(table: Table) -> tuple[Fund, str] | None:
    """The fund a government table is about, and the level of government; None when unclear."""
    title = plain(table.title)
    if _OTHER.search(title):
        return None
    fund = next((f for pattern, f in _FUNDS if pattern.search(title)), None)
    if fund is None:
        return None
    return fund, OWN if _OWN_LEVEL.search(title) else WHOLE


def sides(table: Table) -> list[tuple[int, Concept, bool]]:
    """Panels with what they list; the flag says that it is a table of totals (收支总表)."""
    title = plain(table.title)
    numbers = table.panels()
    if ("收支" in title or "收入支出" in title) and len(numbers) == 2:
        return [(numbers[0], Concept.INCOME, True), (numbers[1], Concept.EXPENDITURE, True)]
    if len(numbers) != 1 or "基本支出" in title or "经济" in title:
        return []
    if "收入" in title and "支出" not in title:
        return [(numbers[0], Concept.INCOME, False)]
    if "支出" in title and "收入" not in title:
        return [(numbers[0], Concept.EXPENDITURE, False)]
    return []


def lines(
    rows: Sequence[Row], concept: Concept, year: int, *, totals_only: bool
) -> Iterator[tuple[int, RowMeaning]]:
    """The meaning of each line: a total, a code, or a source of income by its name."""
    reader = NameReader(Kind.FUNCTIONAL, year)
    for row in rows:
        name = _NUMBERED.sub("", plain(normalise_name(row.name)))
        if _TOTAL.match(name) or (row.role is RowRole.TOTAL and _LISTED.match(name)):
            if not (totals_only and row.role is RowRole.TOTAL):
                yield row.index, RowMeaning(total="本年合计")
        elif row.role is RowRole.LEAF and name:
            meaning = _line(row, name, concept, reader, by_name=totals_only)
            if meaning is not None:
                yield row.index, meaning


def _line(
    row: Row, name: str, concept: Concept, reader: NameReader, *, by_name: bool
) -> RowMeaning | None:
    if by_name or concept is Concept.INCOME:
        return RowMeaning(item=name)
    printed = codes_of(row)
    if printed is not None and printed.functional:
        reader.note(printed.functional, row.indent)
        return RowMeaning(functional=printed.functional)
    if row.code:
        return None
    code = reader.read(row)
    return RowMeaning(functional=code) if code else None
