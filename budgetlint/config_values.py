"""Reads one value of a configuration file, or says what it should be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Any

from budgetlint.coverage_gate import read_percent
from budgetlint.errors import UsageProblem
from budgetlint.model import Severity
from budgetlint.selection import split_codes

SEVERITIES = ("error", "warning", "info")
LANGUAGES = ("zh", "en")

Reader = Callable[[object, str, Path], Any]


@dataclass(frozen=True)
class FileSettings:
    """A ``[[file]]`` section: what holds for the files whose path matches a pattern."""

    pattern: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def fits(self, path: PurePath, base: PurePath) -> bool:
        """Whether it is meant for a file; patterns are relative to ``base``."""
        return any(matches(path, pattern, base) for pattern in self.pattern)


def matches(path: PurePath, pattern: str, base: PurePath) -> bool:
    """Whether a pattern (``*`` also stands for ``/``) means a file.

    A pattern without a slash is compared with the name of the file alone. Names are compared
    in one Unicode form: other systems write the same name with other code points.
    """
    wanted = unicodedata.normalize("NFC", pattern.replace("\\", "/"))
    if "/" not in wanted:
        return fnmatchcase(unicodedata.normalize("NFC", path.name), wanted)
    shown = path.relative_to(base) if path.is_relative_to(base) else path
    texts = {unicodedata.normalize("NFC", p.as_posix()) for p in (shown, path)}
    return any(fnmatchcase(text, wanted.removeprefix("./")) for text in texts)


def refuse_keys(values: Mapping[str, Any], known: Mapping[str, Any], path: Path, at: str) -> None:
    """Check that every key is known.

    Raises:
        UsageProblem: one is not; the message lists the valid ones.
    """
    unknown = [key for key in values if key not in known]
    if unknown:
        raise UsageProblem(
            f"配置文件 {path}{at}中有不认识的设置：{'、'.join(unknown)}。"
            f"可用的设置：{'、'.join(known)}"
        )


def codes(value: object, key: str, path: Path) -> tuple[str, ...]:
    """A list of codes, or a text with codes."""
    if isinstance(value, str):
        return split_codes(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return split_codes(" ".join(value))
    raise UsageProblem(f'配置文件 {path}：{key} 应为规则编号的列表，例如 {key} = ["SUM", "PCT101"]')


def one_of(allowed: tuple[str, ...]) -> Callable[[object, str, Path], str]:
    """The reader of a word from a list."""

    def read(value: object, key: str, path: Path) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise UsageProblem(f"配置文件 {path}：{key} 应为 {'、'.join(allowed)} 之一，现为 {value!r}")

    return read


def yes_no(value: object, key: str, path: Path) -> bool:
    """true or false."""
    text = str(value).lower()
    if isinstance(value, bool | str) and text in ("true", "false"):
        return text == "true"
    raise UsageProblem(f"配置文件 {path}：{key} 应为 true 或 false，现为 {value!r}")


def files(value: object, key: str, path: Path) -> tuple[Path, ...]:
    """File names, relative to the configuration file."""
    if isinstance(value, str):
        value = [part.strip() for part in re.split(r"[,\n]", value) if part.strip()]
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(path.parent / item for item in value)
    raise UsageProblem(f'配置文件 {path}：{key} 应为文件的列表，例如 {key} = ["relations.toml"]')


def file(value: object, key: str, path: Path) -> Path:
    """One file name, relative to the configuration file."""
    if isinstance(value, str) and value.strip():
        return path.parent / value.strip()
    raise UsageProblem(f'配置文件 {path}：{key} 应为一个文件，例如 {key} = "profile.toml"')


def percent(value: object, key: str, path: Path) -> Decimal:
    """A number from 0 to 100."""
    number = isinstance(value, str | int | float) and not isinstance(value, bool)
    found = read_percent(str(value)) if number else None
    if found is None:
        raise UsageProblem(f"配置文件 {path}：{key} 应为 0 到 100 的数，例如 97，现为 {value!r}")
    return found


def severities(value: object, key: str, path: Path) -> Mapping[str, Severity]:
    """Codes or prefixes with the severity of their rules."""
    if isinstance(value, str):  # setup.cfg: SUM104 = warning, one a line or after a comma
        parts = [part.partition("=") for part in re.split(r"[,\n]", value) if part.strip()]
        value = {code.strip(): level.strip() for code, _, level in parts}
    if not isinstance(value, dict):
        raise UsageProblem(
            f'配置文件 {path}：{key} 应为规则和级别，例如 [{key}] 下写 SUM104 = "warning"'
        )
    found: dict[str, Severity] = {}
    for code, level in value.items():
        if level not in SEVERITIES:
            raise UsageProblem(
                f"配置文件 {path}：{key} 中 {code} 的级别应为 {'、'.join(SEVERITIES)} 之一，"
                f"现为 {level!r}；不用一条规则请写在 ignore 里"
            )
        found[str(code).upper()] = Severity(level)
    return found


def patterns(value: object, key: str, path: Path) -> tuple[str, ...]:
    """One pattern or several."""
    if isinstance(value, str) and value.strip():
        value = [value]
    if isinstance(value, list) and value and all(isinstance(v, str) and v.strip() for v in value):
        return tuple(item.strip() for item in value)
    raise UsageProblem(f'配置文件 {path}：{key} 应为文件名的式样，例如 {key} = "2023/*.pdf"')


_FILE_READERS: dict[str, Reader] = {
    "pattern": patterns,
    "select": codes,
    "extend_select": codes,
    "ignore": codes,
    "severity": severities,
}


def file_settings(value: object, key: str, path: Path) -> tuple[FileSettings, ...]:
    """The ``[[file]]`` sections."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UsageProblem(f"配置文件 {path}：{key} 应写成 [[{key}]] 小节，每节一个 pattern")
    found = []
    for number, item in enumerate(value, 1):
        at = f" 的第 {number} 个 [[{key}]] "
        refuse_keys(item, _FILE_READERS, path, at)
        if "pattern" not in item:
            raise UsageProblem(f"配置文件 {path}{at}缺少 pattern（文件名的式样）")
        found.append(
            FileSettings(**{name: _FILE_READERS[name](v, name, path) for name, v in item.items()})
        )
    return tuple(found)


def tables(value: object, key: str, path: Path) -> tuple[Mapping[str, Any], ...]:
    """Sections that another module reads."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return tuple(value)
    raise UsageProblem(f"配置文件 {path}：{key} 应写成 [[{key}]] 小节")
