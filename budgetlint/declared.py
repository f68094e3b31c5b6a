"""Rules declared in a TOML or YAML file: sums, equalities, at-most and ratios of figures.

    [[rules]]
    code = "USR101"
    name = "合计等于基本支出加项目支出"
    basis = "会计恒等式"
    tables = "一般公共预算支出表"
    rows = "all"
    sum = { total = "合计", of = ["基本支出", "项目支出"] }

``docs/declared-rules.md`` describes the form. A declared rule is a rule like any other: it is
selected by its code, explained, counted for the coverage and reported in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path

from budgetlint.declared_check import check
from budgetlint.declared_model import Declared
from budgetlint.declared_read import read_rules
from budgetlint.declared_texts import documentation
from budgetlint.errors import UsageProblem
from budgetlint.model import TableKind
from budgetlint.rules import Rule

__all__ = ["Declared", "as_rule", "load_declared"]

_MESSAGE = "{place}不符合：{relation}"
_MESSAGE_EN = "{place}: does not hold: {relation}"


def load_declared(paths: Iterable[Path], taken: Collection[str] = ()) -> tuple[Declared, ...]:
    """The rules of several files, in order; ``taken`` are codes that others have already.

    Raises:
        UsageProblem: a file is wrong, or two rules have one code.
    """
    found: dict[str, Declared] = {}
    for path in paths:
        for item in read_rules(path):
            if item.code in taken:
                raise UsageProblem(
                    f"规则文件 {path} 的规则 {item.code}：这个编号已被已安装的规则使用，"
                    "请换一个，例如 USR101"
                )
            if item.code in found:
                raise UsageProblem(
                    f"规则文件 {path} 的规则 {item.code}：{found[item.code].source} "
                    "中已有这个编号，请换一个"
                )
            found[item.code] = item
    return tuple(found.values())


def as_rule(declared: Declared) -> Rule:
    """A declared rule as the engine runs it."""
    return Rule(
        code=declared.code,
        name=declared.name,
        name_en=declared.name,
        severity=declared.severity,
        basis=declared.basis,
        message=declared.message or _MESSAGE,
        message_en=declared.message or _MESSAGE_EN,
        kinds=_kinds(declared),
        check=partial(check, declared),
        doc=documentation(declared),
    )


def _kinds(declared: Declared) -> tuple[TableKind, ...]:
    selector = declared.tables or declared.relation.first.table
    return selector.kind if selector is not None else ()
