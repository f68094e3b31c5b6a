"""Errors as sentences: what the command line says instead of a traceback."""

from __future__ import annotations

import traceback
from pathlib import PurePath


class UsageProblem(Exception):
    """A wrong option, setting or path; the message is a Chinese sentence for the user."""


def describe(error: Exception) -> str:
    """An unexpected error in one line, with file and line for the person who has to mend it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"（{PurePath(frames[-1].filename).name}:{frames[-1].lineno}）" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
