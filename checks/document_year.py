"""DOC105: one fiscal year throughout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetlint.model import Document, Evidence, Outcome, Severity, Status
from budgetlint.outline import Outline, read_outline
from budgetlint.profiles import kind_of
from budgetlint.rules import rule

from .document_common import (
    CORE,
    DEPARTMENT,
    evidence_for,
    figure_evidence,
    label,
    not_applicable,
    not_checked,
    table_evidence,
)
from .document_dates import asset_dates, stale_sentences
from .document_headings import WHERE_EN, form_year, headings

_YEAR = re.compile(r"(?<![\d〔\[-])(20[0-4]\d)(?=年)")
_RANGE = re.compile(r"20\d\d(?:年度?)?[-—~～至到、和与]+20\d\d")
_OWN_YEAR = re.compile(r"预算|决算|(?:部门|单位)[预决]$|收支|情况说明|公开|绩效目标表|绩效自评表")
_EARLIER = re.compile(
    r"上年|去年|以前|结转|回顾|完成情况|执行|总结|比|较|相比|截至|年初|年末|年底|起$|工作任务"
)
_DATE = re.compile(r"20[0-4]\d年(?:\d{1,2}|[一二三四五六七八九十]+)月")
_MANY = 3
#: where a reader sees at a glance that the year is wrong
_SEEN = ("标题", "表名", "封面", "页眉")
_ONLY_YEAR = re.compile(r"20[0-4]\d年度?")
_MOST = 0.8
_CITED = re.compile(r"[《〔]")
_FIGURE_COLUMN = re.compile(r"(20[0-4]\d)年度?(?:年初)?(?:预算|决算)数")


@dataclass(frozen=True)
class Dated:
    """A place that names a fiscal year. ``plain`` says that it can only be the document's."""

    year: int
    text: str
    where: str
    evidence: Evidence
    plain: bool
    table: str = ""


