"""The formats of a report: the one list that commands, help and documentation read.

A renderer is imported when its format is asked for, so that no output pays for another's
libraries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Severity


@dataclass(frozen=True)
class Options:
    """What a renderer may have to know besides the reports.

    ``fail_on`` is the level from which a finding counts as a failure; ``file`` is where the
    result goes (None: standard output).
    """

    lang: str = "zh"
    color: bool = False
    fail_on: Severity = Severity.ERROR
    file: Path | None = None


@dataclass(frozen=True)
class Files:
    """Several files for one folder, by name, and what could not be made of them."""

    parts: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


Rendered = str | bytes | Files
Reports = Sequence[DocumentReport]
Failures = Sequence[FileFailure]
Renderer = Callable[[Reports, Failures, Options], Rendered]


@dataclass(frozen=True)
class Format:
    """One format; ``file`` is the name a result has by default.

    ``binary`` results are never printed. ``stored`` says that the format can be made from a
    stored result (see :mod:`budgetlint.report.restore`). ``stream`` gives the text of ``render``
    in pieces, for results that need not be in memory at once.
    """

    name: str
    file: str
    about: str
    render: Renderer
    binary: bool = False
    stored: bool = True
    stream: Callable[[Reports, Failures], Iterator[str]] | None = None


def _text(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.text_report import render

    return render(reports, failures, color=options.color, lang=options.lang)


def _lines(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.lines_report import render

    return render(reports, failures, lang=options.lang)


def _json(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.json_report import render

    return render(reports, failures)


def _json_chunks(reports: Reports, failures: Failures) -> Iterator[str]:
    from budgetlint.report.json_report import chunks

    return chunks(reports, failures)


def _html(reports: Reports, failures: Failures, options: Options) -> Rendered:
    from budgetlint.report.html_report import render

    return render(reports, failures, lang=options.lang)


def _sarif(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.sarif_report import render

    return render(reports, failures, lang=options.lang)


def _junit(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.junit_report import render

    return render(reports, failures, lang=options.lang, fail_on=options.fail_on)


def _github(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.github_report import render

    return render(reports, failures, lang=options.lang)


def _gitlab(reports: Reports, failures: Failures, options: Options) -> str:
    from budgetlint.report.gitlab_report import render

    return render(reports, failures, lang=options.lang)


def _xlsx(reports: Reports, failures: Failures, options: Options) -> bytes:
    from budgetlint.report.xlsx_report import render

    return render(reports, failures, lang=options.lang)


def _pdf(reports: Reports, failures: Failures, options: Options) -> Rendered:
    from budgetlint.report.annotated_pdf_report import render

    return render(reports, failures, lang=options.lang, file=options.file)


FORMATS: Mapping[str, Format] = {
    item.name: item
    for item in (
        Format("text", "budgetlint.txt", "命令行里看的文字", _text),
        Format("lines", "budgetlint-lines.txt", "每处问题一行", _lines),
        Format(
            "json",
            "budgetlint.json",
            "给其他程序的完整结果",
            _json,
            stored=False,
            stream=_json_chunks,
        ),
        Format("html", "budgetlint.html", "给人看的网页报告", _html),
        Format("sarif", "budgetlint.sarif", "SARIF 2.1.0，代码扫描平台", _sarif),
        Format("junit", "budgetlint-junit.xml", "JUnit XML，Jenkins 等", _junit),
        Format("github", "budgetlint-github.txt", "GitHub Actions 的注解", _github),
        Format("gitlab", "gl-code-quality-report.json", "GitLab 的 Code Quality", _gitlab),
        Format("xlsx", "budgetlint.xlsx", "Excel 工作簿", _xlsx, binary=True),
        Format("pdf", "budgetlint-批注.pdf", "加了批注的 PDF 副本", _pdf, binary=True),
    )
}
#: Formats that need a file to go to.
BINARY = tuple(name for name, item in FORMATS.items() if item.binary)
#: Formats that ``budgetlint report`` can make.
STORED = tuple(name for name, item in FORMATS.items() if item.stored)


def names(formats: Sequence[str] = tuple(FORMATS)) -> str:
    """The names as help and messages list them."""
    return "、".join(formats)
