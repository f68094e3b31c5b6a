"""Which columns of a table hold 科目 codes, and the entries in them.

Not every code is a 科目 code: organisations (114001), projects (410100240000000041203) and
row numbers stand in columns that look the same. A column counts as one of 科目 by its header,
or because the catalogue knows its codes and names. Declares no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import ReferenceType, ref

from budgetlint.classification import (
    FIRST_YEAR,
    LAST_YEAR,
    Catalogue,
    Kind,
    catalogue,
    kind_of,
    normalise_name,
    pad,
)
from budgetlint.model import (
    ColumnRole,
    Document,
    Evidence,
    EvidenceRole,
    Outcome,
    Row,
    RowRole,
    Status,
    Table,
)
from budgetlint.tables.cells import label_box

_SUBJECT = re.compile(r"功能|经济|科目|支出分类|收入分类|类款项")
_FOREIGN = re.compile(
    r"项目(?:编码|代码|编号|库)|单位(?:编码|代码)|部门(?:编码|代码)|行次|序号|预算代码"
)
_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
#: At least this share of a column's codes must be known when its header does not tell.
_KNOWN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One printed code with its name: ``code`` has full length, ``printed`` as it stands.

    ``printed`` keeps the cells of 类、款、项 apart by spaces (``301 2``). ``code`` is None when
    the printed digits have no length that a code can have.
    """

    row: Row
    header: str
    printed: str
    code: str | None
    name: str
    kind: Kind

    @property
    def book(self) -> Catalogue:
        """The catalogue the code belongs to."""
        return catalogue(self.kind)

    @property
    def shown(self) -> str:
        """The full code, or what is printed where there is none."""
        return self.code or self.printed

    @property
    def label(self) -> str:
        """Code and name as findings print them."""
        return f"{self.shown} {self.name}".strip()


