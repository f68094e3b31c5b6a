"""The documentation says what the code does: rules, terms, dependencies, commands."""

from __future__ import annotations

import configparser
import importlib.util
import re
import shlex
import shutil
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from budgetlint import facts_model
from budgetlint.amounts import Verdict
from budgetlint.classification import Kind
from budgetlint.cli import main
from budgetlint.model import ColumnRole, RowRole, Severity, Status, TableKind
from budgetlint.rules import SECTIONS, Rule, load_rules, section

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
READMES = ("README.md", "README.en.md")
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "fixtures/README.md", ROOT / "bench/README.md"]
)
TERMS: tuple[type[Enum], ...] = (TableKind, ColumnRole, RowRole, Severity, Status)
_CHINESE = re.compile(r"[一-鿿]")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_rules", DOCS / "build_rules.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = _generator()
RULES: list[Rule] = GENERATOR.builtin_rules()


# ---------------------------------------------------------------- rules


def test_the_rule_pages_are_up_to_date() -> None:
    stale = GENERATOR.outdated(GENERATOR.pages(RULES), DOCS / "rules")
    assert stale == [], "run: python docs/build_rules.py"


def test_every_builtin_rule_has_a_page() -> None:
    loaded = load_rules().rules
    assert {r.code for r in RULES} == {
        code for code, r in loaded.items() if "budgetlint_checks" in r.check.__module__
    }
    assert len(RULES) > 20


def test_changed_missing_and_surplus_pages_are_told(tmp_path: Path) -> None:
    wanted = GENERATOR.pages(RULES[:2])
    for name, text in wanted.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert GENERATOR.outdated(wanted, tmp_path) == []
    (tmp_path / "index.md").write_text("旧", encoding="utf-8")
    (tmp_path / f"{RULES[0].code}.md").unlink()
    (tmp_path / "ZZZ999.md").write_text("已删去的规则", encoding="utf-8")
    assert GENERATOR.outdated(wanted, tmp_path) == [f"{RULES[0].code}.md", "ZZZ999.md", "index.md"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_explained_in_full(rule: Rule) -> None:
    lacking = [title for title in SECTIONS if not _CHINESE.search(section(rule.doc, title))]
    assert lacking == []
    heads = [h for line in rule.doc.splitlines() if (h := line.strip().rstrip(":：")) in SECTIONS]
    assert heads == list(SECTIONS)
    assert _CHINESE.search(GENERATOR.summary(rule))
    assert _CHINESE.search(rule.name) and _CHINESE.search(rule.basis)
    assert rule.name_en.isascii() and rule.name_en.strip()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_loses_nothing_of_the_docstring(rule: Rule) -> None:
    shown = GENERATOR.page(rule).replace("\\", "")
    for title in SECTIONS:
        for line in GENERATOR._lines(rule.doc, title):
            assert line.replace("\\", "") in shown


def test_markup_in_a_docstring_stays_text() -> None:
    assert GENERATOR.escape("a*b_c <i> |") == r"a\*b\_c \<i\> \|"
    assert GENERATOR.escape("1. 类") == r"1\. 类"
    assert GENERATOR.escape("#REF!") == r"\#REF!"


# ---------------------------------------------------------------- terms


def _glossary() -> list[list[str]]:
    return list(_table_lines((DOCS / "glossary.md").read_text(encoding="utf-8")))


def _table_lines(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize("kind", [k for kind in TERMS for k in kind], ids=str)
def test_the_glossary_has_every_term_of_the_model(kind: Enum) -> None:
    name = f"`{type(kind).__name__}.{kind.name}`"
    entries = [line for line in _glossary() if name in line[1]]
    assert len(entries) == 1, name
    assert _CHINESE.search(entries[0][0])
    if isinstance(kind, TableKind):
        assert kind.value in entries[0][0]


def test_the_glossary_names_only_what_the_code_has() -> None:
    kinds: list[type[Enum]] = [*TERMS, *_enums(facts_model), Kind, Verdict]
    known = {kind.__name__: kind for kind in kinds}
    named = re.findall(
        r"`([A-Z][A-Za-z]+)\.([A-Z_]+)`", (DOCS / "glossary.md").read_text(encoding="utf-8")
    )
    unknown = [f"{k}.{m}" for k, m in named if k not in known or m not in known[k].__members__]
    assert named and unknown == []


def test_the_glossary_has_the_parts_of_a_fact() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    members = [m for kind in _enums(facts_model) for m in kind]
    assert [str(m) for m in members if f"`{type(m).__name__}.{m.name}`" not in text] == []


def _enums(module: ModuleType) -> list[type[Enum]]:
    own = [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, Enum)]
    return [kind for kind in own if kind.__module__ == module.__name__]


# ---------------------------------------------------------------- design, changelog, links


def _setup() -> configparser.ConfigParser:
    setup = configparser.ConfigParser(interpolation=None)
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return setup


def test_the_design_gives_a_reason_and_a_licence_for_every_dependency() -> None:
    setup = _setup()
    lists = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    names = [
        re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0]
        for text in lists
        for line in text.split("\n")
        if line.strip()
    ]
    design = (DOCS / "design.md").read_text(encoding="utf-8").partition("\n## 依赖\n")[2]
    rows = [line for line in _table_lines(design) if line[0] != "包"]
    assert sorted(row[0] for row in rows) == sorted(names)
    assert [row for row in rows if len(row) != 3 or not all(row)] == []


