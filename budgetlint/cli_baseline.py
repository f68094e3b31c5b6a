"""``budgetlint baseline write`` and ``prune``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetlint.cli_check import run_files
from budgetlint.cli_common import Command, Group, Output, say_failure, write_text
from budgetlint.cli_settings import Asked, Plan, shared_options
from budgetlint.config import Config
from budgetlint.gate import Gate, find_waivers
from budgetlint.model import DocumentReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from budgetlint.baseline import Baseline, Entry

_NAME = "budgetlint-baseline.json"


@click.group("baseline", cls=Group)
def baseline_group() -> None:
    """基线：记下现有的问题，以后只有新的问题影响退出码。"""


@baseline_group.command("write", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--output",
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"写到这个文件，默认 {_NAME}",
)
@shared_options
def write_command(paths: tuple[str, ...], output: Path | None, asked: Asked) -> int:
    """检查文件，把查出的问题记为基线；原有的基线被替换。"""
    from budgetlint.baseline import entries_of

    plan = Plan(asked)
    reports, code = _checked(paths, plan, asked, None)
    entries = entries_of(reports)
    _write(entries, output or _file(None, plan.config))
    click.echo(f"基线记下 {len(entries)} 处问题", err=True)
    return code


@baseline_group.command("prune", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--baseline",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"基线文件，默认 {_NAME}",
)
@click.option("--all", "everything", is_flag=True, help="连这次没有检查到的文件的记录一起删去")
@shared_options
def prune_command(paths: tuple[str, ...], file: Path | None, everything: bool, asked: Asked) -> int:
    """重新检查文件，删去基线中已经不存在的问题；不加入新的问题。"""
    from budgetlint.baseline import load_baseline

    plan = Plan(asked)
    target = _file(file, plan.config)
    baseline = load_baseline(target)
    _, code = _checked(paths, plan, asked, baseline)
    dropped = set(baseline.gone(plan.codes))
    if everything:
        dropped |= set(baseline.unseen())
    if code == 2:
        click.echo("有文件没有检查完，基线没有改动", err=True)
        return code
    kept = [entry for entry in baseline.entries if entry not in dropped]
    _write(kept, target)
    click.echo(f"删去 {len(dropped)} 处，留下 {len(kept)} 处", err=True)
    return 0


def _checked(
    paths: tuple[str, ...], plan: Plan, asked: Asked, baseline: Baseline | None
) -> tuple[Sequence[DocumentReport], int]:
    """The reports, and 2 where something could not be done."""
    gate = Gate(find_waivers(plan.config, asked.waiver_files), baseline, "error")
    found = run_files(paths, plan, asked.workers, gate)
    for failure in found.failures:
        say_failure(failure)
    return found.reports, gate.exit_code(found.failures, exit_zero=True)


def _file(named: Path | None, config: Config) -> Path:
    return named or config.baseline or Path(_NAME)


def _write(entries: Sequence[Entry], file: Path) -> None:
    from budgetlint.baseline import to_text

    write_text(to_text(entries), Output("json", file))
