"""How a place in a document is named: the page of a PDF, the line of a text file.

The readers of texts put every line at a height of its own, so that its number can be told from
its box. A Word file shows no line numbers: there a paragraph, or a row of a table, is counted.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from budgetlint.model import Box

#: The height of a line of text, in points that no paper has.
LINE = 20.0


class Unit(StrEnum):
    """What people count in a document; the value is the key of its words."""

    PAGE = "page"
    LINE = "line"
    PARAGRAPH = "paragraph"


_UNITS = {".txt": Unit.LINE, ".md": Unit.LINE, ".docx": Unit.PARAGRAPH}
_WORDS = {Unit.LINE: "行", Unit.PARAGRAPH: "段"}


def unit_of(path: Path) -> Unit:
    """What is counted in a file."""
    return _UNITS.get(path.suffix.lower(), Unit.PAGE)


def line_of(box: Box) -> int:
    """The number of a line or paragraph, from its place."""
    return int(box.y0 // LINE) + 1


def place_words(path: Path, page: int, box: Box) -> str:
    """``第5页``, or ``第12行`` in a file that has lines, for the messages of rules."""
    unit = unit_of(path)
    if unit is Unit.PAGE:
        return f"第{page}页"
    before = f"第{page}页" if page > 1 else ""
    return f"{before}第{line_of(box)}{_WORDS[unit]}"
