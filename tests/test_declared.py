"""Relations declared in a file: what they check, what they say, which files are refused."""

from __future__ import annotations

import inspect
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest

from budgetlint.declared import as_rule, load_declared
from budgetlint.engine import check
from budgetlint.errors import UsageProblem
from budgetlint.model import Document, DocumentReport, Severity, Status
from budgetlint.read import read_document
from budgetlint.rules import SECTIONS, Rule, load_rules, section
from budgetlint.testing import Case, load_cases

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "fixtures" / "declared"
EXAMPLE = ROOT / "docs" / "examples" / "relations.toml"
GUIDE = ROOT / "docs" / "declared-rules.md"
CASES = [case for folder in sorted(FOLDER.glob("USR*")) for case in load_cases(folder)]


@pytest.fixture(scope="module")
def rules() -> dict[str, Rule]:
    return {item.code: as_rule(item) for item in load_declared([FOLDER / "relations.yml"])}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """The clean and the faulty disclosure, by all producers."""
    return {p.stem: read_document(p) for p in (ROOT / "fixtures" / "pdf").glob("zhengzhou-*.pdf")}


def run(path: Path, document: Document) -> DocumentReport:
    return check(document, [as_rule(item) for item in load_declared([path])])


# ---------------------------------------------------------------- what they check


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, rules: dict[str, Rule]) -> None:
    assert case.problems(rules) == []


def test_every_rule_has_a_passing_and_a_failing_case(rules: dict[str, Rule]) -> None:
    shown = {(case.rule, expected.status) for case in CASES for expected in case.expected}
    assert shown >= {(code, s) for code in rules for s in (Status.PASS, Status.FAIL)}


def test_figures_of_both_tables_count_as_checked(rules: dict[str, Rule]) -> None:
    case = next(c for c in CASES if c.rule == "USR103" and c.name == "相等，换算也准确")
    report = check(case.document, [rules["USR103"]])
    assert report.outcomes["pass"] == 1  # one relation, although two tables are told of
    unchecked = {figure.text for figure in report.coverage.unchecked}
    assert unchecked == {"2.90"}


def test_evidence_shows_both_places_and_the_conversion(rules: dict[str, Rule]) -> None:
    case = next(c for c in CASES if c.rule == "USR103" and c.name == "换算后不等")
    [finding] = check(case.document, [rules["USR103"]]).findings
    assert [(e.table, e.text) for e in finding.evidence] == [("T1", "6,100.00"), ("T2", "0.60")]
    assert finding.formula == "6,100.00 应等于 6,000（0.60万元），差 100"
    assert finding.message == ("《一般公共预算基本支出表》与三公经费表不一致：6,100.00，应为 6,000")
    assert finding.how_to_fix == "以三公经费表为准。"


def test_a_message_names_the_headings_that_are_there(documents: dict[str, Document]) -> None:
    findings = run(EXAMPLE, documents["zhengzhou-2024-faulty-reportlab"]).findings
    [finding] = [f for f in findings if f.rule == "USR101"]
    assert finding.message == (
        "《2024年一般公共预算“三公”经费支出情况表》“第 1 行”不符合："
        "“三公”经费合计 = 因公出国（境）费 + 公务用车购置及运行费 + 公务接待费"
    )
    assert finding.formula == "3.2 + 0.6 = 3.8，表中 2.9，差 -0.9，允许 ±0.15"


def test_sums_of_declared_rules_fold_to_their_cause(rules: dict[str, Rule]) -> None:
    case = next(c for c in CASES if c.rule == "USR101" and c.name == "一行不等")
    declared = load_declared([FOLDER / "relations.yml"])[0]
    again = as_rule(replace(declared, code="USR901"))
    findings = check(case.document, [rules["USR101"], again]).findings
    assert sorted(f.root is None for f in findings) == [False, True]


def test_a_part_that_exceeds_its_whole_names_no_culprit(rules: dict[str, Rule]) -> None:
    case = next(c for c in CASES if c.rule == "USR105" and c.name.startswith("大于"))
    findings = check(case.document, [rules["USR105"]]).findings
    assert [f.severity for f in findings] == [Severity.ERROR, Severity.INFO]
    assert "改为" not in findings[0].message


def test_declared_rules_travel_to_other_processes() -> None:
    declared = load_declared([FOLDER / "relations.yml"])
    assert pickle.loads(pickle.dumps(declared)) == declared


# ---------------------------------------------------------------- what is shipped as examples


def test_the_examples_hold_on_every_clean_fixture(documents: dict[str, Document]) -> None:
    applied: set[str] = set()
    for name, document in documents.items():
        if "clean" in name:
            report = run(EXAMPLE, document)
            assert [f for f in report.findings if f.severity is not Severity.INFO] == []
            assert report.not_checked == ()
            for declared in load_declared([EXAMPLE]):
                statuses = {o.status for o in as_rule(declared).check(document)}
                if statuses - {Status.NOT_APPLICABLE}:
                    applied.add(declared.code)
    # this disclosure has no table of procurement
    assert applied == {item.code for item in load_declared([EXAMPLE])} - {"USR104"}


