"""Whose document it is, of which kind and for which year, from cover, titles and captions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetlint.model import Page, Table
from budgetlint.tables.cells import tight
from budgetlint.tables.organisation import clean_name, is_organisation
from budgetlint.tables.regions import region_of

_COVER_PAGES = 3
_COVER_LINES = 12
#: not the year that something is compared with (比2023年减少, 与2023年年初预算相比)
_YEAR = re.compile(
    r"(?<![比较])(20[0-4]\d)(?:年度?|-20[0-4]\d年度?)(?!\d{1,2}月|[^，,。；;]{0,14}(?:相比|对比))"
)
_YEAR_ALONE = re.compile(r"^[（(]?20[0-4]\d年度?[）)]?$")
#: words beside which a year is the year of the document
_DATED = re.compile(r"[预决]算|绩效|自评|年度")
_HAN_YEAR = re.compile(r"二[〇○零0][〇○零一二三四0][〇○零一二三四五六七八九0](?=年)")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FUND = re.compile(r"一般公共预算|政府性基金预算|国有资本经营预算|社会保险基金预算|公共财政预算")
_STAGED = re.compile(
    r"(?:区级|市级|省级|县级|州级|本级)?(?P<owner>部门|单位)?(?:综合|整体)?(?:支出)?(?P<stage>预算|决算|绩效)"
)
_KIND = re.compile(
    r"(?P<owner>部门|单位)?(?:综合)?(?P<stage>预算|决算)(?:信息)?(?:公开|说明|报告|编制|报表|草案|情况|$|表)"
)
_LABELLED = re.compile(
    r"^(?:预算主管|编制|公开|填报|项目主管|项目实施|评价项目|被评价|预算|项目)?(?:部门|单位)(?:名称)?"
    r"(?:[（(][^）)]{1,8}[）)])?[:：](?P<name>.{3,40})$"
)
_CELL_LABEL = re.compile(
    r"^(?:部门|单位|预算部门|预算单位|部门[（(]单位[）)]|单位[（(]部门[）)]|填报单位|市级主管部门)(?:名称)?[:：]?$"
)
_EVALUATION = re.compile(r"绩效(?:评价|自评)|自评(?:报告|表)|评价报告")
_ANNEXED = re.compile(r"绩效|自评|评价|评分|得分|指标体系|满意度")
_GOVERNMENT = re.compile(
    r"全[省市县区州]|[省市县区州](?:本级|级)(?:一般|政府|国有|20)|政府(?:总)?[预决]算|[预决]算草案"
    r"|转移支付|政府债务|总预算|社会保险基金"
)
_CLEAR_MAJORITY = 0.75


@dataclass(frozen=True)
class Identity:
    """Kind (``部门预算`` …), organisation and fiscal year; empty or None where not stated."""

    kind: str
    organisation: str
    fiscal_year: int | None


def identify(pages: Sequence[Page], tables: Sequence[Table]) -> Identity:
    """Kind, organisation and year of a document."""
    cover = [line for page in pages[:1] for line in _lines(page)][:_COVER_LINES]
    early = [line for page in pages[:_COVER_PAGES] for line in _lines(page)]
    kind = _kind(cover, early, tables)
    if kind.startswith("政府"):
        organisation = region_of([*cover, *(t.title for t in tables)], pages)
    else:
        organisation = _organisation(cover, early, pages, tables)
    return Identity(kind, organisation, _fiscal_year(cover, early, pages, tables))


def is_government(titles: Sequence[str]) -> bool:
    """Whether the titles of a document's tables are those of a whole government."""
    # evaluations of single projects are annexed to either kind and say nothing of it
    told = {t for t in titles if t and not _ANNEXED.search(t)}
    hits = sum(1 for title in told if _GOVERNMENT.search(title))
    return hits >= 3 and hits * 3 >= len(told)


def _lines(page: Page) -> list[str]:
    return [_arabic(tight(line.text)) for line in page.lines]


def _arabic(text: str) -> str:
    """二〇二六年 as 2026年."""
    return _HAN_YEAR.sub(lambda m: m.group(0).translate(_HAN_DIGITS), text)


# ---------------------------------------------------------------- year


def _fiscal_year(
    cover: Sequence[str], early: Sequence[str], pages: Sequence[Page], tables: Sequence[Table]
) -> int | None:
    """The year on the cover, in the titles, in an early heading, or that nearly all name."""
    for line in cover:
        match = _YEAR.search(line)
        if match and (_DATED.search(line) or _YEAR_ALONE.match(line)):
            return int(match.group(1))
    years = Counter(t.fiscal_year for t in tables if t.fiscal_year is not None)
    if years:
        return years.most_common(1)[0][0]
    for line in (*early, *(a + b for a, b in pairwise(cover))):
        match = _YEAR.search(line)
        if match and len(line) < 30 and _DATED.search(line):
            return int(match.group(1))
    return _year_most_name(pages)


