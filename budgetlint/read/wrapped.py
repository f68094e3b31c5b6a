"""Numbers and codes that a narrow cell breaks over two lines, told from two rows of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetlint.read.textlines import TextRun

_WHOLE_CODE = re.compile(r"[1-5]\d{4}(?:\d{2})?")
_PLAIN = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2,}")
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


def all_wrapped(columns: Sequence[Sequence[TextRun]]) -> bool:
    """Whether every figure of a row is one number in two lines.

    Rows that stand below one another have decimals in all of their lines, or in none.
    """
    wrapped = [
        len(lines) == 2 and is_wrapped(lines[0].text, lines[1].text)
        for lines in columns
        if any("." in line.text for line in lines)  # not the codes
    ]
    return len(wrapped) > 1 and all(wrapped)
