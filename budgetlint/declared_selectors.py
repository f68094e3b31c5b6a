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
    """Tables: a kind, a part of the title, or both and more as keys."""
    if isinstance(given, str):
        kind = table_kind(given)
        title = (values.text(given, where),)
        return TableSelector(kind=(kind,)) if kind else TableSelector(title=title)
    data = _keys(values, given, ("kind", "title", "pattern", "number", "unit"), where)
    return TableSelector(
        kind=values.kinds(data["kind"], f"{where}.kind") if "kind" in data else (),
        title=_texts(values, data, "title", where),
        pattern=values.pattern(data["pattern"], f"{where}.pattern") if "pattern" in data else None,
        number=_texts(values, data, "number", where),
        unit=_texts(values, data, "unit", where),
    )


def read_row(values: Values, given: object, where: str) -> RowSelector:
    """Rows: ``all``, a code, the beginning of codes (``302*``), a name, or keys."""
    if given == _ALL:
        return RowSelector()
    if isinstance(given, str | int):
        text = values.text(given, where)
        prefix = _PREFIX.fullmatch(text)
        if prefix:
            return RowSelector(code_prefix=(prefix[1],))
        if _CODE.fullmatch(text):
            return RowSelector(code=(text,))
        return RowSelector(name=(text,))
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


def read_column(values: Values, given: object, where: str) -> ColumnSelector:
    """Columns: ``all``, a heading (``基本支出 › 小计``), or keys."""
    if given == _ALL:
        return ColumnSelector()
    if isinstance(given, str | int):
        return ColumnSelector(heading=(values.text(given, where),))
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
