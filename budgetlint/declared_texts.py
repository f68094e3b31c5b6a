"""The documentation of a declared rule, made from what it declares."""

from __future__ import annotations

from decimal import Decimal

from budgetlint.declared_model import Declared, Kind, RowSelector, Term
from budgetlint.declared_words import (
    column_words,
    relation_words,
    row_words,
    table_words,
    term_words,
)

_FIXES = {
    Kind.SUM: "对照原始报表，核对合计与各项，改正写错的一个数；各项无误时重新加总。",
    Kind.EQUAL: "对照原始报表，核对这几处的数，改正写错的一处。",
    Kind.AT_MOST: "对照原始报表，核对部分与整体的金额，改正写错的一个。",
    Kind.RATIO: "用所列两个数重新计算百分比；算出来不同时，核对这两个数。",
}
_TOLERANCES = {
    Kind.SUM: "各数按印出的位数四舍五入，允许的差为各数最末一位的一半之和；"
    "在此以内为尾差，不算错误。",
    Kind.EQUAL: "位数相同的两处应完全相等；位数或单位不同的，按印出的位数四舍五入后应能相等。"
    "两张表各自取整相差最末一位 1 的，为警告。",
    Kind.AT_MOST: "按印出的位数四舍五入后部分仍大于整体的，才算不符。",
    Kind.RATIO: "按印出的位数四舍五入，允许的差为百分比最末一位的一半，再加上两个数本身取整的影响；"
    "截去而没有四舍五入的，为警告。",
}


def documentation(declared: Declared) -> str:
    """The sections 检查内容 / 依据 / 示例 / 如何修改 / 容差."""
    kind = declared.relation.kind
    good, bad = _examples(declared)
    sections = (
        ("检查内容", [f"{_scope(declared)}：{relation_words(declared.relation)}。"]),
        ("依据", [declared.basis]),
        ("示例", [f"正确：{good}", f"错误：{bad}"]),
        ("如何修改", [declared.fix or _FIXES[kind]]),
        ("容差", [_TOLERANCES[kind]]),
    )
    lines = [f"{declared.name}（规则文件 {declared.source}）。"]
    for title, texts in sections:
        lines += ["", title] if title == "检查内容" else [title]
        lines += [f"    {' '.join(text.split())}" for text in texts]
    return "\n".join(lines)


def _scope(declared: Declared) -> str:
    """Where the relation is judged."""
    where = f"在{table_words(declared.tables)}中" if declared.tables is not None else "在各表之间"
    if declared.rows is not None:
        every = declared.rows == RowSelector()
        where += "，逐行核对" if every else f"，逐行核对“{row_words(declared.rows)}”"
    if declared.columns is not None:
        words = column_words(declared.columns)
        where += "，逐栏核对" if words == "各栏" else f"，逐栏核对“{words}”"
    return where


def _examples(declared: Declared) -> tuple[str, str]:
    """Made-up figures that hold, and the same with one wrong."""
    relation = declared.relation
    first = term_words(relation.first)
    names = [term_words(term) for _, term in relation.others]
    if relation.kind is Kind.RATIO:
        shown = f"{names[0]} 25.0，{names[1]} 100.0"
        return f"{first} 25.00%，{shown}", f"{first} 52.00%，{shown}"
    if relation.kind is Kind.AT_MOST:
        return f"{first} 8.0，{names[0]} 10.0", f"{first} 18.0，{names[0]} 10.0"
    if relation.kind is Kind.EQUAL:
        rest = "，".join(f"{name} 10.0" for name in names)
        return f"{first} 10.0，{rest}", f"{first} 11.0，{rest}"
    return _sum_examples(first, relation.others)


def _sum_examples(first: str, others: tuple[tuple[int, Term], ...]) -> tuple[str, str]:
    # the first term is large enough for everything that is taken off it
    values = [Decimal(60 if i == 0 else i + 2) / 2 for i in range(len(others))]
    total = sum((sign * v for (sign, _), v in zip(others, values, strict=True)), Decimal(0))
    rest = "，".join(f"{term_words(t)} {v:.1f}" for (_, t), v in zip(others, values, strict=True))
    return f"{first} {total:.1f}，{rest}", f"{first} {total + 9:.1f}，{rest}"