def _year_in(text: str) -> int | None:
    """The one year a heading names; None for none, several or a date."""
    if _RANGE.search(text) or _DATE.search(text) or _CITED.search(text):
        return None
    years = {int(year) for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def _dated(document: Document, outline: Outline, stage: str) -> Iterator[Dated]:
    """Every place that names one year as that of what follows; ``stage`` is 预算 or 决算."""
    other = "决算" if stage == "预算" else "预算"
    for place, where in headings(outline):
        text = place.text
        year = _year_in(text) or form_year(text)
        if year is None or _EARLIER.search(text) or (other in text and stage not in text):
            continue
        plain = bool(_OWN_YEAR.search(text)) or (where == "封面" and _ONLY_YEAR.fullmatch(text))
        yield Dated(year, text, where, label(place), bool(plain))
    for table in document.tables:
        text, spot = table.title, evidence_for(table)
        year = _year_in(text)
        if year is None or table.kind not in CORE or _EARLIER.search(text) or not spot:
            continue
        if other not in text or stage in text:
            yield Dated(year, text, "表名", spot[0], True, table.id)


@rule(
    "DOC105",
    name="年度前后不一致",
    name_en="fiscal year inconsistent",
    severity=Severity.WARNING,
    basis="预决算公开文件的年度应前后一致",
    message="{where}“{text}”写的是 {actual} 年，本文件是 {expected} 年度的{kind}",
    message_en="{where_en} “{text}” says {actual}; the document is for {expected}",
)
def fiscal_year(document: Document) -> Iterator[Outcome]:
    """年度前后不一致。

    检查内容
        封面、目录、各部分标题、页眉、表名写明的年度，应与文件的年度相同；
        决算中“截至某年12月31日”的资产、车辆数，应是决算年度的年末；
        以上年开头、只说上年的“预算××万元”（决算中为“决算××万元”）一句也列出；
        只列一个年度的“××年预算数”“××年决算数”栏，应是文件的年度。
        与上年的比较、上年结转、文号、成文日期、年度区间不算。
    依据
        预决算公开文件的年度应前后一致；常见于套用上年模板未改净。
    示例
        2024 年度决算中，第三部分的标题为“2023年度部门决算情况说明”。
    如何修改
        核对该处年度；套用上年模板的，改为本年度，并核对其下内容是否也是上年的。
    容差
        无。
    """
    kind = kind_of(document)
    if kind not in DEPARTMENT:
        yield not_applicable("DOC105", "只核对部门（单位）预决算的年度")
        return
    outline = read_outline(document)
    dated = list(_dated(document, outline, kind[-2:]))
    votes = Counter(item.year for item in dated if item.plain)
    if not votes:
        yield not_checked("DOC105", "封面、标题和表名都没有写明年度")
        return
    year, count = votes.most_common(1)[0]
    on_cover = any(item.year == year and item.where == "封面" for item in dated)
    if not _decided(count, votes.total(), on_cover=on_cover):
        yield not_checked("DOC105", f"各处年度不一，无法确定文件的年度：{_spread(votes)}")
        return
    certain = count >= _MANY
    agreeing = sum(item.year == year for item in dated)
    if agreeing:
        yield Outcome("DOC105", Status.PASS, (str(year),), places=agreeing)
    wrong = [item for item in dated if item.year != year]
    yield from _wrong_years(wrong, year, kind, certain=certain)
    yield from _in_text(outline, year, kind)
    yield from _columns(document, year, kind)


def _decided(count: int, total: int, *, on_cover: bool) -> bool:
    """Whether the year named most often is the document's beyond doubt."""
    if on_cover:
        return count > total - count
    return count >= _MOST * total or count - (total - count) >= _MANY


def _spread(votes: Counter[int]) -> str:
    return "、".join(f"{year} 年 {count} 处" for year, count in sorted(votes.items()))


def _wrong_years(
    wrong: Sequence[Dated], year: int, kind: str, *, certain: bool
) -> Iterator[Outcome]:
    """One failure for each text, with every place it is printed at."""
    texts = dict.fromkeys(item.text for item in wrong)
    for text in texts:
        items = [item for item in wrong if item.text == text]
        first = items[0]
        main = first.where != "标题" or first.text.startswith("第")
        sure = certain and first.plain and main and first.where in _SEEN
        severity = Severity.ERROR if sure else Severity.WARNING
        yield _wrong(
            first.where, text, first.year, year, kind, [i.evidence for i in items], severity
        )


def _wrong(
    where: str,
    text: str,
    actual: int,
    year: int,
    kind: str,
    evidence: Sequence[Evidence],
    severity: Severity,
) -> Outcome:
    return Outcome(
        "DOC105",
        Status.FAIL,
        (where, text),
        severity,
        {
            "where": where,
            "where_en": WHERE_EN.get(where, "the text"),
            "text": text,
            "actual": str(actual),
            "expected": str(year),
            "kind": kind,
        },
        tuple(evidence),
        expected=str(year),
        actual=str(actual),
        table=evidence[0].table,
        page=evidence[0].page,
    )


def _in_text(outline: Outline, year: int, kind: str) -> Iterator[Outcome]:
    """A final account counts cars and assets at the end of its own year; no stale sentences."""
    found = list(stale_sentences(outline, year, kind[-2:]))
    if kind.endswith("决算"):
        found += asset_dates(outline)
    for item in found:
        if item.year == year:
            yield Outcome("DOC105", Status.PASS, ("正文", item.text))
        elif item.year < year:
            evidence = [label(item.place)]
            yield _wrong("正文", item.text, item.year, year, kind, evidence, Severity.WARNING)


def _columns(document: Document, year: int, kind: str) -> Iterator[Outcome]:
    """Tables all of whose figure columns are those of another single year."""
    for table in document.tables:
        if table.kind not in CORE or table.government or not table.figures:
            continue
        names = {"".join(c.path) for c in table.columns}
        found = {int(y) for name in names for y in _FIGURE_COLUMN.findall(name)}
        others = any(
            re.search(r"(?:本年|上年|预算数|决算数)", _FIGURE_COLUMN.sub("", n)) for n in names
        )
        if len(found) != 1 or others or year in found:
            continue
        text = next(n for n in sorted(names) if _FIGURE_COLUMN.search(n))
        first = next(iter(table.figures.values()))
        evidence = [table_evidence(table), figure_evidence(table, first)]
        yield _wrong("栏目", text, found.pop(), year, kind, evidence[:1], Severity.WARNING)
