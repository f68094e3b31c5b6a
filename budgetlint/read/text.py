"""Text and Markdown become pages: lines of prose and grids, without the geometry of paper.

A text has no places on paper, so a line stands for one: line ``n`` of the file lies
``(n - 1) * LINE`` below the top of its page. A form feed begins a new page, as in texts that were
made from a PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from budgetlint.model import Grid, Page, TextLine
from budgetlint.places import LINE
from budgetlint.read.errors import UnreadableFile
from budgetlint.read.radicals import plain_characters
from budgetlint.read.text_grid import WIDTH, build_grid, row_box
from budgetlint.read.text_rows import is_rule_row, pipe_cells, spaced_rows, tab_cells

_ENCODINGS = ("utf-8-sig", "gb18030")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_ENDED = ("。", "；", ";", "：", ":", "！", "？")
#: a line of prose is at least this long before it goes on in the next one
_FULL_LINE = 15
#: more than this share of unprintable characters is no text
_MOST_CONTROL = 0.01


@dataclass(frozen=True)
class _Row:
    number: int
    cells: tuple[str, ...]


def read_text_pages(path: Path) -> tuple[Page, ...]:
    """The pages of a text file, usually one.

    Raises:
        UnreadableFile: the file is empty or no text.
    """
    text = _decoded(path.read_bytes())
    if not text.strip():
        raise UnreadableFile("文件里没有文字。请确认选对了文件。")
    pages: list[Page] = []
    for number, part in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), 1):
        pages.append(_page(part.split("\n"), number))
    return tuple(pages)


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) <= _MOST_CONTROL * len(text):
            return plain_characters(text)
    raise UnreadableFile("文件不是文本，或编码不是 UTF-8、GBK。请另存为 UTF-8 文本后再检查。")


def _page(lines: Sequence[str], number: int) -> Page:
    flow: list[TextLine | Grid] = []
    for item in _blocks(lines):
        if isinstance(item, list):
            flow.append(build_grid(number, [(row.number, row.cells) for row in item]))
        else:
            flow.append(item)
    return Page(
        number,
        WIDTH,
        LINE * max(1, len(lines)),
        tuple(item for item in flow if isinstance(item, TextLine)),
        tuple(item for item in flow if isinstance(item, Grid)),
        None,
        tuple(flow),
    )


def _blocks(lines: Sequence[str]) -> Iterator[TextLine | list[_Row]]:
    """Lines of prose, and runs of table rows, in reading order."""
    position = 0
    while position < len(lines):
        spaced = spaced_rows(lines, position)
        if spaced:
            yield [_Row(index, cells) for index, cells in spaced]
            position = spaced[-1][0] + 1
            continue
        rows = _rows_at(lines, position)
        if len(rows) > 1:
            kept = [row for row in rows if not is_rule_row(row.cells)]
            yield kept
            position = rows[-1].number + 1
            continue
        line = _plain(lines[position])
        if line:
            yield TextLine(line, row_box(position, _length(lines[position], line)))
        position += 1


def _length(raw: str, line: str) -> int:
    """How wide a line is; one that breaks off within a sentence fills its line (0)."""
    goes_on = len(line) >= _FULL_LINE and not line.endswith(_ENDED)
    return 0 if goes_on and not _HEADING.match(raw) else len(line)


def _rows_at(lines: Sequence[str], start: int) -> list[_Row]:
    rows: list[_Row] = []
    for index in range(start, len(lines)):
        cells = tab_cells(lines[index]) or pipe_cells(lines[index])
        if not cells:
            break
        rows.append(_Row(index, tuple(_EMPHASIS.sub("", cell) for cell in cells)))
    return rows


def _plain(text: str) -> str:
    """A line without the marks of Markdown."""
    if _RULE.match(text):
        return ""
    return _EMPHASIS.sub("", _HEADING.sub("", text)).strip()
