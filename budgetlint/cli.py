"""The command line: ``budgetlint check``, ``report``, ``rules``, ``baseline``, ``config`` …

Only click is imported here and in the modules this one imports; whatever costs time is
imported by the command that needs it.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches

import click

from budgetlint.cli_baseline import baseline_group
from budgetlint.cli_check import check_command
from budgetlint.cli_common import Group
from budgetlint.cli_config import config_group, init_command
from budgetlint.cli_extract import extract_command
from budgetlint.cli_report import report_command
from budgetlint.cli_rules import explain_command, rules_command
from budgetlint.errors import UsageProblem

#: click has no class of its own for this complaint in all its versions.
_NO_COMMAND = re.compile(r"No such command '([^']+)'")


@click.group(cls=Group)
@click.version_option(package_name="budgetlint", message="budgetlint %(version)s", help="显示版本")
def cli() -> None:
    """检查部门预算、决算公开文件（PDF）中的数字和勾稽关系。"""


cli.add_command(check_command)
cli.add_command(extract_command)
cli.add_command(report_command)
cli.add_command(rules_command)
cli.add_command(explain_command)
cli.add_command(baseline_group)
cli.add_command(config_group)
cli.add_command(init_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code; every expected error is one sentence."""
    _tolerant(sys.stdout)
    _tolerant(sys.stderr)
    args = None if arguments is None else list(arguments)
    try:
        code = cli.main(args=args, prog_name="budgetlint", standalone_mode=False)
        sys.stdout.flush()
    except UsageProblem as error:
        click.echo(f"错误：{error}", err=True)
        return 2
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        click.echo(f"错误：{_sentence(error)}", err=True)
        context = getattr(error, "ctx", None)
        if context is not None:
            click.echo(f"用法见 {context.command_path} --help", err=True)
        return 2
    except click.Abort:
        click.echo("已中断", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (… | head); nothing is left to say to it.
        sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        return 1
    return code if isinstance(code, int) else 0


def _sentence(error: click.ClickException) -> str:
    """click's own complaints in Chinese, those that people meet."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param is not None else ""
        if error.param is not None and isinstance(error.param.type, click.Choice):
            return f"{name} 只能是 {'、'.join(map(str, error.param.type.choices))}"
        return f"{name} 的值不对：{error.message}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 用法不对：{error.message}"
    unknown = _NO_COMMAND.match(error.message)
    if unknown:
        close = get_close_matches(unknown[1], cli.commands, n=1)
        return f"没有命令 {unknown[1]}" + (f"，是不是 {close[0]}？" if close else "")
    return error.format_message()


def _tolerant(stream: object) -> None:
    """A console that cannot show a character (GBK) shows ``?`` and goes on."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
