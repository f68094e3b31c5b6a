"""Profiles: which one a document gets, and what a user's file may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetlint.errors import UsageProblem
from budgetlint.model import Box, Document, Page, Severity, TableKind, TextLine
from budgetlint.profiles import built_in, kind_of, load_profile, profile_for, use_profile
from budgetlint.rules import load_rules
from budgetlint.testing_tables import build_table


def document(
    kind: str, year: int | None = 2024, organisation: str = "某市财政局", cover: str = "某市财政局"
) -> Document:
    line = TextLine(cover, Box(0, 0, 100, 10))
    page = Page(1, 595, 842, (line,), (), flow=(line,))
    return Document(Path("a.pdf"), "", (page,), (), kind, organisation, year)


@pytest.mark.parametrize(
    ("kind", "organisation", "name"),
    [
        ("部门预算", "某市财政局", "部门预算"),
        ("单位预算", "某市财政局", "部门预算"),
        ("部门决算", "某市财政局", "部门决算"),
        ("单位决算", "某市财政局", "部门决算"),
        ("部门预算", "西南大学", "高校预算"),
        ("部门预算", "某市职业技术学院", "高校预算"),
        ("政府预算", "", "通用"),
        ("绩效评价", "某市财政局", "通用"),
        ("", "", "通用"),
    ],
)
def test_profile_is_chosen_from_the_document(kind: str, organisation: str, name: str) -> None:
    assert profile_for(document(kind, organisation=organisation)).name == name


def test_organisation_may_stand_only_on_the_cover() -> None:
    assert profile_for(document("部门预算", organisation="", cover="某大学")).name == "高校预算"
    court = document("部门预算", organisation="某大学路街道办事处")
    assert profile_for(court).name == "部门预算"


def test_tables_alone_tell_the_kind() -> None:
    tables = tuple(
        build_table(
            {"kind": "支出总表", "title": title, "header": [["项目", "金额"]]}, number, None
        )
        for number, title in enumerate(["收支决算总表", "收入决算表", "支出决算表"] * 2, 1)
    )
    final = Document(Path("a.pdf"), "", (), tables)
    assert kind_of(final) == "部门决算"
    assert kind_of(Document(Path("a.pdf"), "", (), tables[:4])) == ""
    assert kind_of(document("单位预算")) == "单位预算"


def test_built_in_profiles_name_what_the_regulation_names() -> None:
    budget, final = built_in()["部门预算"], built_in()["部门决算"]
    required = {kind for table in budget.tables for kind in table.kinds}
    assert {
        TableKind.BALANCE,
        TableKind.INCOME,
        TableKind.EXPENDITURE,
        TableKind.APPROPRIATION_BALANCE,
        TableKind.GENERAL_EXPENDITURE,
        TableKind.BASIC_EXPENDITURE,
        TableKind.THREE_PUBLIC,
        TableKind.GOVERNMENT_FUND,
    } <= required
    assert len(final.tables) == 9
    assert "143号" in budget.basis
    assert all(profile.name and profile.kinds for profile in built_in().values())


def write(folder: Path, text: str) -> Path:
    path = folder / "profile.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_extends_a_built_in_profile(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        extends = "部门预算"
        name = "某省部门预算"
        remove = ["政府性基金预算支出表", "名词解释"]
        ignore = ["DOC108"]

        [[table]]
        name = "收支总表"
        kinds = ["收支总表"]
        severity = "error"

        [[table]]
        name = "国有资产情况表"
        titles = ["国有资产.*表"]
        from = 2023

        [[section]]
        name = "债务说明"
        words = ["债务"]

        [severity]
        DOC109 = "error"
        COD = "info"
        """,
    )
    profile, base = load_profile(path), built_in()["部门预算"]
    names = [table.name for table in profile.tables]
    assert len(names) == len(base.tables)  # one removed, one added
    assert "政府性基金预算支出表" not in names
    assert next(t for t in profile.tables if t.name == "收支总表").severity is Severity.ERROR
    assets = next(t for t in profile.tables if t.name == "国有资产情况表")
    assert [assets.applies_to(year) for year in (2022, 2023, None)] == [False, True, True]
    assert [s.name for s in profile.sections][-1] == "债务说明"
    assert profile.severity_of("DOC109", Severity.WARNING) is Severity.ERROR
    assert profile.severity_of("COD104", Severity.ERROR) is Severity.INFO
    assert profile.severity_of("SUM101", Severity.ERROR) is Severity.ERROR
    assert not profile.runs("DOC108")
    assert profile.runs("DOC109")
    assert "名词解释" in [s.name for s in base.sections]


