"""Where the header of a table ends, and what each of its columns is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from budgetlint.amounts import parse_amount
from budgetlint.tables.cells import Line
from budgetlint.tables.numbering import is_number

TOTAL_WORD = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)?"
    r"(?:合计|总计|共计|合计数|全省合计|全市合计|"
    r"(?:本年|当年)?(?:收入|支出|收支)?(?:预算|决算)?(?:合计|总计)|"
    r"[^，。；]{0,16}(?:合计|总计))[:：]?$"
)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|其中[:：]|\d{1,2}[、.．](?!\d)|[（(]\d{1,2}[）)])"
)
_CODE = re.compile(r"^(?:\d{3}|\d{5}|\d{6}|\d{7})(?:$|[-—_\s]?[一-鿿（])")
_CODE_HEAD = frozenset("类款项目栏次行")
_BROKEN_FIGURE = re.compile(r"[-+(（]?\d[\d.,，:：;；]*[.,，:：;；]\d[\d.,，%％)）]*|#{2,}")
_YEAR = re.compile(r"^20[0-4]\d$")
_HEAD_WORD = re.compile(
    r"科目|项目|名称|编码|代码|预算数|决算数|金额|单位|合计|小计|收入|支出|栏次|行次|序号|类|款|项|指标|内容|备注|经费"
    r"|限额|余额|地区|市县|县区|拨款|资金|补助|基金|上年|本年|年份|增减|比重|占比|数$|[%％]"
)


def begins_line(text: str) -> bool:
    """Whether a text begins with the numbering or the code of a line of its own."""
    return bool(_MARKER.match(text) or _CODE.match(text))


def is_ordinal_line(texts: Sequence[str]) -> bool:
    """A row that only numbers the columns: ``栏次 1 2 3``, ``1 2 3 4``, ``甲 乙 1 2``."""
    filled = [t for t in texts if t]
    if filled and filled[0].replace(" ", "") in ("栏次", "行次", "列次", "**"):
        return True
    numbers = [t for t in filled if t not in ("甲", "乙", "丙", "丁", "**", "***", "※")]
    plain = [re.sub(r"=.*$|栏$|列$", "", t) for t in numbers]
    if len(plain) < 2 or not all(re.fullmatch(r"\d{1,2}", t) for t in plain):
        return False
    values = [int(t) for t in plain]
    steps = {b - a for a, b in pairwise(values)}
    return values[0] in (1, 2, 3) and (
        steps == {1} or (len(values) > 3 and min(steps) >= 1 and max(values) <= len(values) + 3)
    )


def caption_line(line: Line) -> str | None:
    """The text of a row that is one wide cell (a title set inside the grid), else None."""
    texts = [(column, text) for column, text in enumerate(line.texts()) if text]
    width = len(line.cells)
    if not texts:
        return None
    joined = " ".join(text for _, text in texts)
    if len(texts) == 1:
        column, text = texts[0]
        if is_number(text):
            return text
        if line.cells[column].column_span >= max(2, 0.6 * width) and len(text) >= 4:
            return text
    if len(texts) <= 3 and re.search(
        r"单位[:：]\s*[亿万千]?元|(?:单位|部门)(?:名称)?[:：]", joined
    ):
        return joined
    return None


def is_data_line(texts: Sequence[str]) -> bool:
    """Whether a row holds figures, codes or the label of a line, so the header is over."""
    numbers = [t for t in texts if t and parse_amount(t) is not None]
    if is_ordinal_line(texts):
        return False
    if any(not _YEAR.match(t) for t in numbers):
        return True
    if any(_BROKEN_FIGURE.fullmatch(t) for t in texts if t):
        return True  # a figure that cannot be read is no heading either
    filled = [t for t in texts if t]
    if not filled:
        return False
    first = filled[0]
    if _CODE.match(first) and len(filled) > 1:
        return True
    labels = [t for t in filled if t not in _CODE_HEAD]
    if _MARKER.match(first) and not _HEAD_WORD.fullmatch(first):
        return True
    return len(labels) <= 2 and bool(labels) and all(TOTAL_WORD.match(t) for t in labels)


def split_header(lines: Sequence[Line]) -> tuple[list[str], list[Line], list[Line]]:
    """Captions set inside the grid, header rows, and the rest.

    The header is every row above the first row of data. A grid without any header word above
    its data (a continuation page) has no header.
    """
    captions: list[str] = []
    start = 0
    while start < min(6, len(lines) - 1):
        if lines[start].is_blank() and captions:
            start += 1
            continue
        text = caption_line(lines[start])
        if text is None:
            break
        captions.append(text)
        start += 1
    end = start
    for position in range(start, len(lines)):
        texts = lines[position].texts()
        if is_data_line(texts):
            break
        if not any(texts) and not _hidden_by_merge(lines[position], lines[start:position]):
            break
        end = position + 1
    header = list(lines[start:end])
    body = list(lines[end:])
    if not body and not _is_header_only(header):
        return captions, [], [*header, *body]
    if header and not any(_HEAD_WORD.search(t) for line in header for t in line.texts()):
        return captions, [], [*header, *body]
    return captions, header, body


def _is_header_only(header: Sequence[Line]) -> bool:
    """Whether a grid without data is the header of a table; a page end may cut its words."""
    rows = [[t for t in line.texts() if t] for line in header]
    words = [t for row in rows if not is_ordinal_line(row) for t in row]
    known = sum(bool(_HEAD_WORD.search(t)) for t in words)
    return bool(words) and (known == len(words) or (known > 2 and known * 2 >= len(words)))


def _hidden_by_merge(line: Line, above: Sequence[Line]) -> bool:
    """A row with no text of its own is still header while a header cell reaches into it."""
    rows = {before.row for before in above}
    return any(cell.row in rows and cell.text for cell in line.cells)


def column_paths(header: Sequence[Line], width: int) -> list[tuple[str, ...]]:
    """For each column the texts of the header cells above it, top level first."""
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        seen: set[tuple[int, int]] = set()
        for line in header:
            if is_ordinal_line(line.texts()):
                continue
            cell = line.cells[column]
            if (cell.row, cell.column) in seen:
                continue
            seen.add((cell.row, cell.column))
            text = "".join(cell.text.split())
            if text and (not path or path[-1] != text):
                path.append(text)
        paths.append(tuple(path))
    return paths


def same_lines(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two headers print the same texts in the same order."""
    return _printed(left) == _printed(right)


def repeats(header: Sequence[Line], more: Sequence[Line]) -> bool:
    """Whether ``more`` prints a header again: all of it, or only its lowest rows.

    The row that numbers the columns may be left out, or be all there is.
    """
    whole, part = _printed(header, numbers=False), _printed(more, numbers=False)
    return bool(more) and part == whole[len(whole) - len(part) :]


def _printed(header: Sequence[Line], numbers: bool = True) -> list[list[str]]:
    rows = [[t for t in line.texts() if t] for line in header]
    return [row for row in rows if numbers or not is_ordinal_line(row)]
