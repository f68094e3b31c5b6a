"""How the sides, totals and funds of balance tables are found, and what BAL and DOC201 show."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.engine import check
from budgetlint.model import Document, Outcome, Row, Severity, Status, Table
from budgetlint.relations.balance import Side, funding, grand_totals, pair_columns, whole_column
from budgetlint.relations.list_total import list_total
from budgetlint.rules import SECTIONS, load_rules, section
from budgetlint.testing_tables import build_table

RULES = {c: r for c, r in load_rules().rules.items() if c.startswith(("BAL", "DOC2"))}
_BALANCE_HEADER = [["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]]


def _table(
    header: list[list[str]], *rows: list[str], kind: str = "收支总表", **more: object
) -> Table:
    spec = {"kind": kind, "header": header, "rows": list(rows), **more}
    return build_table(spec, 1, None)


def _document(*tables: Table) -> Document:
    numbered = tuple(replace(t, id=f"T{n}") for n, t in enumerate(tables, 1))
    return Document(Path("x.pdf"), "", (), numbered)


def _run(code: str, *tables: Table) -> list[Outcome]:
    return list(RULES[code].check(_document(*tables)))


def test_the_family_is_complete() -> None:
    assert sorted(RULES) == ["BAL101", "BAL102", "BAL104", "BAL105", "DOC201"]


@pytest.mark.parametrize("code", sorted(RULES))
def test_docstrings_have_their_sections(code: str) -> None:
    assert [t for t in SECTIONS if not section(RULES[code].doc, t)] == []


@pytest.mark.parametrize(
    ("income", "expenditure", "found"),
    [
        ("收入总计", "支出总计", ["收入总计", "支出总计"]),
        ("收 入 合 计", "支 出 合 计", ["收入合计", "支出合计"]),
        ("总计", "总计", ["总计", "总计"]),  # the headings tell the sides
        ("本年收入合计", "本年支出合计", []),
        ("人员经费合计", "公用经费合计", []),
        ("全省收入合计", "全省支出合计", []),
    ],
)
def test_which_lines_are_grand_totals(income: str, expenditure: str, found: list[str]) -> None:
    table = _table(_BALANCE_HEADER, ["一、甲", "1", "一、乙", "1"], [income, "1", expenditure, "1"])
    assert [t.row.name for t in grand_totals(table)] == found


def test_the_last_total_counts() -> None:
    rows = [
        ["收入合计", "90", "支出合计", "80"],
        ["上年结余", "10", "结转下年", "20"],
        ["收入总计", "100", "支出总计", "100"],
    ]
    totals = grand_totals(_table(_BALANCE_HEADER, *rows))
    assert [(t.side, t.row.name) for t in totals] == [
        (Side.INCOME, "收入总计"),
        (Side.EXPENDITURE, "支出总计"),
    ]


def _under_one_label() -> Table:
    """支出合计 is printed once for two panels; its figures stand in the second."""
    table = _table(
        [
            ["收入", "<", "支出", "<", "<", "<"],
            ["项目", "金额", "功能科目", "金额", "支出用途", "金额"],
        ],
        ["一、财政拨款", "100", "一、公共安全支出", "100", "一、基本支出", "100"],
        ["收入合计", "100", "支出合计", "", "", "110"],
        panels=[0, 0, 1, 1, 2, 2],
    )

    def on_its_line(row: Row) -> Row:
        height = 20.0 * (row.index % 2)
        return replace(row, box=replace(row.box, y0=height, y1=height + 20))

    return replace(table, rows=tuple(map(on_its_line, table.rows)))


def test_a_total_whose_figure_stands_in_the_next_panel() -> None:
    table = _under_one_label()
    (spent,) = [t for t in grand_totals(table) if t.side is Side.EXPENDITURE]
    assert (spent.row.name, spent.figures.panel) == ("支出合计", 2)
    (failure,) = _run("BAL101", table)
    assert (failure.status, failure.expected) == (Status.FAIL, "110")
    assert [e.row for e in failure.evidence] == ["收入合计", "支出合计"]


def test_columns_are_paired_by_stage() -> None:
    header = [
        ["收入", "<", "<", "支出", "<", "<"],
        ["项目", "预算数", "决算数", "项目", "决算数", "预算数"],
    ]
    table = _table(header, ["收入总计", "1", "2", "支出总计", "2", "1"], panels=[0, 0, 0, 1, 1, 1])
    income, spent = grand_totals(table)
    pairs = pair_columns(income.columns, spent.columns) or []
    assert [(a.index, b.index) for a, b in pairs] == [(1, 5), (2, 4)]
    assert [o.status for o in _run("BAL101", table)] == [Status.PASS, Status.PASS]


@pytest.mark.parametrize(
    ("headings", "whole"),
    [
        (["合计", "基本支出", "项目支出"], "合计"),
        (["本年预算", "编制预算", "上年结转"], "本年预算"),
        (["金额"], "金额"),
        (["基本支出", "项目支出"], None),
        (["合计", "合计", "项目支出"], None),
    ],
)
def test_the_column_of_all_money(headings: list[str], whole: str | None) -> None:
    table = _table([["项目", *headings]], ["教育支出", *(["1"] * len(headings))])
    column = whole_column(table.panel_columns(0))
    assert (column.name if column else None) == whole


@pytest.mark.parametrize(
    ("title", "header", "rows", "cell"),
    [
        (
            "支出总表",
            [["科目", "合计", "基本支出"]],
            [["教育支出", "5", "5"], ["合计", "5", "5"]],
            (1, 1),
        ),
        ("收入总表", [["合计", "本年收入"]], [["5", "5"]], (0, 0)),
        ("支出总表", [["科目", "上年合计", "小计"]], [["合计", "4", "5"]], (0, 2)),
        # the organisation's line above its 科目 is the total
        (
            "支出总表",
            [["编码", "科目", "合计", "基本支出"]],
            [["", "某局", "5", "5"], ["201", "一般公共服务支出", "5", "5"]],
            (0, 2),
        ),
        ("支出总表", [["科目", "合计"]], [["甲", "2"], ["乙", "3"]], None),
        ("支出总表", [["科目", "合计"]], [["合计", "2"], ["合计", "3"]], None),
        ("支出总表", [["科目", "基本支出", "项目支出"]], [["合计", "2", "3"]], None),
        ("上年结转支出表", [["科目", "合计"]], [["合计", "2"]], None),
    ],
)
def test_the_total_of_a_listing(
    title: str, header: list[list[str]], rows: list[list[str]], cell: tuple[int, int] | None
) -> None:
    assert list_total(_table(header, *rows, title=title, kind="支出总表")) == cell


def test_funds_are_told_from_the_names() -> None:
    rows = [
        ["一、一般公共预算拨款", "60", "", ""],
        ["二、政府性基金预算拨款", "40", "", ""],
        ["上年结余、结转", "5", "", ""],
        ["1.一般公共预算拨款结余、结转", "5", "", ""],
        ["收入总计", "105", "支出总计", "105"],
    ]
    table = _table(_BALANCE_HEADER, *rows)
    money = funding(table, grand_totals(table)[0], 1)
    assert (money.cells("一般公共预算"), money.problem) == ([(0, 1), (3, 1)], "")
    assert money.cells("政府性基金预算") == [(1, 1)]


def test_a_comparison_between_tables_covers_the_figures_of_both() -> None:
    balance = _table(_BALANCE_HEADER, ["收入总计", "100", "支出总计", "100"])
    income = _table([["科目", "合计", "财政拨款"]], ["合计", "100", "100"], kind="收入总表")
    report = check(_document(balance, income), [RULES["BAL105"]])
    unchecked = {(f.row, f.column) for f in report.coverage.unchecked}
    assert report.coverage.checked == 2
    assert unchecked == {(1, 3), (0, 2)}
    (outcome,) = _run("BAL105", balance, income)
    assert (outcome.table, outcome.cells) == ("T2", ((0, 1),))
    assert [e.table for e in outcome.evidence] == ["T2", "T1"]


def test_a_readable_figure_is_not_a_checked_one() -> None:
    roles = ["name", "amount", "amount"]
    rows = [["甲", "5", "5"], ["乙", "5", "1.2.3"]]
    table = _table([["科目", "合计", "基本支出"]], *rows, roles=roles, kind="支出总表")
    report = check(_document(table), [RULES["DOC201"]])
    assert [f.rule for f in report.findings] == ["DOC201"]
    assert report.coverage.checked == 0


@given(
    st.integers(1, 10**8),
    st.lists(st.integers(0, 10**6), max_size=3),
    st.integers(1, 10**6),
)
def test_a_changed_total_is_always_found(total: int, carried: list[int], change: int) -> None:
    def money(cents: int) -> str:
        return f"{Decimal(cents) / 100:,.2f}"

    rows = [["一、财政拨款", money(total), "一、教育支出", money(total + sum(carried))]]
    rows += [["上年结转", money(amount), "", ""] for amount in carried]
    right = money(total + sum(carried))
    wrong = money(total + sum(carried) + change)
    (held,) = _run("BAL101", _table(_BALANCE_HEADER, *rows, ["收入总计", right, "支出总计", right]))
    (broken,) = _run(
        "BAL101", _table(_BALANCE_HEADER, *rows, ["收入总计", right, "支出总计", wrong])
    )
    assert held.status is Status.PASS
    assert (broken.status, broken.severity) == (Status.FAIL, Severity.ERROR)
    assert Decimal(broken.difference.replace(",", "")) == Decimal(-change) / 100
