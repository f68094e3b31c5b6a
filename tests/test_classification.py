"""The catalogue: what it knows, in which year, and how surely."""

from __future__ import annotations

import pytest

from budgetlint.classification import (
    Kind,
    Match,
    Strength,
    allowed_pairs,
    catalogue,
    find_class,
    is_allowed,
    judge_name,
    kind_of,
    normalise_name,
    pad,
    parent_of,
    parents_of,
    strength_of,
)

FUNCTIONAL = catalogue(Kind.FUNCTIONAL)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_entry_is_well_formed(kind: Kind) -> None:
    book = catalogue(kind)
    assert book.entries
    for entry in book.entries:
        assert entry.code.isdigit() and len(entry.code) in (3, 5, 7), entry
        assert kind_of(entry.code) is kind, entry
        assert entry.first_edition <= entry.last_edition, entry
        assert entry.evidence in ("seen", "recalled"), entry
        assert all(parent in book for parent in parents_of(entry.code)), entry


@pytest.mark.parametrize("kind", list(Kind))
def test_no_code_has_two_official_names_in_one_year(kind: Kind) -> None:
    book = catalogue(kind)
    for code in book.by_code:
        for year in range(2019, 2027):
            assert len(book.in_year(code, year)) <= 1, (code, year)


def test_the_catalogue_is_read_once() -> None:
    assert catalogue(Kind.FUNCTIONAL) is FUNCTIONAL


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("政府办公厅(室)及相关机构事务", "政府办公厅（室）及相关机构事务"),
        (" 一般公共 服务支出（类）", "一般公共服务支出"),
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("（十三）农林水支出", "农林水支出"),
        ("15、资源勘探信息等支出", "资源勘探信息等支出"),
        ("其中：行政运行（项）", "行政运行"),
        ("维修(护)费", "维修（护）费"),
        ("基本\n工资", "基本工资"),
    ],
)
def test_ways_to_print_one_name(printed: str, name: str) -> None:
    assert normalise_name(printed) == normalise_name(name)


@pytest.mark.parametrize(
    ("left", "right"), [("机关工资福利支出", "工资福利支出"), ("医疗费", "医疗费补助")]
)
def test_different_names_stay_different(left: str, right: str) -> None:
    assert normalise_name(left) != normalise_name(right)


@pytest.mark.parametrize(
    ("code", "name", "year", "match"),
    [
        ("201", "一般公共服务支出", 2024, Match.EQUAL),
        ("201", "一般公共预算支出", 2024, Match.DIFFERENT),
        ("20805", "行政事业单位离退休", 2019, Match.EQUAL),
        ("20805", "行政事业单位离退休", 2020, Match.OTHER_EDITION),
        ("20805", "行政事业单位养老支出", 2019, Match.OTHER_EDITION),
        ("20805", "行政事业单位养老支出", 2020, Match.EQUAL),
        ("210", "医疗卫生与计划生育支出", 2024, Match.OTHER_EDITION),
        ("2013804", "市场主体管理", 2023, Match.EQUAL),
        ("2013804", "经营主体管理", 2024, Match.EQUAL),
        ("2110106", "生态环境国际合作及履", 2026, Match.TRUNCATED),
        ("2080504", "未归口管理的行政单位离退休", 2024, Match.UNKNOWN),
        ("2999999", "没有的科目", 2024, Match.UNKNOWN),
    ],
)
def test_names_by_year(code: str, name: str, year: int, match: Match) -> None:
    assert judge_name(FUNCTIONAL, code, name, year).match is match


def test_spellings_in_use_and_particles() -> None:
    department = catalogue(Kind.DEPARTMENT_ECONOMIC)
    government = catalogue(Kind.GOVERNMENT_ECONOMIC)
    assert judge_name(department, "303", "对个人和家庭补助", 2026).match is Match.MINOR
    verdict = judge_name(government, "50999", "其他对个人和家庭的补助", 2026)
    assert verdict.match is Match.VARIANT
    assert judge_name(government, "503", "机关资本性支出", 2021).match is Match.OTHER_EDITION
    assert judge_name(government, "503", "机关资本性支出（一）", 2021).match is Match.EQUAL


