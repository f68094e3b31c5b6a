"""The rules of a SARIF run, with the help that viewers show beside a result."""

from __future__ import annotations

from budgetlint.model import Finding
from budgetlint.report.json_report import Json
from budgetlint.report.texts import clean
from budgetlint.rules import SECTIONS, Rule, section

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


class Rules:
    """The rules that have results, in the order in which they are met."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.items: list[Json] = []
        self._index: dict[str, int] = {}

    def index(self, finding: Finding) -> int:
        """The number of the rule of a finding."""
        if finding.rule not in self._index:
            self._index[finding.rule] = len(self.items)
            self.items.append(self._descriptor(finding))
        return self._index[finding.rule]

    def _descriptor(self, finding: Finding) -> Json:
        rule = installed(finding.rule)
        name = finding.name
        if rule is not None:
            name = rule.name_en if self.lang == "en" else rule.name
        level = (rule or finding).severity.value
        texts = _help(rule, finding)
        plain = "\n\n".join(f"{head}\n{text}" for head, text in texts) or name
        marked = "\n\n".join(f"**{head}**\n\n{_plain(text)}" for head, text in texts)
        return {
            "id": finding.rule,
            "shortDescription": {"text": clean(name)},
            "fullDescription": {"text": clean(texts[0][1] if texts else name)},
            "help": {"text": clean(plain), "markdown": clean(marked or _plain(name))},
            "defaultConfiguration": {"level": _LEVELS[level]},
            "properties": {"tags": [finding.rule[:3]], "basis": clean(finding.basis)},
        }


def installed(code: str) -> Rule | None:
    """The rule of a code, None where it comes from a user's own file."""
    from budgetlint.runner import loaded_rules

    return loaded_rules().rules.get(code)


def _help(rule: Rule | None, finding: Finding) -> list[tuple[str, str]]:
    """The sections of the rule's documentation, else what the finding says of it."""
    if rule is not None:
        pairs = [(head, section(rule.doc, head)) for head in SECTIONS]
    else:
        pairs = [("依据", finding.basis), ("如何修改", finding.how_to_fix)]
    return [(head, text) for head, text in pairs if text]


def _plain(text: str) -> str:
    """Text of a rule inside markdown: no markup of its own."""
    for mark in "\\`*_<>#[]|":
        text = text.replace(mark, "\\" + mark)
    return text
