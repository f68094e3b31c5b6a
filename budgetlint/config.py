"""Settings from the nearest configuration file.

In each folder from the working folder upwards these are looked for, in this order:
``budgetlint.toml``, ``[budgetlint]`` in ``setup.cfg``, ``[tool.budgetlint]`` in
``pyproject.toml``. The first one found is used alone; files are never merged.
"""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgetlint.coverage_gate import read_percent
from budgetlint.errors import UsageProblem
from budgetlint.selection import split_codes

SEVERITIES = ("error", "warning", "info")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Config:
    """The settings in force and the file they come from (None: built-in defaults).

    Files are named relative to the configuration file.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    lang: str = "zh"
    rules: tuple[Path, ...] = ()
    profile: Path | None = None
    fail_under_coverage: Decimal | None = None
    source: Path | None = None

    def shown(self) -> dict[str, object]:
        """Every setting as it would be written in a file; what is not set is an empty text."""
        percent = self.fail_under_coverage
        return {
            "select": list(self.select),
            "ignore": list(self.ignore),
            "fail_on": self.fail_on,
            "lang": self.lang,
            "rules": [str(file) for file in self.rules],
            "profile": str(self.profile or ""),
            "fail_under_coverage": "" if percent is None else str(percent),
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
            parser = configparser.ConfigParser(interpolation=None)
            parser.read_string(text)
            return dict(parser["budgetlint"]) if parser.has_section("budgetlint") else None
        data = tomllib.loads(text)
    except (OSError, ValueError, configparser.Error) as error:
        raise UsageProblem(f"配置文件 {path} 无法读取：{error}") from error
    if path.name != "pyproject.toml":
        return data
    found = data.get("tool", {}).get("budgetlint")
    return found if isinstance(found, dict) else None


def _checked(values: Mapping[str, Any], path: Path) -> Config:
    unknown = [key for key in values if key not in _READERS]
    if unknown:
        raise UsageProblem(
            f"配置文件 {path} 中有不认识的设置：{'、'.join(unknown)}。"
            f"可用的设置：{'、'.join(_READERS)}"
        )
    return Config(
        **{key: _READERS[key](value, key, path) for key, value in values.items()}, source=path
    )


def _codes(value: object, key: str, path: Path) -> tuple[str, ...]:
    if isinstance(value, str):
        return split_codes(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return split_codes(" ".join(value))
    raise UsageProblem(f'配置文件 {path}：{key} 应为规则编号的列表，例如 {key} = ["SUM", "PCT101"]')


def _one_of(allowed: tuple[str, ...]) -> Callable[[object, str, Path], str]:
    def read(value: object, key: str, path: Path) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise UsageProblem(f"配置文件 {path}：{key} 应为 {'、'.join(allowed)} 之一，现为 {value!r}")

    return read


def _files(value: object, key: str, path: Path) -> tuple[Path, ...]:
    if isinstance(value, str):
        value = [part.strip() for part in value.replace("\n", ",").split(",") if part.strip()]
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(path.parent / item for item in value)
    raise UsageProblem(f'配置文件 {path}：{key} 应为文件的列表，例如 {key} = ["relations.toml"]')


def _file(value: object, key: str, path: Path) -> Path:
    if isinstance(value, str) and value.strip():
        return path.parent / value.strip()
    raise UsageProblem(f'配置文件 {path}：{key} 应为一个文件，例如 {key} = "profile.toml"')


def _percent(value: object, key: str, path: Path) -> Decimal:
    number = isinstance(value, str | int | float) and not isinstance(value, bool)
    percent = read_percent(str(value)) if number else None
    if percent is None:
        raise UsageProblem(f"配置文件 {path}：{key} 应为 0 到 100 的数，例如 97，现为 {value!r}")
    return percent


_READERS: dict[str, Callable[[object, str, Path], Any]] = {
    "select": _codes,
    "ignore": _codes,
    "fail_on": _one_of(SEVERITIES),
    "lang": _one_of(LANGUAGES),
    "rules": _files,
    "profile": _file,
    "fail_under_coverage": _percent,
}
