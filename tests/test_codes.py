"""How the COD rules choose the columns they judge, and what they show."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from budgetlint.classification import Kind
from budgetlint.model import Document, EvidenceRole, Status
from budgetlint.rules import SECTIONS, load_rules, section
from budgetlint.testing_tables import build_table
from budgetlint_checks.code_columns import code_columns

RULES = {code: rule for code, rule in load_rules().rules.items() if code.startswith("COD")}


def _document(*tables: dict[str, object], year: int | None = 2024) -> Document:
    built = tuple(build_table(spec, number, year) for number, spec in enumerate(tables, 1))
    return Document(Path("x.pdf"), "", (), built, fiscal_year=year)


def _table(header: list[str], *rows: list[str], kind: str = "支出总表") -> dict[str, object]:
    return {"kind": kind, "header": [header], "rows": list(rows)}


def test_the_family_is_complete() -> None:
    assert sorted(RULES) == [f"COD10{n}" for n in range(1, 10)]


@pytest.mark.parametrize("code", sorted(RULES))
def test_docstrings_have_their_sections(code: str) -> None:
    assert [t for t in SECTIONS if not section(RULES[code].doc, t)] == []


@pytest.mark.parametrize(
    ("header", "rows", "kinds"),
    [
        (
            ["科目编码", "科目名称", "合计"],
            [["204", "公共安全支出", "1"], ["20406", "司法", "1"]],
            {Kind.FUNCTIONAL},
        ),
        (
            ["经济分类科目编码", "名称", "合计"],
            [["301", "工资福利支出", "1"], ["30101", "基本工资", "1"]],
            {Kind.DEPARTMENT_ECONOMIC},
        ),
        (
            ["单位编码", "单位名称", "合计"],
            [["305", "某局", "1"], ["305001", "某局本级", "1"]],
            set(),
        ),
        # an organisation's number that is also the number of a 科目
        (["单位编码", "单位名称", "合计"], [["101", "某局", "1"], ["103", "某办公室", "1"]], set()),
        (["编码", "名称", "合计"], [["101", "某局", "1"], ["103", "某办公室", "1"]], set()),
        (
            ["编码", "名称", "合计"],
            [["205", "教育支出", "1"], ["20502", "普通教育", "1"], ["305001", "某校", "1"]],
            {Kind.FUNCTIONAL},
        ),
    ],
)
def test_which_columns_are_of_codes(
    header: list[str], rows: list[list[str]], kinds: set[Kind]
) -> None:
    columns = code_columns(_document(_table(header, *rows)))
    assert {entry.kind for column in columns for entry in column.entries} == kinds


def test_code_and_name_in_one_cell() -> None:
    rows = [["20103-政府办公厅（室）及相关机构事务", "1.0"], ["2010301-行政运行", "1.0"]]
    (column,) = code_columns(_document(_table(["功能分类科目", "合计"], *rows)))
    assert [(e.code, e.name) for e in column.entries] == [
        ("20103", "政府办公厅（室）及相关机构事务"),
        ("2010301", "行政运行"),
    ]


def test_organisations_among_the_codes_are_left_out() -> None:
    rows = [
        ["116", "某市财政局", "3.0"],
        ["201", "一般公共服务支出", "3.0"],
        ["20106", "财政事务", "3.0"],
        ["2010601", "行政运行", "3.0"],
    ]
    document = _document(_table(["功能科目编码", "功能科目名称", "合计"], *rows))
    (column,) = code_columns(document)
    assert [e.code for e in column.entries] == ["201", "20106", "2010601"]


def test_two_classifications_are_two_columns() -> None:
    table: dict[str, object] = {
        "kind": "一般公共预算基本支出表",
        "header": [
            ["部门预算经济分类", "<", "政府预算经济分类", "<", "合计"],
            ["科目编码", "科目名称", "科目编码", "科目名称", ""],
        ],
        "rows": [["30101", "基本工资", "50101", "工资奖金津补贴", "1.0"]],
    }
    columns = code_columns(_document(table))
    assert [(c.header, c.entries[0].kind) for c in columns] == [
        ("部门预算经济分类", Kind.DEPARTMENT_ECONOMIC),
        ("政府预算经济分类", Kind.GOVERNMENT_ECONOMIC),
    ]


def test_the_table_s_own_year_comes_first() -> None:
    table = _table(["科目编码", "科目名称", "合计"], ["20805", "行政事业单位离退休", "1.0"])
    table["rows"] = [["208", "社会保障和就业支出", "1.0"], *table["rows"]]  # type: ignore[misc]
    late, early = _document(table), _document(table | {"year": 2019})
    outcomes = [[o.status for o in RULES["COD104"].check(d)] for d in (late, early)]
    assert outcomes == [[Status.PASS, Status.FAIL], [Status.PASS, Status.PASS]]


def test_a_failure_shows_the_place_of_the_label() -> None:
    rows = [["204", "公共安全支出", "1.0"], ["20406", "司法", "1.0"], ["2040601", "办案", "1.0"]]
    document = _document(_table(["科目编码", "科目名称", "合计"], *rows))
    (failure,) = [o for o in RULES["COD104"].check(document) if o.status is Status.FAIL]
    (evidence,) = failure.evidence
    assert (evidence.role, evidence.text) == (EvidenceRole.LABEL, "2040601 办案")
    assert evidence.box == document.tables[0].rows[2].box
    assert (failure.table, failure.page) == ("T1", 1)


def test_the_place_does_not_depend_on_the_position() -> None:
    rows = [["204", "公共安全支出", "1.0"], ["20406", "司法", "1.0"], ["2040601", "办案", "1.0"]]
    header = ["科目编码", "科目名称", "合计"]
    moved = [rows[0], rows[1], ["2040602", "一般行政管理事务", "1.0"], rows[2]]
    keys = []
    for lines in (rows, moved):
        outcomes = RULES["COD104"].check(_document(_table(header, *lines)))
        keys.append([o.key for o in outcomes if o.status is Status.FAIL])
    assert keys[0] == keys[1]


def test_documents_are_not_kept_alive() -> None:
    document = _document(_table(["科目编码", "科目名称", "合计"], ["204", "公共安全支出", "1.0"]))
    assert code_columns(document) is code_columns(document)
    watched = weakref.ref(document)
    del document
    gc.collect()
    assert watched() is None
