"""Foreign text made fit for reports, consoles and numbers."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from budgetlint.amounts import Amount, parse_amount

_UNIT = re.compile(r"\s*(?:亿元|万元|元|个百分点)$")


def show_path(path: Path) -> str:
    """A path as text that can be encoded, whatever bytes the file name has."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def clean(text: str) -> str:
    """Foreign text without control characters, lone surrogates or direction overrides.

    They could move a terminal's cursor or make a cell read differently from what it holds.
    """
    return "".join(
        "\ufffd" if ch not in "\n\t" and unicodedata.category(ch) in ("Cc", "Cs") else ch
        for ch in text
        if ch not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def one_line(text: str) -> str:
    """Cleaned text on one line."""
    return " ".join(clean(text).split())


def for_console(text: str) -> str:
    """One line without the characters that a GBK console does not know."""
    return one_line(text).replace(" › ", "／").replace("−", "-")


def number(text: str) -> Amount | None:
    """The number in a field of a finding (``-0.1``, ``±0.15``, ``1,200.00 元``)."""
    return parse_amount(_UNIT.sub("", text.strip().lstrip("±")))
