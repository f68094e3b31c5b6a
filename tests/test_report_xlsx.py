"""The workbook: figures are figures, text is text, the same input gives the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
import report_samples as samples

from budgetlint.report import xlsx_report


def book_of(*reports: Any, lang: str = "zh") -> Any:
    content = xlsx_report.render(reports, [samples.failure()], lang=lang)
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_findings_stand_below_what_explains_them() -> None:
    sheet = book_of(samples.faulty_report())["问题"]
    rows = rows_of(sheet)
    root = next(r for r in rows if r["指纹"] == "aaaa1111")
    assert (root["规则"], root["程度"], root["页"]) == ("SUM102", "错误", 15)
    assert (root["表中印为"], root["应为"], root["差"]) == (42.2, 42.3, -0.1)
    assert root["行"] == "204 公共安全支出" and root["列"] == "项目支出"
    assert root["算式"].startswith("37.0 + 5.3") and root["根源"] is None
    below = [r["规则"] for r in rows if r["根源"] == root["序号"]]
    assert sorted(below) == ["SUM101", "XTB301"]
    assert [r["序号"] for r in rows] == list(range(1, len(rows) + 1))
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == f"A1:T{len(rows) + 1}"


def test_percentages_and_decimals_are_shown_as_printed() -> None:
    sheet = book_of(samples.faulty_report())["问题"]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[19].value == "eeee5555")
    assert (row[10].value, row[10].number_format) == (0.148, "0.0%")


def test_no_text_becomes_a_formula() -> None:
    report = samples.faulty_report()
    findings = tuple(
        replace(f, message=start + "cmd|'/c calc'!A0", expected=start + "A1")
        for f, start in zip(report.findings, "=+-@\t=+-@", strict=False)
    )
    book = book_of(replace(report, findings=findings))
    seen = 0
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")):
                assert cell.quotePrefix
                seen += 1
    assert seen >= 2 * len(findings) - 2


def test_codes_stay_text() -> None:
    report = samples.faulty_report()
    findings = tuple(replace(f, expected="2089999", difference="") for f in report.findings)
    rows = rows_of(book_of(replace(report, findings=findings))["问题"])
    assert {r["应为"] for r in rows} == {"2089999"}


def test_what_was_not_checked_is_listed() -> None:
    rows = rows_of(book_of(samples.faulty_report())["未核对"])
    what = [r["情况"] for r in rows]
    assert what.count("未参与任何核对") == 2 and what.count("核对未能完成") == 3
    assert what.count("无法识别为数字") == 1 and what.count("未能读取") == 2
    unchecked = next(r for r in rows if r["印刷文字"] == "12.7")
    assert unchecked["行"] == "208 社会保障和就业支出" and unchecked["页"] == 15


def test_tables_as_read_with_failing_figures_marked() -> None:
    sheet = book_of(samples.faulty_report())["表格"]
    titles = [row[0].value for row in sheet.iter_rows() if row[0].font.size == 14]
    assert titles[0] == "部门收支总体情况表（预算01表）" and len(titles) == 4
    marked = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == 42.2 and "✗" in cell.number_format
    ]
    assert marked and all(cell.data_type == "n" for cell in marked)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_same_input_same_bytes_and_legal_sheet_names(lang: str) -> None:
    faulty = samples.faulty_report()
    turned = replace(faulty, findings=tuple(reversed(faulty.findings)))
    one = xlsx_report.render([faulty, samples.clean_report()], [], lang=lang)
    assert one == xlsx_report.render([samples.clean_report(), turned], [], lang=lang)
    names = openpyxl.load_workbook(io.BytesIO(one)).sheetnames
    assert len(names) == 4 and all(len(name) <= 31 for name in names)
    assert (names[0] == "问题") == (lang == "zh")
