"""How a rule is declared, and the door through which rules come in.

A rule is a function ``(Document) -> Iterator[Outcome]`` under the :func:`rule` decorator. A
package offers rules through the entry-point group ``budgetlint.checks``: each entry point
names a module, and every rule declared in it is taken. The built-in rules come through the
same door.

The docstring of a rule has the Chinese sections 检查内容 / 依据 / 示例 / 如何修改 / 容差; the
documentation and ``budgetlint explain`` are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import ModuleType

from budgetlint.model import Document, Outcome, Severity, TableKind

GROUP = "budgetlint.checks"
_CODE = re.compile(r"[A-Z]{3}\d{3}")
SECTIONS = ("检查内容", "依据", "示例", "如何修改", "容差")

Check = Callable[[Document], Iterator[Outcome]]


@dataclass(frozen=True)
class Rule:
    """One rule: its code, names, default severity, basis and the function that runs it.

    ``message`` and ``message_en`` are ``str.format`` templates over ``Outcome.arguments``.
    ``kinds`` are the table kinds it needs (empty: any).
    """

    code: str
    name: str
    name_en: str
    severity: Severity
    basis: str
    message: str
    message_en: str
    kinds: tuple[TableKind, ...]
    check: Check
    doc: str

    @property
    def how_to_fix(self) -> str:
        """The section 如何修改 of the docstring, one line."""
        return section(self.doc, "如何修改")


def section(doc: str, title: str) -> str:
    """The text below a section title of a rule's docstring, joined to one paragraph."""
    lines = [line.strip() for line in doc.splitlines()]
    taken: list[str] = []
    inside = False
    for line in lines:
        head = line.rstrip(":：")
        if head in SECTIONS:
            inside = head == title
            continue
        if inside and line:
            taken.append(line)
    return "".join(taken)


def rule(
    code: str,
    *,
    name: str,
    name_en: str,
    severity: Severity,
    basis: str,
    message: str,
    message_en: str,
    kinds: tuple[TableKind, ...] = (),
) -> Callable[[Check], Rule]:
    """Declare a rule.

    Raises:
        ValueError: the code is not three letters and three digits.
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"规则编号应为三个大写字母加三位数字，例如 SUM101：{code!r}")

    def wrap(check: Check) -> Rule:
        doc = check.__doc__ or ""
        return Rule(code, name, name_en, severity, basis, message, message_en, kinds, check, doc)

    return wrap


@dataclass(frozen=True)
class LoadedRules:
    """The rules found, by code, and a Chinese sentence for each plugin that failed to load."""

    rules: dict[str, Rule]
    failures: tuple[str, ...]


def load_rules() -> LoadedRules:
    """Every rule behind the entry-point group, sorted by code; broken plugins are reported."""
    found: dict[str, Rule] = {}
    failures: list[str] = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        try:
            module = point.load()
        except (Exception, SystemExit) as error:  # foreign code: whatever it raises is reported
            failures.append(f"检查插件 {point.name}（{point.value}）无法加载：{error}")
            continue
        for item in _declared(module):
            if item.code in found:
                failures.append(
                    f"检查插件 {point.name} 的规则 {item.code} 与已有规则编号重复，未启用"
                )
                continue
            found[item.code] = item
    return LoadedRules(dict(sorted(found.items())), tuple(failures))


def _declared(module: ModuleType) -> Iterator[Rule]:
    return (item for item in vars(module).values() if isinstance(item, Rule))
