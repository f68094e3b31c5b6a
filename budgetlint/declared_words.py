"""Declared relations in Chinese: what a selector, a term and a relation mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgetlint.declared_model import (
    ColumnSelector,
    Kind,
    Relation,
    RowSelector,
    TableSelector,
    Term,
)
from budgetlint.model import RowRole, Table

_ROLES = {
    RowRole.LEAF: "明细行",
    RowRole.SUBTOTAL: "小计行",
    RowRole.TOTAL: "合计行",
    RowRole.OF_WHICH: "“其中”行",
    RowRole.ORGANISATION: "单位行",
}
_LEVELS = {1: "类级", 2: "款级", 3: "项级", 4: "第四级"}


def table_words(wanted: TableSelector) -> str:
    """A selector of tables: ``一般公共预算支出表``, ``标题含“采购”的表``, or both."""
    kinds = _any(kind.value for kind in wanted.kind)
    words = [f"标题含“{text}”" for text in _any(wanted.title)]
    words += [f"标题符合 {wanted.pattern.pattern}"] if wanted.pattern else []
    words += [f"编号为 {text}" for text in _any(wanted.number)]
    words += [f"单位为{text}" for text in _any(wanted.unit)]
    if not kinds:
        return f"{'、'.join(words)}的表"
    return f"{kinds[0]}（{'、'.join(words)}）" if words else kinds[0]


def row_words(wanted: RowSelector) -> str:
    """A selector of rows."""
    words = _any(wanted.code)
    words += [f"编码以 {text} 开头" for text in _any(wanted.code_prefix)]
    words += _any(wanted.name)
    words += [f"名称含“{text}”" for text in _any(wanted.contains)]
    words += [f"名称符合 {wanted.pattern.pattern}"] if wanted.pattern else []
    words += _any(_ROLES[role] for role in wanted.role)
    words += _any(_LEVELS[level] for level in wanted.level)
    return "、".join(words) or "各行"


def column_words(wanted: ColumnSelector) -> str:
    """A selector of columns."""
    words = _any(wanted.heading)
    words += [f"栏名含“{text}”" for text in _any(wanted.contains)]
    words += [f"栏名符合 {wanted.pattern.pattern}"] if wanted.pattern else []
    return "、".join(words) or "各栏"


def _any(texts: Iterable[str]) -> list[str]:
    joined = " 或 ".join(texts)
    return [joined] if joined else []


def term_words(term: Term) -> str:
    """A term: ``基本支出``, ``一般公共预算基本支出表 30217 的合计``."""
    table = [table_words(term.table)] if term.table is not None else []
    row = [row_words(term.row)] if term.row is not None else []
    column = [column_words(term.column)] if term.column is not None else []
    before = " ".join((*table, *row))
    text = _of(before, *column) if before and column else before + "".join(column)
    return _of(text, "各数之和") if term.several else text


def _of(whole: str, part: str) -> str:
    """``合计的金额``, ``30217 的合计``."""
    return f"{whole}{' ' if whole[-1].isascii() else ''}的{part}"


def table_title(table: Table) -> str:
    """A table as sentences name it."""
    return f"《{table.title or table.number or table.kind.value}》"


def listed_tables(tables: Sequence[Table]) -> str:
    """Tables with their pages, where one would have been enough."""
    return "、".join(
        table_title(table) + (f"（第{table.pages[0]}页）" if table.pages else "")
        for table in tables
    )


def _whole(text: str) -> str:
    """A term in a formula; alternatives are held together."""
    return f"（{text}）" if " 或 " in text else text


def relation_words(relation: Relation) -> str:
    """A relation on one line: ``合计 = 基本支出 + 项目支出``."""
    first, *texts = (_whole(term_words(term)) for term in relation.terms())
    if relation.kind is Kind.AT_MOST:
        return f"{first} ≤ {texts[0]}"
    if relation.kind is Kind.RATIO:
        return f"{first} = {texts[0]} ÷ {texts[1]}"
    if relation.kind is Kind.EQUAL:
        return " = ".join([first, *texts])
    signs = [" - " if sign < 0 else " + " for sign, _ in relation.others]
    total = "".join(f"{sign}{text}" for sign, text in zip(signs, texts, strict=True))
    return f"{first} = {total.removeprefix(' + ').strip()}"
