"""The outline of a document: its table of contents, and the lines of its body with places.

Everything is read from the lines outside the ruled tables, and from a grid that is itself a
table of contents (``报表 | 报表名称 | 是否空表 | 公开空表理由``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from weakref import ReferenceType, ref

from budgetlint.model import Box, Document, Grid, Page, Spots, TextLine
from budgetlint.tables.cells import lines_of_grid, tight

_NUMERAL = "[一二三四五六七八九十]"
_PART = re.compile(rf"第{_NUMERAL}{{1,3}}(?:部分|章|篇)|附件\d{{0,2}}")
_NUMBER = re.compile(
    rf"(?:第{_NUMERAL}{{1,3}}(?:部分|章|篇)|附件\d{{0,2}}(?=[:：]))[:：、.]?|[（(]{_NUMERAL}{{1,3}}[）)]、?|{_NUMERAL}{{1,3}}、"
    r"|(?:部门)?(?:预算)?(?:公开|预算|决算|附)?表\d{1,2}(?:-\d{1,2})?(?:[:：、.]|(?=\D))"
    r"|(?:公开|预算|决算)\d{1,2}表[:：、.]?"
    r"|\d{1,2}\.\d{1,2}(?=20\d\d年|\s|[^\d.．、])|\d{1,2}[.．、]"
)
_CONTENTS = re.compile(r"目录[:：]?|(?:报表|附表)目录")
_LEADERS = re.compile(r"[.…·．‥]{2,}[\s.…]*[-—]?\d*[-—]?$|(?<=[^\d年])\d{1,3}$")
_PAGE_NUMBER = re.compile(r"[-—–]?\s*\d{1,3}\s*[-—–]?|第\d+页(?:[，,/]?共\d+页)?|\d+/\d+")
_CONTENTS_PAGES = 6
_FIRST_PAGES = 30
#: a line this short without punctuation may be a heading
LONGEST_HEADING = 46


@dataclass(frozen=True, slots=True)
class Place:
    """A printed line (or a cell) with where it stands; ``text`` has its spaces closed."""

    page: int
    box: Box
    text: str
    spots: Spots | None = field(default=None, compare=False, repr=False)

    def part(self, start: int, end: int) -> Box | None:
        """The box of some characters of the line; None where their places are not known."""
        if self.spots is None or not 0 <= start < end <= len(self.text):
            return None
        if len(self.spots.ends) != 2 * len(self.text):
            return None
        return self.spots.cut(self.box, start, end)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents.

    ``number`` is as printed (``三、``, ``第二部分``), ``title`` the rest without leaders and
    page. ``part`` is the title of the part it stands under. ``empty`` is what a contents table
    says in 是否空表 (None where it has no such column), ``reason`` the reason given there.
    """

    number: str
    title: str
    place: Place
    part: str = ""
    empty: bool | None = None
    reason: str = ""

    @property
    def is_part(self) -> bool:
        """Whether it is one of the main parts (第一部分 …)."""
        return bool(_PART.match(self.number))


@dataclass(frozen=True)
class Outline:
    """The table of contents and the body of one document.

    ``body`` are the lines outside the grids and the contents, visible on the page, without
    page numbers. ``running`` are the texts printed on most pages (headers and footers).
    """

    entries: tuple[Entry, ...]
    body: tuple[Place, ...]
    running: frozenset[str]
    contents_page: int | None = None

    @cached_property
    def headings(self) -> tuple[Place, ...]:
        """The lines of the body that stand as headings: numbered, or a part with its title."""
        return tuple(self._headings())

    def _headings(self) -> Iterator[Place]:
        for index, place in enumerate(self.body):
            if len(place.text) > LONGEST_HEADING + 12 or not _NUMBER.match(place.text):
                continue
            if _PART.fullmatch(place.text.rstrip("：:")) and index + 1 < len(self.body):
                below = self.body[index + 1]
                if below.page == place.page and is_heading_text(below.text):
                    box = place.box.union(below.box)
                    yield Place(place.page, box, place.text + below.text)
            elif is_heading(place.text):
                yield place


def split_number(text: str) -> tuple[str, str]:
    """The numbering in front of a title, and the title (``("三、", "支出总表")``)."""
    match = _NUMBER.match(text)
    return (match.group(0), text[match.end() :].strip()) if match else ("", text)


def is_heading_text(text: str) -> bool:
    """Whether a closed line can be (the words of) a heading: short and no sentence."""
    bare = text.rstrip("。：:")
    return 2 <= len(bare) <= LONGEST_HEADING and not re.search(r"[。，,；;：:]", bare)


def is_heading(text: str) -> bool:
    """Whether a closed line is a numbered heading."""
    number, title = split_number(text)
    return bool(number) and len(title) >= 2 and is_heading_text(title)


_latest: tuple[ReferenceType[Document], Outline] | None = None


def read_outline(document: Document) -> Outline:
    """The outline of a document; several rules ask for it, so the latest is remembered."""
    global _latest
    if _latest is not None and _latest[0]() is document:
        return _latest[1]
    outline = _read(document)
    _latest = (ref(document), outline)
    return outline


