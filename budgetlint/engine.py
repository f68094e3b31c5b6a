"""Runs the rules over one document and turns what they say into findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from budgetlint.amounts import UNITS
from budgetlint.causes import PROSE, Cell
from budgetlint.collector import paused
from budgetlint.confirming import Confirmer, difference_reason
from budgetlint.coverage import Place, prose_coverage, table_coverage
from budgetlint.english import report_in_english
from budgetlint.errors import describe
from budgetlint.fingerprints import Fingerprints
from budgetlint.folding import fold
from budgetlint.guessed import (
    CUT_OFF,
    DOUBT,
    TORN,
    is_cut_off,
    looks_like_a_slip,
    needs_every_row,
    note_on,
)
from budgetlint.known import Known
from budgetlint.model import (
    Coverage,
    Document,
    DocumentReport,
    Evidence,
    Finding,
    Outcome,
    ProseCoverage,
    Quotient,
    Severity,
    Status,
)
from budgetlint.rules import Rule
from budgetlint.tables.torn import torn_tables

#: The rule name of findings about the program itself: a rule that raised, a broken plugin.
INTERNAL = "internal"


def check(
    document: Document,
    rules: Iterable[Rule],
    confirm: Confirmer | None = None,
    *,
    lang: str = "zh",
    plugin_failures: Sequence[str] = (),
) -> DocumentReport:
    """Run ``rules`` over ``document``.

    A rule that raises becomes a finding of the rule ``internal`` that carries its code; the
    others go on. A failure at error or warning level is reported only after ``confirm`` has
    read the same figures; where it reads others, the outcome is "could not check".
    """
    run = _Run(document, confirm, lang)
    for failure in plugin_failures:
        run.internal("", failure)
    with paused():
        for rule in rules:
            run.apply(rule)
        report = run.report()
    return report_in_english(report) if lang == "en" else report


def has_internal(report: DocumentReport) -> bool:
    """Whether the program itself failed somewhere: the report is then incomplete."""
    return any(finding.rule == INTERNAL for finding in report.findings)


def _is_sum(rule: Rule) -> bool:
    """Whether a rule of this code holds no longer when one of its figures is changed.

    A part (其中) may change and still be within its whole.
    """
    return rule.code[:3] in ("SUM", "BAL", "XTB") and rule.code != "SUM104"


class _Run:
    """What is collected while the rules run over one document."""

    def __init__(self, document: Document, confirm: Confirmer | None, lang: str) -> None:
        self.document = document
        self.confirm = confirm
        self.lang = lang
        self.counts: Counter[str] = Counter({status.value: 0 for status in Status})
        self.passed: Counter[str] = Counter()
        self.checked: set[Cell] = set()
        #: figures of the running text: the rules that used them, or why a rule could not
        self.used: defaultdict[Place, set[str]] = defaultdict(set)
        self.unsure: dict[Place, str] = {}
        self.passing: list[tuple[Evidence, ...]] = []
        self.sound: set[tuple[str, tuple[int, int]]] = set()
        #: figures that text and tables agree on, and places of the text that hold together
        self.echoed: set[Cell] = set()
        self.held: set[Place] = set()
        self.failed: list[Finding] = []
        self.quotients: dict[int, Quotient] = {}
        self.not_checked: list[Outcome] = []
        self.faults: list[Finding] = []
        self._fingerprints = Fingerprints(document)
        self._tables = {table.id: table for table in document.tables}
        self._unread = {page.number for page in document.pages if page.problem is not None}
        self._torn = torn_tables(document)
        self._units = {table.id: UNITS.get(table.unit, Decimal(1)) for table in document.tables}
        self._kinds = {table.kind for table in document.tables}

    def apply(self, rule: Rule) -> None:
        if rule.kinds and self._kinds.isdisjoint(rule.kinds):
            self.counts[Status.NOT_APPLICABLE.value] += 1
            return
        try:
            for outcome in rule.check(self.document):
                self._take(rule, outcome)
        except Exception as error:  # rules may be foreign code; the fault is reported below
            self.internal(
                rule.code,
                f"规则 {rule.code}（{rule.name}）运行出错，该规则的结果不完整：{describe(error)}",
            )

    def _take(self, rule: Rule, outcome: Outcome) -> None:
        severity: Severity | None = None
        if outcome.status is Status.FAIL:
            message = self._message(rule, outcome)
            severity = outcome.severity or rule.severity
            if severity is not Severity.INFO:
                outcome, note = self._confirmed(rule, outcome)
                message += note
                if note and severity is Severity.ERROR:
                    # an error needs both readers; what only one of them saw is worth a look
                    severity = Severity.WARNING
            if outcome.status is Status.FAIL:
                if all(outcome.quotient):
                    self.quotients[len(self.failed)] = outcome.quotient
                self.failed.append(self._finding(rule, outcome, severity, message))
        self.counts[outcome.status.value] += outcome.places
        if outcome.status is Status.PASS:
            self.passed[rule.code] += outcome.places
        self._hear(outcome)
        if outcome.status is Status.NOT_CHECKED:
            self.not_checked.append(outcome)
        elif outcome.status is not Status.NOT_APPLICABLE:
            self.checked.update((e.table, e.cell) for e in outcome.evidence if e.cell is not None)
            self.checked.update((outcome.table, cell) for cell in outcome.cells)
            if outcome.status is Status.PASS and outcome.evidence:
                self.passing.append(outcome.evidence)
            elif _is_sum(rule) and (
                outcome.status is Status.PASS or outcome.severity is Severity.INFO
            ):
                self.sound.update((outcome.table, cell) for cell in outcome.cells)

    def _hear(self, outcome: Outcome) -> None:
        """Note what an outcome says of figures of the running text."""
        spots = {*outcome.spots, *(e.spot.place for e in outcome.evidence if e.spot is not None)}
        for place in spots:
            if outcome.status is Status.NOT_CHECKED:
                self.unsure.setdefault(place, outcome.arguments.get("why", outcome.reason))
            elif outcome.status is not Status.NOT_APPLICABLE:
                self.used[place].add(outcome.rule)
        if outcome.status is Status.PASS:
            self.held |= spots
            if outcome.echoed:
                self.echoed.update(outcome.echoed, ((PROSE, place) for place in spots))

    def _message(self, rule: Rule, outcome: Outcome) -> str:
        template = rule.message_en if self.lang == "en" else rule.message
        return template.format_map(dict(outcome.arguments))

    def _confirmed(self, rule: Rule, outcome: Outcome) -> tuple[Outcome, str]:
        """The outcome after the second reading, and a note for the message."""
        if outcome.table in self._torn and needs_every_row(rule.code):
            return replace(outcome, status=Status.NOT_CHECKED, reason=_text(self.lang, *TORN)), ""
        cells = [e for e in outcome.evidence if e.amount is not None]
        if is_cut_off(outcome, self._tables, self._unread):
            return replace(
                outcome, status=Status.NOT_CHECKED, reason=_text(self.lang, *CUT_OFF)
            ), ""
        note = note_on(outcome.evidence, self._tables)
        if note is not None:
            # known without asking the second reader, and true where there is none
            in_tables = all(e.table in self._tables for e in outcome.evidence)
            if in_tables and not looks_like_a_slip(outcome, self._units):
                reason = _text(self.lang, *DOUBT)
                return replace(outcome, status=Status.NOT_CHECKED, reason=reason), ""
            return outcome, _text(self.lang, *note)
        if self.confirm is None or not cells:
            return outcome, ""
        try:
            second = self.confirm.confirm(self.document, cells)
        except Exception as error:  # the second reader's libraries raise all kinds of errors
            self.internal(
                rule.code,
                f"第二读取器复核 {rule.code} 时出错：{describe(error)}",
            )
            return outcome, _text(
                self.lang,
                "（第二读取器出错，此处未经复核）",
                " (not confirmed: the second reader failed)",
            )
        if second.agreed is None:
            return outcome, _text(
                self.lang,
                "（第二读取器未能读出此处，未经复核）",
                " (not confirmed: the second reader read nothing here)",
            )
        if second.agreed:
            return outcome, ""
        reason = difference_reason(second.differences, self.lang)
        return replace(outcome, status=Status.NOT_CHECKED, reason=reason), ""

    def _finding(self, rule: Rule, outcome: Outcome, severity: Severity, message: str) -> Finding:
        pages = [e.page for e in outcome.evidence]
        english = self.lang == "en"
        return Finding(
            rule=rule.code,
            name=rule.name_en if english else rule.name,
            severity=severity,
            message=message,
            page=outcome.page if outcome.page is not None else (pages[0] if pages else None),
            expected=outcome.expected,
            actual=outcome.actual,
            difference=outcome.difference,
            tolerance=outcome.tolerance,
            formula=outcome.formula,
            fingerprint=self._fingerprints.of(rule.code, outcome.table, outcome.key),
            root=None,
            evidence=outcome.evidence,
            table=outcome.table,
            basis=rule.basis,
            how_to_fix=rule.how_to_fix,
            lowered=severity is Severity.INFO and outcome.severity is not Severity.INFO,
        )

    def internal(self, code: str, message: str) -> None:
        self.faults.append(
            Finding(
                rule=INTERNAL,
                name=_text(self.lang, "内部错误", "internal error") + (f" {code}" if code else ""),
                severity=Severity.ERROR,
                message=message,
                page=None,
                expected="",
                actual="",
                difference="",
                tolerance="",
                formula="",
                fingerprint=self._fingerprints.of(INTERNAL, "", (code, message)),
                root=None,
                evidence=(),
                table="",
                basis="",
                how_to_fix=_text(
                    self.lang,
                    "这是程序或插件的问题，不是文件的问题；请把这条信息反馈给规则的维护者。",
                    "A fault of the program or a plugin, not of the file; please report it.",
                ),
            )
        )

    def report(self) -> DocumentReport:
        known = Known(self.passing, self.sound, self.echoed, {(PROSE, p) for p in self.held})
        findings = fold(self.document, self.failed, known, self.lang, self.quotients)
        coverage, prose = self._coverage()
        findings.sort(key=lambda f: (-f.severity.rank, f.page or 0, f.rule, f.fingerprint))
        return DocumentReport(
            document=self.document,
            findings=(*self.faults, *findings),
            outcomes=dict(self.counts),
            not_checked=tuple(self.not_checked),
            coverage=coverage,
            passed=dict(sorted(self.passed.items())),
            prose=prose,
        )

    def _coverage(self) -> tuple[Coverage, ProseCoverage]:
        """What was checked; where forms or prose cannot be read, that is said and left out."""
        try:
            tables = table_coverage(self.document, self.checked)
        except Exception as error:  # reported below
            self.internal("", f"绩效表的数字未能计入核对覆盖率：{describe(error)}")
            tables = table_coverage(self.document, self.checked, ())
        try:
            return tables, prose_coverage(self.document, self.used, self.unsure)
        except Exception as error:  # reported below
            self.internal("", f"正文数字的核对情况未能列出：{describe(error)}")
            return tables, ProseCoverage()


def _text(lang: str, zh: str, en: str) -> str:
    return en if lang == "en" else zh
