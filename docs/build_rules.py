"""Write ``docs/rules/`` from the docstrings of the built-in rules.

``python docs/build_rules.py`` writes the pages and removes those of rules that are gone;
with ``--check`` nothing is written, and the exit code is 1 when a page is not up to date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from budgetlint.model import Severity
from budgetlint.rules import SECTIONS, Rule, load_rules, section

FOLDER = Path(__file__).resolve().parent / "rules"
#: The package of the built-in rules: what a plugin brings is not ours to document.
PACKAGE = "budgetlint_checks"
FAMILIES = {
    "BAL": "收支平衡",
    "SUM": "合计与小计",
    "PCT": "百分比",
    "COD": "科目编码",
    "XTB": "表间勾稽",
    "DOC": "文档完整性",
    "TXT": "正文与表",
    "PRF": "绩效表",
}
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_EXAMPLE = "示例"
_MARKUP = re.compile(r"([\\`*_<>\[\]|])")
_AT_START = re.compile(r"^(?=[#+-])|^(\d+)(?=[.)])")
_CONTINUED = re.compile(r"[^。；;！？]$")
_LABELLED = re.compile(r"(?:正确|错误)[：:]")


def builtin_rules() -> list[Rule]:
    """The rules that come with the project, sorted by code.

    Raises:
        RuntimeError: a plugin failed to load; pages written now would lack its rules.
    """
    loaded = load_rules()
    if loaded.failures:
        raise RuntimeError("\n".join(loaded.failures))
    return [r for r in loaded.rules.values() if r.check.__module__.startswith(f"{PACKAGE}.")]


def pages(rules: Iterable[Rule]) -> dict[str, str]:
    """Every page by the name of its file."""
    known = list(rules)
    return {"index.md": index(known)} | {f"{rule.code}.md": page(rule) for rule in known}


def index(rules: Iterable[Rule]) -> str:
    """The list of all rules, a table for each family."""
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(rule.code[:3], []).append(rule)
    order = sorted(families, key=lambda f: ([*FAMILIES, f].index(f), f))
    lines = [
        "# 规则",
        "",
        "每条规则一页，说明检查内容、依据、示例、如何修改和容差；"
        "`budgetlint explain 编号` 显示同样的说明。",
        "严重程度是默认的；具体到某一处，可能因证据不足而降低，各页的“容差”和“依据”写明。",
    ]
    for family in order:
        title = f"{family} {FAMILIES.get(family, '')}".strip()
        lines += ["", f"## {title}", ""]
        lines += ["| 编号 | 名称 | 默认 | 查什么 |", "|---|---|---|---|"]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | {escape(rule.name)} | {SEVERITIES[rule.severity]}"
            f" | {escape(summary(rule))} |"
            for rule in families[family]
        ]
    return "\n".join([*lines, "", _footer()])


def page(rule: Rule) -> str:
    """The page of one rule."""
    lines = [
        f"# {rule.code} {escape(rule.name)}",
        "",
        *([escape(summary(rule)), ""] if summary(rule).rstrip("。") != rule.name else []),
        f"- 默认严重程度：{SEVERITIES[rule.severity]}",
        f"- 英文名：{escape(rule.name_en)}",
    ]
    if rule.kinds:
        kinds = "、".join(escape(kind.value) for kind in rule.kinds)
        lines.append(f"- 文件中有下列表时才检查：{kinds}")
    for title in SECTIONS:
        lines += ["", f"## {title}", "", *_body(rule, title)]
    lines += ["", "## 报告中的写法", "", *_wording(rule), ""]
    lines += [
        f"报告中列出的依据：{escape(rule.basis)}。",
        "",
        "[全部规则](index.md)",
        "",
        _footer(),
    ]
    return "\n".join(lines)


def _wording(rule: Rule) -> list[str]:
    if not re.search("[一-鿿]", rule.message):
        return ["写法随具体情况而定。"]  # the rule words each case by itself
    return [f"`{rule.message}`", "", "花括号处填入该处的表、行、列、名称和数字。"]


def summary(rule: Rule) -> str:
    """The first paragraph of a rule's docstring, one line."""
    text = rule.doc.strip().partition("\n\n")[0]
    return "".join(line.strip() for line in text.splitlines())


def escape(text: str) -> str:
    """A text in which Markdown sees no markup."""
    plain = _MARKUP.sub(r"\\\1", text)
    return _AT_START.sub(lambda m: f"{m[1]}\\" if m[1] else "\\", plain)


def _body(rule: Rule, title: str) -> list[str]:
    if title != _EXAMPLE:
        return [escape(section(rule.doc, title))]
    return [f"- {escape(item)}" for item in examples(rule)]


def examples(rule: Rule) -> list[str]:
    """The examples of a rule; lines that the width of the source broke are joined."""
    items: list[str] = []
    for line in _lines(rule.doc, _EXAMPLE):
        if items and _CONTINUED.search(items[-1]) and not _LABELLED.match(line):
            items[-1] += line
        else:
            items.append(line)
    return items


def _lines(doc: str, title: str) -> Iterator[str]:
    inside = False
    for line in (raw.strip() for raw in doc.splitlines()):
        head = line.rstrip(":：")
        if head in SECTIONS:
            inside = head == title
        elif inside and line:
            yield line


def _footer() -> str:
    return "<!-- 由 docs/build_rules.py 根据规则的说明生成，不要直接修改 -->\n"


def outdated(wanted: Mapping[str, str], folder: Path) -> list[str]:
    """The names of pages that are missing, differ or belong to no rule any more."""
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(n for n in found.keys() | wanted.keys() if found.get(n) != wanted.get(n))


def main() -> int:
    """Write or check the pages; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args()
    wanted = pages(builtin_rules())
    stale = outdated(wanted, FOLDER)
    for name in stale:
        path = FOLDER / name
        if options.check:
            print(f"not up to date: {path}")
        elif name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()
    if not options.check:
        print(f"{len(wanted)} pages, {len(stale)} changed")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
