"""The files meant by what stands on the command line: a file, a folder or a pattern."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from budgetlint.failures import FileFailure
from budgetlint.runner import FOLDER_SUFFIXES, SUFFIXES

_MAGIC = frozenset("*?[")
_NOTHING_BELOW = (
    "文件夹中没有 PDF 或 Word（.docx）文件。文本（.txt、.md）请写出文件名，如 文件夹/*.txt。"
)


def expand(arguments: Sequence[str]) -> tuple[list[Path], list[FileFailure]]:
    """The files to check, each once and in order, and arguments that stand for no file.

    A file that is named is kept whatever it is, so that it is answered for; of folders and
    patterns only the files that can be read are taken, texts only where a pattern names them.
    """
    files: dict[Path, None] = {}
    failures: list[FileFailure] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            found, message = _below(path), _NOTHING_BELOW
        elif not path.exists() and _MAGIC.intersection(argument):
            found, message = (
                _matching(argument),
                "没有与之匹配的文件（可检查 PDF、.docx、.txt、.md）。",
            )
        else:
            found, message = [path], ""
        if not found:
            failures.append(FileFailure(path, message, "missing"))
        files.update(dict.fromkeys(found))
    return list(files), failures


def _matching(pattern: str) -> list[Path]:
    found: list[Path] = []
    for name in sorted(glob.glob(pattern, recursive=True)):
        path = Path(name)
        if path.is_dir():
            found += _below(path)
        elif _is_ours(path, SUFFIXES):
            found.append(path)
    return found


def _below(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and _is_ours(path, FOLDER_SUFFIXES)
    )


def _is_ours(path: Path, suffixes: tuple[str, ...]) -> bool:
    """A file we read; not a hidden one or an office program's lock file."""
    return path.suffix.lower() in suffixes and not path.name.startswith((".", "~$"))
