"""How far long work is, on stderr, where a person sees it and nowhere else."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from budgetlint.report.wrapping import display_width

#: Seconds of work before the time left is guessed.
_WARM_UP = 3.0


class Progress:
    """One line that is written over: files, pages and the time left.

    The time left is guessed by the size of the files, which says more than their number.
    """

    def __init__(
        self,
        files: Sequence[Path],
        *,
        quiet: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self.shown = bool(files) and not quiet and self._stream.isatty()
        self._clock = clock
        self._started = clock()
        self._sizes = {path: _size(path) for path in files} if self.shown else {}
        self._all_bytes = sum(self._sizes.values())
        self._total = len(files)
        self._done = self._pages = self._bytes = self._width = 0

    def start(self) -> None:
        """Say what is to come, before the first file is done."""
        self._say(f"正在检查 {self._total} 个文件…")

    def step(self, path: Path, pages: int) -> None:
        """One more file is done."""
        self._done += 1
        self._pages += pages
        self._bytes += self._sizes.get(path, 0)
        left = self._left()
        self._say(f"已检查 {self._done}/{self._total} 个文件，{self._pages} 页{left}：{path.name}")

    def close(self) -> None:
        """Leave the line empty."""
        self._say("")

    def _left(self) -> str:
        spent = self._clock() - self._started
        if self._done == self._total or spent < _WARM_UP or not self._bytes:
            return ""
        seconds = spent * (self._all_bytes - self._bytes) / self._bytes
        return f"，约剩 {duration(seconds)}"

    def _say(self, text: str) -> None:
        if not self.shown:
            return
        shown = clip(text, shutil.get_terminal_size().columns - 1)
        # Spaces, not an escape sequence: old Windows consoles print those as they are.
        gap = " " * max(0, self._width - display_width(shown))
        self._width = display_width(shown)
        self._stream.write(f"\r{shown}{gap}" if shown else f"\r{gap}\r")
        self._stream.flush()


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    if whole < 3600:
        return f"{whole // 60} 分 {whole % 60} 秒"
    return f"{whole // 3600} 小时 {whole % 3600 // 60} 分"


def clip(text: str, width: int) -> str:
    """Text that fits a line, with an ellipsis where something was cut."""
    if display_width(text) <= width:
        return text
    kept = ""
    for char in text:
        if display_width(kept + char) > width - 3:
            break
        kept += char
    return kept + "..."


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # a missing file is answered for when it is read
        return 0
