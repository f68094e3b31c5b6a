"""What could not be done with a file, as reports and the console show it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileFailure:
    """A file without a report, and one Chinese sentence that says why and what to do.

    ``code`` is ``unreadable`` (empty, damaged, encrypted, no PDF), ``missing``,
    ``unsupported``, ``crashed`` (the process working on it died), ``timeout`` or
    ``internal`` (a fault of the program itself).
    """

    path: Path
    message: str
    code: str = "unreadable"
