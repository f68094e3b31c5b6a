"""Profiles as written down: TOML becomes :class:`~budgetlint.profiles.Profile`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from budgetlint.errors import UsageProblem
from budgetlint.model import Severity, TableKind
from budgetlint.profiles import Profile, Required, RequiredSection, RequiredTable

_T = TypeVar("_T", bound=Required)
_CODE = re.compile(r"[A-Z]{3}(?:\d{3})?")


def parse(text: str, source: str, known: Mapping[str, Profile]) -> Profile:
    """A profile written as TOML; ``known`` are those it may extend.

    Raises:
        UsageProblem: an unknown key or a wrong value; says which, and what is allowed.
    """
    reader = _Reader(source)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise reader.problem(f"不是正确的 TOML：{error}") from error
    values = reader.fields(data, _PROFILE_KEYS, "")
    base = Profile("")
    if "extends" in values:
        name = values.pop("extends")
        if name not in known:
            raise reader.problem(f"extends 中的“{name}”不存在，可用：{'、'.join(known)}")
        base = known[name]
    if not values.get("name"):
        raise reader.problem("缺少 name（方案名称）")
    dropped = values.pop("remove", ())
    tables = _merged(base.tables, values.pop("tables", ()), dropped)
    sections = _merged(base.sections, values.pop("sections", ()), dropped)
    severities = {**base.severities, **values.pop("severities", {})}
    ignore = tuple(dict.fromkeys((*base.ignore, *values.pop("ignore", ()))))
    return replace(
        base, tables=tables, sections=sections, severities=severities, ignore=ignore, **values
    )


def _merged(base: tuple[_T, ...], more: tuple[_T, ...], dropped: tuple[str, ...]) -> tuple[_T, ...]:
    by_name = {item.name: item for item in (*base, *more)}
    return tuple(item for name, item in by_name.items() if name not in dropped)


class _Reader:
    """Reads values of one file; every complaint names the file, the key and what is allowed."""

    def __init__(self, source: str) -> None:
        self.source = source

    def problem(self, what: str) -> UsageProblem:
        return UsageProblem(f"配置方案 {self.source}：{what}")

    def fields(self, data: object, keys: Mapping[str, _Key], where: str) -> dict[str, Any]:
        """The values of a table of the file under the names of the attributes."""
        if not isinstance(data, dict):
            raise self.problem(f"{where or '文件'} 应为键值对")
        unknown = [key for key in data if key not in keys]
        if unknown:
            at = f"{where} 中" if where else ""
            raise self.problem(
                f"{at}有不认识的键：{'、'.join(unknown)}。可用的键：{'、'.join(keys)}"
            )
        prefix = f"{where}." if where else ""
        return {
            keys[key].attribute: keys[key].read(self, value, prefix + key)
            for key, value in data.items()
        }

    def text(self, value: object, key: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.problem(f"{key} 应为文字")
        return value

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.problem(f'{key} 应为文字的列表，例如 {key} = ["甲", "乙"]')
        return tuple(self.text(item, key) for item in value)

    def year(self, value: object, key: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1990 <= value <= 2100:
            raise self.problem(f"{key} 应为年份，例如 2024")
        return value

    def severity(self, value: object, key: str) -> Severity:
        allowed = [s.value for s in Severity]
        if value not in allowed:
            raise self.problem(f"{key} 应为 {'、'.join(allowed)} 之一，现为 {value!r}")
        return Severity(value)

    def pattern(self, value: object, key: str) -> re.Pattern[str]:
        try:
            return re.compile(self.text(value, key))
        except re.error as error:
            raise self.problem(f"{key} 不是正确的正则表达式：{error}") from error

    def patterns(self, value: object, key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(self.pattern(item, key) for item in self.texts(value, key))

    def table_kinds(self, value: object, key: str) -> tuple[TableKind, ...]:
        allowed = [kind.value for kind in TableKind if kind is not TableKind.UNKNOWN]
        for item in self.texts(value, key):
            if item not in allowed:
                raise self.problem(f"{key} 中的“{item}”不是表的类型，可用：{'、'.join(allowed)}")
        return tuple(TableKind(item) for item in self.texts(value, key))

    def codes(self, value: object, key: str) -> tuple[str, ...]:
        for item in self.texts(value, key):
            self._code(item, key)
        return self.texts(value, key)

    def _code(self, item: str, key: str) -> None:
        if not _CODE.fullmatch(item):
            raise self.problem(f"{key} 中的“{item}”不是规则编号，例如 DOC101 或 DOC")

    def severities(self, value: object, key: str) -> dict[str, Severity]:
        if not isinstance(value, dict):
            raise self.problem(f'{key} 应为键值对，例如 DOC109 = "error"')
        for item in value:
            self._code(item, key)
        return {code: self.severity(item, f"{key}.{code}") for code, item in value.items()}

    def tables(self, value: object, key: str) -> tuple[RequiredTable, ...]:
        found = tuple(RequiredTable(**f) for f in self._items(value, _TABLE_KEYS, key))
        for item in found:
            if not item.kinds and not item.titles:
                raise self.problem(f"{key} “{item.name}”应有 kinds 或 titles")
        return found

    def sections(self, value: object, key: str) -> tuple[RequiredSection, ...]:
        found = tuple(RequiredSection(**f) for f in self._items(value, _SECTION_KEYS, key))
        for item in found:
            if not item.words:
                raise self.problem(f"{key} “{item.name}”应有 words")
        return found

    def _items(self, value: object, keys: Mapping[str, _Key], key: str) -> Iterator[dict[str, Any]]:
        if not isinstance(value, list):
            raise self.problem(f"{key} 应写成 [[{key}]]")
        for item in value:
            values = self.fields(item, keys, key)
            if "name" not in values:
                raise self.problem(f"[[{key}]] 缺少 name")
            yield values


@dataclass(frozen=True)
class _Key:
    """What a key of a file fills, and how its value is read."""

    attribute: str
    read: Callable[[_Reader, object, str], Any]


_REQUIRED_KEYS = {
    "name": _Key("name", _Reader.text),
    "severity": _Key("severity", _Reader.severity),
    "from": _Key("first_year", _Reader.year),
    "to": _Key("last_year", _Reader.year),
}
_TABLE_KEYS = {
    **_REQUIRED_KEYS,
    "kinds": _Key("kinds", _Reader.table_kinds),
    "titles": _Key("titles", _Reader.patterns),
}
_SECTION_KEYS = {**_REQUIRED_KEYS, "words": _Key("words", _Reader.patterns)}
_PROFILE_KEYS = {
    "name": _Key("name", _Reader.text),
    "extends": _Key("extends", _Reader.text),
    "kinds": _Key("kinds", _Reader.texts),
    "from": _Key("first_year", _Reader.year),
    "to": _Key("last_year", _Reader.year),
    "organisations": _Key("organisations", _Reader.pattern),
    "basis": _Key("basis", _Reader.text),
    "remove": _Key("remove", _Reader.texts),
    "table": _Key("tables", _Reader.tables),
    "section": _Key("sections", _Reader.sections),
    "severity": _Key("severities", _Reader.severities),
    "ignore": _Key("ignore", _Reader.codes),
}