@pytest.mark.parametrize(
    ("kind", "code", "year", "strength"),
    [
        (Kind.FUNCTIONAL, "201", 2024, Strength.STRONG),
        (Kind.FUNCTIONAL, "21208", 2024, Strength.STRONG),
        # read in 22 documents, but in none before 2021
        (Kind.FUNCTIONAL, "21208", 2019, Strength.WEAK),
        (Kind.FUNCTIONAL, "2220106", 2024, Strength.MEDIUM),
        (Kind.FUNCTIONAL, "20301", 2025, Strength.WEAK),
        (Kind.DEPARTMENT_ECONOMIC, "31101", 2026, Strength.WEAK),
        (Kind.REVENUE, "101", 2024, Strength.WEAK),
    ],
)
def test_strength_follows_the_evidence(
    kind: Kind, code: str, year: int, strength: Strength
) -> None:
    (entry,) = catalogue(kind).in_year(code, year)
    assert strength_of(entry, year) is strength


@pytest.mark.parametrize(
    ("label", "year", "match", "expected"),
    [
        ("一、一般公共服务", 2024, Match.VARIANT, "201"),
        ("二、外交", 2024, Match.VARIANT, "202"),
        ("十三、农林水事务支出", 2024, Match.VARIANT, "213"),
        ("二十三、国有资本经营预算", 2024, Match.VARIANT, "223"),
        ("（九）医疗卫生与计划生育支出", 2024, Match.OTHER_EDITION, "210"),
        ("资源勘探信息等", 2024, Match.OTHER_EDITION, "215"),
        ("资源勘探信息等", 2019, Match.VARIANT, "215"),
        ("文化旅游体育与传", 2024, Match.TRUNCATED, "207"),
        ("年终结转结余", 2024, Match.DIFFERENT, ""),
        ("其他收入", 2024, Match.DIFFERENT, ""),
    ],
)
def test_class_labels_without_codes(label: str, year: int, match: Match, expected: str) -> None:
    verdict = find_class(FUNCTIONAL, label, year)
    assert verdict.match is match
    assert (verdict.expected.code if verdict.expected else "") == expected


@pytest.mark.parametrize(
    ("code", "padded"),
    [
        ("301", "301"),
        ("2010301", "2010301"),
        ("3012", "30102"),
        ("208055", "2080505"),
        ("208505", "2080505"),
        ("305001", None),
        ("114001", None),
        ("99", None),
        ("410100240000000041203", None),
    ],
)
def test_padding_takes_only_what_the_catalogue_knows(code: str, padded: str | None) -> None:
    assert pad(code) == padded


def test_parents() -> None:
    assert parents_of("2010301") == ("201", "20103")
    assert parent_of("201") == ""


@pytest.mark.parametrize(
    ("department", "government", "allowed"),
    [
        ("30101", "50101", True),
        ("30101", "50501", True),
        ("3010201", "50101", True),
        ("30101", "50201", False),
        ("301", "501", True),
        ("301", "502", False),
        ("31206", "50899", None),
    ],
)
def test_crosswalk(department: str, government: str, allowed: bool | None) -> None:
    assert is_allowed(department, government) is allowed


def test_crosswalk_keeps_its_evidence() -> None:
    evidence = {p.government_code: p.evidence for p in allowed_pairs("30101")}
    assert evidence == {"50101": "notice", "50501": "recalled"}


def test_crosswalk_codes_are_in_the_catalogue() -> None:
    department = catalogue(Kind.DEPARTMENT_ECONOMIC)
    government = catalogue(Kind.GOVERNMENT_ECONOMIC)
    for code in department.by_code:
        for pair in allowed_pairs(code):
            assert pair.government_code in government
