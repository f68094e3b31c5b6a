"""Settings from the nearest configuration file.

In each folder from the working folder upwards these are looked for, in this order:
``budgetlint.toml``, ``[budgetlint]`` in ``setup.cfg``, ``[tool.budgetlint]`` in
``pyproject.toml``. The first one found is used alone; files are never merged.
"""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgetlint import config_values as read
from budgetlint.config_values import LANGUAGES, SEVERITIES, FileSettings
from budgetlint.errors import UsageProblem
from budgetlint.model import Severity

__all__ = ["LANGUAGES", "SEVERITIES", "Config", "find_config", "load_config"]

SECTION = "budgetlint"
_FILE_SECTION = f"{SECTION}:file:"


@dataclass(frozen=True)
class Config:
    """The settings in force and the file they come from (None: built-in defaults).

    Files are named relative to the configuration file. ``given`` are the keys that the file
    sets; the others have their defaults.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    lang: str = "zh"
    rules: tuple[Path, ...] = ()
    profile: Path | None = None
    fail_under_coverage: Decimal | None = None
    baseline: Path | None = None
    waivers: Path | None = None
    strict_waivers: bool = False
    severity: Mapping[str, Severity] = field(default_factory=dict)
    file: tuple[FileSettings, ...] = ()
    waiver: tuple[Mapping[str, Any], ...] = ()
    source: Path | None = None
    given: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        """What the patterns of files are relative to."""
        return (self.source.parent if self.source is not None else Path()).resolve()

    def files_for(self, path: Path) -> tuple[FileSettings, ...]:
        """The ``[[file]]`` sections that hold for a file, in their order."""
        if not self.file:
            return ()
        return tuple(item for item in self.file if item.fits(path.resolve(), self.folder))

    def shown(self) -> dict[str, object]:
        """Every simple setting as it would be written in a file; one not set is empty."""
        percent = self.fail_under_coverage
        return {
            "select": list(self.select),
            "extend_select": list(self.extend_select),
            "ignore": list(self.ignore),
            "fail_on": self.fail_on,
            "lang": self.lang,
            "rules": [str(file) for file in self.rules],
            "profile": str(self.profile or ""),
            "fail_under_coverage": "" if percent is None else str(percent),
            "baseline": str(self.baseline or ""),
            "waivers": str(self.waivers or ""),
            "strict_waivers": self.strict_waivers,
        }


def find_config(start: Path) -> Config:
    """The settings that hold in a folder; the defaults where there is no file.

    Raises:
        UsageProblem: the file cannot be read, or has an unknown key or a wrong value.
    """
    for folder in (start, *start.parents):
        for name in ("budgetlint.toml", "setup.cfg", "pyproject.toml"):
            path = folder / name
            if path.is_file():
                values = _section(path)
                if values is not None:
                    return _checked(values, path)
    return Config()


def load_config(path: Path) -> Config:
    """The settings of one named file.

    Raises:
        UsageProblem: there is no such file, it has no section for us, or it is wrong.
    """
    if not path.is_file():
        raise UsageProblem(f"找不到配置文件 {path}")
    values = _section(path)
    if values is None:
        raise UsageProblem(
            f"{path} 中没有 budgetlint 的配置（setup.cfg 用 [budgetlint]，"
            "pyproject.toml 用 [tool.budgetlint]）"
        )
    return _checked(values, path)


def _section(path: Path) -> Mapping[str, Any] | None:
    """Our part of a configuration file, or None when it has none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".cfg":
            return _cfg_section(text)
        data = tomllib.loads(text)
    except (OSError, ValueError, configparser.Error) as error:
        raise UsageProblem(f"配置文件 {path} 无法读取：{error}") from error
    if path.name != "pyproject.toml":
        return data
    found = data.get("tool", {}).get(SECTION)
    return found if isinstance(found, dict) else None


def _cfg_section(text: str) -> Mapping[str, Any] | None:
    """``[budgetlint]`` with each ``[budgetlint:file:pattern]`` as a ``[[file]]`` section."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    per_file = [
        {"pattern": name.removeprefix(_FILE_SECTION), **parser[name]}
        for name in parser.sections()
        if name.startswith(_FILE_SECTION)
    ]
    if not parser.has_section(SECTION) and not per_file:
        return None
    values: dict[str, Any] = dict(parser[SECTION]) if parser.has_section(SECTION) else {}
    return values | ({"file": per_file} if per_file else {})


def _checked(values: Mapping[str, Any], path: Path) -> Config:
    read.refuse_keys(values, _READERS, path, "")
    return Config(
        **{key: _READERS[key](value, key, path) for key, value in values.items()},
        source=path,
        given=frozenset(values),
    )


_READERS: dict[str, read.Reader] = {
    "select": read.codes,
    "extend_select": read.codes,
    "ignore": read.codes,
    "fail_on": read.one_of(SEVERITIES),
    "lang": read.one_of(LANGUAGES),
    "rules": read.files,
    "profile": read.file,
    "fail_under_coverage": read.percent,
    "baseline": read.file,
    "waivers": read.file,
    "strict_waivers": read.yes_no,
    "severity": read.severities,
    "file": read.file_settings,
    "waiver": read.tables,
}
