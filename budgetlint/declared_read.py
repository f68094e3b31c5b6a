"""The content of a file becomes declared rules, or one sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter

from budgetlint.declared_file import read_data
from budgetlint.declared_model import (
    ColumnSelector,
    Declared,
    Kind,
    Relation,
    RowSelector,
    TableSelector,
    Term,
)
from budgetlint.declared_selectors import read_column, read_row, read_table
from budgetlint.declared_values import Values
from budgetlint.model import Severity

#: What a ``message`` may mention.
PLACEHOLDERS = (
    "place", "table", "row", "column", "relation", "expected", "actual", "difference",
)  # fmt: skip
_CODE = re.compile(r"[A-Z]{3}\d{3}")
_KINDS = tuple(kind.value for kind in Kind)
_RULE_KEYS = (
    "code", "name", "severity", "basis", "message", "fix", "tables", "rows", "columns", *_KINDS,
)  # fmt: skip
_TERM_KEYS = ("table", "row", "column")
#: The operands of each relation: those that must be there, in the order they are compared.
_OPERANDS = {
    Kind.SUM: ("total", "of"),
    Kind.AT_MOST: ("part", "whole"),
    Kind.RATIO: ("printed", "part", "whole"),
}


def read_rules(path: Path) -> tuple[Declared, ...]:
    """The rules of one file, in its order.

    Raises:
        UsageProblem: the file cannot be read, or says something that is not understood.
    """
    values = Values(str(path))
    content = values.mapping(read_data(path), ("basis", "rules"), "文件")
    basis = values.text(content["basis"], "basis") if "basis" in content else ""
    if "rules" not in content:
        values.refuse("没有规则。TOML 每条规则以 [[rules]] 开头，YAML 写在 rules: 之下")
    found = tuple(
        _Reader(values, number, basis).rule(item)
        for number, item in enumerate(values.items(content["rules"], "rules"), 1)
    )
    seen: set[str] = set()
    for item in found:
        if item.code in seen:
            values.refuse(f"编号 {item.code} 用了两次，请给其中一条换一个编号")
        seen.add(item.code)
    return found


@dataclass(frozen=True)
class _Scope:
    """What the terms of a rule have from the rule itself."""

    tables: TableSelector | None
    rows: RowSelector | None
    columns: ColumnSelector | None


class _Reader:
    """Reads one rule."""

    def __init__(self, values: Values, number: int, basis: str) -> None:
        self.values = replace(values, rule=f"（第 {number} 条）")
        self.basis = basis

    def rule(self, given: object) -> Declared:
        """The rule."""
        if isinstance(given, Mapping) and isinstance(given.get("code"), str):
            self.values = replace(self.values, rule=str(given["code"]))
        values = self.values
        data = values.mapping(given, _RULE_KEYS, "规则")
        for key in ("code", "name"):
            if key not in data:
                values.refuse(f"缺少 {key}")
        if "basis" not in data and not self.basis:
            values.refuse("缺少 basis（依据），也可以写在文件开头，对所有规则有效")
        code = values.text(data["code"], "code")
        if not _CODE.fullmatch(code):
            values.refuse(f"code 应为三个大写字母加三位数字，例如 USR101，现为“{code}”")
        scope = _Scope(
            read_table(values, data["tables"], "tables") if "tables" in data else None,
            read_row(values, data["rows"], "rows") if "rows" in data else None,
            read_column(values, data["columns"], "columns") if "columns" in data else None,
        )
        severity = data.get("severity", Severity.ERROR.value)
        return Declared(
            code=code,
            name=values.text(data["name"], "name"),
            severity=values.severity(severity, "severity"),
            basis=values.text(data["basis"], "basis") if "basis" in data else self.basis,
            relation=self._relation(data, scope),
            source=values.source,
            tables=scope.tables,
            rows=scope.rows,
            columns=scope.columns,
            message=self._message(data["message"]) if "message" in data else "",
            fix=values.text(data["fix"], "fix") if "fix" in data else "",
        )

    def _message(self, value: object) -> str:
        text = self.values.text(value, "message")
        try:
            parts = list(Formatter().parse(text))
        except ValueError as error:
            self.values.refuse(f"message 中的大括号不成对：{error}")
        for _, name, form, conversion in parts:
            if name is not None and (name not in PLACEHOLDERS or form or conversion):
                allowed = "、".join(f"{{{p}}}" for p in PLACEHOLDERS)
                self.values.refuse(f"message 中的 {{{name}}} 不能用。可用的有：{allowed}")
        return text

    # ------------------------------------------------------------ relations

    def _relation(self, data: Mapping[str, object], scope: _Scope) -> Relation:
        given = [kind for kind in Kind if kind.value in data]
        if len(given) != 1:
            many = "只能写一种" if given else "缺少要核对的"
            self.values.refuse(f"{many}关系。可用的关系：{'、'.join(_KINDS)}")
        kind = given[0]
        if kind is Kind.EQUAL:
            items = self.values.items(data["equal"], "equal", 2)
            terms = [self._term(t, f"equal 第 {i} 项", scope) for i, t in enumerate(items, 1)]
            relation = Relation(kind, terms[0], tuple((1, term) for term in terms[1:]))
        else:
            relation = self._operands(kind, data[kind.value], scope)
        self._refuse_unused(relation, scope)
        return relation

    def _operands(self, kind: Kind, given: object, scope: _Scope) -> Relation:
        name, needed = kind.value, _OPERANDS[kind]
        keys = (*needed, "minus") if kind is Kind.SUM else needed
        data = self.values.mapping(given, keys, f"{name} ")
        for key in needed:
            if key not in data and not (key == "of" and "minus" in data):
                self.values.refuse(f"{name} 缺少 {key}。可用的键：{'、'.join(keys)}")
        where = f"{name}.{needed[0]}"
        first = self._term(data[needed[0]], where, scope, many=kind is Kind.AT_MOST)
        if kind is Kind.SUM:
            added = self._addends(data, "of", 1, scope)
            return Relation(kind, first, (*added, *self._addends(data, "minus", -1, scope)))
        others = (self._term(data[key], f"{name}.{key}", scope, many=True) for key in needed[1:])
        return Relation(kind, first, tuple((1, term) for term in others))

    def _addends(
        self, data: Mapping[str, object], key: str, sign: int, scope: _Scope
    ) -> tuple[tuple[int, Term], ...]:
        if key not in data:
            return ()
        given = data[key]
        items = given if isinstance(given, list) else [given]
        where = f"sum.{key}"
        return tuple(
            (sign, self._term(item, where, scope, many=True, optional=True))
            for item in self.values.items(items, where)
        )

    def _refuse_unused(self, relation: Relation, scope: _Scope) -> None:
        """A selector that no term needs would suggest a check that is not made."""
        terms = list(relation.terms())
        for key, chosen, own in (
            ("tables", scope.tables, all(t.table is not None for t in terms)),
            ("rows", scope.rows, all(t.row is not None for t in terms)),
            ("columns", scope.columns, all(t.column is not None for t in terms)),
        ):
            if chosen is not None and own:
                self.values.refuse(
                    f"{key} 没有用处：{relation.kind.value} 的每一项"
                    f"都写了自己的 {key[:-1]}，请删去其一"
                )

    # ------------------------------------------------------------ terms and selectors

    def _term(
        self,
        given: object,
        where: str,
        scope: _Scope,
        *,
        many: bool = False,
        optional: bool = False,
    ) -> Term:
        if isinstance(given, str | int) and not isinstance(given, bool):
            return self._short(given, where, scope)
        extra = (*(["several"] if many else []), *(["optional"] if optional else []))
        data = self.values.mapping(given, (*_TERM_KEYS, *extra), f"{where} ")
        term = Term(
            read_table(self.values, data["table"], f"{where}.table") if "table" in data else None,
            read_row(self.values, data["row"], f"{where}.row") if "row" in data else None,
            read_column(self.values, data["column"], f"{where}.column")
            if "column" in data
            else None,
            self.values.flag(data.get("several", False), f"{where}.several"),
            self.values.flag(data.get("optional", False), f"{where}.optional"),
        )
        return self._placed(term, where, scope)

    def _short(self, given: str | int, where: str, scope: _Scope) -> Term:
        """A text alone is a column where rows are gone through, else a row."""
        if (scope.rows is None) == (scope.columns is None):
            self.values.refuse(
                f"{where} 只写了“{given}”，看不出是行还是栏。"
                "请写成 {row = …} 或 {column = …}；规则里只写 rows 时视为栏，只写 columns 时视为行"
            )
        if scope.rows is not None:
            term = Term(column=read_column(self.values, given, f"{where}.column"))
        else:
            term = Term(row=read_row(self.values, given, f"{where}.row"))
        return self._placed(term, where, scope)

    def _placed(self, term: Term, where: str, scope: _Scope) -> Term:
        if term.table is None and scope.tables is None:
            self.values.refuse(f"{where} 没有写在哪张表：请给规则写 tables，或给这一项写 table")
        if all(x is None for x in (term.row, term.column, scope.rows, scope.columns)):
            self.values.refuse(f"{where} 没有写哪一行、哪一栏。可用的键：{'、'.join(_TERM_KEYS)}")
        return term
