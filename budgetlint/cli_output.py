"""Writing reports in the formats asked for: what ``check`` and ``report`` share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from budgetlint.cli_common import (
    Output,
    prepare_folder,
    say_failure,
    say_written,
    unwritable,
    use_color,
    write_text,
)
from budgetlint.errors import UsageProblem, describe
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport
from budgetlint.report.formats import FORMATS, Files, Options


def write_reports(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    outputs: Sequence[Output],
    options: Options,
) -> bool:
    """Write each output; one that cannot be made does not cost the others.

    Returns whether all were written.
    """
    complete = True
    for output in outputs:
        try:
            complete = _write(reports, failures, output, options) and complete
        except UsageProblem as error:
            click.echo(f"错误：{error}", err=True)
            complete = False
        except BrokenPipeError:
            raise
        except Exception as error:  # a fault in one renderer, said and answered by exit code 2
            click.echo(f"错误：{output.format} 报告无法生成：{describe(error)}", err=True)
            complete = False
    if not any(output.format in ("text", "lines") and output.file is None for output in outputs):
        for failure in failures:
            say_failure(failure)
    return complete


def _write(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    output: Output,
    options: Options,
) -> bool:
    color = output.file is None and use_color()
    options = replace(options, color=color, file=output.file)
    stream = FORMATS[output.format].stream
    if stream is not None:
        write_text(stream(reports, failures), output)
        return True
    rendered = FORMATS[output.format].render(reports, failures, options)
    if isinstance(rendered, str):
        write_text(rendered, output)
        return True
    if output.file is None:
        raise UsageProblem(f"{output.format} 要写到文件，例如 --output {output.format}:文件名")
    if isinstance(rendered, bytes):
        write_bytes(rendered, output.file)
        return True
    return _write_files(rendered, output.file)


def _write_files(files: Files, folder: Path) -> bool:
    """All files of a folder, and what is missing from it."""
    prepare_folder(folder)
    for name, content in files.parts.items():
        write_bytes(content, folder / name)
    for sentence in files.problems:
        click.echo(f"错误：{sentence}", err=True)
    return not files.problems


def write_bytes(content: bytes, file: Path) -> None:
    """Write a result that is no text.

    Raises:
        UsageProblem: the file cannot be written.
    """
    prepare_folder(file.parent)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise unwritable(file, error) from error
    say_written(file)
