"""Words for more, less and as much, and the two amounts that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.model import Document
from budgetlint.prose.changes import changes_of, in_yuan
from budgetlint.prose.figures import Role
from budgetlint.prose.paragraphs import Paragraph
from budgetlint.prose.statements import Prose, Statement, read_prose
from budgetlint.prose.subjects import is_stage

_WORD = re.compile(
    r"(?:支出)?决算数?(?P<way>大于|高于|多于|小于|低于|少于|等于|与)(?:年初|全年)?预算数?(?P<same>基本持平|持平|相等|一致|相同)?"
)
_SAME = re.compile(r"(?P<near>基本|大致)?(?:持平|相等|一致|相同|不变)")
_MORE, _LESS = ("大于", "高于", "多于"), ("小于", "低于", "少于")
_AGAINST_LAST = re.compile(r"(?:与|比|较|同|和)[^，。；]{2,20}$")


@dataclass(frozen=True, slots=True)
class Direction:
    """What a word says of two amounts: ``way`` is 1, -1 or 0; ``near`` that it is only about so."""

    now: Statement
    base: Statement
    way: int
    word: str
    near: bool
    start: int
    end: int

    @property
    def paragraph(self) -> Paragraph:
        """Where the word stands."""
        return self.now.figure.paragraph

    @property
    def holds(self) -> bool:
        """Whether the word is right."""
        gap = in_yuan(self.now).value - in_yuan(self.base).value
        if self.way == 0:
            base = abs(in_yuan(self.base).value)
            return gap == 0 or (self.near and abs(gap) * 20 <= base)
        return gap * self.way > 0


def directions_of(document: Document) -> Iterator[Direction]:
    """The words of a document that compare two printed amounts."""
    prose = read_prose(document)
    yield from _settled_and_planned(prose)
    for change in changes_of(document):
        if change.current is None or change.base is None or not change.sure:
            continue
        figure = change.first.figure
        start = figure.start - len(figure.lead) + figure.lead.rfind(figure.way)
        yield Direction(
            change.current,
            change.base,
            figure.sign,
            figure.way,
            False,
            start,
            start + len(figure.way),
        )
    yield from _level(prose, document.fiscal_year or 0)


def _settled_and_planned(prose: Prose) -> Iterator[Direction]:
    """决算数大于预算数, after 年初预算为 … 支出决算为 …"""
    for group in prose.groups:
        paragraph = group[0].figure.paragraph
        if "决算" not in paragraph.text:
            continue
        for match in _WORD.finditer(paragraph.text):
            before = [s for s in group if s.figure.start < match.start()]
            pair = _pair(before, match.start())
            if pair is None or (match["way"] == "与" and not match["same"]):
                continue
            word = match["way"] if match["way"] != "与" else match["same"]
            way = 1 if word in _MORE else -1 if word in _LESS else 0
            near = word.startswith("基本")
            yield Direction(*pair, way, word, near, match.start(), match.end())


@dataclass(frozen=True, slots=True)
class Reached:
    """How much of the plan was reached, and the word for it (完成预算的85%，决算数大于预算数)."""

    rate: Statement
    way: int
    word: str
    start: int
    end: int

    @property
    def holds(self) -> bool:
        """Whether rate and word agree, as far as the rate is printed."""
        amount = self.rate.figure.amount
        gap = amount.value - 100
        return abs(gap) <= amount.step if self.way == 0 else gap * self.way > -amount.step


_REACHED = re.compile(r"完成(?P<first>年初)?(?:部门)?预算数?的?$")
_NOT_MORE = re.compile(r"[，。；]?(?:其中)?[，：]?")


def reached_of(document: Document) -> Iterator[Reached]:
    """The words that stand right behind a rate of completion."""
    for group in read_prose(document).groups:
        text = group[0].figure.paragraph.text
        for rate in group:
            told = _REACHED.search(rate.figure.lead) if rate.figure.unit == "%" else None
            match = _WORD.search(text, rate.figure.after, rate.figure.after + 24) if told else None
            if told is None or match is None or (match["way"] == "与" and not match["same"]):
                continue
            if not _NOT_MORE.fullmatch(text[rate.figure.after : match.start()]):
                continue
            if "年初" in match.group() and not told["first"]:
                continue  # the plan may have been changed in the year
            word = match["way"] if match["way"] != "与" else match["same"]
            way = 1 if word in _MORE else -1 if word in _LESS else 0
            if not word.startswith("基本"):
                yield Reached(rate, way, word, match.start(), match.end())


def _pair(before: list[Statement], at: int) -> tuple[Statement, Statement] | None:
    """决算 and 年初预算, the last two amounts before a word."""
    levels = [s for s in before if s.role is Role.LEVEL]
    if len(levels) < 2 or at - levels[-1].figure.after > 60:
        return None
    planned, settled = levels[-2:]
    if settled.stage == "决算" and planned.stage == "年初预算":
        same = planned.subject == settled.subject or settled.subject is None
        return (settled, planned) if same or settled.clause.startswith("支出决算") else None
    return None


def _level(prose: Prose, year: int) -> Iterator[Direction]:
    """比2023年预算执行数持平, where both amounts are printed before it in one sentence."""
    for group in prose.groups:
        text = group[0].figure.paragraph.text
        for now, after in zip(group, [*group[1:], None], strict=True):
            if now.role is not Role.LEVEL or now.year not in (None, year) or now.base:
                continue
            stop = text.find("。", now.figure.after)
            end = min(stop if stop >= 0 else len(text), now.figure.after + 40)
            end = min(end, after.figure.start) if after is not None else end
            match = _SAME.search(text, now.figure.after, end)
            if match is None or not _AGAINST_LAST.search(text[now.figure.after : match.start()]):
                continue
            base = [
                s
                for s in group
                if s.figure.start < now.figure.start
                and s.year == year - 1
                and s.role is Role.LEVEL
                and s.figure.sentence == now.figure.sentence
                and s.path == now.path
            ]
            if not base or not is_stage(now.clause):
                continue
            near = match["near"] is not None
            yield Direction(now, base[-1], 0, match.group(), near, match.start(), match.end())
