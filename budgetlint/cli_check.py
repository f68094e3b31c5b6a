"""``budgetlint check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetlint.cli_common import (
    Command,
    Output,
    load_rule_files,
    output_type,
    prepare_folder,
    read_config,
    refuse_shared,
    say_failure,
    write_text,
)
from budgetlint.config import LANGUAGES, SEVERITIES, Config
from budgetlint.coverage_gate import below_coverage, read_percent
from budgetlint.errors import UsageProblem, describe
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Severity
from budgetlint.selection import refuse_unknown, select_codes, split_codes

if TYPE_CHECKING:
    from budgetlint.declared_model import Declared
    from budgetlint.profiles import Profile

FORMATS = ("text", "json", "html")


def _percent(value: str) -> Decimal:
    percent = read_percent(value)
    if percent is None:
        raise UsageProblem(f"--fail-under-coverage 应为 0 到 100 的数，例如 97，现为“{value}”")
    return percent


@click.command("check", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=output_type(FORMATS),
    metavar="FORMAT[:FILE]",
    help="text、json 或 html，可写多次；不写 FILE 则打印。默认 text",
)
@click.option("--select", metavar="规则,…", help="只用这些规则，如 SUM,PCT101")
@click.option("--ignore", metavar="规则,…", help="不用这些规则")
@click.option(
    "--rules",
    "rule_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="再加上这个文件（TOML、YAML）里写的规则，可写多次",
)
@click.option(
    "--profile",
    "profile_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="用这个文件里的配置方案（必须公开的表和说明、各规则的级别）",
)
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="发现这一级或更严重的问题时退出码为 1"
)
@click.option(
    "--fail-under-coverage",
    type=_percent,
    metavar="PERCENT",
    help="有文件的核对覆盖率低于这个百分比时退出码为 1",
)
@click.option("--exit-zero", is_flag=True, help="有问题也返回 0（文件读不了仍返回 2）")
@click.option("--lang", type=click.Choice(LANGUAGES), help="报告的语言，默认 zh")
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="用这个配置文件",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="同时处理几个文件，默认按处理器个数",
)
@click.option(
    "--debug-pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="把识别出的表格线画在页面图片上",
)
def check_command(
    paths: tuple[str, ...],
    outputs: tuple[Output, ...],
    select: str | None,
    ignore: str | None,
    rule_files: tuple[Path, ...],
    profile_file: Path | None,
    fail_on: str | None,
    fail_under_coverage: Decimal | None,
    exit_zero: bool,
    lang: str | None,
    config_file: Path | None,
    jobs: int,
    debug_pages: Path | None,
) -> int:
    """检查 PDF 文件、文件夹（含子文件夹）或通配符。

    退出码：0 没有问题，1 有问题，2 有文件读不了或有规则出错。
    """
    from budgetlint.paths import expand
    from budgetlint.runner import Options, run

    config = read_config(config_file)
    outputs = outputs or (Output("text", None),)
    refuse_shared(outputs)
    language = lang or config.lang
    declared = load_rule_files(rule_files or config.rules)
    codes = _codes(
        split_codes(select) if select is not None else config.select,
        split_codes(ignore) if ignore is not None else config.ignore,
        declared,
    )
    options = Options(codes, language, debug_pages, declared, _profile(profile_file, config))
    if debug_pages is not None:
        prepare_folder(debug_pages)
    files, failures = expand(paths)
    reports: list[DocumentReport] = []
    progress = _Progress(len(files))
    workers = jobs or os.cpu_count() or 1
    for result in run(files, options, jobs=workers):
        progress.step(result.path if isinstance(result, FileFailure) else result.document.path)
        if isinstance(result, FileFailure):
            failures.append(result)
        else:
            reports.append(result)
    progress.close()
    complete = _write(reports, failures, outputs, language)
    code = exit_code(reports, failures, fail_on or config.fail_on, exit_zero=exit_zero)
    least = config.fail_under_coverage if fail_under_coverage is None else fail_under_coverage
    if least is not None and _say_uncovered(reports, least) and not exit_zero:
        code = max(code, 1)
    return code if complete else 2


def exit_code(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    fail_on: str,
    *,
    exit_zero: bool = False,
) -> int:
    """2 where something could not be done, else 1 for findings at ``fail_on``, else 0."""
    from budgetlint.engine import has_internal

    if failures or any(has_internal(report) or _has_gap(report) for report in reports):
        return 2
    limit = Severity(fail_on).rank
    found = any(f.severity.rank >= limit for report in reports for f in report.findings)
    return 1 if found and not exit_zero else 0


def _has_gap(report: DocumentReport) -> bool:
    document = report.document
    return not document.readable or any(page.problem is not None for page in document.pages)


def _say_uncovered(reports: Sequence[DocumentReport], least: Decimal) -> bool:
    """Name each document below the coverage asked for, and say whether there is one."""
    sentences = list(below_coverage(reports, least))
    for sentence in sentences:
        click.echo(sentence, err=True)
    return bool(sentences)


def _profile(file: Path | None, config: Config) -> Profile | None:
    """The profile the user named, if any."""
    file = file or config.profile
    if file is None:
        return None
    from budgetlint.profiles import load_profile

    return load_profile(file)


def _codes(
    select: tuple[str, ...], ignore: tuple[str, ...], declared: Sequence[Declared]
) -> tuple[str, ...]:
    """The codes of the rules that run; a plugin that failed to load is said in each report."""
    from budgetlint.runner import loaded_rules

    loaded = loaded_rules()
    known = (*loaded.rules, *(item.code for item in declared))
    if not loaded.failures:  # a broken plugin's codes are unknown through no fault of the user
        if not known:
            raise UsageProblem("没有安装任何检查规则，请重新安装 budgetlint")
        refuse_unknown(known, select, "select")
        refuse_unknown(known, ignore, "ignore")
    codes = select_codes(known, select, ignore)
    if known and not codes:
        raise UsageProblem("select 和 ignore 合起来没有留下任何规则")
    return codes


def _write(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    outputs: Sequence[Output],
    lang: str,
) -> bool:
    """Write each output; one that cannot be made does not cost the others.

    Returns whether all were written.
    """
    complete = True
    for output in outputs:
        try:
            write_text(_render(reports, failures, output, lang), output)
        except UsageProblem as error:
            click.echo(f"错误：{error}", err=True)
            complete = False
        except BrokenPipeError:
            raise
        except Exception as error:  # a fault in one renderer, said and answered by exit code 2
            click.echo(f"错误：{output.format} 报告无法生成：{describe(error)}", err=True)
            complete = False
    if not any(output.format == "text" and output.file is None for output in outputs):
        for failure in failures:
            say_failure(failure)
    return complete


def _render(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    output: Output,
    lang: str,
) -> str:
    """The text of one output; jinja2 is imported only for the one that needs it."""
    if output.format == "json":
        from budgetlint.report.json_report import render as render_json

        return render_json(reports, failures)
    if output.format == "html":
        from budgetlint.report.html_report import render as render_html

        return render_html(reports, failures, lang=lang)
    from budgetlint.report.text_report import render as render_text

    color = output.file is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return render_text(reports, failures, color=color, lang=lang)


class _Progress:
    """How far the work is, on stderr, where a person sees it."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = total > 1 and sys.stderr.isatty()

    def step(self, path: Path) -> None:
        self.done += 1
        if self.shown:
            click.echo(f"\r\x1b[K[{self.done}/{self.total}] {path.name}", err=True, nl=False)

    def close(self) -> None:
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)
