"""DOC102: the table of contents against what follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetlint.model import Document, Outcome, Severity, Status, Table
from budgetlint.model import TableKind as Kind
from budgetlint.outline import Entry, Outline, is_heading_text, read_outline, split_number
from budgetlint.rules import rule
from budgetlint.tables.kinds import classify

from .document_common import (
    CORE,
    alike,
    core_tables,
    evidence_for,
    has_prose,
    kinds_of,
    label,
    not_checked,
    pages_text,
    plain_title,
    similar,
    title_of,
    unreadable_pages,
    without_brackets,
)
from .document_owner import owner_of

_TABLE = re.compile(r"表(?:[（(][^（）()]*[）)])?$")
#: 第二部分 2024年部门预算表, 报表: all the tables together
_ALL_TABLES = re.compile(r"(?:预算|决算)(?:公开)?(?:报|附)?表$|^(?:报|附)表$")
_ALIKE = 0.6
_MOSTLY = 0.7


@rule(
    "DOC102",
    name="目录与内容不符",
    name_en="contents do not match",
    severity=Severity.WARNING,
    basis="预决算公开文件的目录应与正文一致",
    message="{what}",
    message_en="{what_en}",
)
def contents(document: Document) -> Iterator[Outcome]:
    """目录与内容不符。

    检查内容
        目录中列出的每张表、每个部分，正文中都应有；正文中的主要报表，目录中也应列出（提示）。
        表名、标题允许略有出入（部门收支总表 — 部门收支总体情况表）。
        没有目录、目录未列到表、只有文字的文件和有无法读取页面的文件，相应内容不作判断。
    依据
        预决算公开文件的目录应与正文一致。
    示例
        目录列有“三、支出决算表”，正文中没有这张表。
    如何修改
        补上目录所列的表或部分；目录有误的，改正目录。
    容差
        无。
    """
    outline = read_outline(document)
    if not outline.entries:
        yield Outcome("DOC102", Status.NOT_APPLICABLE, reason="文件没有目录")
        return
    if pages := unreadable_pages(document):
        yield not_checked("DOC102", f"{pages_text(pages[:8])}未能读取，目录无法核对")
        return
    tables = [e for e in outline.entries if is_table_entry(e)]
    owner = owner_of(document, outline)
    yield from _tables(document, outline, tables, owner)
    yield from _sections(
        document, outline, [e for e in outline.entries if not is_table_entry(e)], owner
    )


def is_table_entry(entry: Entry) -> bool:
    """Whether a line of the contents names one table (not the part that holds them all)."""
    if entry.is_part or not _TABLE.search(entry.title):
        return False
    together = _ALL_TABLES.search(entry.title) and classify(entry.title, "") is Kind.UNKNOWN
    return not together and len(entry.title) > 3


@dataclass(frozen=True)
class Matching:
    """Which entry names which table; ``printed`` are entries found only as a line of text."""

    tables: dict[int, Table]
    printed: frozenset[int]


def match_tables(
    document: Document, outline: Outline, entries: Sequence[Entry], owner: str
) -> Matching:
    """Find the table of each entry: by title first, then by kind among those left."""
    names = [plain_title(e.title, owner) for e in entries]
    left = {t.id: t for t in document.tables if t.title}
    found: dict[int, Table] = {}
    for index, entry in enumerate(entries):
        same = [t for t in left.values() if _series(entry.number) == _series(t.number) != ""]
        if entry.empty is not None and len(same) == 1:  # a contents table numbers its tables
            found[index] = left.pop(same[0].id)
    for shorten in (str, without_brackets):
        for index, name in enumerate(names):
            for table in left.values():
                title = plain_title(table.title, owner)
                if index not in found and shorten(title) == shorten(name):
                    found[index] = table
            if index in found:
                left.pop(found[index].id, None)
    lines = _printed_titles(outline, owner) if len(found) < len(names) else set()
    printed = {i for i, name in enumerate(names) if i not in found and name in lines}
    for index, entry in enumerate(entries):
        kind = classify(entry.title, "")
        same = [t for t in left.values() if t.kind is kind and kind is not Kind.UNKNOWN]
        if index in found or not same:
            continue
        best = max(same, key=lambda t: similar(plain_title(t.title), names[index]))
        found[index] = best
        if kind is not Kind.PERFORMANCE:
            left.pop(best.id)
    return Matching(found, frozenset(printed - found.keys()))


def _series(number: str) -> str:
    """``表11`` of ``附表11``, else ``""``."""
    match = re.search(r"表(\d+)$", number)
    return match.group(1) if match else ""


def _printed_titles(outline: Outline, owner: str) -> set[str]:
    """Every line of the body, and every two lines together, as titles."""
    texts = [place.text for place in outline.body if len(place.text) <= 60]
    pairs = [upper + lower for upper, lower in pairwise(texts)]
    return {plain_title(text, owner) for text in (*texts, *pairs)}


def _tables(
    document: Document, outline: Outline, entries: list[Entry], owner: str
) -> Iterator[Outcome]:
    own = core_tables(document)
    if not entries:
        return
    if not any(table.title for table in document.tables):
        yield not_checked("DOC102", "本文件只有文字，目录所列的表可能在另一份文件中公布")
        return
    matching = match_tables(document, outline, entries, owner)
    there = len(matching.tables) + len(matching.printed)
    sure = there >= _MOSTLY * len(entries) and there >= 5
    for index, entry in enumerate(entries):
        key = (plain_title(entry.title),)
        if index in matching.tables or index in matching.printed:
            yield Outcome("DOC102", Status.PASS, key)
        elif classify(entry.title, "") not in CORE and _mentioned(entry, document):
            yield not_checked("DOC102", f"目录中的“{entry.title}”在正文中没有同名的表", *key)
        else:
            yield _missing(entry, Severity.ERROR if sure else Severity.WARNING, "这张表", "table")
    listed = {k for i in matching.printed for k in (classify(entries[i].title, ""),)}
    yield from _unlisted([t for t in own if listed.isdisjoint(kinds_of(t))], matching, sure)


def _mentioned(entry: Entry, document: Document) -> bool:
    """Whether a table of the kind named, or one without a kind, may be the one meant."""
    return any(t.kind in (Kind.UNKNOWN, classify(entry.title, "")) for t in document.tables)


def _missing(entry: Entry, severity: Severity, what: str, what_en: str) -> Outcome:
    name = f"{entry.number}{entry.title}"
    return Outcome(
        "DOC102",
        Status.FAIL,
        (plain_title(entry.title),),
        severity,
        {
            "title": entry.title,
            "what": f"目录列有“{name}”，正文中没有{what}",
            "what_en": f"the contents list “{name}”, but there is no such {what_en}",
        },
        (label(entry.place),),
        expected=entry.title,
        actual="没有",
        page=entry.place.page,
    )


def _unlisted(own: list[Table], matching: Matching, sure: bool) -> Iterator[Outcome]:
    """Tables that the contents leave out; only where the contents list most of the others."""
    listed = {table.id for table in matching.tables.values()}
    for table in own:
        if table.id in listed or not table.title or not sure:
            continue
        if any(t.kind is table.kind for t in matching.tables.values()):
            continue  # a small table inside the text (收支增减情况表), or a second part
        name = title_of(table)
        yield Outcome(
            "DOC102",
            Status.FAIL,
            (plain_title(name), "未列入目录"),
            Severity.INFO,
            {
                "title": name,
                "what": f"正文中的“{name}”没有列入目录",
                "what_en": f"the table “{name}” is not in the contents",
            },
            evidence_for(table),
            table=table.id,
            page=table.pages[0],
        )


def _sections(
    document: Document, outline: Outline, entries: list[Entry], owner: str
) -> Iterator[Outcome]:
    if not entries or not has_prose(outline.body):
        return
    headings = [place.text for place in outline.headings]
    near = _all_forms(headings, owner)
    parts = {_part(text) for text in headings} - {""}
    far: set[str] = set()
    for entry in entries:
        key = (plain_title(entry.title),)
        forms = _forms(entry.title, owner)
        found = bool(_ALL_TABLES.search(entry.title) and core_tables(document))
        found = found or (entry.is_part and _part(entry.number) in parts)
        if not found and forms.isdisjoint(near):
            far = far or _all_forms(_short_lines(document, outline), owner)
            found = any(_same_heading(form, line) for form in forms for line in near | far)
        if found or not forms.isdisjoint(near):
            yield Outcome("DOC102", Status.PASS, key)
        else:
            severity = Severity.WARNING if entry.is_part else Severity.INFO
            yield _missing(entry, severity, "这一部分", "section")


def _short_lines(document: Document, outline: Outline) -> list[str]:
    """Every line that may be a heading without a number, also one set in two lines."""
    texts = [place.text for place in outline.body if is_heading_text(place.text)]
    texts += [table.title for table in document.tables]
    return [*texts, *(upper + lower for upper, lower in pairwise(texts))]


def _all_forms(texts: Sequence[str], owner: str) -> set[str]:
    return {form for text in texts for form in _forms(text, owner)}


def _part(text: str) -> str:
    """``第三部分`` of a heading of a main part, else ``""``."""
    number = split_number(text + "。")[0].rstrip("：:、.")
    return number if number.startswith("第") else ""


def _forms(text: str, owner: str) -> set[str]:
    """A heading as it stands and shortened; forms that say nothing are left out."""
    return {form for form in (split_number(text)[1], plain_title(text, owner)) if len(form) >= 2}


def _same_heading(left: str, right: str) -> bool:
    """Whether two headings mean the same: one within the other, or much alike."""
    short, long = sorted((left, right), key=len)
    if len(short) >= 3 and short in long and len(short) * 3 >= len(long):
        return True
    return len(short) * 3 >= len(long) and alike(left, right, _ALIKE)
