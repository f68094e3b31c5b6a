"""Statements: each figure of the prose with its subject, year and stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from budgetlint.facts_model import once_per_document
from budgetlint.model import Document
from budgetlint.prose.figures import Figure, Role, figures_of
from budgetlint.prose.paragraphs import Paragraph, paragraphs_of
from budgetlint.prose.subjects import (
    About,
    Path,
    Subject,
    clause_of,
    is_bare,
    is_stage,
    paths_of,
    purchase_of,
    subject_of,
)

_YEAR = re.compile(r"20[0-4]\d(?=年)")
_LAST_YEAR = re.compile(
    r"(?:上年度?|去年)(?!(?:度|末|财政|资金|一般公共预算|拨款|专项|部门|单位|项目)*(?:结转|结余))"
)
_AGAINST = re.compile(r"(?:比|较|与|同|和)(?:本部门|本单位)?(?:20\d\d年|上年|去年|年初)[^，。；]*$")
_AGAINST_OVER = re.compile(r"相比|比较|对比|持平|相同|一致|[增减]")
_STAGES = (
    ("执行", re.compile(r"执行数|执行(?=\d|为|$)|预计执行")),
    ("调整预算", re.compile(r"调整预算|预算调整|追加")),
    ("年初预算", re.compile(r"年初(?:部门)?预算|预算数|全年预算")),
    ("决算", re.compile(r"决算|实际支出")),
)
_OTHER_SCOPE = re.compile(r"扣除|剔除|不含|不包括|除去|同口径|可比口径|累计")
_COMPARISON = re.compile(
    r"(?:与|比|较|同|和)(?:20\d\d年|上年|去年)[^，。；]{0,14}?(?:相比|比较|对比|持平|一致|相同|相等)"
)
_BREAKS = re.compile(r"[，。；;]")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one figure states.

    ``year`` is None where the sentence names none: the document's own is meant. ``base`` says
    that the figure is what another one is compared with (比上年预算数10万元增加…). ``clause`` are
    the words that belong to the figure, ``path`` the 类款项 path in force, if any.
    """

    figure: Figure
    subject: Subject | None
    clause: str
    year: int | None
    stage: str
    base: bool
    path: Path | None
    apart: bool

    @property
    def role(self) -> Role:
        """What the figure is."""
        return self.figure.role

    @property
    def label(self) -> str:
        """How messages name what the figure is about."""
        if self.path is not None and (self.subject is None):
            return self.path.text
        return self.clause


@dataclass(frozen=True)
class Prose:
    """The prose of a document: its paragraphs, and its statements by paragraph."""

    paragraphs: tuple[Paragraph, ...]
    groups: tuple[tuple[Statement, ...], ...]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in order."""
        return tuple(s for group in self.groups for s in group)


@once_per_document
def read_prose(document: Document) -> Prose:
    """The paragraphs and statements of a document."""
    year = document.fiscal_year or 0
    paragraphs = paragraphs_of(document)
    groups: list[tuple[Statement, ...]] = []
    for paragraph in paragraphs:
        figures = list(figures_of(paragraph))
        if figures:
            groups.append(tuple(_statements(paragraph, figures, year)))
    return Prose(paragraphs, tuple(groups))


def _statements(paragraph: Paragraph, figures: Sequence[Figure], year: int) -> Iterator[Statement]:
    paths = paths_of(paragraph.text, year)
    before: Statement | None = None
    buying = False
    for figure in figures:
        same = before is not None and before.figure.sentence == figure.sentence
        statement = _statement(figure, paths, before if same else None, year, buying)
        buying = buying or about(statement, About.PURCHASE)
        if not statement.base and figure.role not in (Role.CHANGE, Role.RATE):
            before = statement
        yield statement


def _statement(
    figure: Figure, paths: Sequence[Path], last: Statement | None, year: int, buying: bool
) -> Statement:
    lead = figure.lead
    words = _BREAKS.split(lead)[-1]
    base = bool(_AGAINST.search(words)) and not _AGAINST_OVER.search(words)
    base = base and figure.role is Role.LEVEL
    own: int | None
    words = _COMPARISON.sub("", words) if not figure.sign else words
    if years := _YEAR.findall(words):
        own = int(years[-1])
    elif _LAST_YEAR.search(words):
        own = year - 1
    elif years := _YEAR.findall(lead):
        own = int(years[-1]) if not _compared(lead) else None
    else:
        own = last.year if last is not None else None
    path = next((p for p in reversed(paths) if p.end <= figure.start), None)
    clause = clause_of(lead)
    subject = subject_of(_plain(clause), year)
    if subject is None and buying:
        subject = purchase_of(_plain(clause))
    if path is not None and (lead.endswith(path.text[-4:]) or is_bare(clause)):
        subject = None  # the path is the subject
    elif path is None and is_stage(clause) and figure.role is Role.LEVEL:
        # what was spoken of before, or what the paragraph is headed with
        subject = last.subject if last is not None else _headed(figure.paragraph, year)
    stage = next((name for name, pattern in _STAGES if pattern.search(words)), "")
    apart = bool(_OTHER_SCOPE.search(lead))
    return Statement(figure, subject, clause, own, stage, base, path, apart)


_HEAD = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）).．、])+(?P<head>[^。，；：:\d]{2,24})[。：:]"
)


def _headed(paragraph: Paragraph, year: int) -> Subject | None:
    """What the first words of a paragraph say it is about (（二）公务接待费。2026年预算数…)."""
    match = _HEAD.match(paragraph.text)
    return subject_of(_plain(match["head"]), year) if match else None


def _compared(lead: str) -> bool:
    return bool(re.search(r"(?:与|比|较|同|和)20\d\d年", lead))


_SAID_TWICE = re.compile(r"20\d\d年度?|[“”\"]|[（(](?![类款项境\d])[^（）()]{2,20}[）)](?=.)")


def _plain(clause: str) -> str:
    return _SAID_TWICE.sub("", clause)


def about(statement: Statement, *kinds: About) -> bool:
    """Whether a statement speaks of one of these."""
    return statement.subject is not None and statement.subject.about in kinds
