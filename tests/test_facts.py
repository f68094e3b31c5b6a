"""What figures of tables mean: columns by their headings, rows by code or name, facts by both."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from budgetlint.classification import Kind
from budgetlint.facts import Fact, FactKey, facts_frame, facts_of
from budgetlint.facts_columns import ColumnMeaning, column_meaning, item_column
from budgetlint.facts_labels import project_name
from budgetlint.facts_model import Carry, Concept, Fund, Use, once_per_document
from budgetlint.facts_rows import NameReader, class_code, padded
from budgetlint.model import Box, Document, Row, RowRole, Table
from budgetlint.testing_tables import build_table


def _table(kind: str, header: list[list[str]], *rows: object, **more: object) -> Table:
    spec = {"kind": kind, "header": header, "rows": list(rows), **more}
    return build_table(spec, 1, 2026)


def _document(*tables: Table, kind: str = "部门预算") -> Document:
    numbered = tuple(replace(t, id=f"T{n}") for n, t in enumerate(tables, 1))
    return Document(Path("x.pdf"), "", (), numbered, kind, "某局", 2026)


def _facts(*tables: Table, kind: str = "部门预算") -> dict[FactKey, Fact]:
    return {fact.key: fact for fact in facts_of(_document(*tables, kind=kind))}


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("path", "meaning"),
    [
        (("合计",), ColumnMeaning()),
        (("预算数", "基本支出", "人员经费"), ColumnMeaning(use=Use.PERSONNEL, stage="预算")),
        (("本年一般公共预算基本支出", "合计"), ColumnMeaning(Fund.GENERAL, Use.BASIC)),
        (("一般公共预算支出", "其中：基本支出"), ColumnMeaning(Fund.GENERAL, Use.BASIC)),
        (("财政拨款", "政府性基金预算拨款"), ColumnMeaning(Fund.GOVERNMENT_FUND)),
        (("上年结转结余", "小计"), ColumnMeaning(carry=Carry.BROUGHT)),
        (("年初财政拨款结转和结余",), ColumnMeaning(carry=Carry.BROUGHT)),
        (("使用非财政拨款结余",), ColumnMeaning(Fund.RESERVE)),
        (("2025年执行数",), ColumnMeaning(year=2025, stage="执行")),
        (("日常公用支出",), ColumnMeaning(use=Use.OFFICE)),
        (("项目支出", "项目支出总数"), ColumnMeaning(use=Use.PROJECT)),
        (("事业收入（不含教育收费）",), ColumnMeaning(Fund.SERVICE)),
    ],
)
def test_headings_that_are_understood(path: tuple[str, ...], meaning: ColumnMeaning) -> None:
    assert column_meaning(path) == meaning


@pytest.mark.parametrize(
    "path",
    [
        ("比上年增减%",),
        ("一般公共预算拨款", "其中：专项资金列入部门预算项目"),
        ("扣除基建项目后预算数",),
        ("其中：经费拨款",),
        ("规格型号",),
        ("2026年政府采购项目", "小计"),
    ],
)
def test_headings_about_something_else_mean_nothing(path: tuple[str, ...]) -> None:
    assert column_meaning(path) is None


@pytest.mark.parametrize(
    ("path", "item"),
    [
        (("“三公”经费合计",), "三公经费"),
        (("公务用车购置及运行维护费", "小计"), "公务用车购置及运行费"),
        (("公务用车购置及运行维护费", "公务用车购置费"), "公务用车购置费"),
        (("公务用车购置及运行费", "运行费"), "公务用车运行费"),
        (("2025年预算数", "公务接待费"), "公务接待费"),
        (("三公经费预（决）算数（财政拨款）", "其中：公务用车运行费"), "公务用车运行费"),
        (("合计",), ""),
    ],
)
def test_items_of_official_spending(path: tuple[str, ...], item: str) -> None:
    found = item_column(path)
    assert found is not None and found[0] == item


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("（八）社会保障和就业支出", "208"),
        ("10、卫生健康支出", "210"),
        ("医疗卫生与计划生育支出", "210"),
        ("年终结余", ""),
    ],
)
def test_a_class_is_found_by_its_name(name: str, code: str) -> None:
    assert class_code(Kind.FUNCTIONAL, name, 2026) == code


@pytest.mark.parametrize(
    ("printed", "code"),
    [("201 03 01", "2010301"), ("2010301", "2010301"), ("05", ""), ("116001", ""), ("A", "")],
)
def test_codes_are_padded_or_refused(printed: str, code: str) -> None:
    assert padded(printed) == code


def _row(name: str, indent: float = 0.0) -> Row:
    return Row(0, 1, 0, "", name, 0, RowRole.LEAF, Box(0, 0, 1, 1), indent)


def test_names_below_one_another_get_the_codes_of_their_branch() -> None:
    reader = NameReader(Kind.FUNCTIONAL, 2026)
    names = [
        ("一般公共服务支出", 6.0, "201"),
        ("其他一般公共服务支出", 16.0, "20199"),
        ("其他一般公共服务支出", 26.0, "2019999"),
        ("公共安全支出", 6.0, "204"),
        ("公安", 16.0, "20402"),
        ("行政运行", 26.0, "2040201"),
        ("没有这个科目", 26.0, ""),
        ("信息化建设", 26.0, "2040219"),
    ]
    assert [reader.read(_row(name, indent)) for name, indent, _ in names] == [
        code for _, _, code in names
    ]


@pytest.mark.parametrize(
    "text",
    ["2026年驻京经费", "驻京经费", "11000022T000000424234-驻京经费", "1.驻京经费"],
)
def test_projects_compare_without_numbers(text: str) -> None:
    assert project_name(text) == "驻京经费"


# ---------------------------------------------------------------- facts


def test_a_list_by_code() -> None:
    table = _table(
        "一般公共预算支出表",
        [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]],
        ["201", "一般公共服务支出", "70.00", "50.00", "20.00"],
        ["", "合计", "70.00", "50.00", "20.00"],
    )
    facts = _facts(table)
    project = FactKey(
        Concept.EXPENDITURE,
        functional="201",
        fund=Fund.GENERAL,
        use=Use.PROJECT,
        year=2026,
        stage="预算",
    )
    assert len(facts) == 6
    assert facts[project].amount.value == Decimal("200000.00")
    assert facts[project].amount.ulp == Decimal("100.00")
    assert facts[project].cell == (0, 4)
    assert facts[project].owner == "某局"
    assert facts[project._replace(functional="", total="合计")].text == "20.00"


def test_both_sides_of_a_balance_table() -> None:
    table = _table(
        "财政拨款收支总表",
        [["收入", "<", "支出", "<", "<"], ["项目", "预算数", "项目", "合计", "一般公共预算"]],
        ["一、本年收入", "90.00", "八、社会保障和就业支出", "30.00", "30.00"],
        ["（一）一般公共预算拨款", "90.00", "十九、住房保障支出", "70.00", "70.00"],
        ["二、上年结转", "10.00", "结转下年", "", ""],
        ["（一）一般公共预算拨款", "10.00", "", "", ""],
        ["收入总计", "100.00", "支出总计", "100.00", "100.00"],
    )
    facts = _facts(table)
    income = FactKey(Concept.INCOME, fund=Fund.GENERAL, year=2026, stage="预算")
    assert facts[income._replace(carry=Carry.CURRENT)].text == "90.00"
    assert facts[income._replace(carry=Carry.BROUGHT)].text == "10.00"
    spent = FactKey(Concept.EXPENDITURE, "208", fund=Fund.GENERAL, year=2026, stage="预算")
    assert facts[spent].text == "30.00"
    assert facts[spent._replace(fund=Fund.APPROPRIATION)].cell[1] == 3


def test_what_is_not_certain_makes_no_fact() -> None:
    columns = [["科目编码", "科目名称", "合计", "其中：政府采购"]]
    table = _table(
        "支出总表",
        columns,
        ["201", "一般公共服务支出", "70.00", "5.00"],
        ["A5", "行政事业单位离退休", "3.00", ""],
        ["", "不是科目也不是单位的一行", "1.00", ""],
        ["", "合计", "不详", ""],
    )
    assert [f.text for f in facts_of(_document(table))] == ["70.00"]


def test_a_table_without_unit_has_no_facts() -> None:
    table = _table("支出总表", [["科目编码", "科目名称", "合计"]], ["201", "公", "70.00"], unit="")
    assert facts_of(_document(table)) == ()


def test_one_key_printed_twice_in_a_table_is_numbered() -> None:
    table = _table(
        "支出总表",
        [["科目编码", "科目名称", "合计"]],
        ["2050803", "培训支出", "7.00"],
        ["2050803", "培训支出", "5.00"],
        ["", "合计", "12.00"],
    )
    assert [(f.text, f.key.part) for f in facts_of(_document(table))] == [
        ("7.00", 1),
        ("5.00", 2),
        ("12.00", 0),
    ]


def test_lines_below_several_organisations_belong_to_them() -> None:
    table = _table(
        "一般公共预算支出表",
        [["科目编码", "科目名称", "合计"]],
        ["", "合计", "12.00"],
        ["125001", "某市安全生产监督管理局", "7.00"],
        ["201", "一般公共服务支出", "7.00"],
        ["125002", "某市安全生产宣传教育中心", "5.00"],
        ["201", "一般公共服务支出", "5.00"],
    )
    owners = {f.text: f.key.organisation for f in facts_of(_document(table)) if f.key.functional}
    assert owners == {"7.00": "某市安全生产监督管理局", "5.00": "某市安全生产宣传教育中心"}


def test_columns_of_another_year_and_stage_are_other_facts() -> None:
    table = _table(
        "“三公”经费表",
        [["2025年预算数", "<", "2026年预算数", "<"], ["合计", "公务接待费", "合计", "公务接待费"]],
        ["14.30", "1.80", "14.30", "2.80"],
        title="一般公共预算“三公”经费支出表",
    )
    found = {(f.key.item, f.key.year): f.text for f in facts_of(_document(table))}
    assert found[("公务接待费", 2025)] == "1.80"
    assert found[("公务接待费", 2026)] == "2.80"
    assert found[("三公经费", 2026)] == "14.30"


def test_tables_of_a_government_say_which_level_they_are_about() -> None:
    tables = [
        _table("政府预决算表", [["项目", "决算数"]], ["一、国防支出", "1,234"], title=title)
        for title in ("2026年全省一般公共预算支出决算表", "2026年省本级一般公共预算支出决算表")
    ]
    facts = facts_of(_document(*tables))
    assert [(f.key.functional, f.key.level, f.key.stage) for f in facts] == [
        ("203", "全辖", "决算"),
        ("203", "本级", "决算"),
    ]


def test_facts_are_computed_once_and_forgotten_with_the_document() -> None:
    calls: list[str] = []

    @once_per_document
    def count(document: Document) -> int:
        calls.append(document.organisation)
        return len(calls)

    document = _document()
    assert [count(document), count(document)] == [1, 1]
    gone = weakref.ref(document)
    del document
    gc.collect()
    assert gone() is None
    other = _document()
    assert count(other) == 2
    assert facts_of(other) is facts_of(other)


def test_the_frame_has_a_line_for_every_fact() -> None:
    table = _table(
        "支出总表",
        [["科目编码", "科目名称", "合计"]],
        ["201", "一般公共服务支出", "70.00"],
        unit="元",
    )
    frame = facts_frame(_document(table))
    assert list(frame["functional"]) == ["201"]
    assert frame["value"][0] == Decimal("70.00")
    assert frame["low"][0] == Decimal("69.995")
    assert frame["table"][0] == "T1"


def test_facts_do_not_need_pandas() -> None:
    code = "import sys, budgetlint.facts, budgetlint_checks; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
