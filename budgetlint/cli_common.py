"""What the commands share: Chinese help, ``FORMAT[:FILE]`` options, writing results."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetlint.config import Config, find_config, load_config
from budgetlint.errors import UsageProblem
from budgetlint.failures import FileFailure

if TYPE_CHECKING:
    from budgetlint.declared_model import Declared

#: Under this key a command notes in ``click.Context.meta`` that notes are not wanted.
QUIET = "budgetlint.quiet"
#: Outputs for people: in the encoding of the console, the others are UTF-8 for programs.
_PLAIN = ("text", "lines")
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
    """Check that no two outputs go to one place, and none where nobody can read it.

    Raises:
        UsageProblem: two would be mixed or lost, or a web page would fill the window.
    """
    if Output("html", None) in outputs and sys.stdout.isatty():
        raise UsageProblem("html 要写到文件，例如 --output html:报告.html")
    places = [output.file for output in outputs]
    if len(set(places)) < len(places):
        raise UsageProblem("有两个 --output 写到同一个地方，请给它们不同的文件名（FORMAT:FILE）")


def write_text(text: str | Iterable[str], output: Output, *, encoding: str = "utf-8") -> None:
    """Write a result, or its pieces, to its file or to standard output.

    What programs read is UTF-8 whatever the console speaks, unless a person looks at it. A
    file is there only when all of it has been written.

    Raises:
        UsageProblem: the file cannot be written.
    """
    parts = [text] if isinstance(text, str) else text
    if output.file is None:
        plain = output.format in _PLAIN or sys.stdout.isatty()
        for part in parts:
            click.echo(part if plain else part.encode("utf-8"), nl=False)
        return
    prepare_folder(output.file.parent)
    unfinished = output.file.with_name(f"{output.file.name}.part")
    try:
        try:
            with unfinished.open("w", encoding=encoding, newline="\n") as stream:
                stream.writelines(parts)
            unfinished.replace(output.file)
        finally:
            unfinished.unlink(missing_ok=True)
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
    say_note(f"已写入 {file}")


def say_note(text: str) -> None:
    """Something good to know, on stderr unless ``--quiet`` was given."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(QUIET):
        click.echo(text, err=True)


def use_color() -> bool:
    """Whether standard output takes colour; ``NO_COLOR`` and a dumb terminal say no."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


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
