"""What the DOC rules share: titles made comparable, places as evidence. Declares no rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from budgetlint.model import Document, Evidence, EvidenceRole, Figure, Outcome, Status, Table
from budgetlint.model import TableKind as Kind
from budgetlint.outline import Place, split_number
from budgetlint.tables.cells import tight
from budgetlint.tables.kinds import classify

#: The tables that a department publishes besides 绩效目标表 and the like.
CORE = (
    Kind.BALANCE,
    Kind.INCOME,
    Kind.EXPENDITURE,
    Kind.APPROPRIATION_BALANCE,
    Kind.APPROPRIATION_EXPENDITURE,
    Kind.GENERAL_EXPENDITURE,
    Kind.BASIC_EXPENDITURE,
    Kind.ECONOMIC_SUMMARY,
    Kind.THREE_PUBLIC,
    Kind.GOVERNMENT_FUND,
    Kind.STATE_CAPITAL,
    Kind.PROJECT,
    Kind.PROCUREMENT,
    Kind.OPERATING,
)
DEPARTMENT = ("部门预算", "单位预算", "部门决算", "单位决算")
_TOLD_BY_COLUMNS = {Kind.THREE_PUBLIC, Kind.PERFORMANCE}
_YEAR = re.compile(r"20\d\d年?度?")
_QUOTES = str.maketrans("", "", "“”\"‘’'《》〈〉[]【】、，.．。：:-—– ")
_FILLER = re.compile(r"部门预算|单位预算|部门|单位|本年|情况|总体|区级|市级|省级|县级")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_PROSE_LINE = 18


@lru_cache(maxsize=8192)
def plain_title(text: str, organisation: str = "") -> str:
    """A title without numbering, year, organisation and the words that titles add freely."""
    _, title = split_number(tight(text))
    if organisation:
        title = title.replace(organisation, "")
    title = _YEAR.sub("", title)
    _, title = split_number(title)
    bare = _FILLER.sub("", title.translate(_QUOTES))
    return bare or title.translate(_QUOTES)


def without_brackets(title: str) -> str:
    """A title without what stands in brackets (按功能分类科目)."""
    return _BRACKETS.sub("", title) or title


def similar(left: str, right: str) -> float:
    """How alike two titles are, from 0 to 1."""
    if not left or not right:
        return 0.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def alike(left: str, right: str, least: float) -> bool:
    """Whether two titles are at least so alike; the cheap bounds are tried first."""
    if not left or not right:
        return False
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return (
        matcher.real_quick_ratio() >= least
        and matcher.quick_ratio() >= least
        and matcher.ratio() >= least
    )


def core_tables(document: Document) -> list[Table]:
    """The tables of the department itself, without forms and unknown grids."""
    return [t for t in document.tables if t.kind in CORE and not t.government]


def kinds_of(table: Table) -> set[Kind]:
    """What a table can be taken for: by its title, and by columns that no other kind has."""
    header = "".join(text for column in table.columns for text in column.path)
    return ({table.kind} | ({classify("", header)} & _TOLD_BY_COLUMNS)) - {Kind.UNKNOWN}


def unreadable_pages(document: Document) -> list[int]:
    """The pages that could not be read."""
    return [page.number for page in document.pages if page.problem]


def has_prose(body: Iterable[Place]) -> bool:
    """Whether a document has a text part: several full lines of sentences."""
    full = sum(1 for p in body if len(p.text) > _PROSE_LINE and re.search(r"[，。；]", p.text))
    return full >= 15


def label(place: Place) -> Evidence:
    """A printed line as evidence."""
    return Evidence(place.page, place.box, place.text, "", place.text, "", EvidenceRole.LABEL)


def table_evidence(table: Table) -> Evidence:
    """A whole table as evidence: the box of its first grid."""
    page = table.pages[0]
    box = table.grids[0].box if table.grids else table.rows[0].box
    return Evidence(page, box, title_of(table), table.id, title_of(table), "", EvidenceRole.LABEL)


def figure_evidence(table: Table, figure: Figure) -> Evidence:
    """A printed figure as evidence that takes part in no calculation."""
    row, column = table.rows[figure.row], table.columns[figure.column]
    return Evidence(
        figure.page, figure.box, figure.text, table.id, row.label, column.name, EvidenceRole.LABEL
    )


def place_of(table: Table) -> Evidence | None:
    """The place of a table; None for one that is nowhere on a page."""
    return table_evidence(table) if table.grids or table.rows else None


def evidence_for(table: Table) -> tuple[Evidence, ...]:
    """The place of a table as a tuple for an outcome."""
    place = place_of(table)
    return (place,) if place else ()


def title_of(table: Table) -> str:
    """How findings name a table: its title, else its kind."""
    return table.title or table.kind.value


def lines_near(body: Iterable[Place], table: Table) -> Iterator[Place]:
    """The lines outside the grids on the pages of a table."""
    return (place for place in body if place.page in table.pages)


def not_checked(rule: str, reason: str, *key: str) -> Outcome:
    """An outcome that says why nothing could be said."""
    return Outcome(rule, Status.NOT_CHECKED, key, reason=reason)


def not_applicable(rule: str, reason: str) -> Outcome:
    """An outcome for a document the rule is not for."""
    return Outcome(rule, Status.NOT_APPLICABLE, reason=reason)


def pages_text(pages: Iterable[int]) -> str:
    """``第3、7页``."""
    return f"第{'、'.join(str(page) for page in pages)}页"
