"""Performance forms: which grids are one, and what is read in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from budgetlint.forms import Form, form_figures, forms_of
from budgetlint.model import Document, Grid, Page, Table
from budgetlint.tables.build import build_tables
from budgetlint.testing_pages import build_pages

_FORM = [
    ["项目名称", "教学改革", "<", "<", "<"],
    ["项目资金（万元）", "年度资金总额：", "1,960.35", "<", "执行率分值（10）"],
    ["", "其中：财政拨款", "1,930.00", "<", ""],
    ["", "上年结转", "30.35", "<", ""],
    ["", "其他资金", "-", "<", ""],
    ["一级指标", "二级指标", "三级指标", "指标值", "分值（90）"],
    ["产出指标", "数量指标", "基地", "≥1个", "50"],
    ["", "质量指标", "合格率", "=100%", "20"],
]
_REST = [
    ["效益指标", "社会效益", "<", "显著", "10"],
    ["满意度指标", "满意度", "<", "≥90%", "10"],
]


def _document(*pages: Sequence[object]) -> Document:
    built = build_pages([list(page) for page in pages])
    return Document(Path("a.pdf"), "", built, build_tables(built))


def _moved_down(document: Document, bottom: float) -> Document:
    """The document with the first grid ending where a page ends."""
    first = document.pages[0]
    grid = first.grids[0]
    low = replace(grid, box=replace(grid.box, y1=bottom))
    tables = tuple(
        replace(t, grids=tuple(low if g is grid else g for g in t.grids)) for t in document.tables
    )
    page = replace(first, grids=(low,), flow=(*first.lines, low))
    return replace(document, pages=(page, *document.pages[1:]), tables=tables)


def _only(document: Document) -> Form:
    (form,) = forms_of(document)
    return form


def test_labels_and_their_values() -> None:
    form = _only(_document(["教学改革项目绩效目标表", {"grid": [*_FORM, *_REST]}]))
    assert (form.title, form.subject) == ("教学改革项目绩效目标表", "教学改革")
    (fund,) = form.funds
    assert fund.total.text == "1,960.35"
    assert [(part.row, part.text) for part in fund.parts] == [
        ("其中：财政拨款", "1,930.00"),
        ("上年结转", "30.35"),
    ]
    assert fund.closed


def test_scores_with_the_mark_in_the_header() -> None:
    form = _only(_document(["教学改革项目绩效目标表", {"grid": [*_FORM, *_REST]}]))
    (sheet,) = form.sheets
    assert sheet.stated is not None and sheet.stated.text == "分值（90）"
    assert [line.full.text for line in sheet.lines if line.full] == ["50", "20", "10", "10"]
    assert sheet.complete


def test_the_rest_on_the_next_page_belongs_to_the_form() -> None:
    document = _document(
        ["教学改革项目绩效目标表", {"grid": _FORM}],
        [{"grid": _REST}, "教学管理项目绩效目标表", {"grid": _FORM}],
    )
    assert len(document.tables) >= 2
    first, second = forms_of(document)
    assert sum(len(sheet.lines) for sheet in first.sheets) == 4
    assert (second.title, second.page) == ("教学管理项目绩效目标表", 2)


def test_a_sheet_that_may_go_on_is_not_complete() -> None:
    document = _document(["教学改革项目绩效目标表", {"grid": _FORM}], ["名词解释"])
    assert _only(document).sheets[0].complete
    cut = _moved_down(document, 820.0)
    assert not _only(cut).sheets[0].complete


def test_a_list_of_amounts_is_no_form() -> None:
    document = _document(
        ["项目支出表", {"grid": [["项目名称", "金额"], ["甲", "1.00"], ["合计", "1.00"]]}]
    )
    assert forms_of(document) == ()


def test_two_columns_of_marks_are_two_sheets() -> None:
    grid = [
        ["一级指标", "二级指标", "分值", "三级指标", "分值", "得分"],
        ["决策", "立项", "40", "依据", "15", "15"],
        ["", "", "", "程序", "25", "20"],
        ["产出", "数量", "60", "完成率", "60", "50"],
        ["", "合计", "100", "", "100", "85"],
    ]
    coarse, fine = _only(_document(["评分表", {"grid": grid}])).sheets
    assert [line.full.text for line in coarse.lines if line.full] == ["40", "60"]
    assert [line.score.text for line in fine.lines if line.score] == ["15", "20", "50"]
    assert fine.total is not None and fine.total.score is not None
    assert fine.total.score.text == "85"


def test_figures_of_forms_for_the_coverage() -> None:
    document = _document(["教学改革项目绩效目标表", {"grid": [*_FORM, *_REST]}])
    (table,) = document.tables
    found = form_figures(document, forms_of(document))[table.id]
    known = {f.box for f in table.figures.values()}
    texts = {f.text for f in found} | {f.text for f in table.figures.values()}
    assert {"1,960.35", "1,930.00", "30.35", "50", "20", "10"} <= texts
    assert not texts & {"≥1个", "=100%", "≥90%"}, "what is to be reached is no figure"
    assert all(f.row < 0 and f.box not in known for f in found)


def test_a_figure_of_the_table_is_not_counted_again() -> None:
    document = _document(["教学改革项目绩效目标表", {"grid": [*_FORM, *_REST]}])
    (table,) = document.tables
    form = _only(document)
    taken = next(iter(form.values()))
    figure = form_figures(document, [form])[table.id][0]
    own: Table = replace(table, figures={(0, 2): replace(figure, box=taken.box)})
    other = form_figures(replace(document, tables=(own,)), [form])
    assert taken.box not in {f.box for f in other.get(table.id, ())}


def test_pages_and_grids_are_the_documents_own() -> None:
    document = _document(["教学改革项目绩效目标表", {"grid": [*_FORM, *_REST]}])
    page: Page = document.pages[0]
    grid: Grid = page.grids[0]
    values = list(_only(document).values())
    assert values and all(v.page == page.number for v in values)
    assert all(grid.box.y0 <= v.box.y0 and v.box.y1 <= grid.box.y1 for v in values)
