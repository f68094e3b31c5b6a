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
from budgetlint.declared_values import Values, table_kind
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
            self._table(data["tables"], "tables") if "tables" in data else None,
            self._row(data["rows"], "rows") if "rows" in data else None,
            self._column(data["columns"], "columns") if "columns" in data else None,
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
            fields = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        except ValueError as error:
            self.values.refuse(f"message 中的大括号不成对：{error}")
        for name in fields:
            if name not in PLACEHOLDERS:
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
        first = self._term(data[needed[0]], f"{name}.{needed[0]}", scope)
        if kind is Kind.SUM:
            added = self._addends(data, "of", 1, scope)
            return Relation(kind, first, (*added, *self._addends(data, "minus", -1, scope)))
        others = ((1, self._term(data[key], f"{name}.{key}", scope, many=True)) for key in needed[1:])
        if kind is Kind.AT_MOST:
            first = self._term(data["part"], "at_most.part", scope, many=True)
        return Relation(kind, first, tuple(others))

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
                    f"{key} 没有用处：{relation.kind.value} 的每一项都写了自己的 {key[:-1]}，请删去其一"
                )

    # ------------------------------------------------------------ terms and selectors

    def _term(
        self, given: object, where: str, scope: _Scope, *, many: bool = False, optional: bool = False
    ) -> Term:
        if isinstance(given, str | int):
            return self._short(given, where, scope)
        extra = (*(["several"] if many else []), *(["optional"] if optional else []))
        data = self.values.mapping(given, (*_TERM_KEYS, *extra), f"{where} ")
        term = Term(
            self._table(data["table"], f"{where}.table") if "table" in data else None,
            self._row(data["row"], f"{where}.row") if "row" in data else None,
            self._column(data["column"], f"{where}.column") if "column" in data else None,
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
            term = Term(column=self._column(given, f"{where}.column"))
        else:
            term = Term(row=self._row(given, f"{where}.row"))
        return self._placed(term, where, scope)

    def _placed(self, term: Term, where: str, scope: _Scope) -> Term:
        if term.table is None and scope.tables is None:
            self.values.refuse(f"{where} 没有写在哪张表：请给规则写 tables，或给这一项写 table")
        if all(x is None for x in (term.row, term.column, scope.rows, scope.columns)):
            self.values.refuse(f"{where} 没有写哪一行、哪一栏。可用的键：{'、'.join(_TERM_KEYS)}")
        return term

    def _table(self, given: object, where: str) -> TableSelector:
        values = self.values
        if isinstance(given, str):
            kind = table_kind(given)
            title = (values.text(given, where),)
            return TableSelector(kind=(kind,)) if kind else TableSelector(title=title)
        keys = ("kind", "title", "pattern", "number", "unit")
        data = self._chosen(given, keys, where)
        return TableSelector(
            kind=values.kinds(data["kind"], f"{where}.kind") if "kind" in data else (),
            pattern=values.pattern(data["pattern"], f"{where}.pattern")
            if "pattern" in data
            else None,
            **self._texts(data, ("title", "number", "unit"), where),
        )

    def _row(self, given: object, where: str) -> RowSelector:
        values = self.values
        if given == "all":
            return RowSelector()
        if isinstance(given, str | int):
            text = values.text(given, where)
            if re.fullmatch(r"\d{3,}\*", text):
                return RowSelector(code_prefix=(text[:-1],))
            return RowSelector(code=(text,)) if re.fullmatch(r"\d{3,}", text) else RowSelector(
                name=(text,)
            )
        keys = ("code", "code_prefix", "name", "contains", "pattern", "role", "level")
        data = self._chosen(given, keys, where)
        prefix = "code_prefix"
        return RowSelector(
            code=values.codes(data["code"], f"{where}.code") if "code" in data else (),
            code_prefix=values.codes(data[prefix], f"{where}.{prefix}") if prefix in data else (),
            pattern=values.pattern(data["pattern"], f"{where}.pattern")
            if "pattern" in data
            else None,
            role=values.roles(data["role"], f"{where}.role") if "role" in data else (),
            level=values.levels(data["level"], f"{where}.level") if "level" in data else (),
            **self._texts(data, ("name", "contains"), where),
        )

    def _column(self, given: object, where: str) -> ColumnSelector:
        values = self.values
        if given == "all":
            return ColumnSelector()
        if isinstance(given, str):
            return ColumnSelector(heading=(values.text(given, where),))
        data = self._chosen(given, ("heading", "contains", "pattern"), where)
        return ColumnSelector(
            pattern=values.pattern(data["pattern"], f"{where}.pattern")
            if "pattern" in data
            else None,
            **self._texts(data, ("heading", "contains"), where),
        )

    def _chosen(self, given: object, keys: tuple[str, ...], where: str) -> Mapping[str, object]:
        data = self.values.mapping(given, keys, f"{where} ")
        if not data:
            self.values.refuse(f"{where} 是空的。可用的键：{'、'.join(keys)}")
        return data

    def _texts(
        self, data: Mapping[str, object], keys: tuple[str, ...], where: str
    ) -> dict[str, tuple[str, ...]]:
        return {key: self.values.texts(data[key], f"{where}.{key}") for key in keys if key in data}
