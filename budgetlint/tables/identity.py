"""Whose document it is, of which kind and for which year, from cover, titles and captions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from budgetlint.model import Page, Table
from budgetlint.tables.cells import tight

_COVER_PAGES = 3
_KIND = re.compile(
    r"(?P<owner>部门|单位)?(?:综合)?(?P<stage>预算|决算)(?:信息)?(?:公开|说明|报告|编制|报表|草案|情况|$|表)"
)
_YEAR = re.compile(r"(20[0-4]\d)\s*年")
_OWNER_TITLE = re.compile(
    r"^(?:关于)?(?:20[0-4]\d年?度?)?(?P<name>[一-鿿（）()]{2,40}?)"
    r"(?:20[0-4]\d年?度?)?(?:市级|区级|县级|省级|本级)?(?:部门|单位)?(?:综合)?(?:预算|决算)"
)
_NO_OWNER = re.compile(r"^(?:年|部门|单位|一般公共|政府性|财政|收入|支出|收支|目录|附|第|国有|项目|表)")
_EVALUATION = re.compile(r"绩效(?:评价|自评)|自评(?:报告|表)|评价报告")
_GOVERNMENT = re.compile(
    r"全[省市县区州]|[省市县区州](?:本级|级)(?:一般|政府|国有|20)|政府(?:总)?[预决]算|[预决]算草案|转移支付|政府债务|总预算|社会保险基金"
)


@dataclass(frozen=True)
class Identity:
    """Kind (``部门预算`` …), organisation and fiscal year; empty or None where not stated."""

    kind: str
    organisation: str
    fiscal_year: int | None


def cover_lines(pages: Sequence[Page]) -> list[str]:
    """The closed lines of the first pages."""
    return [tight(line.text) for page in pages[:_COVER_PAGES] for line in page.lines]


def is_government(titles: Sequence[str]) -> bool:
    """Whether the titles of a document's tables are those of a whole government."""
    hits = sum(1 for title in titles if _GOVERNMENT.search(title))
    return hits >= 3 and hits * 3 >= len([t for t in titles if t])


def fiscal_year_of(pages: Sequence[Page]) -> int | None:
    """The year on the cover or in the first title that names one with 预算 or 决算."""
    lines = cover_lines(pages)
    for line in lines:
        match = _YEAR.search(line)
        if match and re.search(r"[预决]算|绩效|自评", line):
            return int(match.group(1))
    for line in lines[:12]:
        match = _YEAR.search(line)
        if match and len(line) < 30:
            return int(match.group(1))
    return None


def identify(pages: Sequence[Page], tables: Sequence[Table]) -> Identity:
    """Kind, organisation and year of a document."""
    lines = cover_lines(pages)
    titles = [t.title for t in tables]
    year = fiscal_year_of(pages)
    if year is None:
        years = Counter(t.fiscal_year for t in tables if t.fiscal_year is not None)
        year = years.most_common(1)[0][0] if years else None
    return Identity(_kind(lines, titles), _organisation(lines, tables), year)


def _kind(lines: Sequence[str], titles: Sequence[str]) -> str:
    if is_government(titles):
        final = sum("决算" in t for t in titles) * 2 > len(titles)
        return "政府决算" if final else "政府预算"
    stages: Counter[str] = Counter()
    owner = ""
    for weight, line in [*((5, x) for x in lines[:25]), *((1, x) for x in titles)]:
        match = _KIND.search(line)
        if match:
            stages[match.group("stage")] += weight
            owner = owner or match.group("owner") or ""
    if any(_EVALUATION.search(x) for x in lines[:12]) and not stages["决算"] + stages["预算"] > 10:
        return "绩效自评" if any("自评" in x for x in lines[:12]) else "绩效评价"
    if not stages:
        return ""
    return (owner or "部门") + stages.most_common(1)[0][0]


def _organisation(lines: Sequence[str], tables: Sequence[Table]) -> str:
    captions = Counter(
        re.sub(r"^\d+|[\[【].*?[\]】]|[-－—]", "", t.organisation)
        for t in tables
        if t.organisation and t.organisation != "本级"
    )
    for line in lines[:30]:
        match = _OWNER_TITLE.search(line)
        if match:
            name = re.sub(r"(?:部门|单位)$", "", match.group("name"))
            if len(name) >= 3 and not _NO_OWNER.match(name):
                return name
    return captions.most_common(1)[0][0] if captions else ""
