"""Which rows stand below which."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from grid_samples import table
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.model import Box, Row, RowRole
from budgetlint.relations.outline import (
    Branch,
    addable,
    by_code,
    by_depth,
    by_indent,
    by_label_column,
    by_marker,
    by_subtotal,
    is_coded,
    is_subject,
    marker_depths,
    nested_markers,
)

Tree = dict[str, "Tree"]


def named(*names: str, indents: Sequence[int] = ()) -> list[Row]:
    """Rows with these names, roles and numberings as read from a table."""
    rows: list[dict[str, object]] = [
        {"cells": [name, "1.0"], "indent": indents[n] if indents else 0}
        for n, name in enumerate(names)
    ]
    return list(table([["项目", "预算数"]], *rows).rows)


def coded(*codes: str) -> list[Row]:
    return list(
        table([["科目编码", "科目名称", "合计"]], *([c, f"名{c}", "1.0"] for c in codes)).rows
    )


def row(name: str, *, end: int = 0, role: RowRole = RowRole.LEAF) -> Row:
    return Row(0, 1, 0, "", name, 0, role, Box(0, 0, 1, 1), label_end=end)


def shape(branch: Branch | None) -> Tree:
    """Names (or codes) below one another."""
    assert branch is not None
    return {(b.row.code or b.row.name) if b.row else "": shape(b) for b in branch.children}


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize("code", ["201", "20103", "2010301", "30101", "505"])
def test_codes_of_subjects(code: str) -> None:
    assert is_subject(code)


@pytest.mark.parametrize("code", ["", "2", "2010", "114001", "601", "20103011", "2O1"])
def test_codes_of_something_else(code: str) -> None:
    assert not is_subject(code)


def test_class_item_and_entry() -> None:
    rows = coded("201", "20103", "2010301", "2010350", "208", "20805")
    assert shape(by_code(rows)) == {
        "201": {"20103": {"2010301": {}, "2010350": {}}},
        "208": {"20805": {}},
    }


def test_a_missing_level_hangs_its_entries_higher() -> None:
    assert shape(by_code(coded("201", "2010301", "20805"))) == {"201": {"2010301": {}}, "20805": {}}


def test_a_code_that_does_not_begin_like_the_row_above_is_not_below_it() -> None:
    assert shape(by_code(coded("201", "20801"))) == {"201": {}, "20801": {}}


def test_organisations_stand_above_subjects() -> None:
    rows = coded("114", "114001", "201", "20103", "114002", "208")
    assert [r.role for r in rows if len(r.code) == 6] == [RowRole.ORGANISATION] * 2
    tree = shape(by_code([r for r in rows if r.code != "114"]))
    assert tree == {"114001": {"201": {"20103": {}}}, "114002": {"208": {}}}


def test_totals_and_parts_are_in_no_outline_of_codes() -> None:
    rows = list(
        table(
            [["科目编码", "科目名称", "合计"]],
            ["", "合计", "9.0"],
            ["201", "一般公共服务支出", "9.0"],
            ["", "其中：财政拨款", "8.0"],
            ["20103", "政府办公厅", "9.0"],
        ).rows
    )
    assert shape(by_code(rows)) == {"201": {"20103": {}}}


@given(
    st.lists(
        st.sampled_from(["201", "20103", "2010301", "2010350", "208", "20805", "2080505"]),
        max_size=12,
    )
)
def test_every_row_is_in_the_outline_once_below_a_code_it_begins_with(codes: list[str]) -> None:
    found: list[str] = []

    def walk(branch: Branch, above: str) -> None:
        for child in branch.children:
            assert child.row is not None
            assert child.row.code.startswith(above) and child.row.code != above
            found.append(child.row.code)
            walk(child, child.row.code)

    walk(by_code(coded(*codes)) if codes else Branch(None), "")
    assert found == codes


def test_lists_of_subjects_are_recognised() -> None:
    assert is_coded(coded("201", "20103", "2010301"))
    assert not is_coded(named("办公费", "印刷费"))
    assert not is_coded([])


def test_a_list_of_purchases_under_one_code_is_none() -> None:
    rows = table(
        [["科目编码", "品目", "合计"]], *(["2010301", f"品目{n}", "1.0"] for n in range(6))
    ).rows
    assert not is_coded(rows)


# ---------------------------------------------------------------- numbering


def depths(*names: str) -> list[float | None]:
    return marker_depths(named(*names))


def test_two_styles_of_numbering_are_two_levels() -> None:
    assert depths("一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊") == [1, 2, 2, 1, 2]


def test_a_list_that_begins_anew_is_below() -> None:
    assert depths("一、本年支出", "一、教育支出", "二、科技支出", "三、其他支出") == [1, 2, 2, 2]


def test_a_number_that_continues_the_outer_list_closes_the_inner() -> None:
    assert depths("一、甲", "1.乙", "2.丙", "二、丁", "1.戊", "三、己") == [1, 2, 2, 1, 2, 1]


def test_unnumbered_rows_and_totals_have_no_depth() -> None:
    assert depths("一、甲", "乙", "本年收入合计", "一、丙") == [1, None, None, 1]


def test_a_numbering_with_gaps_goes_on() -> None:
    assert depths("一、甲", "三、乙", "八、丙", "十二、丁", "二十一、戊") == [1] * 5


def test_the_outline_of_a_balance_table() -> None:
    rows = named("一、本年支出", "（一）教育支出", "（二）科技支出", "二、结转下年", "支出总计")
    assert shape(by_marker(rows)) == {
        "一、本年支出": {"（一）教育支出": {}, "（二）科技支出": {}},
        "二、结转下年": {},
    }


def test_an_unnumbered_row_is_below_only_where_it_is_indented() -> None:
    plain = named("一、财政拨款", "经费拨款", "二、事业收入")
    # not indented it may as well head what follows
    assert shape(by_marker(plain)) == {"一、财政拨款": {}, "经费拨款": {"二、事业收入": {}}}
    assert shape(nested_markers(plain)) == {"一、财政拨款": {"经费拨款": {}}, "二、事业收入": {}}
    indented = named("一、财政拨款", "经费拨款", "二、事业收入", indents=[0, 20, 0])
    assert shape(by_marker(indented)) == {"一、财政拨款": {"经费拨款": {}}, "二、事业收入": {}}


def test_nothing_below_a_total_belongs_to_a_row_above_it() -> None:
    rows = named("一、甲", "本年收入合计", "（一）乙")
    assert shape(by_marker(rows)) == {"一、甲": {}, "（一）乙": {}}


# ---------------------------------------------------------------- indentation, subtotals, columns


def test_indentation() -> None:
    rows = named("工资福利", "基本工资", "津贴", "商品服务", "办公费", indents=[0, 12, 12, 1, 13])
    assert shape(by_indent(rows)) == {
        "工资福利": {"基本工资": {}, "津贴": {}},
        "商品服务": {"办公费": {}},
    }


def test_rows_at_one_edge_have_no_outline() -> None:
    assert by_indent(named("甲", "乙", "丙", indents=[2, 3, 5])) is None


def test_subtotals_above_their_parts() -> None:
    rows = named("小计", "甲", "乙", "第二小计", "丙", "合计")
    assert shape(by_subtotal(rows)) == {"小计": {"甲": {}, "乙": {}}, "第二小计": {"丙": {}}}


def test_subtotals_below_their_parts() -> None:
    rows = named("甲", "乙", "小计", "丙", "第二小计", "丁")
    assert shape(by_subtotal(rows)) == {
        "小计": {"甲": {}, "乙": {}},
        "第二小计": {"丙": {}},
        "丁": {},
    }


def test_no_subtotals_or_nothing_else() -> None:
    assert by_subtotal(named("甲", "乙")) is None
    assert by_subtotal(named("小计", "第二小计")) is None


def test_labels_in_columns_of_their_own() -> None:
    rows = [
        row("局", end=0),
        row("大厅", end=2),
        row("系统", end=2),
        row("中心", end=0),
        row("热线", end=2),
    ]
    assert shape(by_label_column(rows)) == {"局": {"大厅": {}, "系统": {}}, "中心": {"热线": {}}}
    assert by_label_column(rows[1:3]) is None


def test_depths_as_given_and_totals_as_barriers() -> None:
    rows = [row("a"), row("b"), row("合计", role=RowRole.TOTAL), row("c"), row("d")]
    assert shape(by_depth(rows, [1, 2, 0, 2, 1])) == {"a": {"b": {}}, "c": {}, "d": {}}


def test_rows_that_can_be_terms() -> None:
    rows = named("合计", "甲", "其中：乙", "小计")
    assert [r.name for r in addable(rows)] == ["甲", "小计"]


def test_parents_are_listed_from_top_to_bottom() -> None:
    tree = by_code(coded("201", "20103", "2010301", "208", "20805"))
    assert [b.row.code for b in tree.parents() if b.row] == ["201", "20103", "208"]
