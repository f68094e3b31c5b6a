"""Profiles: what a kind of disclosure must contain, and how severe each rule is for it.

A profile is data, a TOML file. The built-in ones lie in ``budgetlint/data/profiles``; a user's
file may stand alone or extend one of them::

    extends = "部门预算"
    name = "某省部门预算"

    [[table]]                 # one more table, or another severity for one of the same name
    name = "国有资产情况表"
    titles = ["国有资产.*表"]
    severity = "warning"

    [severity]                # of rules
    DOC109 = "error"

The profile of a document is chosen from its kind, its fiscal year and its organisation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from budgetlint.errors import UsageProblem
from budgetlint.model import Document, Severity, TableKind

_T = TypeVar("_T", bound="Required")
_CODE = re.compile(r"[A-Z]{3}(?:\d{3})?")


@dataclass(frozen=True)
class Required:
    """A table or a section that must be there from ``first_year`` to ``last_year``."""

    name: str
    severity: Severity = Severity.WARNING
    first_year: int | None = None
    last_year: int | None = None

    def applies_to(self, year: int | None) -> bool:
        """Whether it is required in a fiscal year (an unknown year counts as recent)."""
        if year is None:
            return self.last_year is None
        return (self.first_year or 0) <= year <= (self.last_year or 9999)


@dataclass(frozen=True)
class RequiredTable(Required):
    """A table known by its canonical kinds (any of them will do) or by patterns of titles."""

    kinds: tuple[TableKind, ...] = ()
    titles: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class RequiredSection(Required):
    """A part of the prose, known by any of some words (patterns) in its text."""

    words: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Profile:
    """What holds for one kind of disclosure.

    ``kinds`` are the values of :attr:`Document.kind` it is for, ``organisations`` a pattern the
    name of the organisation must contain (None: any). ``severities`` override those of rules
    and ``ignore`` switches rules off; both take codes or families (``DOC``), the longer one
    wins.
    """

    name: str
    kinds: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    organisations: re.Pattern[str] | None = None
    basis: str = ""
    tables: tuple[RequiredTable, ...] = ()
    sections: tuple[RequiredSection, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()

    def fits(self, kind: str, year: int | None, organisation: str) -> bool:
        """Whether it is meant for such a document."""
        if self.kinds and kind not in self.kinds:
            return False
        if year is not None and not (self.first_year or 0) <= year <= (self.last_year or 9999):
            return False
        return self.organisations is None or bool(self.organisations.search(organisation))

    def severity_of(self, code: str, default: Severity) -> Severity:
        """The severity of a rule under this profile."""
        return self.severities.get(code, self.severities.get(code[:3], default))

    def runs(self, code: str) -> bool:
        """Whether a rule is to be run under this profile."""
        return code not in self.ignore and code[:3] not in self.ignore


#: the profile the user named, for the run at hand
_named: ContextVar[Profile | None] = ContextVar("_named", default=None)


@contextmanager
def use_profile(profile: Profile | None) -> Iterator[None]:
    """Check everything inside under this profile where it fits the document."""
    token = _named.set(profile)
    try:
        yield
    finally:
        _named.reset(token)


def profile_for(document: Document) -> Profile:
    """The profile of a document: the user's where it fits, else the most specific built-in."""
    kind = kind_of(document)
    year, organisation = document.fiscal_year, _organisation(document)
    named = _named.get()
    if named is not None and named.fits(kind, year, organisation):
        return named
    fitting = [p for p in built_in().values() if p.fits(kind, year, organisation)]
    return max(fitting, key=_specific, default=Profile("通用"))


def _specific(profile: Profile) -> tuple[bool, bool, bool]:
    years = profile.first_year is not None or profile.last_year is not None
    return profile.organisations is not None, bool(profile.kinds), years


def kind_of(document: Document) -> str:
    """The kind of a document; one that is only tables says it in the names of its tables."""
    if document.kind:
        return document.kind
    names = "".join(f"{table.title}{table.number}" for table in document.tables)
    budget, final = names.count("预算"), names.count("决算")
    if len(document.tables) < 5 or budget == final:
        return ""
    # 一般公共预算财政拨款支出决算表: final accounts name both
    return "部门决算" if final * 2 > budget else "部门预算"


def _organisation(document: Document) -> str:
    """Everything on the cover that may name the organisation."""
    lines = [line.text for page in document.pages[:1] for line in page.lines[:6]]
    return "\n".join([document.organisation, *lines])


@cache
def built_in() -> dict[str, Profile]:
    """The profiles of the package by name."""
    folder = files("budgetlint") / "data" / "profiles"
    found: dict[str, Profile] = {}
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".toml"):
            profile = _parse(item.read_text(encoding="utf-8"), item.name, found)
            found[profile.name] = profile
    return found


def load_profile(path: Path) -> Profile:
    """A profile from a user's file.

    Raises:
        UsageProblem: it cannot be read, has an unknown key or a wrong value; says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"配置方案 {path} 无法读取：{error}") from error
    return _parse(text, str(path), built_in())


# ---------------------------------------------------------------- reading


def _parse(text: str, source: str, known: Mapping[str, Profile]) -> Profile:
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
