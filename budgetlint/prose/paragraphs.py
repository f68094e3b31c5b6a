"""Paragraphs of running text, joined over lines and pages, that know where each word stands.

Running heads, page numbers and the table of contents are left out, so that a page number never
lands inside a figure. A table between two lines ends a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from budgetlint.facts_model import once_per_document
from budgetlint.model import Box, Document
from budgetlint.outline import Place, is_heading, read_outline

_NUMBERED = re.compile(
    r"(?:\d{1,2}[.．、](?!\d)|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}(?:部分|章))"
)
_ENDED = ("。", "；", ";", "：", ":", "！", "”")
_FULL_LINE = 18
_PAGE_NUMBER = re.compile(r"[-—–_]*\d{1,3}[-—–_]*|\d{1,3}[/／]\d{1,3}|第\d+页.*")
#: A figure and its unit may stand on two lines; a line that ends like this goes on.
_GOES_ON = re.compile(r"[\d,，.、（(]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its text, the printed lines it was joined from, where each begins."""

    number: int
    text: str
    lines: tuple[Place, ...]
    starts: tuple[int, ...]

    def page(self, at: int) -> int:
        """The page on which a character stands."""
        return self.lines[bisect_right(self.starts, at) - 1].page

    def whole_on_line(self, start: int, end: int) -> bool:
        """Whether the characters stand on one printed line."""
        return bisect_right(self.starts, start) == bisect_right(self.starts, end - 1)

    def parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Some characters cut where their line breaks."""
        breaks = [at for at in self.starts if start < at < end]
        return list(zip([start, *breaks], [*breaks, end], strict=True))

    def box(self, start: int, end: int) -> tuple[int, Box]:
        """Page and box of some characters; of those on their first line where they break."""
        index = bisect_right(self.starts, start) - 1
        line, begin = self.lines[index], self.starts[index]
        left, right = start - begin, min(end - begin, len(line.text))
        known = line.part(left, right)
        if known is not None:
            return line.page, known
        widths = _widths(line.text)
        unit = (line.box.x1 - line.box.x0) / (widths[-1] or 1)
        x0, x1 = line.box.x0 + widths[left] * unit, line.box.x0 + widths[right] * unit
        return line.page, Box(x0, line.box.y0, x1, line.box.y1)


@lru_cache(maxsize=512)
def _widths(text: str) -> tuple[float, ...]:
    """Where each character of a line begins, in widths of a Chinese character."""
    return tuple(accumulate((_width(c) for c in text), initial=0.0))


def _width(char: str) -> float:
    if char in ".,":
        return 0.35
    return 0.53 if char < "\u0080" else 1.0


@once_per_document
def paragraphs_of(document: Document) -> tuple[Paragraph, ...]:
    """The paragraphs of a document in reading order."""
    outline = read_outline(document)
    lines = [
        p
        for p in outline.body
        if p.text not in outline.running and not _PAGE_NUMBER.fullmatch(p.text)
    ]
    grids = {page.number: [g.box for g in page.grids] for page in document.pages if page.grids}
    edges = _edges(lines)
    groups: list[list[Place]] = []
    for index, line in enumerate(lines):
        joined = index and _joined(lines[index - 1], line, edges, grids)
        if joined and not _next_item(groups[-1][0], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_paragraphs(groups))


def _paragraphs(groups: Sequence[list[Place]]) -> Iterator[Paragraph]:
    for number, group in enumerate(groups):
        starts = tuple(accumulate((len(p.text) for p in group[:-1]), initial=0))
        yield Paragraph(number, "".join(p.text for p in group), tuple(group), starts)


_Edges = tuple[float, float, int]


def _edges(lines: Sequence[Place]) -> dict[int, _Edges]:
    """Left and right edge of the text of each page, and how many characters a line has."""
    found: dict[int, _Edges] = {}
    for line in lines:
        if len(line.text) < _FULL_LINE:
            continue
        box, size = line.box, len(line.text)
        left, right, most = found.get(line.page, (box.x0, box.x1, size))
        found[line.page] = min(left, box.x0), max(right, box.x1), max(most, size)
    return found


def _joined(
    above: Place,
    below: Place,
    edges: dict[int, _Edges],
    grids: dict[int, list[Box]],
) -> bool:
    """Whether a line goes on in the next one."""
    if below.page > above.page + 1 or _parted(above, below, grids):
        return False
    ended = above.text.endswith(_ENDED)
    if _NUMBERED.match(below.text) and (ended or is_heading(above.text)):
        return False
    if is_heading(above.text) and not _GOES_ON.search(above.text):
        return _is_full(above, edges) and not ended and not is_heading(below.text)
    if above.page not in edges:
        return above.page == below.page and not ended
    if below.page not in edges:
        return not ended
    high = max(1.0, above.box.y1 - above.box.y0)
    left, right, _ = edges[above.page]
    if above.box.x1 < right - 3 * high and (ended or above.box.x1 < (left + right) / 2):
        return False
    indented = below.box.x0 > edges[below.page][0] + 1.2 * high
    return not (indented and ended)


_ITEM = re.compile(
    r"(?P<open>[（(]?)(?:(?P<number>\d{1,2})|(?P<chinese>[一二三四五六七八九十]{1,3}))(?P<close>[.．、）)])(?!\d)"
)
_DIGITS = "零一二三四五六七八九"


def _next_item(first: Place, below: Place) -> bool:
    """Whether a line begins the item after the one that a paragraph begins with (1. … 2. …)."""
    one, two = _ITEM.match(first.text), _ITEM.match(below.text)
    if one is None or two is None:
        return False
    styles = [(m["open"], m["close"], m["number"] is None) for m in (one, two)]
    return styles[0] == styles[1] and _counted(two) == _counted(one) + 1


def _counted(match: re.Match[str]) -> int:
    """The number of an item: 2, 二 or 十二."""
    if match["number"] is not None:
        return int(match["number"])
    tens, ten, ones = match["chinese"].rpartition("十")
    first = (_DIGITS.find(tens) if tens else 1) * 10 if ten else 0
    return first + (_DIGITS.find(ones) if ones else 0)


def _is_full(line: Place, edges: dict[int, _Edges]) -> bool:
    """Whether a line reaches the right edge, so that it may go on in the next one."""
    _, right, most = edges.get(line.page, (0.0, 0.0, 0))
    high = line.box.y1 - line.box.y0
    return line.box.x1 > right - 2 * high and len(line.text) * 2 >= most


def _parted(above: Place, below: Place, grids: dict[int, list[Box]]) -> bool:
    """Whether a table stands between two lines."""
    if above.page == below.page:
        boxes = grids.get(above.page, ())
        return any(b.y0 >= above.box.y1 - 2 and b.y1 <= below.box.y0 + 2 for b in boxes)
    return any(b.y0 >= above.box.y1 - 2 for b in grids.get(above.page, ())) or any(
        b.y1 <= below.box.y0 + 2 for b in grids.get(below.page, ())
    )
