"""Tables whose cells are guessed, and tables that were not read to their end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from engine_samples import (
    make_document,
    make_rule,
    make_table,
    sum_outcome,
)

from budgetlint.engine import check
from budgetlint.model import (
    Box,
    Document,
    Evidence,
    EvidenceRole,
    Grid,
    Outcome,
    Page,
    Severity,
    Status,
    Table,
)

# ---------------------------------------------------------------- guessed and unfinished tables


def guessed(table: Table, ruling: str = "gaps", reader: str = "pdfium") -> Table:
    """The table as one whose cells were not all ruled."""
    grid = Grid(1, Box(0, 0, 500, 500), 1, 1, (), (0.0, 500.0), reader=reader, ruling=ruling)
    return replace(table, grids=(grid,))


ONE_DIGIT = [
    ["合计", "4,218.7", "4,208.7"],
    ["甲", "2,600.5", "2,600.5"],
    ["乙", "1,608.2", "1,608.2"],
]
ANOTHER_ROW = [["合计", "4,917.3", "4,208.7"], *ONE_DIGIT[1:]]


def down(table: Table) -> Iterator[Outcome]:
    for column in (1, 2):
        yield sum_outcome(table, (0, column), [(1, column), (2, column)])


def said_of(table: Table, *pages: Page) -> tuple[list[Severity], list[str]]:
    """The severities of the findings and the reasons of what was not judged."""
    document = replace(make_document(table), pages=pages)
    run = make_rule("SUM903", lambda d: down(d.tables[0]))
    report = check(document, [run])
    return [f.severity for f in report.findings], [o.reason for o in report.not_checked]


@pytest.mark.parametrize("kind", [{"ruling": "gaps"}, {"reader": "camelot", "ruling": "none"}])
def test_a_slip_in_a_guessed_table_is_a_warning(kind: dict[str, str]) -> None:
    table = guessed(make_table(ONE_DIGIT), **kind)
    assert said_of(table) == ([Severity.WARNING], [])


def test_what_looks_misread_in_a_guessed_table_is_not_judged() -> None:
    assert said_of(make_table(ANOTHER_ROW))[0] == [Severity.ERROR]
    found, reasons = said_of(guessed(make_table(ANOTHER_ROW)))
    assert found == []
    assert "多半是读错" in reasons[0]


def test_one_digit_of_a_round_figure_tells_nothing() -> None:
    cells = [["合计", "500", "400"], ["甲", "300", "300"], ["乙", "100", "100"]]
    assert said_of(guessed(make_table(cells)))[0] == []


def test_a_label_that_took_in_a_figure_makes_the_guess_worthless() -> None:
    glued = [ONE_DIGIT[0], ["甲工程212", *ONE_DIGIT[1][1:]], ONE_DIGIT[2]]
    assert said_of(guessed(make_table(glued)))[0] == []


def test_a_name_in_a_guessed_table_is_not_judged() -> None:
    table = guessed(make_table(ONE_DIGIT))
    label = Evidence(1, Box(0, 0, 9, 9), "甲", table.id, "甲", "", EvidenceRole.LABEL)

    def run(document: Document) -> Iterator[Outcome]:
        yield Outcome(
            "COD901", Status.FAIL, ("甲",), None, {"total": "", "computed": ""}, (label,),
            expected="2024", actual="2025", table=table.id,
        )  # fmt: skip

    report = check(make_document(table), [make_rule("COD901", run)])
    assert report.findings == ()
    assert len(report.not_checked) == 1


def test_lines_may_stand_on_a_page_that_was_not_read() -> None:
    read = Page(1, 600, 800, (), ())
    lost = Page(2, 600, 800, (), (), "第 2 页没有文字")
    assert said_of(make_table(ANOTHER_ROW), read)[0] == [Severity.ERROR]
    found, reasons = said_of(make_table(ANOTHER_ROW), read, lost)
    assert found == []
    assert "下一页没有读出" in reasons[0]
