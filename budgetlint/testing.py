"""Cases for rules, written as data: the harness of the built-in rules and of plugins.

A case file is YAML and lies in a folder named after its rule (``COD104/names.yml``)::

    cases:
      - name: 名称与编码不符
        year: 2024
        tables:
          - kind: 一般公共预算支出表
            unit: 万元
            header:
              - [科目编码, 科目名称, 合计, 基本支出, 项目支出]
            rows:
              - ["201", 一般公共预算支出, "42.2", "37.0", "5.3"]
              - {cells: ["", 合计, "42.2", "37.0", "5.3"], role: total}
        expect:
          - {status: fail, severity: error, row: "201", arguments: {expected: 一般公共服务支出}}

A header has several lines when needed: ``<`` continues the cell to the left, an empty cell
the one above. Roles of columns and rows, panels and levels are derived; ``roles``, ``panels``
and, for a row, ``role``, ``level``, ``indent``, ``page`` say otherwise. Figures are text: quote
them.

What stands outside the tables is given by ``pages``, each a list of lines; a line that is
``{grid: [[报表, 是否空表], [表1, 否]]}`` is a ruled grid (``<`` is merged with the cell to its
left), ``{problem: 扫描图像}`` makes the page one that could not be read. Tables say with ``page``
where they are::

    pages:
      - [某市财政局, 2024年度部门决算]
      - [目录, 一、收入决算表]

``expect`` lists outcomes of the rule. Each must occur (``count`` times when given), and no
failure may occur that is not listed. Of an outcome ``status``, ``severity``, ``key`` (a part of
one of its key elements), ``row`` (a part of the row it speaks of), ``reason`` (a part),
``expected``, ``actual``, ``difference`` and ``arguments`` (a subset) are compared.

In a plugin's tests::

    from budgetlint.testing import load_cases

    @pytest.mark.parametrize("case", load_cases(Path("cases")), ids=str)
    def test_case(case):
        assert case.problems() == []
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.rules import Rule, load_rules
from budgetlint.testing_pages import build_pages
from budgetlint.testing_tables import CaseError, build_table, listed, refuse_unknown, text, whole

__all__ = ["Case", "CaseError", "Expected", "load_cases", "load_file"]

_COMPARED = ("expected", "actual", "difference")
_FIELDS = {"status", "severity", "key", "row", "reason", "arguments", "count", *_COMPARED}
_CASE_FIELDS = {"name", "rule", "year", "kind", "organisation", "pages", "tables", "expect"}


@dataclass(frozen=True)
class Expected:
    """One outcome a case asks for; only what is given is compared."""

    status: Status
    severity: Severity | None = None
    key: str = ""
    row: str = ""
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None

    def matches(self, outcome: Outcome, rule: Rule) -> bool:
        """Whether an outcome is one of those asked for."""
        if outcome.status is not self.status:
            return False
        severity = outcome.severity or rule.severity
        if self.severity is not None and severity is not self.severity:
            return False
        if self.key and not any(self.key in part for part in outcome.key):
            return False
        if self.row and not any(self.row in part for part in _row_texts(outcome)):
            return False
        if self.reason not in outcome.reason:
            return False
        if any(getattr(outcome, name) != value for name, value in self.fields.items()):
            return False
        return all(outcome.arguments.get(k) == v for k, v in self.arguments.items())


def _row_texts(outcome: Outcome) -> Iterator[str]:
    yield from outcome.key
    for evidence in outcome.evidence:
        yield evidence.row


@dataclass(frozen=True)
class Case:
    """A document written as data, one rule, and what the rule must say of it."""

    rule: str
    name: str
    document: Document
    expected: tuple[Expected, ...]
    source: Path

    def __str__(self) -> str:
        return f"{self.rule}-{self.source.stem}-{self.name}"

    def problems(self, rules: Mapping[str, Rule] | None = None) -> list[str]:
        """What the rule says otherwise than expected; empty when the case holds.

        ``rules`` are the installed ones unless given.
        """
        available = load_rules().rules if rules is None else rules
        rule = available.get(self.rule)
        if rule is None:
            return [f"没有编号为 {self.rule} 的规则"]
        kinds = {table.kind for table in self.document.tables}
        outcomes: list[Outcome] = []
        if not rule.kinds or not kinds.isdisjoint(rule.kinds):
            outcomes = list(rule.check(self.document))
        elif not self.expected or any(e.status is not Status.NOT_APPLICABLE for e in self.expected):
            return [f"规则 {self.rule} 不用于这些表"]
        else:
            return []
        return [*_missing(self.expected, outcomes, rule), *_unasked(self.expected, outcomes, rule)]


def _missing(expected: tuple[Expected, ...], outcomes: list[Outcome], rule: Rule) -> Iterator[str]:
    for wanted in expected:
        found = sum(wanted.matches(o, rule) for o in outcomes)
        if wanted.count is not None and found != wanted.count:
            yield f"应有 {wanted.count} 个，实有 {found} 个：{wanted}；结果：{outcomes}"
        elif wanted.count is None and not found:
            yield f"没有出现：{wanted}；结果：{outcomes}"


def _unasked(expected: tuple[Expected, ...], outcomes: list[Outcome], rule: Rule) -> Iterator[str]:
    """Failures nobody asked for, outcomes of another rule and messages that do not format."""
    for outcome in outcomes:
        if outcome.rule != rule.code:
            yield f"规则 {rule.code} 给出了 {outcome.rule} 的结果"
        if outcome.status is not Status.FAIL:
            if outcome.status is not Status.PASS and not outcome.reason:
                yield f"没有说明原因：{outcome}"
            continue
        if not any(wanted.matches(outcome, rule) for wanted in expected):
            yield f"多出的不通过：{outcome}"
        for template in (rule.message, rule.message_en):
            try:
                template.format_map(dict(outcome.arguments))
            except (KeyError, IndexError, ValueError) as error:
                yield f"消息模板与参数不符（{error!r}）：{template}"


def load_cases(folder: Path) -> list[Case]:
    """Every case below a folder, in order of path."""
    return [case for path in sorted(folder.rglob("*.yml")) for case in load_file(path)]


def load_file(path: Path) -> list[Case]:
    """The cases of one file.

    Raises:
        CaseError: the file is no case file; the message names the file and the case.
    """
    import yaml  # only tests need it

    content: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or "cases" not in content:
        raise CaseError(f"{path}：应有 cases 列表")
    cases: list[Case] = []
    for number, given in enumerate(listed(content["cases"], "cases"), 1):
        try:
            if not isinstance(given, dict):
                raise CaseError("应为键值对")
            cases.append(_case(given, path))
        except CaseError as error:
            raise CaseError(f"{path} 第 {number} 个用例：{error}") from error
    return cases


def _case(given: Mapping[str, object], path: Path) -> Case:
    refuse_unknown(given, _CASE_FIELDS)
    year = given.get("year")
    fiscal_year = None if year is None else whole(year, "year")
    tables = []
    for number, spec in enumerate(listed(given.get("tables", []), "tables"), 1):
        if not isinstance(spec, dict):
            raise CaseError("tables 的每一项应为键值对")
        tables.append(build_table(spec, number, fiscal_year))
    document = Document(
        path=path,
        sha256="",
        pages=build_pages(given.get("pages", [])),
        tables=tuple(tables),
        kind=text(given.get("kind", "")),
        organisation=text(given.get("organisation", "")),
        fiscal_year=fiscal_year,
    )
    expected = tuple(_expected(e) for e in listed(given.get("expect", []), "expect"))
    if not expected:
        raise CaseError("expect 至少有一项，否则用例不会失败")
    rule = text(given.get("rule", path.parent.name))
    return Case(rule, text(given.get("name", "")), document, expected, path)


def _expected(given: object) -> Expected:
    if not isinstance(given, dict):
        raise CaseError(f"expect 的每一项应为键值对：{given!r}")
    refuse_unknown(given, _FIELDS)
    arguments = given.get("arguments", {})
    if not isinstance(arguments, dict):
        raise CaseError(f"arguments 应为键值对：{arguments!r}")
    severity = given.get("severity")
    count = given.get("count")
    try:
        return Expected(
            status=Status(text(given.get("status"))),
            severity=None if severity is None else Severity(text(severity)),
            key=text(given.get("key")),
            row=text(given.get("row")),
            reason=text(given.get("reason")),
            fields={name: text(given[name]) for name in _COMPARED if name in given},
            arguments={text(k): text(v) for k, v in arguments.items()},
            count=None if count is None else whole(count, "count"),
        )
    except ValueError as error:
        raise CaseError(f"status 或 severity 不对：{error}") from error
