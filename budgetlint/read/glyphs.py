"""The glyphs of a page, straight from pdfium, and lines of text built from them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import pypdfium2.raw as raw

from budgetlint.read.frames import Frame

#: char, x0, y0, x1, y1 — upright frame, y downwards.
Glyph = tuple[str, float, float, float, float]
RawGlyph = tuple[int, float, float, float, float]

_SKIP = frozenset({0x3000, 0xA0, 0xFEFF, 0xFFFE, 0x200B, 0x7F})
_NUMERIC = frozenset("0123456789.,%-()")
#: Characters hardly any page of a Chinese disclosure does without.
_COMMON = frozenset("的一和支出收入项目预算决金额单位年度财政部门行公表合计编制说明人员经费为")
_ANGLE_PROBES = 48


def raw_glyphs(text_page: object) -> list[RawGlyph]:
    """Every visible glyph of a pdfium text page: code point and loose box in user space."""
    unicode_at = raw.FPDFText_GetUnicode
    box_at = raw.FPDFText_GetLooseCharBox
    rect = raw.FS_RECTF()
    out: list[RawGlyph] = []
    append = out.append
    reference = ctypes.byref(rect)
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = unicode_at(text_page, index)
        if code <= 32 or code in _SKIP:
            continue
        box_at(text_page, index, reference)
        append((code, rect.left, rect.bottom, rect.right, rect.top))
    return out


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


def upright_glyphs(glyphs: Sequence[RawGlyph], frame: Frame) -> list[Glyph]:
    """Raw glyphs in the upright frame of their page."""
    if frame.text_turn == 0:
        left, top = frame.left, frame.top
        return [
            (_char(code), x0 - left, top - y1, x1 - left, top - y0)
            for code, x0, y0, x1, y1 in glyphs
        ]
    turn = frame.to_upright()
    out: list[Glyph] = []
    for code, x0, y0, x1, y1 in glyphs:
        ax, ay = turn(x0, y0)
        bx, by = turn(x1, y1)
        out.append((_char(code), min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
    return out


def _char(code: int) -> str:
    # lone surrogates and code points beyond Unicode cannot be written to any report
    return "�" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def is_garbled(glyphs: Sequence[RawGlyph]) -> bool:
    """Whether a text layer is no readable text: private-use codes, or no common character."""
    if len(glyphs) < 40:
        return False
    strange = sum(1 for g in glyphs if g[0] == 0xFFFD or 0xE000 <= g[0] <= 0xF8FF or g[0] > 0x10FFFF)
    if strange > len(glyphs) // 3:
        return True
    letters = [g[0] for g in glyphs if g[0] > 0xFF]
    if len(letters) < 40:
        ascii_letters = sum(1 for g in glyphs if 65 <= g[0] <= 122)
        return len(letters) < 5 and ascii_letters > len(glyphs) * 2 // 3 and len(glyphs) > 200
    return not any(chr(code) in _COMMON for code in letters if code < 0xD800)


def lines_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped into printed lines, top to bottom, each left to right."""
    if len(glyphs) == 1:
        return [glyphs]
    ordered = sorted(glyphs, key=lambda g: g[2] + g[4])
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
        line.sort(key=lambda g: g[1])
    return lines


def line_text(line: Sequence[Glyph]) -> str:
    """The text of one line. A wide gap between two digits stays a space: two numbers."""
    text = "".join([g[0] for g in line])
    if len(line) < 2 or not any(c.isdigit() for c in text):
        return text
    out = [line[0][0]]
    for before, glyph in zip(line, line[1:], strict=False):
        if (
            glyph[1] - before[3] > 0.6 * (glyph[4] - glyph[2])
            and before[0] in _NUMERIC
            and glyph[0] in _NUMERIC
        ):
            out.append(" ")
        out.append(glyph[0])
    return "".join(out)


def text_of(glyphs: list[Glyph]) -> str:
    """The text of a cell, its lines joined by newlines."""
    return "\n".join([line_text(line) for line in lines_of(glyphs)])
