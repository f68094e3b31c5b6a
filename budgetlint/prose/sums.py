"""Lists of the prose that show by themselves that they are complete.

Shares that make up 100 %, items numbered from the first to the last, amounts spent that make up
the whole: then what the items were to be has to make up the whole as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.amounts import ZERO, Verdict, compare_sum
from budgetlint.facts_model import Fund
from budgetlint.model import Document
from budgetlint.prose.changes import in_yuan
from budgetlint.prose.figures import Role
from budgetlint.prose.lists import Listed
from budgetlint.prose.shares import Share, shares_of
from budgetlint.prose.statements import Prose, Statement
from budgetlint.prose.subjects import About

_MARKS = (
    re.compile(r"^(?P<n>[一二三四五六七八九十]{1,2})、"),
    re.compile(r"^[（(](?P<n>[一二三四五六七八九十]{1,2})[）)]"),
    re.compile(r"^(?P<n>\d{1,2})[.．、](?!\d)"),
    re.compile(r"^[（(](?P<n>\d{1,2})[）)]"),
)
_OTHER_MEANS = re.compile(r"本年其他资金")
_CARRIED = re.compile(r"结转|结余")
_GAP = 3
_AHEAD = 8
_SUM = re.compile(r"合计|总计")
_ALL = Decimal(100)
_LEAST = 2
#: What is part of another source: they are not added to it.
_WITHIN = frozenset((Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL))


def shared_lists(document: Document) -> Iterator[Listed]:
    """Parts whose shares of one printed whole make up 100 %."""
    run: list[Share] = []
    for share in shares_of(document):
        if run and share.total is not run[-1].total:
            yield from _complete(run)
            run = []
        run.append(share)
    yield from _complete(run)


def _complete(run: Sequence[Share]) -> Iterator[Listed]:
    if len(run) < _LEAST or run[0].total is None:
        return
    rates = [s.share.figure.amount for s in run]
    loose = sum((rate.step for rate in rates), ZERO) / 2
    held = sum(
        s.verdict in (Verdict.EXACT, Verdict.ROUNDING) for s in run if s.part.figure.amount.value
    )
    if abs(sum((r.value for r in rates), ZERO) - _ALL) <= loose and held >= _LEAST:
        # a part too small for the printed shares may be left out
        yield Listed(run[0].total, tuple(s.part for s in run), at_most=True)


def numbered_lists(prose: Prose) -> Iterator[Listed]:
    """Numbered paragraphs with an amount each, below the amount they are the parts of.

    Sources of income with 其他收入 among them, the 类 of expenditure, or what is of this year
    and what was carried over.
    """
    entries = [_entry(group) for group in prose.groups]
    for index, entry in enumerate(entries):
        if entry is None:
            continue
        below = _children(entry, entries[index + 1 :])
        parts = [part.statement for part in below]
        if len(parts) < _LEAST or not _closed(entry.statement, parts):
            continue
        first = below[0].number == 1 or _OTHER_MEANS.search(entry.statement.clause)
        if first and not _goes_on(prose, below[-1]):
            # what was carried over is in a 总计 too
            carried = "总计" in entry.statement.clause and not _CARRIED.search(parts[-1].clause)
            yield Listed(entry.statement, tuple(parts), at_most=carried)


def _goes_on(prose: Prose, last: _Entry) -> bool:
    """Whether the next number follows in a paragraph that gives no amount, or not at once."""
    at = last.statement.figure.paragraph.number
    for paragraph in prose.paragraphs[at + 1 : at + 1 + _AHEAD]:
        match = _MARKS[last.kind - 1].match(paragraph.text)
        if match:
            return _number(match["n"]) > last.number
    return False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A paragraph that opens with an amount: its kind of numbering, its number."""

    statement: Statement
    kind: int
    number: int


def _entry(group: Sequence[Statement]) -> _Entry | None:
    first = group[0]
    if not _is_amount(first) or not first.figure.opening:
        return None
    text = first.figure.paragraph.text
    for kind, pattern in enumerate(_MARKS, 1):
        if match := pattern.match(text):
            return _Entry(first, kind, _number(match["n"]))
    return _Entry(first, 0, 0)


def _number(text: str) -> int:
    """12 or 十二 as a number, 0 for 二十 and above in characters."""
    if text.isdigit():
        return int(text)
    digits = "一二三四五六七八九"
    head, ten, tail = text.rpartition("十")
    if head or (tail and tail not in digits):
        return 0
    return (10 if ten else 0) + (digits.index(tail) + 1 if tail else 0)


