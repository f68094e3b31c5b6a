"""Lines for a terminal where a Chinese character is two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 100
_TOKEN = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
_NO_START = set("，。；：、！？）》”’』」】,.;:!?)%")


def display_width(text: str) -> int:
    """Columns the text takes; characters of ambiguous width count as two, to be safe."""
    return sum(_char_width(ch) for ch in text)


def _char_width(ch: str) -> int:
    if unicodedata.combining(ch):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WFA" else 1


def wrap(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """Break text to lines of at most ``width`` columns.

    ``first`` and ``rest`` stand before the first line and the others. Numbers and Latin words
    stay whole where they fit on a line; closing punctuation does not begin one.
    """
    lines: list[str] = []
    current = first
    prefix = first
    for token in _tokens(text, width - max(display_width(first), display_width(rest))):
        if display_width(current) + display_width(token) <= width:
            current += token if current != prefix or not token.isspace() else ""
            continue
        lines.append(current.rstrip())
        prefix = rest
        current = rest + token.lstrip()
    lines.append(current.rstrip())
    return lines


def _tokens(text: str, room: int) -> Iterator[str]:
    """Pieces that must not be broken, none wider than the room on a line."""
    piece = ""
    for match in _TOKEN.finditer(text):
        token = " " if match.group().isspace() else match.group()
        if piece and token in _NO_START and display_width(piece + token) <= room:
            piece += token
            continue
        yield from _cut(piece, room)
        piece = token
    yield from _cut(piece, room)


def _cut(piece: str, room: int) -> Iterator[str]:
    part = ""
    for ch in piece:
        if display_width(part + ch) > room:
            yield part
            part = ""
        part += ch
    if part:
        yield part
