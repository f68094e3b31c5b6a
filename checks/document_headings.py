"""The places of a document that name it: cover, contents, headings. Declares no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetlint.outline import Outline, Place, is_heading_text

_FORM_YEAR = re.compile(r"[（(](20[0-4]\d)年度?[）)]")
_COVER_LINES = 8
WHERE_EN = {
    "封面": "the cover",
    "目录": "the contents",
    "标题": "the heading",
    "页眉": "the running head",
    "表名": "the table title",
    "表头": "the form",
    "正文": "the text",
    "栏目": "the column",
}


def form_year(text: str) -> int | None:
    """The year of a line like （2024年度） below the title of a form."""
    match = _FORM_YEAR.fullmatch(text)
    return int(match.group(1)) if match else None


def headings(outline: Outline) -> Iterator[tuple[Place, str]]:
    """Cover, contents, running heads and headings."""
    for entry in outline.entries:
        yield entry.place, "目录"
    cover = [p for p in outline.body if p.page == 1][:_COVER_LINES]
    taken = {id(place) for place in cover}
    yield from ((place, "封面") for place in cover if is_heading_text(place.text))
    for place in outline.headings:
        if id(place) not in taken:
            yield place, "标题"
    for place in outline.body:
        single = _FORM_YEAR.fullmatch(place.text) or place.text in outline.running
        if id(place) not in taken and single:
            yield place, "页眉" if place.text in outline.running else "表头"