def test_the_example_for_procurement_checks_one() -> None:
    [case] = load_cases(FOLDER / "procurement")
    example = {item.code: as_rule(item) for item in load_declared([EXAMPLE])}
    assert case.problems(example) == []


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("USR101", ""),  # F19: 小计 of 公务用车 3.2 for 2.3
        ("USR102", "30103 奖金"),  # F25
        ("USR106", "收入总计"),  # F07
        ("USR107", "2010350 事业运行"),  # F06
        ("USR109", "项目支出"),  # F14
    ],
)
def test_the_examples_find_the_planted_errors(
    documents: dict[str, Document], code: str, row: str
) -> None:
    for producer in ("reportlab", "libreoffice", "chromium"):
        findings = run(EXAMPLE, documents[f"zhengzhou-2024-faulty-{producer}"]).findings
        found = [f for f in findings if f.rule == code and f.severity is Severity.ERROR]
        assert any(row in f.evidence[0].row for f in found), producer


def guide_blocks() -> list[tuple[str, str]]:
    """The fenced blocks of the guide that are files of rules: language and text."""
    return re.findall(r"^```(toml|yaml)\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize(("language", "text"), guide_blocks())
def test_each_example_of_the_guide_runs_clean(
    tmp_path: Path, documents: dict[str, Document], language: str, text: str
) -> None:
    path = tmp_path / f"rules.{language}"
    path.write_text(text, encoding="utf-8")
    document = documents["zhengzhou-2024-clean-reportlab"]
    report = run(path, document)
    assert [f for f in report.findings if f.severity is not Severity.INFO] == []
    assert report.not_checked == ()
    judged = {
        o.rule
        for r in load_declared([path])
        for o in as_rule(r).check(document)
        if o.status in (Status.PASS, Status.FAIL)
    }
    assert judged == {item.code for item in load_declared([path])}
    taken = load_rules().rules
    assert not {item.code for item in load_declared([path])} & set(taken)


def test_the_guide_has_examples_of_every_relation_in_both_forms() -> None:
    blocks = guide_blocks()
    assert {language for language, _ in blocks} == {"toml", "yaml"}
    text = "".join(text for _, text in blocks)
    assert all(word in text for word in ("sum", "minus", "equal", "at_most", "ratio"))


# ---------------------------------------------------------------- documentation


def test_the_documentation_of_a_declared_rule_is_complete(rules: dict[str, Rule]) -> None:
    for rule in rules.values():
        for title in SECTIONS:
            assert section(rule.doc, title), (rule.code, title)
        assert inspect.cleandoc(rule.doc).startswith(rule.name)
        assert "正确：" in rule.doc and "错误：" in rule.doc


def test_the_documentation_says_the_relation_in_words(rules: dict[str, Rule]) -> None:
    assert "逐行核对：合计 = 基本支出 + 项目支出" in section(rules["USR101"].doc, "检查内容")
    assert section(rules["USR102"].doc, "检查内容").endswith(
        "公用经费 = （302 或 310 的各数之和） + 编码以 307 开头的各数之和 - 30215。"
    )
    assert "“财政拨款” ≤ 一般公共预算 › 小计" in section(rules["USR105"].doc, "检查内容")
    assert "占比 = 金额 ÷ 合计的金额" in section(rules["USR106"].doc, "检查内容")


# ---------------------------------------------------------------- files that are refused

GOOD = """
basis = "测试"
[[rules]]
code = "USR101"
name = "一例"
tables = "支出总表"
rows = "all"
sum = { total = "合计", of = ["基本支出", "项目支出"] }
"""


def write(folder: Path, text: str, name: str = "my.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("basis =", "bassis =", "文件中有不认识的键 bassis。可用的键：basis、rules"),
        ('basis = "测试"', "", "USR101：缺少 basis"),
        ('code = "USR101"', "", "（第 1 条）：缺少 code"),
        ('name = "一例"', "", "USR101：缺少 name"),
        ("USR101", "usr1", "三个大写字母加三位数字"),
        ("rows =", "row =", "规则中有不认识的键 row。可用的键：code、name"),
        ("sum = {", "summe = {", "summe"),
        ("total =", "totals =", "sum 中有不认识的键 totals。可用的键：total、of、minus"),
        ("total = \"合计\", ", "", "sum 缺少 total"),
        ('of = ["基本支出", "项目支出"]', "of = []", "sum.of 应为列表，至少 1 项"),
        ('"项目支出"]', "{ colum = \"项目支出\" }]", "不认识的键 colum。可用的键：table"),
        ('"项目支出"]', "{ column = { head = \"x\" } }]", "可用的键：heading、contains、pattern"),
        ('"项目支出"]', "{ column = { pattern = \"(\" } }]", "不是正确的正则表达式"),
        ('"项目支出"]', "{ column = {} }]", "是空的。可用的键"),
        ('"项目支出"]', "true]", "sum.of 应为键值对"),
        ('"支出总表"', '{ kind = "支出大表" }', "“支出大表”不是表的种类。可用的种类：收支总表"),
        ('"支出总表"', '["支出总表", "采购"]', "用键 kind 和 title 分开写"),
        ('rows = "all"', 'rows = { role = "sum" }', "leaf、subtotal、total"),
        ('rows = "all"', 'rows = { level = 9 }', "1（类）、2（款）或 3（项）"),
        ('rows = "all"', 'rows = { code = "行政运行" }', "科目编码（数字）"),
        ('rows = "all"', 'rows = ["201", "合计"]', "混有编码"),
        ('rows = "all"', "", "看不出是行还是栏"),
        ('rows = "all"', 'rows = "all"\ncolumns = "all"', "看不出是行还是栏"),
        ('tables = "支出总表"', "", "没有写在哪张表"),
        ("sum = {", 'equal = ["合计", "小计"]\nsum = {', "只能写一种关系"),
        ('sum = { total = "合计", of = ["基本支出", "项目支出"] }', "", "缺少要核对的关系"),
        ("sum = {", 'equal = ["合计"]\n# {', "至少 2 项"),
        ("sum =", 'severity = "fatal"\nsum =', "error、warning、info"),
        ("sum =", 'message = "{where}不对"\nsum =', "{where} 不能用。可用的有：{place}"),
        ("sum =", 'message = "{place"\nsum =', "大括号不成对"),
        ('total = "合计"', 'total = { column = "合计", several = true }', "不认识的键 several"),
        ('"项目支出"]', '{ column = "项目支出", several = "yes" }]', "应为 true 或 false"),
        ('rows = "all"', 'columns = "all"', None),
        (
            'sum = { total = "合计", of = ["基本支出", "项目支出"] }',
            'equal = [{ row = "甲", column = "乙" }, { row = "丙", column = "乙" }]',
            "rows 没有用处",
        ),
        ("[[rules]]", "[[rules", "不是正确的 TOML"),
        ("[[rules]]", "[rules]", "rules 应为列表"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_understood_is_refused_with_a_sentence(
    tmp_path: Path, before: str, after: str, said: str | None
) -> None:
    assert before in GOOD
    path = write(tmp_path, GOOD.replace(before, after))
    if said is None:
        assert len(load_declared([path])) == 1
        return
    with pytest.raises(UsageProblem) as caught:
        load_declared([path])
    message = str(caught.value)
    assert str(path) in message and said in message and "\n" not in message.split("TOML")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: [", "不是正确的 YAML：第 1 行"),
        ("rules:\n  - code: USR101\n    code: USR102\n", "第 3 行第 5 个字：键“code”写了两次"),
        ("- 1\n", "文件应为键值对"),
        ("basis: 测试\n", "没有规则"),
        ("", "文件应为键值对"),
    ],
)
def test_yaml_that_is_not_understood(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        load_declared([write(tmp_path, text, "my.yml")])
    assert said in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    gbk = tmp_path / "gbk.toml"
    gbk.write_bytes("# 规则".encode("gbk"))
    for path, said in (
        (tmp_path / "none.toml", "找不到规则文件"),
        (tmp_path / "my.txt", "扩展名应为 .toml、.yml、.yaml"),
        (gbk, "不是 UTF-8 编码"),
    ):
        with pytest.raises(UsageProblem, match=said):
            load_declared([path])


def test_a_code_is_given_once(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD)
    second = write(tmp_path, GOOD, "other.toml")
    twice = write(tmp_path, GOOD + GOOD.replace('basis = "测试"', ""), "twice.toml")
    with pytest.raises(UsageProblem, match="USR101 用了两次"):
        load_declared([twice])
    with pytest.raises(UsageProblem, match=r"my\.toml 中已有这个编号"):
        load_declared([first, second])
    with pytest.raises(UsageProblem, match="已被已安装的规则使用"):
        load_declared([write(tmp_path, GOOD.replace("USR101", "SUM101"))], load_rules().rules)


def test_toml_and_yaml_mean_the_same(tmp_path: Path) -> None:
    yaml = """
    basis: 测试
    rules:
      - code: USR101
        name: 一例
        tables: 支出总表
        rows: all
        sum:
          total: 合计
          of: [基本支出, 项目支出]
    """
    [first] = load_declared([write(tmp_path, GOOD)])
    [second] = load_declared([write(tmp_path, inspect.cleandoc(yaml), "my.yaml")])
    assert first.relation == second.relation and first.rows == second.rows
    assert first.tables == second.tables


def test_a_code_with_a_zero_in_front_stays_as_written(tmp_path: Path) -> None:
    yaml = (
        "basis: 测试\nrules:\n  - code: USR101\n    name: 一例\n    tables: 支出总表\n"
        "    columns: all\n    sum: {total: 0301, of: [{row: 30101}]}\n"
    )
    [declared] = load_declared([write(tmp_path, yaml, "my.yml")])
    assert declared.relation.first.row is not None
    assert declared.relation.first.row.code == ("0301",)


def test_a_percentage_is_not_converted_with_the_amounts(rules: dict[str, Rule]) -> None:
    case = next(c for c in CASES if c.rule == "USR110" and c.name == "百分比不对")
    [finding] = check(case.document, [rules["USR110"]]).findings
    assert finding.formula == "7,421,000 ÷ 25,620,000（2,562.0万元） = 28.97%，表中 29.87，差 0.9"
