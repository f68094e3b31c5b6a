"""``budgetlint config show`` and ``budgetlint init``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from budgetlint.cli_common import Command, Group, read_config, say_written, unwritable
from budgetlint.config import Config
from budgetlint.config_values import FileSettings
from budgetlint.errors import UsageProblem


@click.group("config", cls=Group)
def config_group() -> None:
    """查看配置。"""


@config_group.command("show", cls=Command)
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[PATH]")
@click.option(
    "--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="看这个文件"
)
def config_show(path: Path | None, config_file: Path | None) -> int:
    """显示生效的每项设置和它来自哪里；给出 PATH 则只列对这个文件起作用的 [[file]]。"""
    for line in _shown(read_config(config_file), path):
        click.echo(line)
    return 0


def _shown(config: Config, path: Path | None) -> Iterator[str]:
    """The settings as TOML, each with the place it comes from as a comment."""
    source = str(config.source.resolve()) if config.source else ""
    yield f"# {source or '没有找到配置文件，以下为默认值'}"
    for key, value in config.shown().items():
        origin = source if key in config.given else "默认值"
        # an unset file has no value that TOML could write
        yield f"{key} = {_toml(value)}  # {origin}" if value != "" else f"# {key} 没有设置"
    if config.severity:
        yield f"severity = {_toml(config.severity)}  # {source}"
    for section in config.file if path is None else config.files_for(path):
        yield ""
        yield f"[[file]]  # {source}"
        yield from _file_section(section)
    for waiver in config.waiver:
        yield ""
        yield f"[[waiver]]  # {source}"
        yield from (f"{key} = {_toml(value)}" for key, value in waiver.items())


def _file_section(section: FileSettings) -> Iterator[str]:
    yield f"pattern = {_toml(list(section.pattern))}"
    if section.select is not None:
        yield f"select = {_toml(list(section.select))}"
    if section.extend_select:
        yield f"extend_select = {_toml(list(section.extend_select))}"
    if section.ignore:
        yield f"ignore = {_toml(list(section.ignore))}"
    if section.severity:
        yield f"severity = {_toml(section.severity)}"


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key} = {_toml(str(item))}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, bool | str | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


@click.command("init", cls=Command)
@click.option("--force", is_flag=True, help="已有 budgetlint.toml 时也重新写")
def init_command(force: bool) -> int:
    """在当前文件夹写一个带说明的 budgetlint.toml。"""
    from budgetlint.config_template import TEMPLATE

    file = Path("budgetlint.toml")
    if file.exists() and not force:
        raise UsageProblem("已经有 budgetlint.toml，没有改动；要重新写请加 --force")
    try:
        file.write_text(TEMPLATE, encoding="utf-8", newline="\n")
    except OSError as error:
        raise unwritable(file, error) from error
    say_written(file)
    return 0
