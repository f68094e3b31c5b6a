"""The glyphs of a page, straight from pdfium, and lines of text built from them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence

import pypdfium2.raw as raw

from budgetlint.read.frames import Frame

#: char, x0, y0, x1, y1 — upright frame, y downwards.
Glyph = tuple[str, float, float, float, float]

_SKIP = frozenset({0x3000, 0xA0, 0xFEFF, 0xFFFE, 0x200B, 0x7F})
_DIGIT = re.compile(r"[0-9]")
_NUMERIC = frozenset("0123456789.,%-()")
#: Characters hardly any page of a Chinese disclosure does without.
_COMMON = frozenset("的一和支出收入项目预算决金额单位年度财政部门行公表合计编制说明人员经费为")
_ANGLE_PROBES = 48


def upright_glyphs(text_page: object, frame: Frame) -> list[Glyph]:
    """Every visible glyph of a pdfium text page (its raw handle) in the upright frame."""
    unicode_at = raw.FPDFText_GetUnicode
    box_at = raw.FPDFText_GetLooseCharBox
    rect = raw.FS_RECTF()
    reference = ctypes.byref(rect)
    left, top = frame.left, frame.top
    out: list[Glyph] = []
    append = out.append
    if frame.text_turn == 0:
        for index in range(raw.FPDFText_CountChars(text_page)):
            code = unicode_at(text_page, index)
            if code > 32 and code not in _SKIP:
                box_at(text_page, index, reference)
                append(
                    (
                        chr(code) if code < 0xD800 else _char(code),
                        rect.left - left,
                        top - rect.top,
                        rect.right - left,
                        top - rect.bottom,
                    )
                )
        return out
    turn = frame.to_upright()
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = unicode_at(text_page, index)
        if code > 32 and code not in _SKIP:
            box_at(text_page, index, reference)
            append(_turned(turn, code, rect.left, rect.bottom, rect.right, rect.top))
    return out


def _turned(
    turn: Callable[[float, float], tuple[float, float]],
    code: int,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
) -> Glyph:
    ax, ay = turn(x0, y0)
    bx, by = turn(x1, y1)
    return (_char(code), min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def unclipped_glyphs(text_page: object, frame: Frame) -> list[Glyph]:
    """As :func:`upright_glyphs`, with glyphs that their clip path hides moved back inside it.

    Excel cuts a label that is too long at the border of its cell; the hidden glyphs would
    otherwise stand in the cell beside it.
    """
    rect = raw.FS_RECTF()
    reference = ctypes.byref(rect)
    turn = frame.to_upright()
    out: list[Glyph] = []
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code <= 32 or code in _SKIP:
            continue
        raw.FPDFText_GetLooseCharBox(text_page, index, reference)
        x0, x1 = rect.left, rect.right
        item = raw.FPDFText_GetTextObject(text_page, index)
        limits = _clip_limits(item) if item else None
        middle = (x0 + x1) / 2
        if limits is not None and limits[0] < limits[1] < middle:
            # a little further for each, so that they keep their order
            shift = limits[1] - 0.5 + 0.0001 * (middle - limits[1]) - middle
            x0, x1 = x0 + shift, x1 + shift
        out.append(_turned(turn, code, x0, rect.bottom, x1, rect.top))
    return out


def _clip_limits(item: object) -> tuple[float, float] | None:
    """The left and right edge of the clip paths of a text object, None when it has none."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    count = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    left, right = float("-inf"), float("inf")
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(count, 0)):
        xs: list[float] = []
        for place in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, place)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            xs.append(x.value)
        if xs:
            left, right = max(left, min(xs)), min(right, max(xs))
    return (left, right) if count > 0 else None


def text_turn(text_page: object) -> int:
    """The turn (in quarters, clockwise) that makes most of the text of a page upright."""
    count = raw.FPDFText_CountChars(text_page)
    votes = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // _ANGLE_PROBES)):
        if raw.FPDFText_GetUnicode(text_page, index) > 32:
            angle = raw.FPDFText_GetCharAngle(text_page, index)
            # pdfium's angle grows clockwise, and text that runs downwards has to be
            # turned three quarters on to stand upright
            votes[(-round(angle / 1.5707963)) % 4] += 1
    return max(range(4), key=lambda turn: (votes[turn], -turn))


def _char(code: int) -> str:
    # lone surrogates and code points beyond Unicode cannot be written to any report
    return "�" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def is_garbled(glyphs: Sequence[Glyph]) -> bool:
    """Whether a text layer is no readable text: private-use codes, or no common character."""
    if len(glyphs) < 40:
        return False
    # the first few hundred tell; a page in doubt is read to its end
    if any(g[0] in _COMMON for g in glyphs[:400]):
        strange = sum(1 for g in glyphs[:400] if _is_strange(g[0]))
        return strange * 3 > min(len(glyphs), 400)
    strange = sum(1 for g in glyphs if _is_strange(g[0]))
    if strange * 3 > len(glyphs):
        return True
    letters = [g[0] for g in glyphs if g[0] > "\xff"]
    if len(letters) < 40:
        latin = sum(1 for g in glyphs if "A" <= g[0] <= "z")
        return len(letters) < 5 and latin * 3 > len(glyphs) * 2 and len(glyphs) > 200
    if any(letter in _COMMON for letter in letters):
        return False
    # a page with the names of a few lines may hold none of those and still be readable
    usual = sum(1 for letter in letters if _is_usual(letter))
    return usual * 5 < len(letters) * 3


def _is_usual(letter: str) -> bool:
    """Whether a character is among the 3755 of GB 2312 level 1, which print nearly any text."""
    try:
        code = letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _is_strange(char: str) -> bool:
    return char == "�" or "\ue000" <= char <= "\uf8ff"


def _level(glyph: Glyph) -> float:
    return glyph[2] + glyph[4]


def _left(glyph: Glyph) -> float:
    return glyph[1]


def lines_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped into printed lines, top to bottom, each left to right."""
    if len(glyphs) == 1:
        return [glyphs]
    ordered = sorted(glyphs, key=_level)
    if _level(ordered[-1]) - _level(ordered[0]) <= max(ordered[0][4] - ordered[0][2], 4.0):
        ordered.sort(key=_left)
        return [ordered]
    lines: list[list[Glyph]] = []
    centre = height = 0.0
    for glyph in ordered:
        middle = (glyph[2] + glyph[4]) / 2
        tall = glyph[4] - glyph[2]
        if lines and abs(middle - centre) <= 0.5 * max(tall, height, 4.0):
            lines[-1].append(glyph)
            if tall > height:
                height = tall
        else:
            lines.append([glyph])
            centre, height = middle, tall
    for line in lines:
        line.sort(key=_left)
    return lines


def line_text(line: Sequence[Glyph]) -> str:
    """The text of one line. A wide gap between two digits stays a space: two numbers."""
    text = "".join([g[0] for g in line])
    if len(line) < 2 or not _DIGIT.search(text):
        return text
    wide = 0.6 * (line[0][4] - line[0][2])
    end = line[0][3]
    gaps: list[int] = []
    for index, glyph in enumerate(line):
        if glyph[1] - end > wide:
            gaps.append(index)
        end = glyph[3]
    for index in reversed(gaps):
        if text[index] in _NUMERIC and text[index - 1] in _NUMERIC:
            text = f"{text[:index]} {text[index:]}"
    return text


def text_of(glyphs: list[Glyph]) -> str:
    """The text of a cell, its lines joined by newlines."""
    return "\n".join([line_text(line) for line in lines_of(glyphs)])
