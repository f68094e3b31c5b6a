"""Numbers and codes that a narrow cell breaks over two lines, told from two rows of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetlint.read.textlines import TextRun, fills

_WHOLE_CODE = re.compile(r"[1-5]\d{4}(?:\d{2})?")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
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


def joins(first: str, second: str) -> int | None:
    """The decimals of the number that two lines may be together, None where they are none."""
    joined = first + second
    if "." in first.rstrip(".") and "." in second:
        return None
    return len(joined.partition(".")[2]) if _PLAIN.fullmatch(joined) else None


def may_be_wrapped(columns: Sequence[Sequence[TextRun]], widths: Sequence[float]) -> bool:
    """Whether the lines of every column of figures may be one number, so that it is one row.

    1,234 / 567 and 12.00 / 2.00 are two; 36904.5 / 784 and 12000 / 350 may be either, and a row
    that is left whole accuses nobody. A number is broken only where it fills its column
    (``widths``; 0 is not known, and then more than two lines are rows).
    """
    return bool(columns) and all(
        bool(_NUMBER.fullmatch("".join(line.text for line in lines)))
        and all(fills(line, width) if width else len(lines) == 2 for line in lines[:-1])
        for lines, width in zip(columns, widths, strict=True)
    )
