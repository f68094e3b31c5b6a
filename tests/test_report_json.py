"""The JSON result has the shape that other programs rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

import report_samples as samples

from budgetlint.report import json_report


def rendered(*args: Any) -> Any:
    return json.loads(json_report.render(*args), parse_float=Decimal)


def test_contract_fields_are_there() -> None:
    result = rendered([samples.faulty_report()], [])
    assert result["schema"] == "budgetlint/1"
    assert isinstance(result["version"], str) and result["version"]
    (document,) = result["documents"]
    assert (document["pages"], document["kind"], document["fiscal_year"]) == (18, "部门预算", 2025)
    assert document["organisation"] == "清源市档案馆"
    assert document["readable"] is True
    assert document["problems"] == ["第9页：没有可用的文字层，可能是扫描件，请人工查看"]
    spending = next(t for t in document["tables"] if t["id"] == "T2")
    assert {k: spending[k] for k in ("kind", "unit", "pages", "rows", "columns", "reader")} == {
        "kind": "支出总表",
        "unit": "万元",
        "pages": [14, 15],
        "rows": 9,
        "columns": 8,
        "reader": "pdfium",
    }
    assert document["outcomes"] == {"pass": 88, "fail": 9, "not_applicable": 12, "not_checked": 3}
    coverage = document["coverage"]
    assert (coverage["figures"], coverage["checked"]) == (36, 33)
    assert coverage["unchecked"][0] == {"page": 15, "bbox": [390, 244, 455, 260], "text": "12.7"}


def test_side_by_side_rows_count_once() -> None:
    (document,) = rendered([samples.faulty_report()], [])["documents"]
    balance = next(t for t in document["tables"] if t["id"] == "T1")
    assert balance["rows"] == 3


def test_finding_carries_its_cells_as_printed() -> None:
    (document,) = rendered([samples.faulty_report()], [])["documents"]
    root = next(f for f in document["findings"] if f["fingerprint"] == "aaaa1111")
    assert root["rule"] == "SUM102" and root["severity"] == "error" and root["root"] is None
    assert (root["expected"], root["actual"], root["difference"]) == ("42.3", "42.2", "-0.1")
    total = root["evidence"][0]
    assert total["text"] == "42.2" and total["table"] == "T2" and total["role"] == "total"
    assert total["row"] == "204 公共安全支出" and total["column"] == "项目支出"
    assert total["amount"] == {"value": "42.2", "ulp": "0.1", "percent": False}
    dependents = [f["rule"] for f in document["findings"] if f["root"] == "aaaa1111"]
    assert sorted(dependents) == ["SUM101", "XTB301"]


def test_no_figure_becomes_a_binary_number() -> None:
    numbers: list[object] = []

    def walk(value: object, key: str) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, name)
        elif isinstance(value, list):
            for item in value:
                walk(item, key)
        elif isinstance(value, Decimal) and key != "bbox":
            numbers.append(value)

    walk(rendered([samples.faulty_report()], []), "")
    assert numbers == []


def test_order_of_input_and_findings_does_not_matter() -> None:
    faulty = samples.faulty_report()
    turned = replace(faulty, findings=tuple(reversed(faulty.findings)), seconds=9.0)
    one = json_report.render([faulty, samples.clean_report()], [samples.failure()])
    two = json_report.render([samples.clean_report(), turned], [samples.failure()])
    assert one == two


def test_files_that_failed_are_documents_that_could_not_be_read() -> None:
    result = rendered([samples.unreadable_report()], [samples.failure()])
    encrypted, scanned = result["documents"]
    assert encrypted["path"].endswith("加密.pdf") and encrypted["code"] == "unreadable"
    assert encrypted["readable"] is False
    assert encrypted["problems"] == ["文件已加密，请用没有密码的文件重新检查。"]
    assert encrypted["coverage"] == {"figures": 0, "checked": 0, "percent": None, "unchecked": []}
    assert scanned["readable"] is False and set(scanned) <= set(encrypted)


def test_chinese_stays_readable_and_lone_surrogates_can_be_written() -> None:
    report = samples.clean_report()
    document = replace(report.document, organisation="清源\ud800")
    text = json_report.render([replace(report, document=document)], [])
    assert "收支总表" in text
    text.encode("utf-8")


def test_json_path_imports_no_heavy_library() -> None:
    program = (
        "import sys; import budgetlint.report.json_report;"
        "print([m for m in ('jinja2', 'PIL', 'pandas', 'camelot') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
