"""Statements: what a figure of the prose is, what it is about, of which year and stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetlint.model import Document
from budgetlint.prose.changes import changes_of
from budgetlint.prose.figures import Role
from budgetlint.prose.shares import shares_of
from budgetlint.prose.statements import Statement, read_prose
from budgetlint.prose.subjects import About, clause_of, codes_of_path, subject_of
from budgetlint.testing_pages import build_pages


def document(*lines: str) -> Document:
    return Document(Path("a.pdf"), "", build_pages([list(lines)]), (), fiscal_year=2024)


def statements(*lines: str) -> list[Statement]:
    return list(read_prose(document(*lines)).statements)


def roles(text: str) -> list[tuple[Role, str, int]]:
    return [(s.role, s.figure.shown, s.figure.sign) for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "机关运行经费184.65万元，比2023年度增加2.55万元，增长1.40%。",
            [(Role.LEVEL, "184.65万元", 0), (Role.CHANGE, "2.55万元", 1), (Role.RATE, "1.40%", 1)],
        ),
        (
            "支出100万元，较上年压减5.00万元，降幅4.8 %，占本年支出合计的12%。",
            [
                (Role.LEVEL, "100万元", 0),
                (Role.CHANGE, "5.00万元", -1),
                (Role.RATE, "4.8%", -1),
                (Role.SHARE, "12%", 0),
            ],
        ),
        ("完成年初预算的98.20%。", [(Role.COMPLETION, "98.20%", 0)]),
        ("增加到12.00万元。", [(Role.LEVEL, "12.00万元", 0)]),
        ("单价100万元（含）以上设备2台。", [(Role.OTHER, "100万元", 0), (Role.COUNT, "2台", 0)]),
        ("绿地率40%，提高2个百分点。", [(Role.OTHER, "40%", 0), (Role.OTHER, "2个百分点", 0)]),
        ("当年预算1,682.76万。", [(Role.LEVEL, "1,682.76万元", 0)]),
    ],
)
def test_what_a_figure_is(text: str, expected: list[tuple[Role, str, int]]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("clause", "about", "value"),
    [
        ("一般公共服务支出（类）", About.ITEM, "201"),
        ("卫生健康（类）支出", About.ITEM, "210"),
        ("工资福利支出", About.ITEM, "301"),
        ("行政运行（2010601）", About.ITEM, "2010601"),
        ("2080501-行政单位离退休", About.ITEM, "2080501"),
        ("其中财政拨款收入", About.FUND, "财政拨款"),
        ("政府性基金预算拨款支出预算", About.FUND, "政府性基金预算"),
        ("项目支出预算", About.USE, "项目支出"),
        ("公务用车运行维护费预算", About.SPENDING, "公务用车运行费"),
        ("政府采购工程预算", About.PURCHASE, "工程"),
        ("某市财政局收入支出总计", About.TOTAL, "收"),
    ],
)
def test_what_a_clause_is_about(clause: str, about: About, value: str) -> None:
    subject = subject_of(clause_of(clause), 2024)
    assert subject is not None
    assert (subject.about, subject.value) == (about, value)


@pytest.mark.parametrize(
    "clause",
    [
        "信访局临聘人员经费",
        "委托业务费财政拨款预算",
        "科学技术共同财政事权转移支付收入",
        "上年结转结余的一般公共预算收入",
        "其他商品和服务支出",
        "",
    ],
)
def test_a_part_of_something_is_not_the_whole(clause: str) -> None:
    assert subject_of(clause, 2024) is None


def test_a_path_is_found_by_all_of_its_names() -> None:
    assert codes_of_path("一般公共服务支出", "财政事务", "行政运行", 2024) == {"2010601"}
    assert codes_of_path("一般公共服务", "财政事务", "行政运行", 2024) == {"2010601"}
    assert codes_of_path("公共安全支出", "财政事务", "行政运行", 2024) == frozenset()


def test_years_and_stages_of_the_amounts_of_an_item() -> None:
    found = statements(
        "4.“一般公共服务支出（类）财政事务（款）行政运行（项）”110.60万元，主要用于机关运转。"
        "2023年当年预算执行数为114.00万元，2024年预算安排110.60万元，比2023年预算执行数减少2.98%。"
    )
    assert [(s.year, s.stage, s.role) for s in found] == [
        (None, "", Role.LEVEL),
        (2023, "执行", Role.LEVEL),
        (2024, "", Role.LEVEL),
        (2023, "执行", Role.RATE),
    ]
    assert all(s.path is not None and s.path.codes == {"2010601"} for s in found)


def test_what_a_change_is_measured_from() -> None:
    text = "2024年收入预算5,133.74万元，比2023年年初预算数4,956.01万元增加177.73万元，增长3.59%。"
    (change,) = changes_of(document(text))
    assert change.sure
    assert change.current is not None and change.current.figure.text == "5,133.74"
    assert change.base is not None and change.base.figure.text == "4,956.01"
    assert change.amount is not None and change.amount.figure.text == "177.73"
    assert change.rate is not None and change.rate.figure.text == "3.59"


def test_a_change_among_the_reasons_is_not_certain() -> None:
    text = "收入预算100.00万元，主要是事业收入减少20.00万元。"
    (change,) = changes_of(document(text))
    assert not change.sure


def test_the_whole_of_a_list_explains_its_shares() -> None:
    lines = (
        "收入预算60.00万元，支出预算50.00万元。",
        "其中：基本支出20.00万元，占40%；项目支出30.00万元，占60%。",
    )
    assert [s.shown for s in shares_of(document(*lines))] == ["50.00万元", "50.00万元"]
