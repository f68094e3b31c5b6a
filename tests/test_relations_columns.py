"""Sums down a column: outlines and the totals over them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from grid_samples import Matrix, table

from budgetlint.model import Table
from budgetlint.relations.columns import column_tallies
from budgetlint.relations.model import Prior, Tally

CODED = [["科目编码", "科目名称", "合计"]]
LIST = [["项目", "预算数"]]


def tallies(found: Table) -> list[Tally]:
    return [t for t in column_tallies(found) if t.checked]


def names(
    header: Matrix, *rows: Sequence[str] | dict[str, object], kind: str = "支出总表"
) -> list[str]:
    return [t.family.name for t in tallies(table(header, *rows, kind=kind))]


def failures(found: Table) -> list[tuple[str, Decimal]]:
    """The rows whose total does not hold, with the difference."""
    return [
        (found.rows[c.sum.total[0]].label, c.comparison.difference)
        for t in tallies(found)
        for c in t.checked
        if c.comparison is not None and not c.holds
    ]


def terms(found: Table, total: str) -> list[str]:
    """What the total of a row is said to be the sum of."""
    (row,) = (r for r in found.rows if r.label == total)
    for t in tallies(found):
        for c in t.checked:
            if c.sum.total[0] == row.index:
                return [found.rows[cell[0]].label for _, cell in c.sum.terms]
    return []


# ---------------------------------------------------------------- codes


def test_classes_items_and_the_total() -> None:
    found = table(
        CODED,
        ["201", "一般公共服务支出", "9.0"],
        ["20103", "政府办公厅", "9.0"],
        ["2010301", "行政运行", "5.0"],
        ["2010350", "事业运行", "4.0"],
        ["208", "社会保障和就业支出", "8.0"],
        ["20805", "行政事业单位养老支出", "8.0"],
        ["", "合计", "17.0"],
    )
    outline, total = tallies(found)
    assert (outline.family.prior, total.family.prior) == (Prior.STANDARD, Prior.STANDARD)
    assert (outline.failed, total.failed) == (0, 0)
    assert terms(found, "合计") == ["201 一般公共服务支出", "208 社会保障和就业支出"]
    assert terms(found, "201 一般公共服务支出") == ["20103 政府办公厅"]


def test_a_total_at_the_top_adds_what_is_below() -> None:
    found = table(CODED, ["", "合计", "17.0"], ["201", "甲", "9.0"], ["208", "乙", "8.0"])
    assert terms(found, "合计") == ["201 甲", "208 乙"]


def test_the_first_line_may_be_the_total_without_saying_so() -> None:
    body = [["201", "甲", "9.0"], ["208", "乙", "8.0"], ["210", "丙", "7.0"]]
    found = table(CODED, ["", "一般公共预算支出", "25.0"], *body)
    assert failures(found) == [("一般公共预算支出", Decimal("1.0"))]


def test_entries_without_their_classes_are_added_up() -> None:
    found = table(
        CODED, ["2010301", "行政运行", "5.0"], ["2080505", "养老", "4.0"], ["", "合计", "9.5"]
    )
    assert failures(found) == [("合计", Decimal("0.5"))]


def test_parts_are_never_added() -> None:
    found = table(
        CODED,
        ["201", "一般公共服务支出", "9.0"],
        ["", "其中：涉密", "5.0"],
        ["208", "社会保障和就业支出", "8.0"],
        ["", "合计", "17.0"],
    )
    assert failures(found) == []
    assert "其中：涉密" not in terms(found, "合计")


def test_each_column_is_summed_by_itself() -> None:
    found = table(
        [["科目编码", "科目名称", "合计", "基本支出"]],
        ["201", "甲", "9.0", "5.0"],
        ["208", "乙", "8.0", "4.0"],
        ["", "合计", "17.0", "19.0"],
    )
    assert failures(found) == [("合计", Decimal("10.0"))]


# ---------------------------------------------------------------- numbering and totals


def test_totals_of_a_balance_table() -> None:
    found = table(
        LIST,
        ["一、财政拨款收入", "2,500.0"],
        ["二、事业收入", "62.0"],
        ["本年收入合计", "2,562.0"],
        ["上年结转", "10.0"],
        ["收入总计", "2,572.0"],
        kind="收支总表",
    )
    assert failures(found) == []
    assert terms(found, "本年收入合计") == ["一、财政拨款收入", "二、事业收入"]
    assert terms(found, "收入总计") == ["本年收入合计", "上年结转"]


def test_a_grand_total_without_the_carry_over_is_a_failure() -> None:
    found = table(
        LIST,
        ["一、财政拨款收入", "2,500.0"],
        ["二、事业收入", "62.0"],
        ["本年收入合计", "2,562.0"],
        ["上年结转", "10.0"],
        ["收入总计", "2,562.0"],
        kind="收支总表",
    )
    assert failures(found) == [("收入总计", Decimal("-10.0"))]


def test_a_numbered_line_is_the_sum_of_the_list_below_it() -> None:
    found = table(
        LIST,
        ["一、本年支出", "17.0"],
        ["（一）教育支出", "9.0"],
        ["（二）科技支出", "8.0"],
        ["二、结转下年", ""],
        ["支出总计", "17.0"],
        kind="收支总表",
    )
    assert failures(found) == []
    assert terms(found, "一、本年支出") == ["（一）教育支出", "（二）科技支出"]
    assert terms(found, "支出总计")[0] == "一、本年支出"


def test_unnumbered_parts_below_a_number_are_tried_as_its_parts() -> None:
    found = table(
        LIST,
        ["一、财政拨款", "9.0"],
        ["经费拨款", "5.0"],
        ["非税收入拨款", "4.0"],
        ["二、事业收入", "3.0"],
        ["收入总计", "12.0"],
        kind="收支总表",
    )
    assert failures(found) == []
    assert terms(found, "一、财政拨款") == ["经费拨款", "非税收入拨款"]


def test_subtotals() -> None:
    found = table(
        [["项目名称", "合计", "财政拨款"]],
        ["大厅运行", "10.0", "10.0"],
        ["系统维护", "20.0", "20.0"],
        ["小计", "30.0", "30.0"],
        ["热线服务", "4.0", "4.0"],
        ["档案整理", "5.0", "5.0"],
        ["小计", "9.0", "9.0"],
        ["合计", "39.0", "39.0"],
    )
    assert failures(found) == []
    assert sum(t.held for t in tallies(found)) == 6


def test_panels_are_summed_apart() -> None:
    found = table(
        [["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]],
        ["一、财政拨款", "9.0", "一、教育支出", "5.0"],
        ["二、其他收入", "1.0", "二、科技支出", "4.0"],
        ["收入总计", "10.0", "支出总计", "10.0"],
        kind="收支总表",
    )
    assert failures(found) == [("支出总计", Decimal("1.0"))]


def test_indented_lines_are_below() -> None:
    rows: list[dict[str, object]] = [
        {"cells": ["工资福利支出", "30.0"]},
        {"cells": ["基本工资", "12.5"], "indent": 12},
        {"cells": ["津贴补贴", "17.5"], "indent": 12},
        {"cells": ["商品和服务支出", "9.0"]},
        {"cells": ["办公费", "4.0"], "indent": 12},
        {"cells": ["印刷费", "5.0"], "indent": 12},
        {"cells": ["合计", "39.0"]},
    ]
    found = table(LIST, *rows)
    assert failures(found) == []
    assert terms(found, "工资福利支出") == ["基本工资", "津贴补贴"]
    assert terms(found, "合计") == ["工资福利支出", "商品和服务支出"]


def test_figures_show_an_outline_that_the_layout_hides() -> None:
    body = [["人员经费", "30.0", "20.0"], ["工资", "12.5", "5.0"], ["津贴", "17.5", "15.0"]]
    body += [["公用经费", "9.0", "3.0"], ["办公费", "4.0", "1.0"], ["印刷费", "5.0", "2.0"]]
    found = table([["名称", "合计", "财政拨款"]], *body, ["合计", "39.0", "23.0"])
    assert failures(found) == []
    assert terms(found, "合计") == ["人员经费", "公用经费"]


def test_a_flat_list_and_its_total() -> None:
    found = table(LIST, ["大厅运行", "10.0"], ["系统维护", "20.0"], ["合计", "31.0"])
    assert failures(found) == [("合计", Decimal("1.0"))]


def test_nothing_to_add_up() -> None:
    assert names(LIST, ["大厅运行", "10.0"], ["系统维护", "20.0"]) == []
    assert names(LIST, ["合计", ""]) == []
    assert names([["项目", "说明"]], ["大厅运行", "全年"]) == []


def test_the_same_table_is_worked_out_once() -> None:
    found = table(LIST, ["大厅运行", "10.0"], ["系统维护", "20.0"], ["合计", "30.0"])
    assert [t.family for t in column_tallies(found)] == [t.family for t in column_tallies(found)]


def test_a_numbered_total_is_the_sum_of_the_list_below_it_only() -> None:
    found = table(
        LIST,
        ["一、“三公”经费支出", ""],
        ["（一）支出合计", "20.5"],
        ["1.公务用车运行维护费", "12.5"],
        ["2.公务接待费", "8.0"],
        ["二、机关运行经费", "76.5"],
        ["三、政府采购支出信息", ""],
        ["（一）政府采购支出合计", "93.4"],
        ["1.政府采购货物支出", "13.4"],
        ["2.政府采购工程支出", "50.0"],
        ["3.政府采购服务支出", "30.0"],
        ["（二）授予中小企业合同金额", "83.4"],
        kind="unknown",
    )
    assert failures(found) == []
    parts = ["1.政府采购货物支出", "2.政府采购工程支出", "3.政府采购服务支出"]
    assert terms(found, "（一）政府采购支出合计") == parts


def test_two_lists_that_both_begin_with_the_first_number() -> None:
    """蜀: 一、本年收入 and 一、上年结转 stand side by side, each over its funds."""
    rows: list[list[str] | dict[str, object]] = [
        ["一、本年收入", "30.5"],
        {"cells": ["一般公共预算", "20.5"], "indent": 10},
        {"cells": ["政府性基金预算", "10.0"], "indent": 10},
        ["一、上年结转", "7.2"],
        {"cells": ["一般公共预算", "4.0"], "indent": 10},
        {"cells": ["政府性基金预算", "3.2"], "indent": 10},
        ["收入总计", "37.7"],
    ]
    found = table(LIST, *rows, kind="财政拨款收支总表")
    assert failures(found) == []
    assert terms(found, "收入总计") == ["一、本年收入", "一、上年结转"]
    rows[4] = {"cells": ["一般公共预算", "4.9"], "indent": 10}
    assert failures(table(LIST, *rows, kind="财政拨款收支总表")) == [
        ("一、上年结转", Decimal("-0.9"))
    ]


def test_parts_that_are_all_there_is_add_up_to_their_whole() -> None:
    def rows(second: str) -> list[list[str] | dict[str, object]]:
        return [
            ["一、财政拨款收入", "20.5"],
            ["二、其他收入", "10.0"],
            ["本年收入合计", "30.5"],
            ["上年结转结余", "7.2"],
            {"cells": ["其中：财政拨款结转", "4.0"], "indent": 2},
            {"cells": ["非财政拨款结转", second], "indent": 40},
            ["收入总计", "37.7"],
        ]

    found = table(LIST, *rows("3.2"), kind="收支总表")
    assert failures(found) == []
    assert terms(found, "上年结转结余") == ["其中：财政拨款结转", "非财政拨款结转"]
    # they need not be all there is
    assert failures(table(LIST, *rows("1.2"), kind="收支总表")) == []


def test_parts_are_known_by_their_names_where_nothing_is_indented() -> None:
    rows = [
        ["一、财政拨款收入", "20.5"],
        ["二、其他收入", "10.0"],
        ["本年收入合计", "30.5"],
        ["上年结转结余", "7.2"],
        ["其中：财政拨款结转", "4.0"],
        ["非财政拨款结转", "3.2"],
        ["收入总计", "37.7"],
    ]
    found = table(LIST, *rows, kind="收支总表")
    assert failures(found) == []
    assert terms(found, "收入总计") == ["本年收入合计", "上年结转结余"]
    # a line of its own is no part, however it ends
    rows[4:] = [["其中：财政拨款结转", "4.0"], ["使用历年结转", "5.0"], ["收入总计", "42.7"]]
    found = table(LIST, *rows, kind="收支总表")
    assert failures(found) == []
    assert terms(found, "收入总计") == ["本年收入合计", "上年结转结余", "使用历年结转"]


def test_a_department_above_its_only_unit() -> None:
    header = [["单位编码", "单位名称", "合计"]]
    rows = [["", "合计", "22.4"], ["210", "林业和草原局", "22.4"]]
    found = table(header, *rows, ["210001", "林业和草原局（本级）", "22.4"], kind="收入总表")
    assert failures(found) == []
    assert terms(found, "合计") == ["210 林业和草原局"]


def test_units_above_their_projects_by_the_length_of_the_codes() -> None:
    header = [["项目类别", "项目代码", "项目单位／项目名称", "合计", "财政拨款", "单位资金"]]
    found = table(
        header,
        ["", "", "合计", "19.5", "12.5", "7.0"],
        ["", "300001", "水务局（本级）", "12.5", "9.5", "3.0"],
        ["其他运转类", "530100000001", "运行维护", "4.5", "4.5", ""],
        ["特定目标类", "530100000002", "监督检查", "8.0", "5.0", "3.0"],
        ["", "300002", "水务局事务中心", "7.0", "3.0", "4.0"],
        ["特定目标类", "530100000003", "设备购置", "7.0", "3.0", "4.0"],
        kind="项目支出表",
    )
    assert failures(found) == []
    assert terms(found, "合计") == ["300001 水务局（本级）", "300002 水务局事务中心"]


def test_unnumbered_lines_below_a_total_may_have_lines_of_their_own() -> None:
    def row(name: str, amount: str, indent: int = 0) -> dict[str, object]:
        return {"cells": [name, amount], "indent": indent}

    found = table(
        LIST,
        row("一、税收收入", "98.5"),
        row("二、非税收入", "33.0"),
        row("本级收入合计", "131.5"),
        row("上级补助收入", "111.3"),
        row("返还性收入", "3.2", 10),
        row("一般性转移支付收入", "88.0", 10),
        row("专项转移支付收入", "20.1", 10),
        row("调入资金", "6.0"),
        row("收入总计", "248.8"),
        kind="政府预决算表",
    )
    assert failures(found) == []
    assert terms(found, "收入总计") == ["本级收入合计", "上级补助收入", "调入资金"]
