"""What the benchmark scripts share: where the corpus is, how a file is checked, running many."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TypeVar

from budgetlint.engine import check
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport
from budgetlint.read.second import SecondReader
from budgetlint.report.json_report import render
from budgetlint.runner import Options, check_file, loaded_rules, read

ROOT = Path(__file__).resolve().parent.parent
OUT = Path(__file__).resolve().parent / "out"
MAX_JOBS = 2

Item = TypeVar("Item")
Result = TypeVar("Result")


def shared(variable: str, default: str) -> Path:
    """A path beside the checkout that an environment variable may replace."""
    given = os.environ.get(variable)
    return Path(given) if given else ROOT.parent / "shared" / default


def corpus_dir() -> Path:
    """The folder of real disclosures; ends the program with a clear sentence without it."""
    folder = shared("BUDGETLINT_CORPUS", "corpus")
    if not folder.is_dir():
        sys.exit(f"no corpus at {folder}: set BUDGETLINT_CORPUS to a folder of PDF files")
    return folder


def corpus_files(only: Sequence[str] = (), paths: Sequence[str] = ()) -> list[Path]:
    """The PDF files to measure, by name: ``paths`` as given, else the corpus.

    ``only`` keeps the files whose name contains one of its parts.
    """
    files = [Path(p) for p in paths] if paths else sorted(corpus_dir().glob("*.pdf"))
    if only:
        files = [f for f in files if any(part in f.name for part in only)]
    if not files:
        sys.exit("no PDF file to measure")
    return files


class NotChecked(Exception):
    """A file gave no report; the message is the tool's own."""


def lint(path: Path) -> DocumentReport:
    """Check one file in this process with every rule, keeping grids and lines of its pages.

    ``runner.check_file`` drops them, and the measurements look at them.

    Raises:
        NotChecked: the file could not be read.
    """
    document = read(path)
    if isinstance(document, FileFailure):
        raise NotChecked(document.message)
    loaded = loaded_rules()
    second = SecondReader(path)
    try:
        rules = loaded.rules.values()
        return check(document, rules, second, plugin_failures=loaded.failures)
    finally:
        second.close()


def to_json(path: Path) -> str:
    """Check one file and render the JSON result, on the way ``check --output json`` takes."""
    result = check_file(path, Options(tuple(loaded_rules().rules)))
    if isinstance(result, FileFailure):
        raise NotChecked(result.message)
    return render([result], ())


def code_version() -> str:
    """A short digest of package, rules and these scripts: results of other code are stale."""
    digest = hashlib.sha256()
    for folder, pattern in (("budgetlint", "**/*"), ("checks", "**/*"), ("bench", "*.py")):
        for file in sorted((ROOT / folder).glob(pattern)):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def run_all(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int, what: str
) -> Iterator[tuple[Item, Result]]:
    """``work`` on every item in at most two processes, as they finish, with progress on stderr."""
    queue = list(items)
    jobs = max(1, min(jobs, MAX_JOBS))
    if jobs == 1:
        for count, item in enumerate(queue, 1):
            result = work(item)
            progress(f"{what} {count}/{len(queue)} {_label(item)}")
            yield item, result
        return
    with ProcessPoolExecutor(jobs) as pool:
        futures = {pool.submit(work, item): item for item in queue}
        for count, future in enumerate(as_completed(futures), 1):
            item = futures[future]
            progress(f"{what} {count}/{len(queue)} {_label(item)}")
            yield item, future.result()


def _label(item: object) -> str:
    path = getattr(item, "path", item)
    return path.stem if isinstance(path, Path) else ""


def progress(text: str) -> None:
    """One line for the person who waits."""
    print(text, file=sys.stderr, flush=True)


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A markdown table; a pipe inside a cell stays text."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(c).replace("|", "\\|") for c in cells) + " |"

    rule = "|" + "|".join("---" for _ in head) + "|"
    return "\n".join([line(head), rule, *(line(r) for r in rows)])
