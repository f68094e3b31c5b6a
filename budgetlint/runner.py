"""Files become reports: one after the other or in processes, always in the given order."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path

from budgetlint.declared_model import Declared
from budgetlint.engine import check
from budgetlint.errors import describe
from budgetlint.failures import FileFailure
from budgetlint.model import Document, DocumentReport, Severity
from budgetlint.profiles import Profile
from budgetlint.rules import LoadedRules, Rule, load_rules

#: Seconds after which a file that does not come to an end is given up (only in processes:
#: nothing can stop a C library that hangs in our own).
TIME_LIMIT = 600.0
#: For each process, how many files are handed out before their results are taken.
_AHEAD = 4
#: What ``check`` and ``extract`` can read.
SUFFIXES = (".pdf", ".docx", ".txt", ".md")
#: What is taken of a folder: texts in it are mostly something else and have to be named.
FOLDER_SUFFIXES = (".pdf", ".docx")

Result = DocumentReport | FileFailure


@dataclass(frozen=True)
class Options:
    """What a worker needs to know; small and picklable.

    ``declared`` are the rules of the user's own files, ``profile`` the one the user named,
    ``severities`` what the user wants of single rules, by code.
    """

    codes: tuple[str, ...]
    lang: str = "zh"
    debug_pages: Path | None = None
    declared: tuple[Declared, ...] = ()
    profile: Profile | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)


@cache
def loaded_rules() -> LoadedRules:
    """The rules, loaded once in a process."""
    return load_rules()


def read(path: Path) -> Document | FileFailure:
    """One file as read, or why it could not be."""
    # The reader brings pypdfium2 with it, which --help must not pay for.
    from budgetlint.read import UnreadableFile, read_document

    try:
        return read_document(path)
    except UnreadableFile as error:
        return FileFailure(path, str(error), _kind(path))
    except PermissionError:
        return FileFailure(path, "没有读取权限，请检查文件的访问权限。")
    except OSError as error:
        return FileFailure(path, f"读取失败：{error.strerror or error}。请确认文件可以正常打开。")


def _kind(path: Path) -> str:
    """Which sort of failure an unreadable file is."""
    if not path.exists():
        return "missing"
    return "unreadable" if path.suffix.lower() in SUFFIXES else "unsupported"


def is_pdf(path: Path) -> bool:
    """Whether a file has pages of paper: pictures, and a second reader."""
    return path.suffix.lower() == ".pdf"


def check_file(path: Path, options: Options) -> Result:
    """Read and check one file. A fault of the program costs only this file, and is said."""
    started = time.perf_counter()
    try:
        document = read(path)
        if isinstance(document, FileFailure):
            return document
        if options.debug_pages is not None and is_pdf(path):
            from budgetlint.debug_pages import draw_pages

            draw_pages(document, options.debug_pages)
        report = _checked(document, options)
    except Exception as error:  # the boundary of one file: the others must go on
        return _fault(path, error)
    seconds = time.perf_counter() - started
    return replace(report, document=_slim(report.document), seconds=seconds)


def run(
    paths: Sequence[Path],
    options: Options | Callable[[Path], Options],
    *,
    jobs: int = 1,
    time_limit: float = TIME_LIMIT,
    work: Callable[[Path, Options], Result] = check_file,
) -> Iterator[Result]:
    """Check files, results in the order of ``paths`` whatever ``jobs`` is.

    ``options`` may differ from file to file.

    With more than one job each file runs in a process of a pool: one that hangs, or kills
    its process, costs only itself.
    """
    each = options if callable(options) else lambda _: options
    if jobs <= 1 or len(paths) <= 1:
        for path in paths:
            yield work(path, each(path))
        return
    yield from _run_parallel(paths, each, min(jobs, len(paths)), time_limit, work)


def _run_parallel(
    paths: Sequence[Path],
    options: Callable[[Path], Options],
    jobs: int,
    time_limit: float,
    work: Callable[[Path, Options], Result],
) -> Iterator[Result]:
    from pebble import ProcessExpired, ProcessPool

    # A fresh interpreter for each worker: forking a process with threads is not safe.
    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_workers=jobs, context=context) as pool:
        # Only so many ahead: finished results wait in memory for a slow file before them.
        waiting = iter(paths)
        ahead = islice(waiting, jobs * _AHEAD)
        futures = deque(
            pool.schedule(work, args=(p, options(p)), timeout=time_limit) for p in ahead
        )
        try:
            for path in paths:
                for more in islice(waiting, 1):
                    arguments = (more, options(more))
                    futures.append(pool.schedule(work, args=arguments, timeout=time_limit))
                try:
                    result: Result = futures.popleft().result()
                except ProcessExpired as error:
                    result = FileFailure(
                        path,
                        f"处理该文件的进程意外终止（退出码 {error.exitcode}），其他文件不受影响。"
                        "请单独检查这个文件，或重新导出后再试。",
                        "crashed",
                    )
                except FutureTimeout:
                    result = FileFailure(
                        path,
                        f"处理超过 {time_limit:g} 秒仍未完成，已放弃。请拆分文件或重新导出后再试。",
                        "timeout",
                    )
                except Exception as error:  # could not be sent or came back broken
                    result = _fault(path, error)
                yield result
        finally:
            pool.stop()  # type: ignore[no-untyped-call]


def _checked(document: Document, options: Options) -> DocumentReport:
    from budgetlint.profile_rules import under
    from budgetlint.profiles import profile_for, use_profile
    from budgetlint.read.second import SecondReader

    loaded = loaded_rules()
    # a text is what it is: there is nothing to read a second time
    second = SecondReader(document.path) if is_pdf(document.path) else None
    try:
        with use_profile(options.profile):
            return check(
                document,
                _graded(under(profile_for(document), _wanted(loaded, options)), options),
                second,
                lang=options.lang,
                plugin_failures=loaded.failures,
            )
    finally:
        if second is not None:
            second.close()


def _wanted(loaded: LoadedRules, options: Options) -> list[Rule]:
    """The rules that were selected, those of the user's files among them."""
    wanted = set(options.codes)
    rules = [rule for code, rule in loaded.rules.items() if code in wanted]
    if options.declared:
        from budgetlint.declared import as_rule

        rules += [as_rule(item) for item in options.declared if item.code in wanted]
    return rules


def _graded(rules: list[Rule], options: Options) -> list[Rule]:
    """The rules with the severities the user asked for, which beat those of a profile."""
    from budgetlint.profile_rules import under

    wanted = {c: s for c, s in options.severities.items() if c in options.codes}
    return under(Profile("", severities=wanted), rules) if wanted else rules


def _slim(document: Document) -> Document:
    """The document without the lines and grids of its pages, which no report shows.

    They are most of it, and a report on many files keeps every document.
    """
    pages = tuple(replace(page, lines=(), grids=(), flow=()) for page in document.pages)
    tables = tuple(
        replace(table, grids=tuple(replace(grid, cells=()) for grid in table.grids))
        for table in document.tables
    )
    return replace(document, pages=pages, tables=tables)


def _fault(path: Path, error: Exception) -> FileFailure:
    return FileFailure(
        path,
        f"程序内部错误：{describe(error)}。该文件没有检查完，请把这条信息连同文件反馈给维护者。",
        "internal",
    )
