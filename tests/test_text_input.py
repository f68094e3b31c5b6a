"""Text and Markdown files: read as documents, checked like PDFs, taken only when meant."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from budgetlint.failures import FileFailure
from budgetlint.model import Document, DocumentReport, Grid, Severity, TableKind, TextLine
from budgetlint.paths import expand
from budgetlint.places import LINE
from budgetlint.read import UnreadableFile, read_document
from budgetlint.read.text import read_text_pages
from budgetlint.runner import Options, check_file, loaded_rules

_HEAD = "类\t款\t项\t科目名称\t合计\t基本支出\t\t\t\t项目支出\t\t"
_HEAD_2 = "\t\t\t\t\t小计\t人员经费\t\t公用经费\t\t小计\t运转类"
_HEAD_3 = "\t\t\t\t\t\t工资福利支出\t补助\t商品和服务支出\t资本性支出\t\t"


def _read(folder: Path, text: str | bytes, name: str = "a.txt") -> Document:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path)


def _report(folder: Path, text: str) -> DocumentReport:
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    result = check_file(path, Options(tuple(loaded_rules().rules)))
    assert not isinstance(result, FileFailure), result.message
    return result


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    document = _read(tmp_path, "某市财政局\n2024年部门预算公开\n".encode(encoding))
    assert [line.text for line in document.pages[0].lines] == ["某市财政局", "2024年部门预算公开"]
    assert (document.kind, document.fiscal_year) == ("部门预算", 2024)


@pytest.mark.parametrize(
    "raw", [b"", b" \n\t\n", b"\x00\x01\x02\x03" * 40, b"\x89PNG\r\n\x1a\n\xff"]
)
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"文字|文本"):
        _read(tmp_path, raw)


def test_other_types_keep_their_message(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"不支持的文件类型“\.rtf”"):
        _read(tmp_path, "x", "a.rtf")


def test_lines_know_their_number_and_lose_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 一、基本情况\n\n---\n**预算**执行率\f第二页\n", encoding="utf-8")
    first, second = read_text_pages(path)
    assert [(line.text, line.box.y0 / LINE) for line in first.lines] == [
        ("一、基本情况", 0),
        ("预算执行率", 3),
    ]
    assert (second.number, second.lines[0].text) == (2, "第二页")


def test_tables_stand_in_the_flow_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("前文\n项目\t金额\n合计\t1.0\n后文\n", encoding="utf-8")
    (page,) = read_text_pages(path)
    assert [type(item) for item in page.flow] == [TextLine, Grid, TextLine]
    grid = page.grids[0]
    assert (grid.row_count, grid.column_count, grid.reader) == (2, 2, "text")
    assert grid.cells[3].text == "1.0"
    assert grid.cells[3].box.y0 == 2 * LINE


def test_a_tab_separated_table_gets_its_header_back(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "# 2024年部门收支总体情况表\n\n单位：万元\n\n"
        "收入\t\t支出\t\n项目\t金额\t项目\t金额\n"
        "一、财政拨款收入\t2,562.0\t一、教育支出\t2,562.0\n收入总计\t2,562.0\t支出总计\t2,562.0\n",
    )
    (table,) = document.tables
    assert (table.kind, table.unit, table.fiscal_year) == (TableKind.BALANCE, "万元", 2024)
    assert [c.name for c in table.columns][1::2] == ["收入 › 金额", "支出 › 金额"]
    assert len(table.figures) == 4


def test_a_header_of_three_levels(tmp_path: Path) -> None:
    """The cell above that begins a field too early is moved to its own child."""
    rows = "\t\t\t合计\t100.0\t60.0\t50.0\t\t10.0\t\t40.0\t40.0\n" * 2
    document = _read(tmp_path, f"2024年支出表\n{_HEAD}\n{_HEAD_2}\n{_HEAD_3}\n{rows}")
    (table,) = document.tables
    assert [c.name for c in table.columns[5:]] == [
        "基本支出 › 小计",
        "基本支出 › 人员经费 › 工资福利支出",
        "基本支出 › 人员经费 › 补助",
        "基本支出 › 公用经费 › 商品和服务支出",
        "基本支出 › 公用经费 › 资本性支出",
        "项目支出 › 小计",
        "项目支出 › 运转类",
    ]
    assert not any(figure.uncertain for figure in table.figures.values())


def test_figures_that_do_not_fit_a_doubtful_header_are_not_guessed(tmp_path: Path) -> None:
    rows = "\t\t\t合计\t100.0\t60.0\t50.0\t10.0\t\t40.0\t40.0\t\n" * 2
    document = _read(tmp_path, f"2024年支出表\n{_HEAD}\n{_HEAD_2}\n{_HEAD_3}\n{rows}")
    (table,) = document.tables
    assert {f.column for f in table.figures.values() if f.uncertain} == {5, 6, 7, 9, 10}
    assert {f.column for f in table.figures.values() if f.amount} == {4}


def test_markdown_tables(tmp_path: Path) -> None:
    text = "| 指标 | 分值 | 得分 |\n|---|---:|:-:|\n| 投入\\|过程 | 10 | 9 |\n"
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    (grid,) = read_text_pages(path)[0].grids
    assert [cell.text for cell in grid.cells] == ["指标", "分值", "得分", "投入|过程", "10", "9"]


def test_a_table_set_by_spaces(tmp_path: Path) -> None:
    text = "得分表\n\n一级指标 分值 得分\n\n投入 35.00 27.23\n\n产出 65.00 -\n\n后面的话\n"
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (page,) = read_text_pages(path)
    (grid,) = page.grids
    assert [cell.text for cell in grid.cells[3:6]] == ["投入", "35.00", "27.23"]
    assert [line.text for line in page.lines] == ["得分表", "后面的话"]


@pytest.mark.parametrize(
    "text",
    [
        "2024 年 部门 预算\n2023 10 20\n2022 10 30\n",
        "一级 指标 分值\n投入 10 9\n",
        "收入 支出 结余，\n甲 1 2\n乙 3 4\n",
        "收入 支出 结余\n甲 一 二\n乙 三 四\n",
    ],
)
def test_prose_with_spaces_is_no_table(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert read_text_pages(path)[0].grids == ()


def test_an_error_in_a_text_needs_no_second_reader(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        "2024年部门收支总体情况表\n单位：万元\n收入\t\t支出\t\n项目\t金额\t项目\t金额\n"
        "一、财政拨款收入\t40.0\t一、教育支出\t40.0\n二、事业收入\t2.0\t\t\n"
        "收入总计\t42.0\t支出总计\t40.0\n",
    )
    found = [f for f in report.findings if f.severity is Severity.ERROR]
    assert found and all("复核" not in f.message for f in found)


def test_debug_pages_pass_over_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("2024年部门预算\n", encoding="utf-8")
    options = Options(tuple(loaded_rules().rules), debug_pages=tmp_path / "pictures")
    assert isinstance(check_file(path, options), DocumentReport)
    assert not (tmp_path / "pictures").exists()


def test_texts_are_taken_where_they_are_named(tmp_path: Path) -> None:
    for name in ("说明.txt", "README.md", "b.pdf", "c.docx"):
        (tmp_path / name).write_text("文字", encoding="utf-8")

    def names(argument: Path) -> list[str]:
        return [path.name for path in expand([str(argument)])[0]]

    assert names(tmp_path) == ["b.pdf", "c.docx"]
    assert names(tmp_path / "*") == ["README.md", "b.pdf", "c.docx", "说明.txt"]
    assert names(tmp_path / "说明.txt") == ["说明.txt"]


_XML = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def _docx(folder: Path, body: str) -> Path:
    path = folder / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"{_XML}{body}</w:body></w:document>")
    return path


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(text)}</w:tc>"


def _tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def test_word_files_keep_their_merged_cells(tmp_path: Path) -> None:
    table = "".join(
        (
            _tr(
                _tc("科目名称", '<w:vMerge w:val="restart"/>'),
                _tc("合计", '<w:gridSpan w:val="2"/>'),
            ),
            _tr(_tc("", "<w:vMerge/>"), _tc("基本支出"), _tc("项目支出")),
            _tr(_tc("教育支出"), _tc("1.0"), _tc("2.0")),
        )
    )
    body = (
        _p("2024年支出预算表")
        + f"<w:sdt><w:sdtContent>{_p('单位：万元')}</w:sdtContent></w:sdt>"
        + f"<w:tbl>{table}</w:tbl>"
        + "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        + "<w:r><w:t>留下</w:t><w:br/><w:t>的话</w:t></w:r></w:p>"
    )
    document = read_document(_docx(tmp_path, body))
    (page,) = document.pages
    assert [line.text for line in page.lines] == ["2024年支出预算表", "单位：万元", "留下", "的话"]
    (table_read,) = document.tables
    assert (table_read.title, table_read.unit) == ("2024年支出预算表", "万元")
    assert [c.path for c in table_read.columns] == [
        ("科目名称",),
        ("合计", "基本支出"),
        ("合计", "项目支出"),
    ]
    assert sorted(f.text for f in table_read.figures.values()) == ["1.0", "2.0"]
    assert [line.box.y0 / LINE for line in page.lines] == [0, 1, 5, 6]


@pytest.mark.parametrize("broken", ["no zip", "no document", "no xml", "no text"])
def test_broken_word_files_are_refused(tmp_path: Path, broken: str) -> None:
    path = _docx(tmp_path, _p(""))
    if broken == "no zip":
        path.write_bytes(b"PK nothing")
    elif broken != "no text":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml" if broken == "no xml" else "a.txt", "<w:")
    with pytest.raises(UnreadableFile, match="Word"):
        read_document(path)
