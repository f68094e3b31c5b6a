"""The table of docs/accuracy.md: what is read of each document, and where the readers differ."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from benchlib import corpus_files, lint, markdown_table, run_all

from budgetlint.amounts import parse_amount
from budgetlint.model import DocumentReport, Severity, TableKind
from budgetlint.read.agreement import TableAgreement, compare_readers
from budgetlint.read.second import SecondReader

HEAD = (
    "文件",
    "页数",
    "表数",
    "未识别种类",
    "单元格",
    "数字单元格",
    "两个读取器不一致",
    "第二读取器未读出",
    "无法解析的金额",
    "表中数字",
    "核对覆盖率",
    "错误",
    "警告",
    "提示",
)


@dataclass(frozen=True)
class Line:
    """The counts of one document, in the order of ``HEAD``."""

    name: str
    pages: int
    tables: int
    unknown: int
    cells: int
    numeric: int
    differing: int
    unread: int
    unparsed: int
    figures: int
    checked: int
    errors: int
    warnings: int
    infos: int


def measure(path: Path) -> Line:
    """Check one file and count."""
    report = lint(path)
    second = SecondReader(path)
    try:
        agreements = compare_readers(report.document, second)
    finally:
        second.close()
    return count(path.stem, report, agreements)


def count(name: str, report: DocumentReport, agreements: Sequence[TableAgreement]) -> Line:
    """The counts of a report."""
    document = report.document
    texts = [c.text for p in document.pages for g in p.grids for c in g.cells]
    severities = [f.severity for f in report.findings]
    return Line(
        name,
        len(document.pages),
        len(document.tables),
        sum(t.kind is TableKind.UNKNOWN for t in document.tables),
        len(texts),
        sum(parse_amount(text) is not None for text in texts),
        sum(len(a.differences) for a in agreements),
        sum(len(a.unread) for a in agreements),
        sum(1 for t in document.tables for _ in t.unparsed()),
        report.coverage.figures,
        report.coverage.checked,
        *(severities.count(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)),
    )


def table(lines: Sequence[Line]) -> str:
    """The markdown table with a last row for all documents."""
    sums = [sum(column) for column in zip(*(astuple(x)[1:] for x in lines), strict=True)]
    return markdown_table(HEAD, [_cells(x) for x in [*lines, Line("**合计**", *sums)]])


def _cells(line: Line) -> tuple[object, ...]:
    values = list(astuple(line))
    values[10] = f"{100 * line.checked / line.figures:.1f} %" if line.figures else "—"
    return tuple(values)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="what is read of each document")
    parser.add_argument("paths", nargs="*", help="PDF files (default: the corpus)")
    parser.add_argument("--only", action="append", default=[], help="part of a file name")
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2))
    options = parser.parse_args(argv)
    files = corpus_files(options.only, options.paths)
    lines = [line for _, line in run_all(measure, files, options.jobs, "accuracy")]
    print(table(sorted(lines, key=lambda line: line.name)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
