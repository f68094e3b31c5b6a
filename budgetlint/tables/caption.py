"""What stands around a grid: its title, number, unit, organisation, year and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgetlint.model import Grid, Page, TextLine
from budgetlint.tables.cells import tight

_UNIT = re.compile(r"单位[:：]?(?:人民币)?[（(]?(亿元|万元|千元|元)")
_BARE_UNIT = re.compile(r"^[（(]?(?:金额)?单?位?[:：]?(亿元|万元|千元|元)[）)]?$")
_NUMBER = re.compile(
    r"(?:部门|单位)?(?:公开|预算|决算|附|收支|财决)?\s*表?\s*[0-9０-９]{1,2}(?:-[0-9]{1,2})?\s*表"
    r"|(?:部门公开|部门预算公开|公开|附)?表\s*[0-9０-９一二三四五六七八九十]{1,3}(?:-[0-9]{1,2})?"
)
_OWNER = re.compile(
    r"(?:公开部门|公开单位|编制单位|编制部门|预算单位|填报单位|部门名称|单位名称|预算部门|部门|单位)"
    r"(?:（[^）]{1,6}）)?[:：](?!\s*[亿万千]?元)(?P<name>[^:：]{3,40}?)(?=(?:金额)?单位|$)"
)
_TITLE_END = re.compile(r"表(?:[（(][^）)]*[）)])*(?:续表?\d*)?[:：]?$")
_TITLE_WORDS = re.compile(r"(?:预算|决算|收支|收入|支出|经费|绩效|采购).{0,12}(?:情况|明细|汇总|总|一览)")
_SENTENCE = re.compile(r"[。；，,;]|见(?:附)?表|如下|本表|上表|下表|填报说明")
_YEAR = re.compile(r"(20[0-4]\d)(?:年|年度)")
_NOTE = re.compile(r"^[（(【]?(?:备?注|说明|本表|此表|上表|无|本?(?:部门|单位|办|局|委).{0,30}(?:没有|无|未))")
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


def _above(page: Page, grid: Grid) -> list[str]:
    """The lines above a grid back to the grid before it, nearest first."""
    position = next(i for i, item in enumerate(page.flow) if item is grid)
    lines: list[str] = []
    for item in reversed(page.flow[:position]):
        if not isinstance(item, TextLine):
            break
        lines.append(tight(item.text))
    return lines[:_LOOK_BACK]


def _below(page: Page, grid: Grid) -> tuple[str, ...]:
    position = next(i for i, item in enumerate(page.flow) if item is grid)
    notes: list[str] = []
    for item in page.flow[position + 1 :][:_NOTE_LINES]:
        if not isinstance(item, TextLine):
            break
        text = tight(item.text)
        if _NOTE.match(text) or (notes and not is_title(text) and len(text) > 12):
            notes.append(text)
        elif text and not text.isdigit():
            break
    return tuple(notes)


def is_title(text: str) -> bool:
    """Whether a closed line looks like the title of a table."""
    if not 4 <= len(text) <= 60 or _SENTENCE.search(text):
        return False
    bare = _NUMBER.sub("", text)
    return bool(_TITLE_END.search(text)) and len(bare) >= 4 and "……" not in text and "...." not in text


def read_caption(page: Page, grid: Grid, inside: Sequence[str]) -> Caption:
    """The caption of a grid; ``inside`` are full-width rows at the top of the grid itself."""
    above = [*reversed(inside), *_above(page, grid)]
    unit = number = organisation = ""
    for line in above:
        if not unit:
            match = _UNIT.search(line) or _BARE_UNIT.match(line)
            unit = match.group(1) if match else ""
        if not organisation:
            match = _OWNER.search(line)
            organisation = match.group("name") if match else ""
        if not number and len(line) <= 24:
            match = _NUMBER.search(line)
            number = match.group(0) if match else ""
    title = _title(above)
    year = _YEAR.search(title)
    return Caption(
        title,
        number,
        unit,
        organisation,
        int(year.group(1)) if year else None,
        _below(page, grid),
    )


def _first_half(before: str, line: str) -> bool:
    """Whether a title was set in two lines: the upper one has the year, or the lower is short."""
    if not 4 <= len(before) <= 45 or _SENTENCE.search(before) or "：" in before:
        return False
    if is_title(before):
        return False
    return len(line) < 7 or (not _YEAR.search(line) and bool(_YEAR.search(before)) and "公开" not in before)


def _title(above: Sequence[str]) -> str:
    for position, line in enumerate(above):
        if is_title(line):
            before = above[position + 1] if position + 1 < len(above) else ""
            return before + line if _first_half(before, line) else line
    for line in above:
        if 6 <= len(line) <= 40 and _TITLE_WORDS.search(line) and not _SENTENCE.search(line):
            return line
    return ""


def titles_of(pages: Sequence[Page]) -> list[str]:
    """The titles that stand above the grids of a document."""
    return [_title(_above(page, grid)) for page in pages for grid in page.grids]