def test_the_named_profile_is_used_where_it_fits(tmp_path: Path) -> None:
    text = 'extends = "部门预算"\nname = "本县"\n[[table]]\nname = "债务表"\ntitles = ["债务"]\n'
    profile = load_profile(write(tmp_path, text))
    with use_profile(profile):
        assert profile_for(document("部门预算")).name == "本县"
        assert profile_for(document("部门决算")).name == "部门决算"
    assert profile_for(document("部门预算")).name == "部门预算"


def test_rules_follow_the_named_profile(tmp_path: Path) -> None:
    text = 'name = "甲"\n[[table]]\nname = "债务表"\ntitles = ["债务"]\nseverity = "error"\n'
    profile = load_profile(write(tmp_path, text))
    rule = load_rules().rules["DOC101"]
    lines = tuple(
        TextLine(f"第{n}句说明，本部门按规定编制并公开各项预算。", Box(0, n * 10, 100, n * 10 + 9))
        for n in range(20)
    )
    table = {"kind": "收支总表", "header": [["项目", "金额"]], "rows": [["合计", "1.0"]]}
    page = Page(1, 595, 842, lines, (), flow=lines)
    given = Document(
        Path("a.pdf"), "", (page,), (build_table(table, 1, 2024),), "部门预算", "某局", 2024
    )
    with use_profile(profile):
        (outcome,) = rule.check(given)
    assert (outcome.severity, outcome.expected) == (Severity.ERROR, "债务表")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "不是正确的 TOML"),
        ('kinds = ["部门预算"]', "缺少 name"),
        ('name = "甲"\ntable_names = []', r"不认识的键：table_names。可用的键：name、extends"),
        ('name = "甲"\nextends = "乙"', "“乙”不存在，可用：部门预算、部门决算"),
        ('name = "甲"\nfrom = "去年"', "from 应为年份"),
        ('name = "甲"\nkinds = "部门预算"', "kinds 应为文字的列表"),
        ('name = "甲"\norganisations = "("', "organisations 不是正确的正则表达式"),
        ('name = "甲"\n[severity]\nDOC101 = "fatal"', "error、warning、info"),
        ('name = "甲"\n[severity]\ndoc101 = "error"', "不是规则编号"),
        ('name = "甲"\nseverity = "error"', "severity 应为键值对"),
        ('name = "甲"\nignore = ["全部"]', "不是规则编号"),
        ('name = "甲"\ntable = "收支总表"', r"应写成 \[\[table\]\]"),
        ('name = "甲"\n[[table]]\nkinds = ["收支总表"]', "缺少 name"),
        ('name = "甲"\n[[table]]\nname = "乙"', "应有 kinds 或 titles"),
        (
            'name = "甲"\n[[table]]\nname = "乙"\nkinds = ["收支大表"]',
            "不是表的类型，可用：收支总表",
        ),
        (
            'name = "甲"\n[[table]]\nname = "乙"\nkind = "收支总表"',
            "table 中有不认识的键：kind。可用的键：name、severity、from、to、kinds、titles",
        ),
        ('name = "甲"\n[[section]]\nname = "乙"', "应有 words"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_allowed(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(UsageProblem, match=complaint):
        load_profile(write(tmp_path, text))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="无法读取"):
        load_profile(tmp_path / "none.toml")
