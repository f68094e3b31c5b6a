"""COD108, COD109: economic codes against their counterparts and against 人员/公用经费."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.amounts import show
from budgetlint.classification import Kind, allowed_pairs, is_allowed, kind_of, pad
from budgetlint.model import (
    Column,
    ColumnRole,
    Document,
    Evidence,
    Figure,
    Outcome,
    Row,
    Severity,
    Status,
    Table,
)
from budgetlint.rules import rule

from .code_columns import CodeColumn, CodeEntry, code_columns, entry_key, label_evidence, passed

_PERSONAL = frozenset({"人员经费", "人员类", "人员支出", "人员经费支出"})
_PUBLIC = frozenset({"公用经费", "日常公用经费", "公用支出", "日常公用支出", "公用经费支出"})
#: 款 that public documents do count on the other side: 公务交通补贴, 工会经费 and the like as
#: 人员经费, 医疗费 of the staff as 公用经费.
_EXCEPTIONS = frozenset({"30114", "30228", "30229", "30239", "30299", "30307"})


@rule(
    "COD108",
    name="部门经济分类与政府经济分类不对应",
    name_en="Economic classifications do not correspond",
    severity=Severity.WARNING,
    basis="《支出经济分类科目改革方案》所附部门预算与政府预算支出经济分类科目对照表",
    message="{code} {name} 对应政府预算经济分类 {actual}，对照表中应为 {expected}（{hint}）",
    message_en="{code} {name} stands beside {actual}; the crosswalk has {expected} ({hint})",
)
def cod108(document: Document) -> Iterator[Outcome]:
    """部门经济分类与政府经济分类不对应。

    检查内容
        同一行列出部门预算和政府预算两种支出经济分类的，两个编码在对照表中是一对。
    依据
        部门预算支出经济分类与政府预算支出经济分类对照表：30101 基本工资，机关对应 50101，
        事业单位对应 50501。
    示例
        30101 基本工资与 50201 办公经费列在一行：不对应。
    如何修改
        核对两个编码哪一个打错，并看单位是机关还是事业单位。
    容差
        内置对照表中没有公告佐证的部分，不对应时只作参考。
    """
    for column in code_columns(document):
        for entry in column.entries:
            if entry.kind is Kind.DEPARTMENT_ECONOMIC and entry.code is not None:
                yield from _pairs(column, entry, entry.code)


def _pairs(column: CodeColumn, entry: CodeEntry, code: str) -> Iterator[Outcome]:
    for _, printed, name in entry.row.codes:
        government = pad("".join(printed.split()))
        if government is None or kind_of(government) is not Kind.GOVERNMENT_ECONOMIC:
            continue
        allowed = is_allowed(code, government)
        if allowed is None:
            yield Outcome(
                "COD108",
                Status.NOT_CHECKED,
                key=entry_key(column, entry),
                reason=f"对照表中没有 {entry.label}",
                table=column.table.id,
                page=entry.row.page,
            )
        elif allowed:
            yield passed("COD108", column, entry)
        else:
            yield _mismatch(column, entry, code, f"{government} {name}".strip())


def _mismatch(column: CodeColumn, entry: CodeEntry, code: str, actual: str) -> Outcome:
    pairs = allowed_pairs(code)
    noticed = any(p.evidence == "notice" for p in pairs)
    expected = "或".join(f"{p.government_code} {p.government_name}" for p in pairs)
    return Outcome(
        "COD108",
        Status.FAIL,
        key=(*entry_key(column, entry), actual),
        severity=Severity.WARNING if noticed else Severity.INFO,
        arguments={
            "code": entry.shown,
            "name": entry.name,
            "actual": actual,
            "expected": expected or f"{code[:3]} 所属的科目",
            "hint": "有公告佐证" if noticed else "对照表的这一行没有公告佐证，请核对",
        },
        evidence=(label_evidence(entry, column.table),),
        expected=expected,
        actual=actual,
        table=column.table.id,
        page=entry.row.page,
    )


@rule(
    "COD109",
    name="经济分类科目列错人员、公用经费",
    name_en="Economic code in the wrong expenditure column",
    severity=Severity.WARNING,
    basis="基本支出分为人员经费（301、303）和公用经费（302、310）",
    message="{code} {name} 的 {amount} 列在“{column}”中，按经济分类应为{expected}",
    message_en="{amount} of {code} {name} stands in {column!r}; by its class it is {expected}",
)
def cod109(document: Document) -> Iterator[Outcome]:
    """经济分类科目列错人员、公用经费。

    检查内容
        基本支出表分人员经费、公用经费两栏的，301 工资福利支出和 303 对个人和家庭的补助
        列在人员经费，302 商品和服务支出和 310 资本性支出列在公用经费。
    依据
        《政府收支分类科目》支出经济分类与基本支出的构成。
    示例
        30201 办公费的金额印在“人员经费”栏：列错。
    如何修改
        把金额移到另一栏，并核对两栏的合计；当地确有规定的，可以登记为例外。
    容差
        其他交通费用、工会经费、福利费、其他商品和服务支出、医疗费等，各地口径不同，只作参考。
        类级行随明细行而定，有明细时不单独检查。
    """
    for column in code_columns(document):
        sides = _sides(column.table, column.panel)
        if not sides:
            continue
        for entry in column.entries:
            if entry.kind is Kind.DEPARTMENT_ECONOMIC and entry.code is not None:
                detailed = any(c != entry.code and c.startswith(entry.code) for c in column.codes)
                if not detailed:
                    yield from _placed(column, entry, entry.code, sides)


def _sides(table: Table, panel: int) -> dict[int, tuple[Column, bool]]:
    """The amount columns of 人员经费 (True) and 公用经费 (False), if the panel has both."""
    found: dict[int, tuple[Column, bool]] = {}
    for column in table.panel_columns(panel, ColumnRole.AMOUNT):
        last = "".join(column.path[-1].split()) if column.path else ""
        if last in _PERSONAL:
            found[column.index] = (column, True)
        elif last in _PUBLIC:
            found[column.index] = (column, False)
    return found if len({side for _, side in found.values()}) == 2 else {}


def _placed(
    column: CodeColumn, entry: CodeEntry, code: str, sides: dict[int, tuple[Column, bool]]
) -> Iterator[Outcome]:
    personal = {"301": True, "303": True, "302": False, "310": False}.get(code[:3])
    if personal is None:
        return
    for index, (place, side) in sides.items():
        figure = column.table.figures.get((entry.row.index, index))
        if figure is None or figure.amount is None or figure.amount.value == 0:
            continue
        if side is personal:
            yield passed("COD109", column, entry)
        else:
            yield _misplaced(column, entry, code, place, figure)


def _misplaced(
    column: CodeColumn, entry: CodeEntry, code: str, place: Column, figure: Figure
) -> Outcome:
    personal = code[:3] in ("301", "303")
    amount = show(figure.amount.value) if figure.amount is not None else figure.text
    expected = "人员经费" if personal else "公用经费"
    local = code[:5] in _EXCEPTIONS or len(code) == 3
    return Outcome(
        "COD109",
        Status.FAIL,
        key=(*entry_key(column, entry), place.name),
        severity=Severity.INFO if local else Severity.WARNING,
        arguments={
            "code": entry.shown,
            "name": entry.name,
            "amount": amount,
            "column": place.name,
            "expected": expected,
        },
        evidence=(
            label_evidence(entry, column.table),
            _figure_evidence(entry.row, place, figure, column.table),
        ),
        expected=expected,
        actual=place.name,
        table=column.table.id,
        page=figure.page,
    )


def _figure_evidence(row: Row, place: Column, figure: Figure, table: Table) -> Evidence:
    return Evidence(
        page=figure.page,
        box=figure.box,
        text=figure.text,
        table=table.id,
        row=row.label,
        column=place.name,
        amount=figure.amount,
        cell=(figure.row, figure.column),
    )