def _children(parent: _Entry, after: Sequence[_Entry | None]) -> list[_Entry]:
    """The paragraphs numbered one by one below a paragraph, without those below them."""
    found: list[_Entry] = []
    last = parent.statement.figure.paragraph.number
    for entry in after:
        if entry is None:
            continue
        number = entry.statement.figure.paragraph.number
        if entry.kind in (0, parent.kind) or number - last > _GAP:
            break
        last = number
        if found and entry.kind != found[0].kind:
            continue  # below one of them
        if found and entry.number != found[-1].number + 1:
            break
        found.append(entry)
    return found


def _closed(whole: Statement, parts: Sequence[Statement]) -> bool:
    """Whether parts are known to be all of them."""
    subject = whole.subject
    if subject is None:
        return _OTHER_MEANS.search(whole.clause) is not None and _one_sort(parts)
    if subject.about is not About.TOTAL:
        return False
    if _CARRIED.search(parts[-1].clause):
        sorts = [p.subject.about if p.subject is not None else None for p in parts[:-1]]
        known = (About.TOTAL, About.FUND)
        named = any(sort in known for sort in sorts)
        return named and all("本年" in p.clause for p in parts[:-1])
    return bool(_SUM.search(whole.clause)) and _one_sort(parts)


def _one_sort(parts: Sequence[Statement]) -> bool:
    """Whether all parts are 类, or all are sources of income with 其他收入 among them."""
    known = [p.subject for p in parts if p.subject is not None]
    names = {s.value for s in known}
    if len(names) < len(parts):
        return False
    if all(s.about is About.ITEM and len(s.value) == 3 for s in known):
        return True
    income = all(s.about is About.FUND for s in known)
    nested = Fund.APPROPRIATION in names and bool(names & _WITHIN)
    return income and Fund.OTHER in names and not nested


def source_lists(prose: Prose) -> Iterator[Listed]:
    """收入预算…万元，其中：财政拨款…，事业收入…: sources in one sentence, at most their whole."""
    for group in prose.groups:
        for index, whole in enumerate(group):
            if whole.subject is None or whole.subject.about is not About.TOTAL:
                continue
            if not _is_amount(whole):
                continue
            parts = tuple(_sources(whole, group[index + 1 :]))
            funds = {p.subject.value for p in parts if p.subject is not None}
            nested = Fund.APPROPRIATION in funds and funds & _WITHIN
            twice = {Fund.SERVICE, Fund.SPECIAL_ACCOUNT} <= funds and _both(parts)
            if len(funds) >= _LEAST and len(funds) == len(parts) and not nested and not twice:
                yield Listed(whole, parts, at_most=True)


def _sources(whole: Statement, after: Sequence[Statement]) -> Iterator[Statement]:
    for position, statement in enumerate(after):
        if statement.figure.sentence != whole.figure.sentence:
            return
        if position == 0 and not re.match(r"[，,；;]?(?:其中|包括)", statement.figure.lead):
            return
        if statement.role in (Role.CHANGE, Role.RATE, Role.SHARE):
            continue
        fund = statement.subject is not None and statement.subject.about is About.FUND
        if not fund or not _is_amount(statement) or statement.year != whole.year:
            return
        if position and re.search(r"其中|包括", statement.figure.lead):
            return  # parts of a part
        yield statement


def _both(parts: Sequence[Statement]) -> bool:
    """Whether 事业收入 and 财政专户 are both filled: one may hold the other."""
    kinds = (Fund.SERVICE, Fund.SPECIAL_ACCOUNT)
    filled = [p for p in parts if p.subject and p.subject.value in kinds and in_yuan(p).value]
    return len(filled) > 1


def planned_lists(prose: Prose) -> Iterator[Listed]:
    """年初预算 of each item, where what was spent on the items makes up what was spent in all."""
    groups = prose.groups
    for index, group in enumerate(groups):
        if group[0].path is not None or (whole := _pair(group)) is None:
            continue
        items: list[tuple[Statement, Statement]] = []
        for other in groups[index + 1 :]:
            if other[0].path is None:
                break
            if (pair := _pair(other)) is None:
                items = []
                break
            items.append(pair)
        if len(items) < _LEAST:
            continue
        spent = compare_sum(in_yuan(whole[1]), [(1, in_yuan(done)) for _, done in items])
        if spent.verdict in (Verdict.EXACT, Verdict.ROUNDING):
            # what was planned for an item on which nothing was spent may be left out
            plans = tuple(plan for plan, _ in items)
            yield Listed(whole[0], plans, at_most=True, slips=True)


def _pair(group: Sequence[Statement]) -> tuple[Statement, Statement] | None:
    """The first two amounts of a paragraph, where they are 年初预算 and 决算."""
    levels = [s for s in group if _is_amount(s)][:2]
    if [s.stage for s in levels] != ["年初预算", "决算"]:
        return None
    return levels[0], levels[1]


def _is_amount(statement: Statement) -> bool:
    return statement.role is Role.LEVEL and statement.figure.money and not statement.base
