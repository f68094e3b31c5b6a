"""DOC108, DOC109: the numbers and the unit lines above the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from budgetlint.model import ColumnRole, Document, Outcome, Severity, Status, Table, TableKind
from budgetlint.outline import read_outline
from budgetlint.profiles import kind_of
from budgetlint.rules import rule
from budgetlint.tables.cells import tight

from .document_common import (
    CORE,
    DEPARTMENT,
    evidence_for,
    not_applicable,
    not_checked,
    plain_title,
    title_of,
    unreadable_pages,
)

_CHINESE = "零一二三四五六七八九十"
_NUMBER = re.compile(r"(?:(?P<before>[^\d]*?)(?P<digits>\d{1,2})(?:-(?P<sub>\d{1,2}))?表?$)")
_WORD = re.compile(rf"(?P<before>.*?表)(?P<word>[{_CHINESE}]{{1,3}})$")
_SERIES = 4
_UNIT = re.compile(
    r"单位(?:名称)?[:：]?[（(]?(?:人民币)?(?:[亿万千百]|元)|[（(:：](?:亿|万|千)?元[）)]?"
)


def _numbered(table: Table) -> tuple[str, int, str] | None:
    """Series, number and sub-number of a table: ``公开03表`` → (公开, 3, "")."""
    text = tight(table.number)
    if match := _NUMBER.match(text):
        return (
            match.group("before").strip("表"),
            int(match.group("digits")),
            match.group("sub") or "",
        )
    if match := _WORD.match(text):
        return match.group("before").strip("表"), _chinese(match.group("word")), ""
    return None


def _chinese(word: str) -> int:
    tens, _, ones = word.rpartition("十")
    if "十" not in word:
        return _CHINESE.index(word)
    return (_CHINESE.index(tens) if tens else 1) * 10 + (_CHINESE.index(ones) if ones else 0)


@rule(
    "DOC108",
    name="表号重复或缺号",
    name_en="table numbers repeated or missing",
    severity=Severity.INFO,
    basis="公开报表应按统一的表号依次编排",
    message="{what}",
    message_en="{what_en}",
)
def table_numbers(document: Document) -> Iterator[Outcome]:
    """表号重复或缺号。

    检查内容
        “公开01表”“表3”一类的表号，同一系列有四张以上时，不应重复、不应缺号。
        续表不算重复；表号没有读出但印在文件中的不算缺号。
    依据
        公开报表应按统一的表号依次编排，便于与目录核对。
    示例
        有公开07表、公开09表，没有公开08表。
    如何修改
        改正表号；确实缺表的，补上该表。
    容差
        无；只作提示。
    """
    if kind_of(document) not in DEPARTMENT:
        yield not_applicable("DOC108", "只核对部门（单位）预决算的表号")
        return
    series: defaultdict[str, dict[int, list[Table]]] = defaultdict(dict)
    for table in document.tables:
        if (number := _numbered(table)) is not None and not number[2]:
            series[number[0]].setdefault(number[1], []).append(table)
    long = {name: found for name, found in series.items() if len(found) >= _SERIES}
    if not long:
        yield Outcome("DOC108", Status.NOT_APPLICABLE, reason="表没有连续的编号")
        return
    printed = _printed_numbers(document)
    for name, found in long.items():
        yield Outcome("DOC108", Status.PASS, (name,), places=len(found))
        yield from _repeated(name, found)
        missing = [n for n in range(1, max(found)) if n not in found and n not in printed]
        if missing and unreadable_pages(document):
            yield not_checked("DOC108", "有页面未能读取，表号是否连续无法核对", name)
        elif missing:
            yield _missing(found, missing)


def _printed_numbers(document: Document) -> set[int]:
    """Every number that stands beside 表 anywhere in the document."""
    found: set[int] = set()
    texts = [place.text for place in read_outline(document).body]
    texts += [tight(c.text) for t in document.tables for g in t.grids for c in g.cells[:6]]
    for text in texts:
        found.update(int(n) for n in re.findall(r"表(\d{1,2})(?!\d)|", text) if n)
        found.update(int(n) for n in re.findall(r"(?<!\d)(\d{1,2})表", text))
        found.update(_chinese(w) for w in re.findall(rf"表([{_CHINESE}]{{1,3}})", text))
    return found


def _repeated(name: str, found: dict[int, list[Table]]) -> Iterator[Outcome]:
    for tables in found.values():
        titles = {plain_title(title_of(table)): table for table in tables}
        if len(titles) < 2:
            continue
        first, second, *_ = titles.values()
        if first.pages[-1] == second.pages[0]:
            continue  # which of the two on one page bears the number is not certain
        yield Outcome(
            "DOC108",
            Status.FAIL,
            (name, first.number),
            Severity.INFO,
            {
                "what": f"“{title_of(first)}”和“{title_of(second)}”的表号都是“{first.number}”",
                "what_en": f"two tables have the number {first.number}",
            },
            (*evidence_for(first), *evidence_for(second)),
            table=second.id,
            page=second.pages[0],
        )


def _missing(found: dict[int, list[Table]], missing: list[int]) -> Outcome:
    after = found[min(n for n in found if n > missing[0])][0]
    numbers = "、".join(str(n) for n in missing)
    return Outcome(
        "DOC108",
        Status.FAIL,
        ("缺号", numbers),
        Severity.INFO,
        {
            "what": f"表号不连续：“{after.number}”之前缺第 {numbers} 号",
            "what_en": f"numbers missing before {after.number}: {numbers}",
        },
        evidence_for(after),
        expected=numbers,
        actual=after.number,
        table=after.id,
        page=after.pages[0],
    )


@rule(
    "DOC109",
    name="没有写明金额单位",
    name_en="no unit of money",
    severity=Severity.WARNING,
    basis="预决算报表应注明金额单位（元、万元）",
    message="“{title}”没有写明金额单位{what}",
    message_en="“{title}” does not say its unit of money{what_en}",
)
def unit_lines(document: Document) -> Iterator[Outcome]:
    """没有写明金额单位。

    检查内容
        主要报表有金额的，表头上方、表内或栏目名称中应写明单位（元、万元、亿元）。
        同一文件其他表都写明单位时为警告，否则为提示。
    依据
        预决算报表应注明金额单位。
    示例
        各表右上角都有“单位：万元”，政府性基金收支总表没有。
    如何修改
        在表的右上角加注单位，并核对该表金额的单位与其他表是否一致。
    容差
        无。
    """
    tables = [t for t in document.tables if _has_amounts(t)]
    if not tables:
        yield Outcome("DOC109", Status.NOT_APPLICABLE, reason="没有金额的表")
        return
    bare = [t for t in tables if not t.unit and not _says_unit(document, t)]
    if len(tables) > len(bare):
        yield Outcome("DOC109", Status.PASS, places=len(tables) - len(bare))
    usual = len(bare) * 4 <= len(tables)
    for table in bare:
        yield Outcome(
            "DOC109",
            Status.FAIL,
            (table.kind.value, plain_title(title_of(table))),
            Severity.WARNING if usual else Severity.INFO,
            {
                "title": title_of(table),
                "what": f"，而其他 {len(tables) - len(bare)} 张表都写明" if usual else "",
                "what_en": f", while {len(tables) - len(bare)} others do" if usual else "",
            },
            evidence_for(table),
            expected="单位：万元（或元）",
            actual="没有",
            table=table.id,
            page=table.pages[0],
        )


def _has_amounts(table: Table) -> bool:
    money = {c.index for c in table.columns if c.role is ColumnRole.AMOUNT}
    figures = [f for f in table.figures.values() if f.column in money and f.amount is not None]
    return (
        (*CORE, TableKind.GOVERNMENT).count(table.kind) > 0
        and bool(table.title)
        and any(f.amount and f.amount.value for f in figures)
    )


def _says_unit(document: Document, table: Table) -> bool:
    """Whether a unit is printed anywhere on the pages of a table (even cut off)."""
    pages = [page for page in document.pages if page.number in table.pages]
    texts = [line.text for page in pages for line in page.lines]
    texts += [cell.text for grid in table.grids for cell in grid.cells]
    return any(_UNIT.search(tight(text)) for text in texts)
