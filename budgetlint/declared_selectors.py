"""Selectors of a file of declared relations: which tables, rows and columns are meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from budgetlint.declared_model import ColumnSelector, RowSelector, TableSelector
from budgetlint.declared_values import Values, table_kind

_ALL = "all"
_CODE = re.compile(r"\d{3,}")
_PREFIX = re.compile(r"(\d{3,})\*")


def read_table(values: Values, given: object, where: str) -> TableSelector:
    """Tables: a kind or a part of the title (or several), or both and more as keys."""
    if isinstance(given, str | list):
        texts = values.texts(given, where)
        kinds = [kind for text in texts if (kind := table_kind(text)) is not None]
        if kinds and len(kinds) < len(texts):
            values.refuse(f"{where} 中既有表的种类又有标题，请用键 kind 和 title 分开写")
        return TableSelector(kind=tuple(kinds), title=() if kinds else texts)
    data = _keys(values, given, ("kind", "title", "pattern", "number", "unit"), where)
    return TableSelector(
        kind=values.kinds(data["kind"], f"{where}.kind") if "kind" in data else (),
        title=_texts(values, data, "title", where),
        pattern=values.pattern(data["pattern"], f"{where}.pattern") if "pattern" in data else None,
        number=_texts(values, data, "number", where),
        unit=_texts(values, data, "unit", where),
    )


def read_row(values: Values, given: object, where: str) -> RowSelector:
    """Rows: ``all``, codes, beginnings of codes (``302*``), names, or keys."""
    if given == _ALL:
        return RowSelector()
    if isinstance(given, str | int | list):
        return _short_row(values, values.texts(given, where), where)
    allowed = ("code", "code_prefix", "name", "contains", "pattern", "role", "level")
    data = _keys(values, given, allowed, where)
    prefixes = f"{where}.code_prefix"
    return RowSelector(
        code=values.codes(data["code"], f"{where}.code") if "code" in data else (),
        code_prefix=values.codes(data["code_prefix"], prefixes) if "code_prefix" in data else (),
        name=_texts(values, data, "name", where),
        contains=_texts(values, data, "contains", where),
        pattern=values.pattern(data["pattern"], f"{where}.pattern") if "pattern" in data else None,
        role=values.roles(data["role"], f"{where}.role") if "role" in data else (),
        level=values.levels(data["level"], f"{where}.level") if "level" in data else (),
    )


def _short_row(values: Values, texts: tuple[str, ...], where: str) -> RowSelector:
    codes = tuple(text for text in texts if _CODE.fullmatch(text))
    prefixes = tuple(match[1] for text in texts if (match := _PREFIX.fullmatch(text)))
    if len(codes) == len(texts):
        return RowSelector(code=codes)
    if len(prefixes) == len(texts):
        return RowSelector(code_prefix=prefixes)
    if codes or prefixes:
        values.refuse(f"{where} 中混有编码、编码开头（302*）和名称，请只写一种")
    return RowSelector(name=texts)


def read_column(values: Values, given: object, where: str) -> ColumnSelector:
    """Columns: ``all``, headings (``基本支出 › 小计``), or keys."""
    if given == _ALL:
        return ColumnSelector()
    if isinstance(given, str | int | list):
        return ColumnSelector(heading=values.texts(given, where))
    data = _keys(values, given, ("heading", "contains", "pattern"), where)
    return ColumnSelector(
        heading=_texts(values, data, "heading", where),
        contains=_texts(values, data, "contains", where),
        pattern=values.pattern(data["pattern"], f"{where}.pattern") if "pattern" in data else None,
    )


def _keys(values: Values, given: object, keys: tuple[str, ...], where: str) -> Mapping[str, object]:
    data = values.mapping(given, keys, f"{where} ")
    if not data:
        values.refuse(f"{where} 是空的。可用的键：{'、'.join(keys)}")
    return data


def _texts(values: Values, data: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    return values.texts(data[key], f"{where}.{key}") if key in data else ()
