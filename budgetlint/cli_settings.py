"""Which rules run on which file: the options that ``check`` and ``baseline`` share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from budgetlint.cli_common import load_rule_files, read_config
from budgetlint.config import Config
from budgetlint.config_values import FileSettings
from budgetlint.errors import UsageProblem
from budgetlint.selection import Choice, choose, longest, refuse_unknown, split_codes

if TYPE_CHECKING:
    from budgetlint.declared_model import Declared
    from budgetlint.model import Severity
    from budgetlint.profiles import Profile
    from budgetlint.runner import Options

_file = click.Path(path_type=Path)
_OPTIONS = (
    click.option("--select", metavar="规则,…", help="只用这些规则，如 SUM,PCT101"),
    click.option("--extend-select", metavar="规则,…", help="在已选的之外再用这些规则"),
    click.option("--ignore", metavar="规则,…", help="不用这些规则"),
    click.option(
        "--rules",
        "rule_files",
        multiple=True,
        type=_file,
        metavar="FILE",
        help="再加上这个文件（TOML、YAML）里写的规则，可写多次",
    ),
    click.option(
        "--profile",
        "profile_file",
        type=_file,
        metavar="FILE",
        help="用这个文件里的配置方案（必须公开的表和说明、各规则的级别）",
    ),
    click.option(
        "--waivers",
        "waiver_files",
        multiple=True,
        type=_file,
        metavar="FILE",
        help="豁免文件，可写多次；默认用配置文件旁边的 budgetlint-waivers.toml",
    ),
    click.option("--config", "config_file", type=_file, metavar="FILE", help="用这个配置文件"),
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="同时处理几个文件，默认按处理器个数",
    ),
)


@dataclass(frozen=True)
class Asked:
    """What the shared options say."""

    select: str | None
    extend_select: str | None
    ignore: str | None
    rule_files: tuple[Path, ...]
    profile_file: Path | None
    waiver_files: tuple[Path, ...]
    config_file: Path | None
    jobs: int

    @property
    def workers(self) -> int:
        """How many files are checked at a time."""
        return self.jobs or os.cpu_count() or 1

    @property
    def choice(self) -> Choice:
        """The rules that the command line asks for."""
        return Choice(
            None if self.select is None else split_codes(self.select),
            split_codes(self.extend_select or ""),
            split_codes(self.ignore or ""),
        )


def shared_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the shared options; it gets them as one argument ``asked``."""

    @wraps(command)
    def wrapper(**values: Any) -> int:
        asked = Asked(**{name: values.pop(name) for name in Asked.__dataclass_fields__})
        return command(asked=asked, **values)

    decorated: Callable[..., int] = wrapper
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


class Plan:
    """Rules and severities for each file, from the command line and the configuration.

    Raises:
        UsageProblem: a code matches no rule, or no rule is left.
    """

    def __init__(self, asked: Asked, *, lang: str = "", debug_pages: Path | None = None) -> None:
        from budgetlint.runner import Options

        self.config = read_config(asked.config_file)
        self.lang = lang or self.config.lang
        self._asked = asked
        declared = load_rule_files(asked.rule_files or self.config.rules)
        self._known = known_codes(self.config, asked.choice, declared)
        profile = _profile(asked.profile_file, self.config)
        self._base = Options((), self.lang, debug_pages, declared, profile)
        self._made: dict[tuple[FileSettings, ...] | tuple[int, ...], Options] = {}
        self.codes = self.options_for(None).codes
        if self._known and not self.codes:
            raise UsageProblem("select 和 ignore 合起来没有留下任何规则")

    def options_for(self, path: Path | None) -> Options:
        """The options of one file (None: of a file without settings of its own)."""
        sections = () if path is None else self.config.files_for(path)
        key = tuple(id(section) for section in sections)
        if key not in self._made:
            codes = choose(self._known, _choices(self.config, sections, self._asked.choice))
            severities = _severities(self._known, self.config, sections)
            self._made[key] = replace(self._base, codes=codes, severities=severities)
        return self._made[key]


def _choices(
    config: Config, sections: Sequence[FileSettings], asked: Choice | None
) -> list[Choice]:
    """From the most general place to the most explicit."""
    choices = [Choice(config.select, config.extend_select, config.ignore)]
    choices += [Choice(s.select, s.extend_select, s.ignore) for s in sections]
    return [*choices, asked] if asked is not None else choices


def _severities(
    known: Sequence[str], config: Config, sections: Sequence[FileSettings]
) -> dict[str, Severity]:
    """The severity of each rule that one is set for; the longest prefix decides."""
    wanted: dict[str, Severity] = dict(config.severity)
    for section in sections:
        # a section for some files is the more explicit place, whatever its prefixes are
        wanted = {k: v for k, v in wanted.items() if longest(k, section.severity) is None}
        wanted |= section.severity
    found = {code: longest(code, wanted) for code in known}
    return {code: wanted[prefix] for code, prefix in found.items() if prefix is not None}


def known_codes(
    config: Config, asked: Choice, declared: Sequence[Declared] = ()
) -> tuple[str, ...]:
    """The codes there are, after a check that all that is asked for matches one.

    A plugin that failed to load is said in each report; its codes are unknown through no
    fault of the user.
    """
    from budgetlint.runner import loaded_rules

    loaded = loaded_rules()
    known = (*loaded.rules, *(item.code for item in declared))
    if loaded.failures:
        return known
    if not known:
        raise UsageProblem("没有安装任何检查规则，请重新安装 budgetlint")
    for choice in _choices(config, config.file, asked):
        refuse_unknown(known, choice.select or (), "select")
        refuse_unknown(known, choice.extend, "extend-select")
        refuse_unknown(known, choice.ignore, "ignore")
    for severity in (config.severity, *(section.severity for section in config.file)):
        refuse_unknown(known, severity, "severity")
    return known


def _profile(file: Path | None, config: Config) -> Profile | None:
    """The profile the user named, if any."""
    file = file or config.profile
    if file is None:
        return None
    from budgetlint.profiles import load_profile

    return load_profile(file)
