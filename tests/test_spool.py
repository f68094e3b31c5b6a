"""A long run keeps its reports on disk: nothing changes but the memory it takes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport
from budgetlint.report import json_report, text_report
from budgetlint.report.summary import in_path_order
from budgetlint.runner import Options, check_file, loaded_rules
from budgetlint.spool import Spool


@pytest.fixture(scope="module")
def reports(faulty_pdf: Path) -> list[DocumentReport]:
    """Twenty documents, not in the order of their paths."""
    report = check_file(faulty_pdf, Options(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    names = [f"{(7 * i) % 20:02}.pdf" for i in range(20)]
    return [replace(report, document=replace(report.document, path=Path(n))) for n in names]


@pytest.fixture
def spool(reports: list[DocumentReport]) -> Spool:
    spool = Spool()
    for report in reports:
        spool.append(report)
    return spool


FAILURES = [FileFailure(Path("05x.pdf"), "坏了。"), FileFailure(Path("zz.pdf"), "坏了。")]


def test_a_spool_is_a_list(reports: list[DocumentReport], spool: Spool) -> None:
    assert len(spool) == 20 and list(spool) == reports
    assert spool[-1] == reports[-1] and spool[7:12] == reports[7:12]
    with pytest.raises(IndexError):
        spool[20]


def test_the_order_is_that_of_the_paths(spool: Spool) -> None:
    ordered = in_path_order(spool, FAILURES)
    paths = [i.path if isinstance(i, FileFailure) else i.document.path for i in ordered]
    assert paths == sorted(paths) and len(paths) == 22 == len(ordered)
    assert ordered[6] is FAILURES[0] and ordered[-1] is FAILURES[1]


def test_reports_are_the_same_from_a_spool(reports: list[DocumentReport], spool: Spool) -> None:
    text = json_report.render(spool, FAILURES)
    assert text == json_report.render(reports, FAILURES)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    shown = [text_report.render(r, FAILURES, color=False, lang="zh") for r in (reports, spool)]
    assert shown[0] == shown[1]


def test_no_document_is_json_too() -> None:
    assert json.loads(json_report.render([], []))["documents"] == []


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path, faulty_pdf: Path) -> None:
    program = (
        "import resource, sys\nfrom budgetlint.cli import main\n"
        "main(['check', sys.argv[1], '-j', '1', '-q', '-o', 'json:' + sys.argv[2]])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peak = {}
    for count in (10, 24):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            shutil.copy(faulty_pdf, folder / f"{number}.pdf")
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder), str(tmp_path / f"{count}.json")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        peak[count] = int(done.stdout)
    # 14 more documents took 26 MB when they were kept; 8 MB is the noise of the allocator
    assert peak[24] - peak[10] < 8 * 1024
    assert len(json.loads((tmp_path / "24.json").read_text(encoding="utf-8"))["documents"]) == 24
