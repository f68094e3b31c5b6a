"""Speed: the CPU of a check against the floor of reading the file, start-up time, memory.

The floor is what pypdfium2 needs to open the file and read every character (with its box) and
every path segment of every page. Check and floor take turns in one process, so that a busy
machine slows both; only the ratio means anything.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from benchlib import corpus_files, markdown_table, progress, to_json

PAGES_FOR_MEMORY = 50


@dataclass(frozen=True)
class Timing:
    """The medians of one document, CPU seconds."""

    name: str
    pages: int
    floor: float
    check: float

    @property
    def ratio(self) -> float:
        """Check over floor."""
        return self.check / self.floor


def read_everything(path: Path) -> tuple[int, int, int]:
    """Read all characters and path segments of a file; (pages, characters, segments)."""
    document = pdfium.PdfDocument(path)
    characters = segments = 0
    try:
        pages = len(document)
        for page in document:
            characters += _read_characters(page)
            count = pdfium_c.FPDFPage_CountObjects(page)
            segments += sum(
                _read_object(pdfium_c.FPDFPage_GetObject(page, k)) for k in range(count)
            )
            page.close()
    finally:
        document.close()
    return pages, characters, segments


def _read_characters(page: pdfium.PdfPage) -> int:
    text = page.get_textpage()
    box = pdfium_c.FS_RECTF()
    count: int = pdfium_c.FPDFText_CountChars(text)
    for k in range(count):
        pdfium_c.FPDFText_GetUnicode(text, k)
        pdfium_c.FPDFText_GetLooseCharBox(text, k, box)
    text.close()
    return count


def _read_object(item: object) -> int:
    """The path segments of a page object, form XObjects included."""
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
        count = pdfium_c.FPDFFormObj_CountObjects(item)
        return sum(_read_object(pdfium_c.FPDFFormObj_GetObject(item, k)) for k in range(count))
    if kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return 0
    x, y = ctypes.c_float(), ctypes.c_float()
    segments: int = pdfium_c.FPDFPath_CountSegments(item)
    for k in range(segments):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, k)
        pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
    return segments


def cpu_seconds(work: Callable[[Path], object], path: Path) -> float:
    """CPU of this process and of children that ended meanwhile, so that nothing is hidden."""
    before = _cpu()
    work(path)
    return _cpu() - before


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measure(path: Path, runs: int) -> Timing:
    """The medians of ``runs`` alternating runs, after one of each that is not counted."""
    pages, _, _ = read_everything(path)
    to_json(path)
    floor, check = [], []
    for _ in range(runs):
        floor.append(cpu_seconds(read_everything, path))
        check.append(cpu_seconds(to_json, path))
    return Timing(path.stem, pages, statistics.median(floor), statistics.median(check))


def timing_table(timings: Sequence[Timing]) -> str:
    """One row per document and one for all of them together."""
    total = Timing(
        "**all**",
        sum(t.pages for t in timings),
        sum(t.floor for t in timings),
        sum(t.check for t in timings),
    )
    rows = [
        (
            t.name,
            t.pages,
            f"{1000 * t.floor / t.pages:.2f}",
            f"{1000 * t.check / t.pages:.2f}",
            f"{t.ratio:.2f}",
        )
        for t in (*timings, total)
    ]
    head = ("document", "pages", "floor, ms a page", "check, ms a page", "ratio")
    return markdown_table(head, rows)


# ---------------------------------------------------------------- start-up and memory


def startup(option: str, runs: int = 10) -> float:
    """Median wall seconds of ``budgetlint OPTION`` from the command line."""
    walls = []
    for _ in range(runs):
        start = time.perf_counter()
        command = [sys.executable, "-m", "budgetlint", option]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - start)
    return statistics.median(walls)


def peak_memory(path: Path) -> float:
    """Peak resident megabytes of one check from the command line, JSON output."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "result.json"
        command = [sys.executable, "-m", "budgetlint", "check", str(path), "--exit-zero"]
        command += ["--output", f"json:{target}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        # 2 with a result: a page that could not be read, in a scan all of them
        if process.returncode not in (0, 2) or not target.exists():
            raise RuntimeError(f"budgetlint check {path.name} ended with {process.returncode}")
        result = json.loads(target.read_text(encoding="utf-8"))
        if not result["documents"][0]["pages"]:
            raise RuntimeError(f"budgetlint check {path.name} read no page")
    return usage.ru_maxrss / 1024  # Linux gives kilobytes


def about_fifty_pages(files: Sequence[Path]) -> Path:
    """The file whose number of pages is nearest to fifty."""

    def distance(path: Path) -> int:
        document = pdfium.PdfDocument(path)
        try:
            return abs(len(document) - PAGES_FOR_MEMORY)
        finally:
            document.close()

    return min(files, key=distance)


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="CPU ratio, start-up and memory of a check")
    parser.add_argument("paths", nargs="*", help="PDF files (default: the corpus)")
    parser.add_argument("--only", action="append", default=[], help="part of a file name")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-startup", action="store_true", help="only the CPU ratio")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = arguments(argv)
    files = corpus_files(options.only, options.paths)
    # a child's peak begins with that of its parent: while this process is still small
    peaks = {} if options.no_startup else {file: peak_memory(file) for file in files}
    timings = []
    for file in files:
        timings.append(measure(file, options.runs))
        progress(f"speed {file.stem}: {timings[-1].ratio:.2f}")
    print(timing_table(timings))
    if not options.no_startup:
        print()
        for option in ("--version", "--help"):
            print(f"- start-up, `budgetlint {option}`: {startup(option):.3f} s (median of 10)")
        usual, worst = about_fifty_pages(files), max(files, key=lambda file: peaks[file])
        print(f"- peak memory on {usual.stem}: {peaks[usual]:.0f} MB")
        print(f"- highest peak of all {len(files)}, {worst.stem}: {peaks[worst]:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