def _read(document: Document) -> Outline:
    lines = [place for page in document.pages for place in _visible(page)]
    running = _running(lines, len(document.pages))
    entries, last = _contents(lines, running)
    used = {id(place) for place in last}
    page = entries[0].place.page if entries else None
    listed = _contents_grid(document.pages[:_FIRST_PAGES])
    if listed:
        page = page or listed[0].place.page
        known = {entry.title for entry in listed}
        entries = [*(e for e in entries if e.title not in known), *listed]
    body = tuple(
        place for place in lines if id(place) not in used and not _PAGE_NUMBER.fullmatch(place.text)
    )
    return Outline(tuple(entries), body, running, page)


def _visible(page: Page) -> Iterator[Place]:
    """The lines of a page that are on it (a file may carry text beyond the edges)."""
    for line in page.flow or page.lines:
        if not isinstance(line, TextLine):
            continue
        box = line.box
        inside = box.y1 > 0 and box.y0 < page.height and box.x1 > 0 and box.x0 < page.width
        if inside and (text := tight(line.text)):
            yield Place(page.number, box, text, line.spots)


def _running(lines: Sequence[Place], pages: int) -> frozenset[str]:
    if pages < 4:
        return frozenset()
    seen = Counter(text for text, _ in {(p.text, p.page) for p in lines})
    return frozenset(text for text, count in seen.items() if count * 2 > pages)


def _start(lines: Sequence[Place]) -> int | None:
    """Where the contents begin: the index after the line 目录 (which may be two glyphs)."""
    for index, place in enumerate(lines):
        if place.page > _CONTENTS_PAGES:
            return None
        if _CONTENTS.fullmatch(place.text):
            return index + 1
        if place.text == "目" and index + 1 < len(lines) and lines[index + 1].text == "录":
            return index + 2
    return None


def _contents(lines: Sequence[Place], running: frozenset[str]) -> tuple[list[Entry], list[Place]]:
    """The entries of a printed table of contents, and the lines they take."""
    start = _start(lines)
    if start is None:
        return [], []
    entries: list[Entry] = []
    used = list(lines[:0])
    part = ""
    for place in lines[start:]:
        text = place.text
        if text in running or _PAGE_NUMBER.fullmatch(text):
            continue
        if entries and place.page > entries[-1].place.page + 1:
            break
        number, title = split_number(_LEADERS.sub("", text))
        title = title.rstrip("。")
        if not number:
            if not _carried_over(text, entries, place):
                break
            entries[-1] = _longer(entries[-1], text)
            used.append(place)
            continue
        if len(title) > 60 or _begins_again(number, title, entries):
            break
        entry = Entry(number, title, place, part)
        if entry.is_part:
            part = title
        entries.append(entry)
        used.append(place)
    return entries, used


def _begins_again(number: str, title: str, entries: Sequence[Entry]) -> bool:
    """Whether a numbered line is no entry any more but the first heading of the body."""
    if not title:
        return True
    part = _PART.match(number)
    return any(e.number == number and (e.title == title or part is not None) for e in entries)


def _carried_over(text: str, entries: Sequence[Entry], place: Place) -> bool:
    """Whether an unnumbered line is the end of the entry above it."""
    if not entries or entries[-1].place.page != place.page:
        return False
    above = entries[-1].place.box
    return place.box.y0 - above.y1 < 30 and len(text) <= 12 and is_heading_text(text + "表")


def _longer(entry: Entry, more: str) -> Entry:
    box_text = entry.place.text + more
    place = Place(entry.place.page, entry.place.box, box_text)
    return Entry(entry.number, entry.title + _LEADERS.sub("", more), place, entry.part)


def _contents_grid(pages: Sequence[Page]) -> list[Entry]:
    """The entries of a table of contents that is itself a ruled table."""
    for page in pages:
        for grid in page.grids:
            entries = _grid_entries(page, grid)
            if entries:
                return entries
    return []


def _grid_entries(page: Page, grid: Grid) -> list[Entry]:
    if grid.column_count < 2 or not any("空表" in cell.text for cell in grid.cells[:12]):
        return []
    rows = lines_of_grid(grid)
    header = rows[0].texts()
    names = [c for c, text in enumerate(header) if re.fullmatch(r"(?:报表|表格)?名称|报表", text)]
    flags = [c for c, text in enumerate(header) if "空表" in text and "理由" not in text]
    reasons = [c for c, text in enumerate(header) if "理由" in text]
    if not names or not flags:
        return []
    entries: list[Entry] = []
    for row in rows[1:]:
        title = row.text(names[-1])
        if len(title) < 3:
            continue
        cell = row.cells[names[-1]]
        entries.append(
            Entry(
                row.text(names[0]) if len(names) > 1 else "",
                title,
                Place(page.number, cell.box, title),
                empty=row.text(flags[0]) == "是",
                reason=row.text(reasons[0]) if reasons else "",
            )
        )
    return entries
