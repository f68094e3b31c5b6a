"""What reading a file can fail with."""

from __future__ import annotations


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is a Chinese sentence for the user."""
