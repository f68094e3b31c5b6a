"""``budgetlint check``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import click

from budgetlint.cli_common import (
    QUIET,
    Command,
    Output,
    output_type,
    prepare_folder,
    refuse_shared,
    say_note,
)
from budgetlint.cli_output import write_reports
from budgetlint.cli_settings import Asked, Plan, shared_options
from budgetlint.config import LANGUAGES, SEVERITIES
from budgetlint.coverage_gate import below_coverage, read_percent
from budgetlint.errors import UsageProblem
from budgetlint.failures import FileFailure
from budgetlint.gate import Gate, make_gate
from budgetlint.model import DocumentReport, Severity
from budgetlint.progress import Progress
from budgetlint.report.formats import BINARY, FORMATS, names
from budgetlint.report.formats import Options as ReportOptions
from budgetlint.spool import Spool


def _percent(value: str) -> Decimal:
    percent = read_percent(value)
    if percent is None:
        raise UsageProblem(f"--fail-under-coverage 应为 0 到 100 的数，例如 97，现为“{value}”")
    return percent


@dataclass(frozen=True)
class Results:
    """What a run gave: a report or a failure for each file."""

    reports: Spool
    failures: list[FileFailure]


@click.command("check", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=output_type(tuple(FORMATS), need_file=BINARY),
    metavar="FORMAT[:FILE]",
    help=f"{names()}，可写多次；不写 FILE 则打印。默认 text",
)
@shared_options
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="发现这一级或更严重的问题时退出码为 1"
)
@click.option(
    "--fail-under-coverage",
    type=_percent,
    metavar="PERCENT",
    help="有文件的核对覆盖率低于这个百分比时退出码为 1",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="这个文件里已有的问题不影响退出码（用 budgetlint baseline write 生成）",
)
@click.option("--strict-waivers", is_flag=True, help="有到期的或多余的豁免时退出码为 1")
@click.option("--exit-zero", is_flag=True, help="有问题也返回 0（文件读不了仍返回 2）")
@click.option("--statistics", is_flag=True, help="最后列出每条规则查出几处")
@click.option("--open", "open_report", is_flag=True, help="检查完在浏览器中打开 html 报告")
@click.option("--lang", type=click.Choice(LANGUAGES), help="报告的语言，默认 zh")
@click.option("--quiet", "-q", is_flag=True, help="每处问题只占一行，不显示进度和说明")
@click.option("--verbose", "-v", is_flag=True, help="另外显示配置、规则和每个文件的用时")
@click.option(
    "--debug-pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="把识别出的表格线画在页面图片上",
)
@click.pass_context
def check_command(
    context: click.Context,
    paths: tuple[str, ...],
    outputs: tuple[Output, ...],
    asked: Asked,
    fail_on: str | None,
    fail_under_coverage: Decimal | None,
    baseline: Path | None,
    strict_waivers: bool,
    exit_zero: bool,
    statistics: bool,
    open_report: bool,
    lang: str | None,
    quiet: bool,
    verbose: bool,
    debug_pages: Path | None,
) -> int:
    """检查 PDF 文件、文件夹（含子文件夹）或通配符。

    退出码：0 没有问题，1 有问题，2 有文件读不了或有规则出错。
    """
    context.meta[QUIET] = quiet
    if quiet and verbose:
        raise UsageProblem("--quiet 和 --verbose 不能同时用")
    page = next((o.file for o in outputs if o.format == "html" and o.file is not None), None)
    outputs = outputs or (Output("lines" if quiet else "text", None),)
    if open_report and page is None:
        page = Path(tempfile.mkdtemp(prefix="budgetlint-")) / "report.html"
        outputs = (*outputs, Output("html", page))
    refuse_shared(outputs)
    plan = Plan(asked, lang=lang or "", debug_pages=debug_pages)
    limit = fail_on or plan.config.fail_on
    gate = make_gate(plan.config, limit, waiver_files=asked.waiver_files, baseline=baseline)
    if debug_pages is not None:
        prepare_folder(debug_pages)
    if verbose:
        _say_settings(plan)
    found = run_files(paths, plan, asked.workers, gate, verbose=verbose)
    shown = ReportOptions(plan.lang, fail_on=Severity(limit))
    complete = write_reports(found.reports, found.failures, outputs, shown)
    if statistics:
        _say_statistics(gate, outputs)
    code = gate.exit_code(found.failures, exit_zero=exit_zero)
    least = plan.config.fail_under_coverage if fail_under_coverage is None else fail_under_coverage
    strict = strict_waivers or plan.config.strict_waivers
    fails = least is not None and _say_uncovered(found.reports, least)
    fails |= _say_gate(gate, plan) and strict
    if open_report and page is not None and page.is_file():
        _open(page)
    if not complete:
        return 2
    return max(code, 1) if fails and not exit_zero else code


def run_files(
    paths: Sequence[str], plan: Plan, workers: int, gate: Gate, *, verbose: bool = False
) -> Results:
    """Check all files; each report passes the gate as it comes."""
    from budgetlint.paths import expand
    from budgetlint.runner import run

    files, failures = expand(paths)
    found = Results(Spool(), failures)
    context = click.get_current_context(silent=True)
    progress = Progress(files, quiet=verbose or bool(context and context.meta.get(QUIET)))
    progress.start()
    for result in run(files, plan.options_for, jobs=workers):
        if isinstance(result, FileFailure):
            found.failures.append(result)
            progress.step(result.path, 0)
            continue
        found.reports.append(gate.apply(result))
        document = result.document
        progress.step(document.path, len(document.pages))
        if verbose:
            sizes = f"{len(document.pages)} 页，{len(document.tables)} 张表"
            say_note(f"{document.path}：{sizes}，{result.seconds:.1f} 秒")
    progress.close()
    return found


def _say_settings(plan: Plan) -> None:
    source = plan.config.source
    say_note(f"配置：{source.resolve() if source else '没有配置文件，用默认值'}")
    say_note(f"规则：{len(plan.codes)} 条，{'、'.join(plan.codes)}")


def _say_statistics(gate: Gate, outputs: Sequence[Output]) -> None:
    """After the text on standard output; beside results that programs read, on stderr."""
    printed = [output.format for output in outputs if output.file is None]
    aside = bool(printed) and printed[0] not in ("text", "lines")
    for line in gate.statistics():
        click.echo(line, err=aside)


def _say_gate(gate: Gate, plan: Plan) -> bool:
    """Name useless waivers and count the baseline; whether there is a useless waiver."""
    remarks = gate.waivers.remarks(plan.codes) if gate.waivers is not None else []
    for sentence in remarks:
        say_note(f"提醒：{sentence}")
    if gate.baseline is not None:
        tally = gate.baseline.tally(plan.codes)
        say_note(f"基线：已知 {tally.known} 处，新增 {tally.new} 处，消失 {tally.gone} 处")
        if tally.gone:
            say_note("消失的可以从基线中删去：budgetlint baseline prune")
    return bool(remarks)


def _say_uncovered(reports: Sequence[DocumentReport], least: Decimal) -> bool:
    """Name each document below the coverage asked for, and say whether there is one."""
    sentences = list(below_coverage(reports, least))
    for sentence in sentences:
        click.echo(sentence, err=True)
    return bool(sentences)


def _open(page: Path) -> None:
    """Show the report in the browser; where there is none, say where the report is."""
    import webbrowser

    sys.stdout.flush()
    if not webbrowser.open(page.resolve().as_uri()):
        click.echo(f"没有找到浏览器，请自己打开 {page}", err=True)
