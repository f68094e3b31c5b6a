"""Tables that a page break may have torn apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hand_pages import page

from budgetlint.engine import check
from budgetlint.model import Document
from budgetlint.rules import load_rules
from budgetlint.tables.build import build_tables
from budgetlint.tables.torn import torn_tables

HEAD = ("科目编码", "科目名称", "合计")
FIRST = (HEAD, ("201", "一般公共服务支出", "12.50"), ("20103", "政府办公厅", "12.50"))
#: other columns than on the page before: they cannot be joined
REST = (
    ("208", "05", "行政事业单位养老支出", "8.00"),
    ("208", "05", "机关单位养老保险缴费", "8.00"),
    ("合计", "", "", "20.50"),
)


def document(*second: str | Sequence[Sequence[str | None]]) -> Document:
    pages = (page("部门支出总表", "单位：万元", FIRST), page(*second, number=2))
    tables = build_tables(pages)
    return Document(Path("a.pdf"), "0" * 64, pages, tables, "部门预算", "某局", 2025)


@pytest.mark.parametrize(
    ("above", "torn"),
    [((), {"T1", "T2"}), (("单位：万元",), {"T1", "T2"}), (("部门收入总表", "单位：万元"), set())],
)
def test_a_grid_without_title_may_go_on_with_the_page_before(
    above: tuple[str, ...], torn: set[str]
) -> None:
    assert torn_tables(document(*above, REST)) == torn


def test_another_grid_between_parts_them() -> None:
    other = (("指标", "目标值"), ("数量", "3个"))
    assert torn_tables(document("项目绩效目标表", other, "正文。", REST)) == frozenset()


CODED = (
    ("2080505", "养老保险缴费", "", "8.00"),
    ("2080506", "职业年金缴费", "", "4.00"),
    ("210", "卫生健康支出", "", "8.50"),
    ("21011", "行政事业单位医疗", "", "8.50"),
    ("2101101", "行政单位医疗", "", "8.50"),
    ("合计", "", "", "33.00"),
)


@pytest.mark.parametrize("titled", [False, True])
def test_what_may_stand_on_the_other_page_is_not_missed(titled: bool) -> None:
    head = (("科目编码", "科目名称", "备注", "合计"),)
    above = ("部门收入总表", "单位：万元") if titled else ()
    loaded = load_rules()
    rules = [loaded.rules[code] for code in ("SUM102", "SUM103", "COD101")]
    report = check(document(*above, (*head, *CODED)), rules)
    accused = {f.rule for f in report.findings}
    assert accused == ({"SUM103"} if titled else set())
