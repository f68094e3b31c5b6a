"""Numbers and codes that a narrow cell breaks over two lines, told from two rows of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetlint.read.textlines import TextRun

_WHOLE_CODE = re.compile(r"[1-5]\d{4}(?:\d{2})?")
_PLAIN = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2,}")
_SLACK = 2.2  # what a line that fills its column may leave free, in heights
_FEWEST = 3  # digits of the first line: 12 / 2.00 says nothing


def is_wrapped(first: str, second: str) -> bool:
    """Whether two lines that are complete numbers may well be one (32197321 / 2.00)."""
    whole = second.partition(".")[0]
    joined = bool(_PLAIN.fullmatch(first + second))
    return joined and "." not in first and len(first) >= max(_FEWEST, len(whole))


def is_one(lines: Sequence[TextRun]) -> bool:
    """Whether two lines are one code (20805 / 05) or one number."""
    if len(lines) != 2:
        return False
    first, second = lines[0].text, lines[1].text
    code = len(first) > 3 and _WHOLE_CODE.fullmatch(first + second)
    return bool(code) or is_wrapped(first, second)


def joins(first: str, second: str) -> int | None:
    """The decimals of the number that two lines may be together, None where they are none."""
    joined = first + second
    if "." in first.rstrip(".") and "." in second:
        return None
    return len(joined.partition(".")[2]) if _PLAIN.fullmatch(joined) else None


def all_wrapped(columns: Sequence[Sequence[TextRun]], widths: Sequence[float]) -> bool:
    """Whether every figure of a row is one number in two lines.

    Rows that stand below one another have decimals in all of their lines, or in none. Where
    ``widths`` are known (0 is not), a number is broken only where it fills its column, and
    all have the same decimals (146.87 / 72 beside 36904.5 / 784).
    """
    figures = [
        (lines, width)
        for lines, width in zip(columns, widths, strict=True)
        if any("." in line.text for line in lines)  # not the codes
    ]
    if len(figures) < 2 or any(len(lines) != 2 for lines, _ in figures):
        return False
    if all(is_wrapped(lines[0].text, lines[1].text) for lines, _ in figures):
        return True
    decimals = {joins(lines[0].text, lines[1].text) for lines, _ in figures}
    full = all(width and _fills(lines[0], width) for lines, width in figures)
    return full and len(decimals) == 1 and None not in decimals


def _fills(line: TextRun, width: float) -> bool:
    return line.x1 - line.x0 > width - _SLACK * line.height