def test_the_changelog_has_this_version() -> None:
    version = _setup()["metadata"]["version"]
    text = (DOCS / "changelog.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)}\b", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    local = [t.partition("#")[0] for t in targets if "://" not in t and not t.startswith("#")]
    assert [target for target in local if not (page.parent / target).exists()] == []


# ---------------------------------------------------------------- README


def _blocks(name: str) -> list[tuple[str, str]]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [(language, body) for _, language, body in _FENCE.findall(text)]


def _commands(name: str) -> list[str]:
    lines = [line.strip() for _, body in _blocks(name) for line in body.splitlines()]
    return [c for line in lines if (c := line.removeprefix("- ")).startswith("budgetlint ")]


@pytest.mark.parametrize("name", READMES)
def test_the_readme_begins_with_the_two_commands(name: str) -> None:
    _, first = _blocks(name)[0]
    assert first.split("\n") == ["make demo", "make test", ""]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in ("demo", "test"))


@pytest.mark.parametrize(
    ("name", "command"), [(name, c) for name in READMES for c in _commands(name)]
)
def test_a_command_of_the_readme_works(
    name: str, command: str, faulty_pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(faulty_pdf, "我的预算.pdf")
    Path("公开文件").mkdir()
    shutil.copy(faulty_pdf, "公开文件/一.pdf")
    arguments = shlex.split(command)[1:]
    assert main(arguments) == (1 if arguments[0] == "check" else 0)
    for argument, value in pairwise(arguments):
        file = value.partition(":")[2]
        if argument == "--output" and file:
            assert Path(file).stat().st_size > 0
        if argument == "--debug-pages":
            assert list(Path(value).glob("*.png"))


def test_the_commands_of_the_readme_are_found() -> None:
    assert [len(_commands(name)) > 5 for name in READMES] == [True, True]


def test_the_finding_shown_in_the_readme_is_one_of_the_sample(
    faulty_pdf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = next(body for language, body in _blocks("README.md") if language == "text")
    main(["check", str(faulty_pdf)])
    assert shown in capsys.readouterr().out


def test_the_years_of_the_catalogue_in_the_readme_are_right() -> None:
    from budgetlint.classification import FIRST_YEAR, LAST_YEAR

    assert f"{FIRST_YEAR} 至 {LAST_YEAR} 年" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{FIRST_YEAR} to {LAST_YEAR}" in (ROOT / "README.en.md").read_text(encoding="utf-8")
