"""Values of a file of declared relations; every complaint is a sentence that says where.

A sentence names the file, the rule, the key and what would be right there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from budgetlint.errors import UsageProblem
from budgetlint.model import RowRole, Severity, TableKind

_QUOTES = str.maketrans("", "", "“”\"'「」 ")


@dataclass(frozen=True)
class Values:
    """Reads values at one place of a file; ``rule`` is its code, or its number in the file."""

    source: str
    rule: str = ""

    def refuse(self, what: str) -> NoReturn:
        """Say what is wrong.

        Raises:
            UsageProblem: always.
        """
        of = f" 的规则 {self.rule}" if self.rule else ""
        raise UsageProblem(f"规则文件 {self.source}{of}：{what}")

    def mapping(self, value: object, keys: Iterable[str], where: str) -> Mapping[str, object]:
        """Keys and values, none of them unknown."""
        known = list(keys)
        if not isinstance(value, Mapping):
            self.refuse(f"{where}应为键值对。可用的键：{'、'.join(known)}")
        unknown = [str(key) for key in value if key not in known]
        if unknown:
            self.refuse(f"{where}中有不认识的键 {'、'.join(unknown)}。可用的键：{'、'.join(known)}")
        return value

    def text(self, value: object, key: str) -> str:
        """One text that is not empty; a number without quotes is taken as printed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{key} 应为文字，现为 {shown(value)}")
        return value.strip()

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        """One text, or a list of texts of which any will do."""
        if isinstance(value, list):
            if not value:
                self.refuse(f"{key} 是空的列表，请至少写一项")
            return tuple(self.text(item, key) for item in value)
        return (self.text(value, key),)

    def flag(self, value: object, key: str) -> bool:
        """Yes or no; YAML hands it over as a text."""
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        self.refuse(f"{key} 应为 true 或 false，现为 {shown(value)}")

    def levels(self, value: object, key: str) -> tuple[int, ...]:
        """Levels of rows: 1 for 类, 2 for 款, 3 for 项."""
        found = self.texts(value, key)
        for item in found:
            if item not in ("1", "2", "3", "4"):
                self.refuse(f"{key} 应为 1（类）、2（款）或 3（项），现为 {item}")
        return tuple(int(item) for item in found)

    def codes(self, value: object, key: str) -> tuple[str, ...]:
        """Codes of 科目, or their beginnings."""
        found = self.texts(value, key)
        for item in found:
            if not re.fullmatch(r"\d+", item):
                self.refuse(f"{key} 应为科目编码（数字），例如 30217，现为“{item}”")
        return found

    def pattern(self, value: object, key: str) -> re.Pattern[str]:
        """A regular expression."""
        try:
            return re.compile(self.text(value, key))
        except re.error as error:
            self.refuse(f"{key} 不是正确的正则表达式：{error}")

    def kinds(self, value: object, key: str) -> tuple[TableKind, ...]:
        """Kinds of tables by their Chinese names."""
        return tuple(self._kind(item, key) for item in self.texts(value, key))

    def _kind(self, text: str, key: str) -> TableKind:
        kind = table_kind(text)
        if kind is None:
            allowed = "、".join(k.value for k in TableKind if k is not TableKind.UNKNOWN)
            self.refuse(f"{key} 中的“{text}”不是表的种类。可用的种类：{allowed}")
        return kind

    def roles(self, value: object, key: str) -> tuple[RowRole, ...]:
        """Roles of rows."""
        allowed = [r.value for r in RowRole if r not in (RowRole.EMPTY, RowRole.NOTE)]
        found = self.texts(value, key)
        for item in found:
            if item not in allowed:
                self.refuse(f"{key} 应为 {'、'.join(allowed)} 之一，现为“{item}”")
        return tuple(RowRole(item) for item in found)

    def severity(self, value: object, key: str) -> Severity:
        """How bad a failure is."""
        allowed = [s.value for s in Severity]
        text = self.text(value, key)
        if text not in allowed:
            self.refuse(f"{key} 应为 {'、'.join(allowed)} 之一，现为“{text}”")
        return Severity(text)

    def items(self, value: object, key: str, least: int = 1) -> list[object]:
        """A list."""
        if not isinstance(value, list) or len(value) < least:
            self.refuse(f"{key} 应为列表，至少 {least} 项")
        return value


def shown(value: object) -> str:
    """A wrong value as a complaint quotes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"键值对（{'、'.join(map(str, value))}）"
    return f"“{value}”" if value not in (None, "") else "空"


def table_kind(text: str) -> TableKind | None:
    """A kind by its name, with or without its quotation marks."""
    wanted = text.translate(_QUOTES)
    for kind in TableKind:
        if kind is not TableKind.UNKNOWN and kind.value.translate(_QUOTES) == wanted:
            return kind
    return None