def _year_most_name(pages: Sequence[Page]) -> int | None:
    named = Counter(year for text in _all_texts(pages) for year in _YEAR.findall(text))
    if not named:
        return None
    year, count = named.most_common(1)[0]
    clear = count >= 3 and count >= _CLEAR_MAJORITY * sum(named.values())
    return int(year) if clear else None


def _all_texts(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        yield from (tight(line.text) for line in page.lines)
        yield from (tight(cell.text) for grid in page.grids for cell in grid.cells)


# ---------------------------------------------------------------- kind


def _kind(cover: Sequence[str], early: Sequence[str], tables: Sequence[Table]) -> str:
    titles = [t.title for t in tables]
    if is_government(titles):
        named = Counter(s for x in [*cover, *titles] for s in _stages(x))
        return "政府决算" if named["决算"] >= max(1, named["预算"]) else "政府预算"
    stages: Counter[str] = Counter()
    owner = ""
    numbers = [t.number for t in tables]
    heads = list(early[:25])
    if not any(_KIND.search(line) for line in cover):
        heads.extend(a + b for a, b in pairwise(cover))  # 部门预 ⏎ 算
    weighted = [*((5, x) for x in heads), *((1, x) for x in titles)]
    for weight, line in weighted:
        match = _KIND.search(line)
        if match:
            stages[match["stage"]] += weight
            owner = owner or match["owner"] or ""
    if not stages:
        stages.update(s for x in numbers for s in _stages(x))
    graded = [line for line in cover if _EVALUATION.search(line)]
    if graded and stages["决算"] + stages["预算"] <= 10:
        return "绩效自评" if any("自评" in line for line in graded) else "绩效评价"
    if not stages:
        return ""
    return (owner or "部门") + stages.most_common(1)[0][0]


def _stages(text: str) -> list[str]:
    return re.findall(r"预算|决算", _FUND.sub("", text))


# ---------------------------------------------------------------- organisation


def _organisation(
    cover: Sequence[str], early: Sequence[str], pages: Sequence[Page], tables: Sequence[Table]
) -> str:
    """The first of: a labelled cover line, the cover title, running heads, captions, titles."""
    return (
        _labelled(cover)
        or _on_cover(cover)
        or _in_running_heads(pages)
        or _most_named(t.organisation for t in tables)
        or _most_named(_labelled_cells(pages))
        or _most_named(_before_stage(t.title) for t in tables)
        or _labelled(early)
    )


def _labelled(lines: Sequence[str]) -> str:
    """``预算主管部门：上海市普陀区商务委员会``."""
    for line in lines:
        match = _LABELLED.match(line)
        if match and is_organisation(name := clean_name(match["name"])):
            return name
    return ""


def _on_cover(lines: Sequence[str]) -> str:
    """The name that stands before 预算, 决算 or 绩效 in up to three lines read as one."""
    for start in range(len(lines)):
        for count in (1, 2, 3):
            name = _before_stage("".join(lines[start : start + count]))
            if name:
                return name
    return ""


def _before_stage(text: str) -> str:
    text = _arabic(text)
    for match in _STAGED.finditer(text):
        name = re.sub(r"20[0-4]\d年?度?", "", text[: match.start()])
        name = clean_name(re.sub(r"^(?:附件?\d*[:：]?|关于|公布)", "", name))
        if is_organisation(name):
            return name
    return ""


def _in_running_heads(pages: Sequence[Page]) -> str:
    heads = Counter(
        line for page in pages for line in {x.text for x in (*page.lines[:2], *page.lines[-2:])}
    )
    for line, count in heads.most_common(5):
        if count >= 3 and count * 2 > len(pages) and (name := _before_stage(tight(line))):
            return name
    return ""


def _most_named(names: Iterator[str] | Sequence[str]) -> str:
    counted = Counter(name for name in map(clean_name, names) if is_organisation(name))
    return counted.most_common(1)[0][0] if counted else ""


def _labelled_cells(pages: Sequence[Page]) -> Iterator[str]:
    """The cell right of ``部门名称`` in a form."""
    for page in pages:
        for grid in page.grids:
            labels = {
                (cell.row, cell.column + cell.column_span)
                for cell in grid.cells
                if _CELL_LABEL.match(tight(cell.text))
            }
            yield from (
                cell.text for cell in grid.cells if labels and (cell.row, cell.column) in labels
            )
