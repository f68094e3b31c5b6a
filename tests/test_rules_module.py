"""How rules are declared, documented and found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest

from budgetlint import rules
from budgetlint.model import Document, Outcome, Severity, TableKind
from budgetlint.rules import GROUP, SECTIONS, Rule, load_rules, rule, section

DOC = """一行说明。

    检查内容
        甲，
        乙。
    依据
        丙。
    示例
        正确：1
        错误：2
    如何修改：
        改正。
    容差
        无。
    """


def declared(code: str = "ABC101", doc: str | None = DOC) -> Rule:
    def check(document: Document) -> Iterator[Outcome]:
        yield from ()

    check.__doc__ = doc
    return rule(
        code,
        name="名",
        name_en="name",
        severity=Severity.WARNING,
        basis="依据",
        message="{a}",
        message_en="{a}",
        kinds=(TableKind.BALANCE,),
    )(check)


# ---------------------------------------------------------------- declaring


def test_a_rule_is_what_was_declared() -> None:
    found = declared()
    assert (found.code, found.name, found.severity) == ("ABC101", "名", Severity.WARNING)
    assert found.kinds == (TableKind.BALANCE,)
    assert found.doc == DOC


@pytest.mark.parametrize("code", ["", "SUM1", "sum101", "SUMM101", "SUM1010", "SUM-101", "101SUM"])
def test_a_code_of_another_form_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="三个大写字母加三位数字"):
        declared(code)


def test_sections_are_joined_to_one_paragraph() -> None:
    assert section(DOC, "检查内容") == "甲，乙。"
    assert section(DOC, "示例") == "正确：1错误：2"
    assert section(DOC, "容差") == "无。"
    assert section(DOC, "没有") == ""


def test_how_to_fix_comes_from_the_docstring() -> None:
    assert declared().how_to_fix == "改正。"
    assert declared(doc=None).how_to_fix == ""


# ---------------------------------------------------------------- the installed rules


def test_the_installed_rules_load_without_a_failure() -> None:
    loaded = load_rules()
    assert loaded.failures == ()
    assert list(loaded.rules) == sorted(loaded.rules)
    assert {"SUM101", "SUM102", "SUM103", "BAL101", "PCT101", "COD101"} <= set(loaded.rules)


@pytest.mark.parametrize("found", load_rules().rules.values(), ids=lambda r: r.code)
def test_every_rule_is_documented(found: Rule) -> None:
    assert found.doc.splitlines()[0].strip().endswith("。")
    assert [title for title in SECTIONS if not section(found.doc, title)] == []
    assert found.name and found.name_en and found.basis
    assert found.name_en.isascii()


# ---------------------------------------------------------------- the door


@dataclass(frozen=True)
class Point:
    """An entry point of a plugin."""

    name: str
    value: str
    content: ModuleType | Exception

    def load(self) -> ModuleType:
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


def plugin(*found: Rule) -> ModuleType:
    module = ModuleType("plugin")
    for number, item in enumerate(found):
        setattr(module, f"rule_{number}", item)
    module.__dict__["helper"] = object()
    return module


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Point]:
    """The entry points there are; a test fills the list."""
    points: list[Point] = []

    def entry_points(*, group: str) -> list[Point]:
        assert group == GROUP
        return points

    monkeypatch.setattr(rules, "entry_points", entry_points)
    return points


def test_rules_of_every_plugin_are_taken_in_order_of_code(offered: list[Point]) -> None:
    offered += [Point("b", "b", plugin(declared("ABC102"))), Point("a", "a", plugin(declared()))]
    loaded = load_rules()
    assert list(loaded.rules) == ["ABC101", "ABC102"]
    assert loaded.failures == ()


@pytest.mark.parametrize("error", [ImportError("没有 numpy"), RuntimeError("x"), SyntaxError("y")])
def test_a_broken_plugin_is_reported_and_the_others_load(
    offered: list[Point], error: Exception
) -> None:
    offered += [Point("坏", "bad.module", error), Point("好", "good", plugin(declared()))]
    loaded = load_rules()
    assert list(loaded.rules) == ["ABC101"]
    (failure,) = loaded.failures
    assert "坏" in failure and "bad.module" in failure and str(error) in failure


def test_a_second_rule_of_one_code_is_reported_and_not_used(offered: list[Point]) -> None:
    first, second = declared(), declared()
    offered += [Point("a", "a", plugin(first)), Point("b", "b", plugin(second))]
    loaded = load_rules()
    assert loaded.rules["ABC101"] is first
    assert loaded.failures == ("检查插件 b 的规则 ABC101 与已有规则编号重复，未启用",)


def test_no_plugin_no_rule(offered: list[Point]) -> None:
    assert load_rules().rules == {}
    assert offered == []
