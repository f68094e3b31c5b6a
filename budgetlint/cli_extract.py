"""``budgetlint extract``."""

from __future__ import annotations

from pathlib import Path

import click

from budgetlint.cli_common import (
    Command,
    Output,
    output_type,
    prepare_folder,
    refuse_shared,
    say_failure,
    say_written,
    unwritable,
    write_text,
)
from budgetlint.failures import FileFailure
from budgetlint.model import Document

FORMATS = ("json", "csv", "xlsx")


@click.command("extract", cls=Command)
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=output_type(FORMATS, need_file=("xlsx",)),
    metavar="FORMAT[:FILE]",
    help="json、csv 或 xlsx，可写多次；不写 FILE 则打印。默认 json",
)
@click.option(
    "--debug-pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="把识别出的表格线画在页面图片上",
)
def extract_command(path: Path, outputs: tuple[Output, ...], debug_pages: Path | None) -> int:
    """输出从一个 PDF 中读到的表格。"""
    from budgetlint.runner import read

    refuse_shared(outputs)
    document = read(path)
    if isinstance(document, FileFailure):
        say_failure(document)
        return 2
    if debug_pages is not None:
        _draw(document, debug_pages)
    if not outputs and debug_pages is None:
        outputs = (Output("json", None),)
    for output in outputs:
        _write(document, output)
    problems = [page.problem for page in document.pages if page.problem is not None]
    for sentence in dict.fromkeys((*document.problems, *problems)):
        click.echo(f"{path}：{sentence}", err=True)
    return 2 if problems or not document.readable else 0


def _draw(document: Document, folder: Path) -> None:
    from budgetlint.debug_pages import draw_pages

    try:
        pictures = draw_pages(document, folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    click.echo(f"已画出 {len(pictures)} 页，图片在 {folder}", err=True)


def _write(document: Document, output: Output) -> None:
    if output.format == "xlsx" and output.file is not None:
        from budgetlint.extract_xlsx import to_xlsx

        prepare_folder(output.file.parent)
        try:
            to_xlsx(document, output.file)
        except OSError as error:
            raise unwritable(output.file, error) from error
        say_written(output.file)
        return
    from budgetlint.extract import to_csv, to_json

    if output.format == "csv":
        # Excel takes a CSV file for UTF-8 only with a byte order mark.
        write_text(to_csv(document), output, encoding="utf-8-sig")
    else:
        write_text(to_json(document), output)
