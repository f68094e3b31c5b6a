"""What the commands share: Chinese help, ``FORMAT[:FILE]`` options, writing results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetlint.config import Config, find_config, load_config
from budgetlint.errors import UsageProblem
from budgetlint.failures import FileFailure

if TYPE_CHECKING:
    from budgetlint.declared_model import Declared

_HEADINGS = {"Options": "选项", "Commands": "命令"}


class _Formatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command with Chinese help."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明并退出"
        return option


class Group(Command, click.Group):
    """A group of commands with Chinese help."""

    command_class = Command


Group.group_class = Group


@dataclass(frozen=True)
class Output:
    """One ``--output``: a format and the file it goes to (None: standard output)."""

    format: str
    file: Path | None


def output_type(
    formats: tuple[str, ...], need_file: tuple[str, ...] = ()
) -> Callable[[str], Output]:
    """The reader of ``FORMAT[:FILE]`` for an option; a Windows path keeps its own colon."""

    def read(value: str) -> Output:
        name, colon, file = value.partition(":")
        if name not in formats:
            raise UsageProblem(f"没有输出格式“{name}”。可用的格式：{'、'.join(formats)}")
        if colon and not file:
            raise UsageProblem(f"--output {value}：冒号后面缺少文件名")
        if name in need_file and not file:
            raise UsageProblem(f"{name} 要写到文件，例如 --output {name}:结果.{name}")
        return Output(name, Path(file) if file else None)

    return read


def refuse_shared(outputs: tuple[Output, ...]) -> None:
    """Check that no two outputs go to one place.

    Raises:
        UsageProblem: two do, and would be mixed or lost.
    """
    places = [output.file for output in outputs]
    if len(set(places)) < len(places):
        raise UsageProblem("有两个 --output 写到同一个地方，请给它们不同的文件名（FORMAT:FILE）")


def write_text(text: str, output: Output, *, encoding: str = "utf-8") -> None:
    """Write a result to its file or to standard output.

    What programs read is UTF-8 whatever the console speaks, unless a person looks at it.

    Raises:
        UsageProblem: the file cannot be written.
    """
    if output.file is None:
        if output.format == "text" or sys.stdout.isatty():
            click.echo(text, nl=not text.endswith("\n"))
        else:
            click.echo(text.encode("utf-8"), nl=False)
        return
    prepare_folder(output.file.parent)
    try:
        output.file.write_text(text, encoding=encoding, newline="\n")
    except OSError as error:
        raise unwritable(output.file, error) from error
    say_written(output.file)


def prepare_folder(folder: Path) -> None:
    """Make the folder that results go to.

    Raises:
        UsageProblem: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(file: Path, error: OSError) -> UsageProblem:
    """A result file that cannot be written, as a sentence."""
    return UsageProblem(
        f"无法写入 {file}：{error.strerror or error}。请换一个位置，或关闭占用它的程序。"
    )


def say_written(file: Path) -> None:
    """Tell the person, not the program, where a result went."""
    click.echo(f"已写入 {file}", err=True)


def say_failure(failure: FileFailure) -> None:
    """One sentence with the file's name on stderr."""
    click.echo(f"{failure.path}：{failure.message}", err=True)


def read_config(file: Path | None) -> Config:
    """The settings in force: a named file, else the nearest one."""
    return load_config(file) if file is not None else find_config(Path.cwd())


def load_rule_files(files: Sequence[Path]) -> tuple[Declared, ...]:
    """The rules of the user's own files; their codes must be free."""
    if not files:
        return ()
    from budgetlint.declared import load_declared
    from budgetlint.runner import loaded_rules

    return load_declared(files, loaded_rules().rules)
