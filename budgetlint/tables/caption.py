"""What stands around a grid: its title, number, unit, organisation, year and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgetlint.model import Grid, Page, TextLine
from budgetlint.tables.cells import tight
from budgetlint.tables.numbering import is_number, number_in, split_number
from budgetlint.tables.organisation import clean_name

_UNIT = re.compile(r"单位[:：]?(?:人民币)?[（(]?(?P<unit>亿元|万元|千元|元|万$)")
_BARE_UNIT = re.compile(r"^[（(]?(?:金额)?单?位?[:：]?(?P<unit>亿元|万元|千元|元)[）)]?$")
_OWNER = re.compile(
    r"(?:公开部门|公开单位|编制单位|编制部门|预算单位|填报单位|填报部门|部门名称|单位名称|预算部门"
    r"|主管部门|部门|单位)(?:[（(][^）)]{1,6}[）)])?[:：](?!\s*[亿万千]?元)(?P<name>[^:：]{3,40}?)"
    r"(?=\s*(?:金额)?单位(?:[:：]|（)|\s*20[0-4]\d年|\s*公开?\d{1,2}表|$)"
)
_OWNER_ALONE = re.compile(
    r"^(?:公开|编制|预算|填报)?(?:部门|单位)(?:名称)?(?:[（(][^）)]{1,6}[）)])?[:：]$"
)
_TITLE_END = re.compile(r"(?:表|评价指标体系|目录)(?:[（(][^）)]*[）)])*(?:续表?\d*)?[:：]?$")
_TITLE_WORDS = re.compile(
    r"(?:预算|决算|收支|收入|支出|经费|绩效|采购|资金).{0,12}(?:情况|明细|汇总|总|一览)"
)
#: printed under a title: what the rows of the table are
_QUALIFIER = re.compile(r"^[（(](?:按|分|功能|经济|支出|人员|公用)[^（）()]{2,14}[）)]")
_SENTENCE = re.compile(r"[。；，,;]|见(?:附)?表|如下|本表|上表|下表|填报说明|……|\.{4}")
_YEAR = re.compile(r"(20[0-4]\d)(?:年|年度)")
_YEAR_LINE = re.compile(r"^[（(]?(20[0-4]\d)年度?[）)]?(?:(?:金额)?单位.*)?$")
_NOTE = re.compile(
    r"^[（(【]?(?:备?注|说明|本表|此表|上表|无"
    r"|本?(?:部门|单位|办|局|委).{0,30}(?:没有|无|未))"
)
_PAGE_NUMBER = re.compile(r"^[-—–·第]*\d{1,3}[-—–·页]*(?:共\d+页)?$")
#: what a line above a short title ends with when it is a heading of its own
_HEADING_END = re.compile(
    r"(?:公开|说明|报告|概况|部分|情况|如下|[:：]|(?<!一般公共)(?<!基金)(?<!经营)[预决]算)$"
)
_LOOK_BACK = 9
_NOTE_LINES = 6


@dataclass(frozen=True)
class Caption:
    """What is printed above one grid, and the notes below it."""

    title: str = ""
    number: str = ""
    unit: str = ""
    organisation: str = ""
    fiscal_year: int | None = None
    notes: tuple[str, ...] = ()


def _above(page: Page, grid: Grid, before: Page | None = None) -> list[str]:
    """The lines above a grid back to the grid before it, nearest first.

    Where the grid stands first on its page they may be left at the foot of ``before``.
    """
    position = next(i for i, item in enumerate(page.flow) if item is grid)
    lines = _lines_back(page.flow[:position])
    if before is not None and all(_PAGE_NUMBER.match(line) or _beside(line) for line in lines):
        foot = _lines_back(before.flow)
        foot = [line for line in foot if not _PAGE_NUMBER.match(line)][:3]
        lines = [line for line in lines if _beside(line)]
        if any(is_title(split_number(line).title) for line in foot):
            lines += foot
    return lines[:_LOOK_BACK]


def _beside(line: str) -> bool:
    """Whether a line gives the owner or the unit of a table, and no more."""
    return bool(_UNIT.search(line) or _BARE_UNIT.match(line) or _OWNER.search(line))


def _lines_back(flow: Sequence[TextLine | Grid]) -> list[str]:
    lines: list[str] = []
    for item in reversed(flow):
        if not isinstance(item, TextLine):
            break
        lines.append(tight(item.text))
    return lines


def _below(page: Page, grid: Grid) -> tuple[str, ...]:
    position = next(i for i, item in enumerate(page.flow) if item is grid)
    return _notes(page.flow[position + 1 :])


def notes_over(before: Page, grid: Grid, page: Page) -> tuple[str, ...]:
    """The notes of a grid that closes its page, on top of the next one."""
    position = next(i for i, item in enumerate(before.flow) if item is grid)
    after = [item for item in before.flow[position + 1 :] if isinstance(item, TextLine)]
    if not all(_PAGE_NUMBER.match(tight(line.text)) for line in after):
        return ()
    return _notes(page.flow)


def _notes(flow: Sequence[TextLine | Grid]) -> tuple[str, ...]:
    notes: list[str] = []
    for item in flow[:_NOTE_LINES]:
        if not isinstance(item, TextLine):
            break
        text = tight(item.text)
        if _NOTE.match(text) or (notes and not is_title(text) and len(text) > 12):
            notes.append(text)
        elif text and not text.isdigit():
            break
    return tuple(notes)


def is_title(text: str) -> bool:
    """Whether a closed line (its number taken off) looks like the title of a table."""
    if not 4 <= len(text) <= 60 or _SENTENCE.search(text):
        return False
    return bool(_TITLE_END.search(text)) and not is_number(text)


def read_caption(
    page: Page, grid: Grid, inside: Sequence[str], before: Page | None = None
) -> Caption:
    """The caption of a grid.

    ``inside`` are full-width rows at the top of the grid itself; ``before`` is the page before,
    at the foot of which the title of the first grid of a page may have been left.
    """
    above = [*reversed(inside), *_above(page, grid, before)]
    title, number = _title(above)
    year = _YEAR.search(title)
    return Caption(
        title,
        number or _number(above),
        _unit(above),
        _owner(above),
        int(year.group(1)) if year else _year(above),
        _below(page, grid),
    )


def _unit(above: Sequence[str]) -> str:
    for line in above:
        match = _UNIT.search(line) or _BARE_UNIT.match(line)
        if match:
            return "万元" if match["unit"] == "万" else match["unit"]
    return ""


def _number(above: Sequence[str]) -> str:
    """A number that stands on a line of its own, or beside the unit."""
    for line in above:
        if len(line) <= 24 and not _SENTENCE.search(line) and (number := number_in(line)):
            return number
    return ""


def _owner(above: Sequence[str]) -> str:
    for position, line in enumerate(above):
        match = _OWNER.search(line)
        if match:
            return clean_name(match["name"])
        if _OWNER_ALONE.match(line) and position > 0 and not _UNIT.search(above[position - 1]):
            return clean_name(above[position - 1])
    return ""


def _year(above: Sequence[str]) -> int | None:
    match = next((m for line in above if (m := _YEAR_LINE.match(line))), None)
    return int(match.group(1)) if match else None


def _first_half(before: str, line: str) -> bool:
    """Whether ``before`` is the upper line of a title that was set in two lines."""
    upper = split_number(before).title
    if not 4 <= len(upper) <= 45 or _SENTENCE.search(upper) or re.search(r"[:：]|单位", upper):
        return False
    if is_title(upper) or is_number(before):
        return False
    if len(re.sub(r"[（(].*", "", line)) < 4:
        return True  # 算表, 明细表: nothing that stands alone
    if _HEADING_END.search(upper):
        return False
    return len(line) < 7 or (not _YEAR.search(line) and bool(_YEAR.search(upper)))


def _title(above: Sequence[str]) -> tuple[str, str]:
    """Title and number, the number taken off the title it was glued to."""
    for position, line in enumerate(above):
        parts = split_number(line)
        before = above[position + 1] if position + 1 < len(above) else ""
        tail = bool(_TITLE_END.search(parts.title)) and len(parts.title) <= 24
        if tail and not parts.leading and before and _first_half(before, parts.title):
            upper = split_number(before)
            return upper.title + parts.title, upper.number or parts.number
        if is_title(parts.title):
            return _qualified(parts.title, parts.number, above[position - 1] if position else "")
    for line in above:
        if 6 <= len(line) <= 40 and _TITLE_WORDS.search(line) and not _SENTENCE.search(line):
            parts = split_number(line)
            return parts.title, parts.number
    return "", ""


def _qualified(title: str, number: str, below: str) -> tuple[str, str]:
    """A title with what is printed in brackets on the line under it: ``（按经济分类）（8）``."""
    if not _QUALIFIER.match(below):
        return title, number
    more = split_number(below)
    return title + more.title, number or more.number


def titles_of(pages: Sequence[Page]) -> list[str]:
    """The titles that stand above the grids of a document."""
    return [_title(_above(page, grid))[0] for page in pages for grid in page.grids]
