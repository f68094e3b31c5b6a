"""The engine: outcomes become findings, are confirmed, folded and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from engine_samples import (
    CLEAN,
    ONE_WRONG,
    FakeReader,
    cell,
    grid_sums,
    make_document,
    make_rule,
    make_table,
    sum_outcome,
    sums_rule,
)

from budgetlint.engine import INTERNAL, check, has_internal
from budgetlint.model import (
    Document,
    Evidence,
    EvidenceRole,
    Outcome,
    Severity,
    Status,
    Table,
    TableKind,
)
from budgetlint.profile_rules import under
from budgetlint.profiles import Profile
from budgetlint.report import json_report, summary
from budgetlint.report.restore import restore
from budgetlint.rules import Rule
from budgetlint.selection import select_codes, split_codes

# ---------------------------------------------------------------- outcomes and coverage


def test_clean_table_has_no_finding_and_full_coverage() -> None:
    report = check(make_document(make_table(CLEAN)), [sums_rule()])
    assert report.findings == ()
    assert report.outcomes == {"pass": 6, "fail": 0, "not_applicable": 0, "not_checked": 0}
    assert (report.coverage.figures, report.coverage.checked) == (9, 9)


def test_figures_that_no_relation_used_and_unparsable_ones_are_unchecked() -> None:
    table = make_table((*CLEAN, ("备查", "", "7.00", "7..00")))

    unchecked = cell(table, (3, 2), EvidenceRole.TOTAL)

    def run(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (1, 1), [(1, 2), (1, 3)])
        yield Outcome("SUM901", Status.NOT_CHECKED, evidence=(unchecked,))
        yield Outcome("SUM901", Status.PASS, evidence=(cell(table, (3, 3), EvidenceRole.LABEL),))

    coverage = check(make_document(table), [make_rule("SUM901", run)]).coverage
    assert (coverage.figures, coverage.checked) == (11, 3)
    assert {"7.00", "7..00"} <= {figure.text for figure in coverage.unchecked}


def test_same_cell_of_another_table_does_not_count_as_checked() -> None:
    first, second = make_table(CLEAN), make_table(CLEAN, id="T2")

    def run(document: Document) -> Iterator[Outcome]:
        yield from grid_sums(first)

    coverage = check(make_document(first, second), [make_rule("SUM901", run)]).coverage
    assert (coverage.figures, coverage.checked) == (18, 9)


def test_rule_for_kinds_the_document_lacks_is_not_applicable_and_does_not_run() -> None:
    def run(document: Document) -> Iterator[Outcome]:
        raise AssertionError("must not run")
        yield

    picky = replace(make_rule("SUM901", run), kinds=(TableKind.PROCUREMENT,))
    report = check(make_document(make_table(CLEAN)), [picky])
    assert report.outcomes["not_applicable"] == 1
    assert report.findings == ()


def test_rounding_is_an_information_and_needs_no_second_reading() -> None:
    table = make_table((("合计", "0.3", "0.1", "0.1", "0.2"),))
    reader = FakeReader(True, {})

    def run(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (0, 1), [(0, 2), (0, 3), (0, 4)])

    report = check(make_document(table), [make_rule("SUM901", run)], reader)
    assert [f.severity for f in report.findings] == [Severity.INFO]
    assert reader.asked == 0


def test_message_follows_the_language() -> None:
    document = make_document(make_table(ONE_WRONG))
    chinese = check(document, [sums_rule()]).findings[0]
    english = check(document, [sums_rule()], lang="en").findings[0]
    assert "不等于" in chinese.message and chinese.name == "测试"
    assert "is not" in english.message and english.name == "test"


# ---------------------------------------------------------------- faults


def test_rule_that_raises_is_reported_with_its_code_and_the_others_go_on() -> None:
    table = make_table(ONE_WRONG)

    def broken(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (0, 1), [(0, 2), (0, 3)])
        raise ZeroDivisionError("oops")

    report = check(make_document(table), [make_rule("AAA901", broken), sums_rule()])
    internal = [f for f in report.findings if f.rule == INTERNAL]
    assert len(internal) == 1
    assert "AAA901" in internal[0].message and "oops" in internal[0].message
    assert [f.rule for f in report.findings if f.rule != INTERNAL] == ["SUM901", "SUM901"]
    assert report.outcomes["pass"] == 1 + 4
    assert has_internal(report)


def test_rule_whose_message_lacks_an_argument_is_a_fault_of_the_rule() -> None:
    def run(document: Document) -> Iterator[Outcome]:
        yield Outcome("SUM901", Status.FAIL, arguments={"total": "1"})

    report = check(make_document(), [make_rule("SUM901", run)])
    assert [f.rule for f in report.findings] == [INTERNAL]


def test_plugin_that_failed_to_load_is_in_the_report() -> None:
    report = check(make_document(), [], plugin_failures=["检查插件 x 无法加载"])
    assert has_internal(report)
    assert report.findings[0].message == "检查插件 x 无法加载"


# ---------------------------------------------------------------- second reader


def test_finding_both_readers_agree_on_is_reported_as_it_is() -> None:
    document = make_document(make_table(ONE_WRONG))
    confirmed = check(document, [sums_rule()], FakeReader(True, {}))
    assert confirmed.findings == check(document, [sums_rule()]).findings


def test_where_the_readers_differ_nothing_is_accused() -> None:
    table = make_table(ONE_WRONG)
    report = check(make_document(table), [sums_rule()], FakeReader(False, {"29.00": "20.00"}))
    assert report.findings == ()
    assert report.outcomes["not_checked"] == 2 and report.outcomes["fail"] == 0
    reason = report.not_checked[0].reason
    assert "29.00" in reason and "20.00" in reason and "第1页" in reason


def test_unconfirmed_relation_checks_no_figure() -> None:
    table = make_table(ONE_WRONG)

    def run(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (1, 1), [(1, 2), (1, 3)])

    reader = FakeReader(False, {"29.00": "20.00"})
    report = check(make_document(table), [make_rule("SUM901", run)], reader)
    assert report.coverage.checked == 0


def test_what_only_one_reader_saw_is_no_error() -> None:
    document = make_document(make_table(ONE_WRONG))
    report = check(document, [sums_rule()], FakeReader(None, {}))
    assert [f.severity for f in report.findings] == [Severity.WARNING, Severity.WARNING]
    assert all("未经复核" in f.message for f in report.findings)


def test_second_reader_that_raises_hides_no_finding() -> None:
    class Broken:
        def confirm(self, document: Document, evidence: Sequence[Evidence]) -> FakeReader.Answer:
            raise RuntimeError("camelot")

    report = check(make_document(make_table(ONE_WRONG)), [sums_rule()], Broken())
    assert has_internal(report)
    assert sum(f.rule == "SUM901" for f in report.findings) == 2


# ---------------------------------------------------------------- fingerprints


def test_fingerprint_survives_page_position_path_and_table_number() -> None:
    here = make_document(make_table(ONE_WRONG))
    moved = make_document(
        make_table(CLEAN, id="T1", page=2), make_table(ONE_WRONG, id="T2", page=9), path="b/c.pdf"
    )
    first = [f.fingerprint for f in check(here, [sums_rule()]).findings]
    second = [f.fingerprint for f in check(moved, [sums_rule()]).findings]
    assert sorted(first) == sorted(second)
    assert len(set(first)) == 2


def test_fingerprint_does_not_depend_on_the_message() -> None:
    document = make_document(make_table(ONE_WRONG))
    reworded = replace(sums_rule(), message="另一句话 {total}")
    assert [f.fingerprint for f in check(document, [sums_rule()]).findings] == [
        f.fingerprint for f in check(document, [reworded]).findings
    ]


def test_other_year_other_fingerprint() -> None:
    document = make_document(make_table(ONE_WRONG))
    later = replace(document, fiscal_year=2025)
    assert not {f.fingerprint for f in check(document, [sums_rule()]).findings} & {
        f.fingerprint for f in check(later, [sums_rule()]).findings
    }


def test_places_with_one_key_have_different_fingerprints() -> None:
    tables = (make_table(ONE_WRONG), make_table(ONE_WRONG, id="T2"))
    prints = [f.fingerprint for f in check(make_document(*tables), [sums_rule()]).findings]
    assert len(prints) == len(set(prints)) == 4


# ---------------------------------------------------------------- folding


def test_one_wrong_leaf_is_one_root_with_the_correction() -> None:
    report = check(make_document(make_table(ONE_WRONG)), [sums_rule()])
    roots = [f for f in report.findings if f.root is None]
    assert len(report.findings) == 2 and len(roots) == 1
    assert "由 29.00 改为 20.00，则相关 2 处勾稽全部成立" in roots[0].message
    assert "“甲”的“列2”" in roots[0].message
    [other] = [f for f in report.findings if f.root is not None]
    assert other.root == roots[0].fingerprint


def test_wrong_total_explains_the_sum_above_and_the_sum_below() -> None:
    wrong = (CLEAN[0], ("甲", "53.00", "20.00", "15.00"), CLEAN[2])
    report = check(make_document(make_table(wrong)), [sums_rule()])
    [root] = [f for f in report.findings if f.root is None]
    assert "由 53.00 改为 35.00" in root.message


def test_two_independent_mistakes_stay_two() -> None:
    wrong = (CLEAN[0], ("甲", "35.00", "29.00", "15.00"), ("乙", "25.00", "10.00", "51.00"))
    report = check(make_document(make_table(wrong)), [sums_rule()])
    roots = [f for f in report.findings if f.root is None]
    assert len(report.findings) == 4 and len(roots) == 2
    assert any("由 51.00 改为 15.00" in f.message for f in roots)


def test_single_failure_names_no_culprit() -> None:
    wrong = (("合计", "61.00", "30.00", "30.00"),)
    table = make_table(wrong)

    def run(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (0, 1), [(0, 2), (0, 3)])

    [finding] = check(make_document(table), [make_rule("SUM901", run)]).findings
    assert finding.root is None and "改为" not in finding.message


def test_cell_in_a_passing_relation_is_no_root_cause() -> None:
    table = make_table(ONE_WRONG)

    def run(document: Document) -> Iterator[Outcome]:
        yield from grid_sums(table)
        yield Outcome("SUM901", Status.PASS, evidence=(cell(table, (1, 2), EvidenceRole.ADDEND),))

    report = check(make_document(table), [make_rule("SUM901", run)])
    assert [f.root for f in report.findings] == [None, None]
    assert all("改为" not in f.message for f in report.findings)


def test_cells_that_explain_the_same_are_folded_without_naming_one() -> None:
    table = make_table((("合计", "70.00", "20.00", "30.00"), ("总计", "70.00", "20.00", "30.00")))

    def run(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (0, 1), [(0, 2), (0, 3)])
        yield sum_outcome(table, (1, 1), [(0, 2), (0, 3)])

    report = check(make_document(table), [make_rule("SUM901", run)])
    [root] = [f for f in report.findings if f.root is None]
    assert len(report.findings) == 2
    assert "同一处错误" in root.message and "改为" not in root.message


#: 甲 is 40 where 30 is right, in 合计, 小计 and 其中一栏 alike: its own row holds.
LINE_WRONG = (
    ("总计", "50.00", "50.00", "50.00"),
    ("甲", "40.00", "40.00", "40.00"),
    ("甲一", "30.00", "30.00", "30.00"),
    ("乙", "20.00", "20.00", "20.00"),
)


def line_rule(table: Table) -> Rule:
    """甲 = 甲一, 总计 = 甲 + 乙 in each column; every column of a row prints the same."""

    def run(document: Document) -> Iterator[Outcome]:
        for column in (1, 2, 3):
            yield sum_outcome(table, (1, column), [(2, column)])
            yield sum_outcome(table, (0, column), [(1, column), (3, column)])
        for row in range(4):
            yield sum_outcome(table, (row, 1), [(row, 2)])
            yield sum_outcome(table, (row, 2), [(row, 3)])

    return make_rule("SUM901", run)


def test_line_that_is_wrong_in_every_column_is_one_cause() -> None:
    table = make_table(LINE_WRONG)
    report = check(make_document(table), [line_rule(table)])
    [root] = [f for f in report.findings if f.root is None]
    assert len(report.findings) == 6
    assert "“甲”的“列1”“列2”“列3”由 40.00 改为 30.00，则相关 6 处勾稽全部成立" in root.message


def test_same_miss_in_several_columns_is_one_mistake_without_a_culprit() -> None:
    table = make_table((("合计", "9.0", "9.0", "9.0"), ("甲", "5.0", "5.0", "5.0"),
                        ("乙", "1.0", "1.0", "2.0")))  # fmt: skip

    def run(document: Document) -> Iterator[Outcome]:
        for column in (1, 2, 3):
            yield sum_outcome(table, (0, column), [(1, column), (2, column)])

    report = check(make_document(table), [make_rule("SUM901", run)])
    roots = [f for f in report.findings if f.root is None]
    assert [("2 栏" in f.message) for f in roots].count(True) == 1
    assert len(report.findings) == 3 and len(roots) == 2
    assert all("改为" not in f.message for f in report.findings)


def test_folding_drops_no_finding_and_every_root_is_there() -> None:
    table = make_table(LINE_WRONG)
    findings = check(make_document(table), [line_rule(table)]).findings
    roots = {f.fingerprint for f in findings if f.root is None}
    assert {f.root for f in findings if f.root is not None} <= roots


def test_advice_in_english() -> None:
    table = make_table(ONE_WRONG)
    findings = check(make_document(table), [sums_rule()], lang="en").findings
    [root] = [f for f in findings if f.root is None]
    assert root.message.endswith(
        ". If on page 1 甲 had 列2 20.00 instead of 29.00, "
        "all 2 relations it takes part in would hold."
    )


@pytest.mark.parametrize(
    ("unit", "whole", "text", "right", "other"),
    [
        ("万元", "1,210.0", "1,234.5", "1,200.0", "10.0"),
        ("元", "12010", "12345", "12000", "10"),
    ],
)
def test_correction_is_printed_like_the_figure_it_replaces(
    unit: str, whole: str, text: str, right: str, other: str
) -> None:
    table = make_table((("合计", whole, right, other), ("甲", whole, text, other)))
    table = replace(table, unit=unit)

    def run(document: Document) -> Iterator[Outcome]:
        yield sum_outcome(table, (1, 1), [(1, 2), (1, 3)])
        yield sum_outcome(table, (0, 2), [(1, 2)])
        yield sum_outcome(table, (0, 1), [(0, 2), (0, 3)])
        yield sum_outcome(table, (0, 1), [(1, 1)])

    report = check(make_document(table), [make_rule("SUM901", run)])
    [root] = [f for f in report.findings if f.root is None]
    assert f"由 {text} 改为 {right}，" in root.message


# ---------------------------------------------------------------- selection


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ("", "", "COD101 SUM101 SUM102"),
        ("SUM", "", "SUM101 SUM102"),
        ("", "SUM", "COD101"),
        ("SUM", "SUM101", "SUM102"),
        ("SUM101", "SUM", "SUM101"),
        ("SUM101", "SUM101", ""),
        ("S", "C", "SUM101 SUM102"),
    ],
)
def test_longest_prefix_wins(select: str, ignore: str, expected: str) -> None:
    codes = ("COD101", "SUM101", "SUM102")
    chosen = select_codes(codes, split_codes(select), split_codes(ignore))
    assert " ".join(chosen) == expected


@pytest.mark.parametrize(
    ("said", "wanted", "rounding"),
    [
        (Severity.INFO, Severity.INFO, True),
        (Severity.INFO, Severity.ERROR, True),
        (None, Severity.INFO, False),
        (Severity.WARNING, Severity.INFO, False),
    ],
)
def test_what_the_user_set_to_info_is_not_called_rounding(
    said: Severity | None, wanted: Severity, rounding: bool
) -> None:
    """Differences inside the tolerance may be errors: figures to the cent do not round."""
    outcome = Outcome(
        "SUM901", Status.FAIL, ("合计",), said, {"total": "1.01", "computed": "1.00"},
        difference="0.01", tolerance="0.01",
    )  # fmt: skip
    given = make_rule("SUM901", lambda _: iter([outcome]))
    rules = under(Profile("", severities={"SUM901": wanted}), [given])
    report = check(make_document(make_table(CLEAN)), rules)
    (finding,) = report.findings
    assert finding.severity is Severity.INFO
    assert summary.is_rounding(finding) is rounding
    counts = summary.counts(report)
    assert (counts.rounding, counts.notes) == ((1, 0) if rounding else (0, 1))
    (again,) = restore(json_report.render([report], []))[0]
    assert summary.is_rounding(again.findings[0]) is rounding
