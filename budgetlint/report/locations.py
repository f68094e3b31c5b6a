"""Places as the formats for programs write them: addresses of files, legal characters."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from budgetlint.report.texts import clean, show_path

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
#: What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def slashed(path: Path) -> str:
    """A path with forward slashes, also one of Windows that is read elsewhere."""
    text = show_path(path)
    if os.name == "nt" or _DRIVE.match(text) or text.startswith("\\\\"):
        text = text.replace("\\", "/")
    return text


def uri(path: Path) -> str:
    """A path as a URI reference: relative as it is, absolute with ``file:``."""
    text = slashed(path)
    if _DRIVE.match(text):
        return f"file:///{text[0]}:{quote(text[2:])}"
    if text.startswith("//"):
        return f"file:{quote(text)}"
    # A colon in the first part of a relative reference would be taken for a scheme.
    return f"file://{quote(text)}" if text.startswith("/") else quote(text)


def xml_text(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", clean(text))
