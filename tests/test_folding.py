"""Which figures explain a cascade of failures, and how the findings are folded under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from grid_samples import table

from budgetlint.amounts import parse_amount
from budgetlint.causes import Relation, choose, find_causes, relation_of
from budgetlint.folding import fold
from budgetlint.known import Known
from budgetlint.model import Box, Document, Evidence, EvidenceRole, Finding, Severity

Figures = Mapping[tuple[int, int], str]


def evidence(
    figures: Figures, total: tuple[int, int], *terms: tuple[int, int], of: str = "T1"
) -> tuple[Evidence, ...]:
    """A sum over cells of a table: the total, then its terms."""

    def item(cell: tuple[int, int], role: EvidenceRole) -> Evidence:
        text = figures[cell]
        return Evidence(
            1,
            Box(0, 0, 1, 1),
            text,
            of,
            f"行{cell[0]}",
            f"栏{cell[1]}",
            role,
            1,
            parse_amount(text),
            cell,
        )

    return (item(total, EvidenceRole.TOTAL), *(item(c, EvidenceRole.ADDEND) for c in terms))


def relation(
    index: int, given: Sequence[Evidence], units: Mapping[str, Decimal] | None = None
) -> Relation:
    found = relation_of(index, given, units or {})
    assert found is not None
    return found


def finding(
    number: int, given: tuple[Evidence, ...], severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(
        "SUM102", "名", severity, f"第{number}处", 1, "", "", "", "", "", f"f{number}", None, given,
        "T1", "", "",
    )  # fmt: skip


# 合计 (0) = 类 (1) = 项 (2) + 项 (3), in one column
LEAF_WRONG: Figures = {(0, 1): "30.0", (1, 1): "30.0", (2, 1): "12.0", (3, 1): "81.0"}
MIDDLE_WRONG: Figures = {(0, 1): "30.0", (1, 1): "39.0", (2, 1): "12.0", (3, 1): "18.0"}


# ---------------------------------------------------------------- relations


def test_a_relation_knows_whether_it_holds_and_what_would_mend_it() -> None:
    found = relation(0, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1)))
    assert not found.holds()
    assert found.difference == Decimal("9.0")
    assert found.correction(("T1", (1, 1))) == Decimal("-9.0")
    assert found.correction(("T1", (2, 1))) == Decimal("9.0")
    assert found.holds((("T1", (1, 1)),), Decimal("-9.0"))


def test_figures_of_other_units_are_brought_to_one() -> None:
    (total,) = evidence({(0, 1): "1.5"}, (0, 1))
    (other,) = evidence({(0, 1): "15,000"}, (0, 1), of="T2")
    units = {"T1": Decimal(10_000), "T2": Decimal(1)}
    pair = (total, replace(other, role=EvidenceRole.ADDEND))
    assert relation(0, pair, units).holds()
    assert not relation(0, pair).holds()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param((), id="nothing"),
        pytest.param(evidence({(0, 1): "1.0"}, (0, 1)), id="a total alone"),
        pytest.param(evidence({(0, 1): "1.0"}, (0, 1), (0, 1)), id="a cell twice"),
        pytest.param(evidence({(0, 1): "50%", (0, 2): "1.0"}, (0, 1), (0, 2)), id="a share"),
        pytest.param(evidence({(0, 1): "无", (0, 2): "1.0"}, (0, 1), (0, 2)), id="a word"),
    ],
)
def test_what_is_no_sum_is_no_relation(given: tuple[Evidence, ...]) -> None:
    assert relation_of(0, given, {}) is None


# ---------------------------------------------------------------- causes


def test_a_figure_in_two_failures_that_mends_both_is_the_cause() -> None:
    failing = [
        relation(0, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1))),
        relation(1, evidence(MIDDLE_WRONG, (0, 1), (1, 1))),
    ]
    (cause,) = find_causes(failing, [], {})
    assert (cause.cells, cause.delta) == ((("T1", (1, 1)),), Decimal("-9.0"))
    assert cause.relations == {0, 1}


def test_a_figure_that_other_sums_need_is_none() -> None:
    failing = [
        relation(0, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1))),
        relation(1, evidence(MIDDLE_WRONG, (0, 1), (1, 1))),
    ]
    held = {**MIDDLE_WRONG, (1, 2): "39.0"}
    assert find_causes(failing, [evidence(held, (1, 1), (1, 2))], {}) == []


def test_one_failure_alone_has_no_cause() -> None:
    failing = [relation(0, evidence(LEAF_WRONG, (1, 1), (2, 1), (3, 1)))]
    assert find_causes(failing, [], {}) == []


def test_failures_with_different_differences_have_none() -> None:
    figures = {(0, 1): "30.0", (1, 1): "39.0", (2, 1): "12.0", (3, 1): "14.0"}
    failing = [
        relation(0, evidence(figures, (1, 1), (2, 1), (3, 1))),
        relation(1, evidence(figures, (0, 1), (1, 1))),
    ]
    assert find_causes(failing, [], {}) == []


def test_cells_of_a_line_that_are_wrong_alike_are_one_cause() -> None:
    figures = {
        (1, 1): "39.0",
        (2, 1): "30.0",
        (1, 2): "39.0",
        (2, 2): "30.0",
        (0, 1): "30.0",
        (0, 2): "30.0",
    }
    failing = [
        relation(0, evidence(figures, (1, 1), (2, 1))),
        relation(1, evidence(figures, (1, 2), (2, 2))),
        relation(2, evidence(figures, (0, 1), (1, 1))),
        relation(3, evidence(figures, (0, 2), (1, 2))),
    ]
    # 合计 and 基本支出 of the line are equal to each other, which moving one alone would break
    causes = find_causes(failing, [evidence(figures, (1, 1), (1, 2))], {})
    (group,) = choose(causes)
    assert group[0].cells == (("T1", (1, 1)), ("T1", (1, 2)))
    assert group[0].relations == {0, 1, 2, 3}


# ---------------------------------------------------------------- folding


def folded(
    *found: Finding, passing: Sequence[tuple[Evidence, ...]] = (), lang: str = "zh"
) -> list[Finding]:
    sample = table([["项目", "合计"]], ["甲", "1.0"])
    document = Document(path=Path("a.pdf"), sha256="", pages=(), tables=(sample,))
    return fold(document, found, Known(passing), lang)


def test_the_finding_with_the_fewest_figures_stands_for_all() -> None:
    wide = finding(1, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1)))
    narrow = finding(2, evidence(MIDDLE_WRONG, (0, 1), (1, 1)))
    first, second = folded(wide, narrow)
    assert (first.root, second.root) == ("f2", None)
    assert "行1”的“栏1”由 39.0 改为 30.0，则相关 2 处勾稽全部成立" in second.message
    assert first.message == wide.message


def test_zeros_make_no_finding_longer() -> None:
    figures = {(0, 1): "30.0", (1, 1): "39.0", (2, 1): "30.0", (2, 2): "0.00", (2, 3): "0.00"}
    short = finding(1, evidence(figures, (1, 1), (2, 1), (2, 2), (2, 3)))
    other = finding(2, evidence(figures, (0, 1), (1, 1)))
    assert [f.root for f in folded(short, other)] == [None, "f1"]


def test_a_single_zero_may_be_the_wrong_figure() -> None:
    figures = {(0, 1): "30.0", (1, 1): "30.0", (2, 1): "0.00", (2, 2): "18.0", (2, 3): "12.0"}
    down = finding(1, evidence(figures, (0, 1), (2, 1)))
    along = finding(2, evidence(figures, (1, 1), (2, 1)))
    first, _ = folded(down, along)
    assert "行2”的“栏1”由 0.00 改为 30.0" in first.message


def test_among_several_zeros_none_is_told_from_the_others() -> None:
    figures = {(0, 1): "30.0", (1, 1): "18.0", (2, 1): "0.00", (3, 1): "0.00"}
    found = relation_of(0, evidence(figures, (0, 1), (1, 1), (2, 1), (3, 1)), {})
    assert found is not None
    assert set(found.terms) == {("T1", (0, 1)), ("T1", (1, 1))}


def test_a_total_that_two_causes_explain_stands_under_the_first() -> None:
    figures = {
        (0, 1): "30.0", (1, 1): "10.0", (2, 1): "0.00", (3, 1): "0.00",
        (2, 2): "12.0", (2, 3): "12.0", (3, 2): "8.0", (3, 3): "8.0",
    }  # fmt: skip
    down = finding(1, evidence(figures, (0, 1), (1, 1), (2, 1), (3, 1)))
    across = [
        finding(n, evidence(figures, (row, 1), (row, column)))
        for n, (row, column) in enumerate([(2, 2), (2, 3), (3, 2), (3, 3)], 2)
    ]
    assert [f.root for f in folded(down, *across)] == ["f2", None, "f2", None, "f4"]
    off = finding(1, evidence({**figures, (0, 1): "31.0"}, (0, 1), (1, 1), (2, 1), (3, 1)))
    assert folded(off, *across)[0].root is None


def test_findings_that_explain_nothing_stay_as_they_are() -> None:
    alone = finding(1, evidence(LEAF_WRONG, (1, 1), (2, 1), (3, 1)))
    assert folded(alone) == [alone]
    assert folded() == []


def test_rounding_takes_no_part() -> None:
    one = finding(1, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1)), Severity.INFO)
    two = finding(2, evidence(MIDDLE_WRONG, (0, 1), (1, 1)))
    assert [f.root for f in folded(one, two)] == [None, None]


def test_a_sum_that_holds_says_nothing_about_its_figures() -> None:
    figures = {(0, 1): "30.0", (1, 1): "30.0", (2, 1): "12.0", (3, 1): "18.0"}
    found = folded(
        finding(1, evidence(figures, (1, 1), (2, 1), (3, 1))),
        finding(2, evidence({**figures, (0, 1): "30.1"}, (0, 1), (1, 1))),
        finding(3, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1), of="T2")),
    )
    assert [f.root for f in found] == [None, None, None]
    assert [f.message for f in found] == ["第1处", "第2处", "第3处"]


def test_the_same_miss_in_several_columns_is_one_mistake() -> None:
    figures = {
        (0, 1): "39.0",
        (1, 1): "12.0",
        (2, 1): "18.0",
        (0, 2): "39.0",
        (1, 2): "12.0",
        (2, 2): "18.0",
    }
    one = finding(1, evidence(figures, (0, 1), (1, 1), (2, 1)))
    two = finding(2, evidence(figures, (0, 2), (1, 2), (2, 2)))
    first, second = folded(one, two)
    assert (first.root, second.root) == (None, "f1")
    assert "2 栏" in first.message
    english, _ = folded(one, two, lang="en")
    assert "2 columns" in english.message


def test_nothing_is_lost_and_order_is_kept() -> None:
    found = [
        finding(1, evidence(MIDDLE_WRONG, (1, 1), (2, 1), (3, 1))),
        finding(2, evidence(MIDDLE_WRONG, (0, 1), (1, 1))),
        finding(3, ()),
        finding(4, evidence(LEAF_WRONG, (1, 1), (2, 1), (3, 1), of="T2")),
    ]
    assert [f.fingerprint for f in folded(*found)] == ["f1", "f2", "f3", "f4"]
