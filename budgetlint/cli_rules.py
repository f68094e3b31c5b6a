"""``budgetlint rules`` and ``budgetlint explain``: what is checked, and how to read it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetlint.cli_common import Command, load_rule_files, read_config
from budgetlint.errors import UsageProblem
from budgetlint.model import Severity
from budgetlint.selection import split_codes

if TYPE_CHECKING:
    from budgetlint.rules import Rule

_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_FAMILIES = {
    "BAL": "收支平衡",
    "SUM": "合计与小计",
    "PCT": "百分比",
    "COD": "科目编码",
    "XTB": "表间勾稽",
    "TXT": "文字与表",
    "DOC": "文档完整性",
    "PRF": "绩效",
    "XDC": "跨文档",
}
_PLUGIN = "其他检查插件的规则"
_OWN = "自己的规则文件"
_WIDTH = 96
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: What stands in their place, as the form of a message shows it; others show as “…”.
_WORDS = {
    "place": "位置",
    "table": "表",
    "title": "表",
    "row": "行",
    "line": "行",
    "column": "栏",
    "code": "编码",
    "name": "名称",
    "total": "合计栏",
    "other": "另一处",
    "part": "部分",
    "whole": "整体",
    "base": "基数栏",
    "relation": "关系",
    "expected": "应为的值",
    "actual": "表中的值",
    "difference": "差",
    "amount": "金额",
    "figure": "金额",
    "count": "次数",
    "year": "年度",
    "page": "页",
    "profile": "文件种类",
}

_rule_files = click.option(
    "--rules",
    "rule_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="连同这个文件（TOML、YAML）里写的规则，可写多次",
)
_config_file = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="用这个配置文件",
)


@click.command("rules", cls=Command)
@click.argument("prefixes", nargs=-1, metavar="[规则编号或开头]…")
@_rule_files
@_config_file
def rules_command(
    prefixes: tuple[str, ...], rule_files: tuple[Path, ...], config_file: Path | None
) -> int:
    """列出规则：编号、级别、名称、适用的表。可只列一类，如 SUM。"""
    from budgetlint.runner import loaded_rules

    rules, own = _all_rules(rule_files, config_file)
    wanted = split_codes(" ".join(prefixes))
    unknown = [prefix for prefix in wanted if not any(c.startswith(prefix) for c in rules)]
    if unknown:
        raise UsageProblem(_no_rule("、".join(unknown), unknown[0], rules))
    chosen = {code: rule for code, rule in rules.items() if not wanted or code.startswith(wanted)}
    for line in _listed(chosen, own):
        click.echo(line)
    failures = loaded_rules().failures
    for failure in failures:
        click.echo(failure, err=True)
    return 2 if failures else 0


@click.command("explain", cls=Command)
@click.argument("code", metavar="规则编号")
@_rule_files
@_config_file
def explain_command(code: str, rule_files: tuple[Path, ...], config_file: Path | None) -> int:
    """说明一条规则：检查内容、依据、示例、如何修改、容差、报告中的话。"""
    rules, own = _all_rules(rule_files, config_file)
    rule = rules.get(code.strip().upper())
    if rule is None:
        raise UsageProblem(_no_rule(code, code, rules))
    for line in _explained(rule, own):
        click.echo(line)
    return 0


def _all_rules(
    rule_files: Sequence[Path], config_file: Path | None
) -> tuple[dict[str, Rule], frozenset[str]]:
    """Every rule by code, and the codes of those from the user's own files."""
    from budgetlint.runner import loaded_rules

    rules = dict(loaded_rules().rules)
    own = load_rule_files(rule_files or read_config(config_file).rules)
    if own:
        from budgetlint.declared import as_rule

        rules |= {item.code: as_rule(item) for item in own}
    return rules, frozenset(item.code for item in own)


def _no_rule(said: str, code: str, rules: Mapping[str, Rule]) -> str:
    """A sentence with the codes that may have been meant."""
    from difflib import get_close_matches

    code = code.strip().upper()
    within = [known for known in rules if known.startswith(code)] if code else []
    near = within or get_close_matches(code, rules, n=3, cutoff=0.6)
    meant = f"是不是 {'、'.join(near)}？" if near else ""
    return f"没有规则 {said}。{meant}可用的规则用 budgetlint rules 查看：{_ranges(rules)}"


def _ranges(codes: Iterable[str]) -> str:
    """``BAL、COD、SUM``: the families that there are."""
    return "、".join(sorted({code[:3] for code in codes}))


# ---------------------------------------------------------------- the list


def _listed(rules: Mapping[str, Rule], own: frozenset[str]) -> Iterator[str]:
    from budgetlint.report.wrapping import display_width

    groups: dict[str, list[Rule]] = {}
    for code, rule in sorted(rules.items(), key=lambda item: (item[0] in own, item[0])):
        groups.setdefault(_family(code, own), []).append(rule)
    widest = max((display_width(rule.name) for rule in rules.values()), default=0)
    for number, (family, members) in enumerate(groups.items()):
        if number:
            yield ""
        yield family
        for rule in members:
            name = rule.name + " " * (widest - display_width(rule.name))
            yield f"  {rule.code}  {_SEVERITIES[rule.severity]}  {name}  {_kinds(rule)}".rstrip()
    yield ""
    yield f"共 {len(rules)} 条。budgetlint explain 规则编号：看一条规则查什么、怎样改。"


def _family(code: str, own: frozenset[str]) -> str:
    if code in own:
        return _OWN
    name = _FAMILIES.get(code[:3])
    return f"{code[:3]} {name}" if name else f"{code[:3]} {_PLUGIN}"


def _kinds(rule: Rule) -> str:
    """The tables it is for, a few of them by name."""
    names = [kind.value for kind in rule.kinds]
    if not names:
        return ""
    return "、".join(names[:3]) + (f"等 {len(names)} 种表" if len(names) > 3 else "")


# ---------------------------------------------------------------- one rule


def _explained(rule: Rule, own: frozenset[str]) -> Iterator[str]:
    yield f"{rule.code} {rule.name}（{_SEVERITIES[rule.severity]}）"
    yield ""
    yield from _wrapped(inspect.cleandoc(rule.doc))
    yield ""
    yield "报告中的话"
    yield from _wrapped("    " + _PLACEHOLDER.sub(_placeholder, rule.message))
    yield "适用的表"
    yield from _wrapped(f"    {'、'.join(kind.value for kind in rule.kinds) or '不限'}")
    yield "所属"
    yield f"    {_family(rule.code, own)}"
    yield ""
    yield f"不用这条规则：budgetlint check 文件 --ignore {rule.code}"


def _placeholder(match: re.Match[str]) -> str:
    return f"〈{_WORDS.get(match[1], '…')}〉"


def _wrapped(text: str) -> Iterator[str]:
    """Lines of a docstring that fit a terminal, their indentation kept."""
    from budgetlint.report.wrapping import wrap

    for line in text.splitlines():
        body = line.lstrip()
        indent = line[: len(line) - len(body)]
        yield from wrap(body, first=indent, rest=indent, width=_WIDTH) if body else [""]
