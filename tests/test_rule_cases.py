"""Every case in ``fixtures/<CODE>/*.yml`` holds for the installed rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetlint.model import Status
from budgetlint.rules import LoadedRules, load_rules
from budgetlint.testing import Case, CaseError, load_cases, load_file

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CASES = [
    case
    for folder in sorted(FIXTURES.glob("[A-Z][A-Z][A-Z][0-9][0-9][0-9]"))
    for case in load_cases(folder)
]


@pytest.fixture(scope="session")
def loaded() -> LoadedRules:
    return load_rules()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, loaded: LoadedRules) -> None:
    assert case.problems(loaded.rules) == []


def test_every_rule_has_a_passing_and_a_failing_case(loaded: LoadedRules) -> None:
    wanted: dict[str, set[Status]] = {code: set() for code in loaded.rules}
    for case in CASES:
        for expected in case.expected:
            if expected.count != 0:
                wanted.setdefault(case.rule, set()).add(expected.status)
    lacking = {
        code: sorted(s.value for s in {Status.PASS, Status.FAIL} - found)
        for code, found in wanted.items()
        if not {Status.PASS, Status.FAIL} <= found
    }
    assert lacking == {}


def _write(folder: Path, text: str) -> Path:
    path = folder / "COD104" / "case.yml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


_CASE = """
cases:
  - name: 一例
    year: 2024
    tables:
      - kind: 支出总表
        header: [[科目编码, 科目名称, 合计]]
        rows:
          - ["204", 公共安全支出, "1.0"]
          - ["20406", 司法, "1.0"]
          - ["2040601", {name}, "1.0"]
    expect:
      - {expected}
"""


@pytest.mark.parametrize(
    ("name", "expected", "complaint"),
    [
        ("办案", "{status: pass, count: 2}", "多出的不通过"),
        ("行政运行", "{status: fail}", "没有出现"),
        ("行政运行", "{status: pass, count: 2}", "应有 2 个"),
        ("办案", "{status: fail, arguments: {expected: 办案}}", "没有出现"),
        ("办案", "{status: fail, severity: info}", "没有出现"),
    ],
)
def test_a_case_that_does_not_hold_says_why(
    tmp_path: Path, loaded: LoadedRules, name: str, expected: str, complaint: str
) -> None:
    path = _write(tmp_path, _CASE.replace("{name}", name).replace("{expected}", expected))
    (case,) = load_file(path)
    assert any(complaint in problem for problem in case.problems(loaded.rules))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("status: pass", "statu: pass", "不认识的键"),
        ("status: pass", "status: passed", "status 或 severity"),
        ("支出总表", "支出大表", "不认识的表类型"),
        ('"1.0"]', '1.0, "x"]', "引号"),
        ('["204", 公共安全支出, "1.0"]', '["204", 公共安全支出, "1.0", "2.0"]', "只有 3 列"),
        ("[[科目编码, 科目名称, 合计]]", "[]", "header"),
        ("- {status: pass}", "[]", "至少有一项"),
        ("    year: 2024", "    year: 二〇二四", "应为整数"),
    ],
)
def test_a_malformed_case_is_refused(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    text = _CASE.replace("{name}", "行政运行").replace("{expected}", "{status: pass}")
    assert before in text
    path = _write(tmp_path, text.replace(before, after))
    with pytest.raises(CaseError, match=complaint):
        load_file(path)


def test_a_case_reads_like_a_table_of_a_document(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        """
cases:
  - year: 2024
    tables:
      - kind: 收支总表
        unit: 元
        header:
          - [收入, <, 支出, <, <]
          - [项目, 预算数, 项目, 小计, 其中财政拨款]
        rows:
          - [一、财政拨款收入, "42.2", 一、教育支出, "37.0", —]
          - [二、其他收入, "", 二、其他支出, "5.2", ""]
          - {cells: [收入总计, "(1.2)", 支出总计, "4x", ""], level: 1, page: 2}
    expect:
      - {status: pass}
""",
    )
    (case,) = load_file(path)
    (table,) = case.document.tables
    assert [c.panel for c in table.columns] == [0, 0, 1, 1, 1]
    assert table.columns[4].name == "支出 › 其中财政拨款"
    assert [(r.name, r.role.value, r.level, r.page) for r in table.rows] == [
        ("一、财政拨款收入", "leaf", 1, 1),
        ("二、其他收入", "leaf", 1, 1),
        ("收入总计", "total", 1, 2),
        ("一、教育支出", "leaf", 1, 1),
        ("二、其他支出", "leaf", 1, 1),
        ("支出总计", "total", 1, 2),
    ]
    amounts = {p: f.amount and str(f.amount.value) for p, f in table.figures.items()}
    assert amounts == {
        (0, 1): "42.2",
        (2, 1): "-1.2",
        (3, 3): "37.0",
        (4, 3): "5.2",
        (5, 3): None,
    }
    assert (table.unit, table.pages, table.fiscal_year) == ("元", (1, 2), 2024)
