"""``budgetlint report``: a stored result in other formats, without checking again."""

from __future__ import annotations

from pathlib import Path

import click

from budgetlint.cli_common import Command, Output, output_type, refuse_shared
from budgetlint.cli_output import write_reports
from budgetlint.config import LANGUAGES, SEVERITIES
from budgetlint.model import Severity
from budgetlint.report.formats import BINARY, STORED, Options, names


@click.command("report", cls=Command)
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT.json")
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=output_type(STORED, need_file=BINARY),
    metavar="FORMAT[:FILE]",
    help=f"{names(STORED)}，可写多次；不写 FILE 则打印。默认 text",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default=Severity.ERROR.value,
    help="junit 中这一级或更严重的问题记作失败，默认 error",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="zh", help="报告的语言（问题的文字不变）"
)
def report_command(result: Path, outputs: tuple[Output, ...], fail_on: str, lang: str) -> int:
    """把 check --output json 的结果换成其他格式，不重新检查。"""
    from budgetlint.report.restore import restore_file

    outputs = outputs or (Output("text", None),)
    refuse_shared(outputs)
    reports, failures = restore_file(result)
    options = Options(lang, fail_on=Severity(fail_on))
    return 0 if write_reports(reports, failures, outputs, options) else 2
