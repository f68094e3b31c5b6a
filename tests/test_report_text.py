"""The console report says where, what and how far off, in lines that fit a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.model import Coverage, DocumentReport, Severity
from budgetlint.report import summary, text_report
from budgetlint.report.messages import STRINGS, Messages
from budgetlint.report.verdicts import Verdict, coverage_percent, verdict
from budgetlint.report.wrapping import display_width, wrap


def text(*reports: DocumentReport, lang: str = "zh", color: bool = False) -> str:
    return text_report.render(reports, [], color=color, lang=lang)


def test_root_first_with_arithmetic_then_its_dependents() -> None:
    lines = text(samples.faulty_report()).splitlines()
    root = next(i for i, line in enumerate(lines) if "SUM102" in line)
    assert "第15页" in lines[root + 1]
    assert "行“204 公共安全支出” 列“项目支出”" in lines[root + 1]
    assert lines[root + 2].strip() == "37.0 + 5.3 = 42.3，表中 42.2，差 -0.1，允许 ±0.15"
    assert lines[root + 3].strip() == "由此连带 2 处："
    assert "SUM101" in lines[root + 4] and "第14页" in lines[root + 4]
    assert "XTB301" in lines[root + 5] and "差 -0.1" in lines[root + 5]


def test_errors_before_warnings_before_folded_rounding() -> None:
    shown = text(samples.faulty_report())
    places = [shown.index(w) for w in ("错误 4 处（根源 2 处）", "警告 3 处", "尾差 1 处")]
    assert places == sorted(places)
    assert "SUM103" not in shown  # 尾差 is counted, not listed
    assert "COD403" not in shown
    assert "提示 1 处" in shown


def test_finding_across_tables_names_the_other_place() -> None:
    shown = text(samples.faulty_report())
    assert "对照：第14页 部门支出总体情况表（预算03表） 行“合计” 列“合计”，1,291.6" in shown


def test_what_was_not_read_or_checked_is_said_with_reasons_counted() -> None:
    shown = text(samples.faulty_report())
    assert "第9页：没有可用的文字层" in shown
    assert "2 项：基数为 0，占比无法计算（PCT202、PCT203）" in shown
    assert "1 项：两个读取器读到的数字不同" in shown
    assert "3 个表内数字没有参与任何核对" in shown
    assert "核对覆盖率：91.6%（33 / 36" in shown


def test_total_line_counts_all_files() -> None:
    shown = text_report.render(
        [samples.faulty_report(), samples.clean_report(), samples.unreadable_report()],
        [samples.failure()],
        color=False,
        lang="zh",
    )
    last = shown.splitlines()[-1]
    assert last.startswith("共 4 个文件：1 个有错误，2 个无法读取或处理；错误 4 处，警告 3 处")
    assert "文件已加密" in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(lang: str) -> None:
    for line in text(samples.faulty_report(), samples.unreadable_report(), lang=lang).splitlines():
        assert display_width(line) <= 100, line


def test_colour_only_when_asked_and_never_from_the_document() -> None:
    plain = text(samples.faulty_report())
    assert "\x1b" not in plain and "\u202e" not in plain
    coloured = text(samples.faulty_report(), color=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[31m" in coloured


def test_marks_and_words_can_be_shown_by_a_gbk_console() -> None:
    report = replace(samples.faulty_report(), findings=())
    root, *_ = samples.root_and_dependents(samples.expenditure_table(), samples.balance_table())
    tables = (samples.expenditure_table(), samples.balance_table())
    report = replace(report, findings=(root,), document=replace(report.document, tables=tables))
    text(report).encode("gbk")


# ---------------------------------------------------------------- what may truly be said


def test_verdicts() -> None:
    faulty, clean = samples.faulty_report(), samples.clean_report()
    warnings = tuple(f for f in faulty.findings if f.severity is Severity.WARNING)
    figure = next(iter(clean.document.tables[0].figures.values()))
    assert verdict(faulty) is Verdict.ERRORS
    assert verdict(replace(faulty, findings=warnings)) is Verdict.WARNINGS
    assert verdict(replace(faulty, findings=())) is Verdict.INCOMPLETE
    assert verdict(clean) is Verdict.CLEAN
    assert verdict(replace(clean, coverage=Coverage(0, 0, ()))) is Verdict.NOTHING
    partly = replace(clean, coverage=Coverage(5, 4, (figure,)))
    assert verdict(partly) is Verdict.INCOMPLETE
    assert verdict(samples.unreadable_report()) is Verdict.UNREADABLE


def test_a_crashed_rule_is_no_error_of_the_document_and_no_pass() -> None:
    report = samples.crashed_report()
    assert summary.counts(report).errors == 0
    assert verdict(report) is Verdict.INCOMPLETE
    assert "规则 SUM101 运行时出错：ValueError" in text(report)


def test_coverage_is_cut_and_never_rounded_up_to_everything() -> None:
    assert str(coverage_percent(9_999, 10_000)) == "99.9"
    assert str(coverage_percent(3, 3)) == "100"
    assert coverage_percent(0, 0) is None


def test_an_error_below_a_note_is_not_folded_away() -> None:
    note = samples.finding("COD403", Severity.INFO, "提示", fingerprint="n")
    error = samples.finding("SUM101", Severity.ERROR, "错误", fingerprint="e", root="n")
    (group,) = summary.groups(replace(samples.clean_report(), findings=(note, error)))
    assert group.severity is Severity.ERROR and group.dependents == (error,)


def test_circular_and_missing_roots_lose_no_finding() -> None:
    a = samples.finding("SUM101", Severity.ERROR, "a", fingerprint="a", root="b")
    b = samples.finding("SUM102", Severity.ERROR, "b", fingerprint="b", root="a")
    c = samples.finding("SUM103", Severity.ERROR, "c", fingerprint="c", root="gone")
    found = summary.groups(replace(samples.clean_report(), findings=(a, b, c)))
    assert {f.message for g in found for f in (g.root, *g.dependents)} == {"a", "b", "c"}


def test_rounding_lies_inside_its_tolerance() -> None:
    inside = samples.finding("SUM101", Severity.INFO, "", difference="-0.1", tolerance="±0.15")
    assert summary.is_rounding(inside)
    assert not summary.is_rounding(replace(inside, difference="0.2"))
    assert not summary.is_rounding(replace(inside, tolerance=""))
    assert not summary.is_rounding(replace(inside, severity=Severity.WARNING))


def test_a_page_problem_the_document_did_not_name_is_added() -> None:
    report = samples.faulty_report()
    silent = replace(report.document, problems=())
    assert summary.problems(silent) == summary.problems(report.document)


# ---------------------------------------------------------------- words and lines


def test_both_languages_have_the_same_fields() -> None:
    for key, (chinese, english) in STRINGS.items():
        fields = [set(re.findall(r"{(\w+)", words)) for words in (chinese, english)]
        assert fields[0] == fields[1], key
        assert not re.search(r"[\u4e00-\u9fff]", english), key


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="zh、en"):
        Messages("fr")


def test_wrapping_keeps_numbers_whole_and_punctuation_off_the_start() -> None:
    lines = wrap("合计应为 64,840,547.00，表中印为 64,840,574.00。", first="  ", width=30)
    assert all(display_width(line) <= 30 for line in lines)
    assert any("64,840,547.00" in line for line in lines)
    assert any("64,840,574.00" in line for line in lines)
    assert not any(line.lstrip()[0] in "，。" for line in lines)


@given(st.text(max_size=80), st.integers(12, 40))
def test_wrapping_loses_nothing_and_fits(words: str, width: int) -> None:
    lines = wrap(words, first="  ", rest="    ", width=width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())
