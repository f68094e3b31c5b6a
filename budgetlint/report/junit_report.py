"""JUnit XML, for Jenkins and other build servers: a suite a document, a case a rule and table.

A rule that holds somewhere has a case that passes, with the number of places. A finding at or
above the level asked for is a failure; one below it, and one that was set aside, is told in the
output of its case. A check that could not be completed is skipped, with the reason, unless the
same rule failed in the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as Xml

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Finding, Outcome, Severity
from budgetlint.report import summary
from budgetlint.report.locations import slashed, xml_text
from budgetlint.report.prose import prose_words
from budgetlint.report.sarif_rules import installed
from budgetlint.report.texts import one_line
from budgetlint.report.verdicts import coverage_words
from budgetlint.report.where import place_words
from budgetlint.report.words import Words


@dataclass
class _Case:
    """One rule in one table."""

    name: str
    place: str
    findings: list[Finding] = field(default_factory=list)
    skipped: list[Outcome] = field(default_factory=list)


def render(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    *,
    lang: str,
    fail_on: Severity = Severity.ERROR,
) -> str:
    """All documents as one ``testsuites`` element."""
    say = Words(lang)
    top = Xml.Element("testsuites", name="budgetlint")
    for item in summary.in_path_order(reports, failures):
        if isinstance(item, FileFailure):
            suite = _suite(top, slashed(item.path))
            case = _element(suite, say("unreadable.rule"), slashed(item.path))
            _say(case, "error", item.code, item.message)
        else:
            _document(top, item, say, fail_on)
    for suite in top:
        _count(suite, [suite])
    _count(top, list(top))
    Xml.indent(top, " ")
    body = Xml.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _document(top: Xml.Element, report: DocumentReport, say: Words, fail_on: Severity) -> None:
    document = report.document
    path = slashed(document.path)
    suite = _suite(top, path)
    properties = Xml.SubElement(suite, "properties")
    percent, words = coverage_words(report.coverage, say)
    for name, value in (
        ("organisation", document.organisation),
        ("fiscal_year", str(document.fiscal_year or "")),
        ("kind", document.kind),
        ("sha256", document.sha256),
        ("coverage", f"{percent} {words}"),
        ("prose_coverage", " ".join(prose_words(report.prose, say))),
    ):
        Xml.SubElement(properties, "property", name=name, value=xml_text(value))
    reading = _element(suite, say("unreadable.page"), path)
    problems = summary.problems(document)
    if problems or not document.readable:
        _say(reading, "error", "unreadable", "\n".join(problems))
    for fault in summary.faults(report):
        _say(_element(suite, fault.name, path), "error", fault.rule, fault.message)
    say = say.within(document.path)
    names = summary.table_names(document, say)
    for case in _cases(report, names, say):
        _fill(_element(suite, case.name, f"{path}.{case.place}"), case, names, say, fail_on)
    for rule, places in report.passed.items():
        held = _element(suite, _title(rule, say), f"{path}.{say('holds')}")
        Xml.SubElement(held, "system-out").text = say("holds.places", count=places)
    if report.coverage.checked == 0 or not report.passed:
        rest = _element(suite, say("rest"), path)
        if report.coverage.checked == 0:
            _say(rest, "skipped", "", say("nothing.checked"))


def _cases(report: DocumentReport, names: dict[str, str], say: Words) -> list[_Case]:
    """The rules and tables of which there is something to say, in the order of findings."""
    cases: dict[tuple[str, str], _Case] = {}
    titles: dict[str, str] = {}

    def case(rule: str, table: str) -> _Case:
        place = one_line(names.get(table, table)) or say("table.none")
        name = f"{rule} {titles[rule]}" if rule in titles else _title(rule, say)
        return cases.setdefault((rule, table), _Case(name.strip(), place))

    faults = summary.faults(report)
    findings = [f for f in summary.ordered(report) if f not in faults]
    titles.update((f.rule, f.name) for f in findings)
    for finding in findings:
        case(finding.rule, summary.place_table(finding)).findings.append(finding)
    for outcome in report.not_checked:
        case(outcome.rule, outcome.table).skipped.append(outcome)
    return list(cases.values())


def _title(code: str, say: Words) -> str:
    """A rule as a person knows it; one of a plugin that is not installed by its code alone."""
    rule = installed(code)
    if rule is None:
        return code
    return f"{code} {rule.name_en if say.lang == 'en' else rule.name}"


def _fill(
    element: Xml.Element, case: _Case, names: dict[str, str], say: Words, fail_on: Severity
) -> None:
    told: list[str] = []
    failed = False
    for finding in case.findings:
        aside = say.aside(finding)
        text = _told(finding, names, say)
        if aside or finding.severity.rank < fail_on.rank:
            label = aside or say(f"severity.{finding.severity.value}")
            told.append(f"{label}{say('colon')}{text}")
        else:
            _say(element, "failure", finding.severity.value, finding.message, text)
            failed = True
    reasons = list(dict.fromkeys(o.reason or say("noreason") for o in case.skipped))
    if reasons and not failed and not told:
        _say(element, "skipped", "", say("semicolon").join(reasons))
    else:
        told += [f"{say('not_checked')}{say('colon')}{reason}" for reason in reasons]
    if told:
        Xml.SubElement(element, "system-out").text = xml_text("\n".join(told))


def _told(finding: Finding, names: dict[str, str], say: Words) -> str:
    """The finding in full: what, where, the arithmetic and how to correct it."""
    lines = [finding.message, place_words(finding, names, say, with_table=True)]
    if finding.formula:
        lines.append(finding.formula)
    elif finding.expected:
        lines.append(say("expected", text=finding.expected))
    if finding.how_to_fix:
        lines.append(say("fix", text=finding.how_to_fix))
    if finding.basis:
        lines.append(say("basis", text=finding.basis))
    return "\n".join(lines)


# ---------------------------------------------------------------- elements


def _suite(top: Xml.Element, name: str) -> Xml.Element:
    return Xml.SubElement(top, "testsuite", name=xml_text(name))


def _element(suite: Xml.Element, name: str, place: str) -> Xml.Element:
    return Xml.SubElement(
        suite,
        "testcase",
        name=xml_text(one_line(name)),
        classname=xml_text(place),
        file=suite.get("name", ""),
    )


def _say(case: Xml.Element, tag: str, kind: str, message: str, text: str = "") -> None:
    element = Xml.SubElement(case, tag, message=xml_text(one_line(message)))
    if kind:
        element.set("type", kind)
    element.text = xml_text(text or message)


def _count(element: Xml.Element, suites: Iterable[Xml.Element]) -> None:
    cases = [case for suite in suites for case in suite.findall("testcase")]
    element.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(tag) is not None for case in cases)))