@dataclass(frozen=True)
class CodeColumn:
    """The codes of one panel of a table that stand under one header, top to bottom."""

    table: Table
    panel: int
    header: str
    entries: tuple[CodeEntry, ...]
    year: int | None

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of full length that stand in the column."""
        return frozenset(e.code for e in self.entries if e.code is not None)

    @cached_property
    def named(self) -> bool:
        """Whether the names beside the codes are names of 科目, and not of projects."""
        told = [e for e in self.entries if e.name and e.code is not None and e.code in e.book]
        return 2 * sum(_has_its_name(e) for e in told) >= len(told)

    @property
    def unjudged(self) -> str:
        """Why the catalogue cannot judge this column, or ``""``."""
        return unjudged(self.year)


def unjudged(year: int | None) -> str:
    """Why the catalogue cannot judge a table of that year, or ``""``."""
    if year is None:
        return "没有读出文件的年度，无法确定应使用哪一年的科目目录"
    if year < FIRST_YEAR:
        return f"科目目录自{FIRST_YEAR}年版起，{year}年的科目不在其中"
    if year > LAST_YEAR:
        return f"科目目录到{LAST_YEAR}年版为止，{year}年的科目不在其中"
    return ""


_columns_of: list[tuple[ReferenceType[Document], tuple[CodeColumn, ...]]] = []


def code_columns(document: Document) -> tuple[CodeColumn, ...]:
    """Every column of 科目 codes in the document, worked out once for all rules.

    Only the last document is remembered, by identity: documents cannot be hashed, and must
    not be kept alive.
    """
    if _columns_of and _columns_of[0][0]() is document:
        return _columns_of[0][1]
    found = tuple(column for table in document.tables for column in _of_table(table, document))
    _columns_of[:] = [(ref(document), found)]
    return found


def _of_table(table: Table, document: Document) -> Iterator[CodeColumn]:
    found: dict[tuple[int, str], list[CodeEntry]] = {}
    headers = {panel: _code_header(table, panel) for panel in table.panels()}
    torn = _torn_rows(table)
    for row in table.rows:
        if row.role in (RowRole.EMPTY, RowRole.NOTE) or row.index in torn:
            continue
        for header, printed, name in _printed_codes(row):
            code = _full_code(printed, row)
            kind = kind_of(code or printed)
            if kind is None or not printed.replace(" ", "").isdigit():
                continue
            place = header or headers.get(row.panel, "")
            # the name may stand behind another column (科目编码 | 单位编码 | 名称)
            own = name or (row.name if code == row.code else "")
            entry = _unshortened(CodeEntry(row, place, printed, code, own, kind))
            found.setdefault((row.panel, place), []).append(entry)
    year = table.fiscal_year if table.fiscal_year is not None else document.fiscal_year
    for (panel, header), entries in found.items():
        if _is_subject(header, entries):
            yield CodeColumn(table, panel, header, tuple(_plausible(entries)), year)


def _torn_rows(table: Table) -> set[int]:
    """Labels without a figure beside a figure without a label: parts of one wrapped row."""
    figured = {row for row, _ in table.figures}
    bare = {r.index for r in table.rows if r.index in figured and not (r.code or r.name)}
    beside = {index + step for index in bare for step in (-1, 1)}
    return {r.index for r in table.rows if r.index in beside and r.index not in figured}


def _printed_codes(row: Row) -> Iterator[tuple[str, str, str]]:
    """(header, code, name) of a row, digits half-width, the cells of one code apart."""
    for header, printed, name in row.codes or (("", row.code, row.name),):
        digits = " ".join(printed.translate(_WIDTH).split())
        if digits:
            yield header, digits, name


def _full_code(printed: str, row: Row) -> str | None:
    """The code of full length: 301 2 is 30102, and 05 below 208 is what the row says it is."""
    parts = printed.split()
    if len(parts) == 1:
        # a 款 printed as 05 only stands below its 类: the reader of the table completed it
        return row.code if len(printed) < 3 and row.code else pad(printed)
    if len(parts[0]) == 3 and all(len(p) <= 2 for p in parts[1:]):
        return "".join([parts[0], *(p.zfill(2) for p in parts[1:])])
    return pad("".join(parts)) or row.code or None


def _unshortened(entry: CodeEntry) -> CodeEntry:
    """20855 is 2080505 without its zeros when there is no 20855 and the name fits."""
    short = entry.code or ""
    if len(short) != 5 or short in entry.book:
        return entry
    whole = replace(entry, code=f"{short[:3]}0{short[3]}0{short[4]}")
    return whole if _has_its_name(whole) else entry


def _code_header(table: Table, panel: int) -> str:
    columns = [c for c in table.columns if c.panel == panel and c.role is ColumnRole.CODE]
    columns = columns or [c for c in table.columns if c.panel == panel and c.index == 0]
    parts: list[str] = []
    for column in columns:
        parts.extend(p for p in column.path if p not in parts)
    return " › ".join(parts)


def _is_subject(header: str, entries: list[CodeEntry]) -> bool:
    if _FOREIGN.search(header) and not _SUBJECT.search(_FOREIGN.sub("", header)):
        return False
    known = [e for e in entries if e.code is not None and e.code in e.book]
    if _SUBJECT.search(header) and known:
        return True
    named = [e for e in known if _has_its_name(e)]
    return len(known) >= _KNOWN_SHARE * len(entries) and 2 * len(named) >= len(known) > 0


def _has_its_name(entry: CodeEntry) -> bool:
    key = normalise_name(entry.name)
    return any(e.key == key for e in entry.book.by_code.get(entry.code or "", ()))


def _plausible(entries: list[CodeEntry]) -> Iterator[CodeEntry]:
    """Without the organisation and project codes that stand among the 科目.

    A code of the column's own classifications stays; another one only if it bears the name of
    a 科目.
    """
    known = [e for e in entries if e.code is not None and e.code in e.book]
    at_home = {e.kind for e in known if _has_its_name(e)} or {e.kind for e in known}
    for entry in entries:
        if entry.kind not in at_home and normalise_name(entry.name) not in entry.book.by_name:
            continue
        if entry.code is None and not _near_known(entry):
            continue
        if entry.kind is Kind.REVENUE and entry.code not in entry.book:
            continue
        yield entry


def _near_known(entry: CodeEntry) -> bool:
    """Whether a code of odd length begins like a 科目 (unlike 305001, an organisation)."""
    known = entry.printed[:3] in entry.book and len(entry.printed) < 8
    return known or normalise_name(entry.name) in entry.book.by_name


def label_evidence(entry: CodeEntry, table: Table) -> Evidence:
    """The place of a code and name."""
    return Evidence(
        page=entry.row.page,
        box=label_box(table, entry.row, entry.label),
        text=entry.label,
        table=table.id,
        row=entry.row.label,
        column=entry.header,
        role=EvidenceRole.LABEL,
        cell=(entry.row.index, entry.row.label_column),
    )


def entry_key(column: CodeColumn, entry: CodeEntry) -> tuple[str, ...]:
    """What names the place in fingerprints."""
    return (str(column.panel), column.header, entry.shown, normalise_name(entry.name))


def not_checked(rule: str, column: CodeColumn, reason: str) -> Outcome:
    """A column that could not be checked, with the reason."""
    return Outcome(
        rule,
        Status.NOT_CHECKED,
        key=(str(column.panel), column.header),
        reason=reason,
        table=column.table.id,
        page=column.table.pages[0] if column.table.pages else None,
    )


def not_applicable(rule: str, column: CodeColumn, reason: str) -> Outcome:
    """A column a rule does not apply to, with the reason."""
    return Outcome(
        rule,
        Status.NOT_APPLICABLE,
        key=(str(column.panel), column.header),
        reason=reason,
        table=column.table.id,
    )


def passed(rule: str, column: CodeColumn, entry: CodeEntry) -> Outcome:
    """A code that satisfies a rule."""
    return Outcome(
        rule, Status.PASS, key=entry_key(column, entry), table=column.table.id, page=entry.row.page
    )
