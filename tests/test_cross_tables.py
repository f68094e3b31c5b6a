"""XTB 表间勾稽: when tables are compared, what is called wrong, what is left alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.amounts import parse_amount
from budgetlint.engine import check
from budgetlint.facts_model import Carry, Concept, Fact, FactKey, Use
from budgetlint.model import Document, Outcome, Severity, Status, Table, TableKind
from budgetlint.rules import SECTIONS, load_rules, section
from budgetlint.testing_tables import build_table
from budgetlint_checks.cross_judge import _adds_up
from budgetlint_checks.cross_match import State, compare
from budgetlint_checks.cross_views import Frame

RULES = {c: r for c, r in load_rules().rules.items() if c.startswith("XTB")}
_LIST = [["科目编码", "科目名称", "合计"]]
_CODES = ("201", "204", "205", "208", "210", "221")


def _table(kind: str, *rows: object, header: list[list[str]] = _LIST, **more: object) -> Table:
    spec = {"kind": kind, "title": kind, "header": header, "rows": list(rows), **more}
    return build_table(spec, 1, 2026)


def _document(*tables: Table) -> Document:
    numbered = tuple(replace(t, id=f"T{n}") for n, t in enumerate(tables, 1))
    return Document(Path("x.pdf"), "", (), numbered, "部门预算", "某局", 2026)


def _run(code: str, *tables: Table) -> list[Outcome]:
    return list(RULES[code].check(_document(*tables)))


def _listing(kind: str, values: list[Decimal], total: Decimal | None = None) -> Table:
    lines = [[code, "", f"{value}"] for code, value in zip(_CODES, values, strict=False)]
    return _table(kind, *lines, ["", "合计", f"{sum(values) if total is None else total}"])


def _failed(outcomes: list[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if o.status is Status.FAIL]


def test_the_family_is_complete() -> None:
    assert sorted(RULES) == [f"XTB{n}" for n in range(101, 111)]


@pytest.mark.parametrize("code", sorted(RULES))
def test_docstrings_have_their_sections(code: str) -> None:
    assert [t for t in SECTIONS if not section(RULES[code].doc, t)] == []


_AMOUNTS = st.lists(
    st.decimals(min_value="0.10", max_value="999999", places=2), min_size=4, max_size=6
)


@given(_AMOUNTS)
def test_the_same_figures_are_never_a_finding(values: list[Decimal]) -> None:
    tables = (_listing("支出总表", values), _listing("一般公共预算支出表", values))
    assert not _failed(_run("XTB103", *tables))


@given(_AMOUNTS, st.data())
def test_one_figure_changed_is_always_found(values: list[Decimal], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    delta = data.draw(st.sampled_from([Decimal("0.02"), Decimal(7), Decimal(-1000000)]))
    changed = [v + delta if i == place else v for i, v in enumerate(values)]
    spending = _listing("支出总表", changed, total=sum(values, Decimal(0)))
    found = _failed(_run("XTB103", spending, _listing("一般公共预算支出表", values)))
    assert [(o.severity, o.evidence[0].cell) for o in found] == [(Severity.ERROR, (place, 2))]


@given(_AMOUNTS, st.data())
def test_more_money_in_one_table_is_another_scope(
    values: list[Decimal], data: st.DataObject
) -> None:
    """Money that only one table counts raises its lines and its total alike."""
    place = data.draw(st.integers(0, len(values) - 1))
    more = [v + 5 if i == place else v for i, v in enumerate(values)]
    tables = (_listing("支出总表", more), _listing("一般公共预算支出表", values))
    assert not _failed(_run("XTB103", *tables))


@given(_AMOUNTS)
def test_a_table_that_rounds_to_the_coarser_unit_agrees(values: list[Decimal]) -> None:
    yuan = [(v * 10000).quantize(Decimal(1)) + 37 for v in values]
    fine = replace(_listing("支出总表", yuan), unit="元")
    coarse = _listing(
        "一般公共预算支出表",
        values,
        total=(sum(yuan, Decimal(0)) / 10000).quantize(Decimal("0.01")),
    )
    assert not _failed(_run("XTB103", fine, coarse))


def test_tables_that_mostly_differ_are_not_compared() -> None:
    one = _listing("支出总表", [Decimal(n) for n in ("1.00", "2.00", "3.00", "4.00")])
    two = _listing("一般公共预算支出表", [Decimal(n) for n in ("1.00", "7.00", "8.00", "9.00")])
    outcomes = _run("XTB103", one, two)
    assert [o.status for o in outcomes] == [Status.NOT_APPLICABLE]
    assert outcomes[0].reason


def test_lines_that_are_not_understood_forbid_adding_up() -> None:
    """A 类 cannot be added up from 项 when a line of the list has no meaning."""
    balance = _table(
        "收支总表",
        ["一、财政拨款收入", "100.00", "一、一般公共服务支出", "30.00"],
        ["", "", "四、公共安全支出", "20.00"],
        ["", "", "五、教育支出", "50.00"],
        ["收入总计", "100.00", "支出总计", "100.00"],
        header=[["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]],
    )
    lines = [
        ["2010301", "行政运行", "10.00"],
        ["2010302", "一般行政管理事务", "20.00"],
        ["2040201", "行政运行", "20.00"],
        ["2050803", "培训支出", "44.00"],
    ]
    whole = _table("支出总表", *lines, ["", "合计", "100.00"])
    found = _failed(_run("XTB101", balance, whole))
    assert [(o.actual, o.expected) for o in found] == [("50.00", "44.00")]
    hidden = _table("支出总表", *lines[:3], ["", "字迹重叠的一行", "50.00"], ["", "合计", "100.00"])
    assert not _failed(_run("XTB101", balance, hidden))


def test_both_tables_count_for_the_coverage() -> None:
    values = [Decimal("1.00"), Decimal("2.00"), Decimal("3.00")]
    document = _document(_listing("支出总表", values), _listing("一般公共预算支出表", values))
    report = check(document, RULES.values())
    assert report.coverage.figures == report.coverage.checked == 8
    assert report.findings == ()


def test_a_finding_shows_both_places() -> None:
    values = [Decimal("1.00"), Decimal("2.00"), Decimal("3.00"), Decimal("4.00")]
    wrong = _listing("一般公共预算支出表", [*values[:3], Decimal("4.50")], total=Decimal("10.00"))
    report = check(_document(_listing("支出总表", values), wrong), RULES.values())
    (finding,) = report.findings
    assert (finding.rule, finding.severity) == ("XTB103", Severity.ERROR)
    assert [(e.table, e.text) for e in finding.evidence] == [("T1", "4.00"), ("T2", "4.50")]
    assert finding.formula.startswith("应等于 4.50，表中 4.00")
    assert "《支出总表》“221”" in finding.message or "“208" in finding.message


def test_a_difference_in_the_last_place_is_one_warning_for_two_tables() -> None:
    values = [Decimal("1.00"), Decimal("2.00"), Decimal("3.00"), Decimal("4.00")]
    near = [Decimal("1.01"), Decimal("1.99"), *values[2:]]
    outcomes = _failed(
        _run("XTB103", _listing("支出总表", near), _listing("一般公共预算支出表", values))
    )
    assert [o.severity for o in outcomes] == [Severity.WARNING]
    assert outcomes[0].arguments["verdict"] == "尾差不一致（两表之间共 2 处）"
    assert len(outcomes[0].evidence) == 4


def test_a_rule_leaves_documents_without_its_tables_alone() -> None:
    assert all(not list(rule.check(_document())) for rule in RULES.values())


# ---------------------------------------------------------------- how near two prints are


def _state_of(whole: str, *parts: str) -> State:
    frame = Frame(Concept.EXPENDITURE, Use.ALL, Carry.ALL, "", 2026, "")

    def fact(text: str) -> Fact:
        amount = parse_amount(text)
        assert amount is not None
        key = FactKey(Concept.EXPENDITURE)
        return Fact(key, amount, "某局", "T1", TableKind.EXPENDITURE, (0, 1), 1, text)

    return compare(frame, None, fact(whole), tuple(map(fact, parts))).state


@pytest.mark.parametrize(
    ("whole", "parts", "state"),
    [
        ("149.01", ("149.012",), State.AGREE),
        ("149.01", ("149.02",), State.NEAR),
        ("149.01", ("148.840",), State.DIFFER),
        # a zero of another fund, printed without decimals, makes the total no coarser
        ("149.01", ("148.840", "0"), State.DIFFER),
        ("149.01", ("149.02", "0"), State.AGREE),
    ],
)
def test_a_unit_apart_is_near_and_more_differs(
    whole: str, parts: tuple[str, ...], state: State
) -> None:
    assert _state_of(whole, *parts) is state


def test_gaps_add_up_but_for_rounding() -> None:
    room = Decimal("0.0055")
    below = [(Decimal("0.168"), room), (Decimal("-0.004"), room)]
    assert _adds_up(below, (Decimal("0.17"), room))
    assert not _adds_up(below, (Decimal("0.27"), room))
