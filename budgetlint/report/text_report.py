"""The report for the console: grouped by file, severity and table, the arithmetic spelled out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Finding, Severity
from budgetlint.places import Unit
from budgetlint.report import summary
from budgetlint.report.messages import Messages
from budgetlint.report.prose import prose_words
from budgetlint.report.summary import Group
from budgetlint.report.texts import for_console, show_path
from budgetlint.report.verdicts import (
    Verdict,
    coverage_percent,
    coverage_words,
    verdict,
    verdict_words,
)
from budgetlint.report.where import evidence_words, place_words
from budgetlint.report.wrapping import WIDTH, display_width, wrap

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_TONE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
#: Marks that a GBK console can show too.
_MARK = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.INFO: "·"}
_REASONS_SHOWN = 8
_COMPARED_SHOWN = 4


def render(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    *,
    color: bool,
    lang: str,
) -> str:
    """All files, then one line over all of them; no line is wider than 100 columns."""
    writer = _Writer(Messages(lang), color)
    for item in summary.in_path_order(reports, failures):
        if isinstance(item, FileFailure):
            writer.failure(item)
        else:
            writer.document(item)
        writer.line()
    writer.total(len(failures))
    return "\n".join(writer.lines) + "\n"


class _Writer:
    """Collects the lines; knows the language and whether to colour."""

    def __init__(self, say: Messages, color: bool) -> None:
        self.say = say
        self.color = color
        self.lines: list[str] = []
        #: verdict, counts and (checked, all) figures of each document written
        self.seen: list[tuple[Verdict, summary.Counts, tuple[int, int]]] = []

    def line(self, text: str = "", *, indent: str = "", rest: str = "", tone: str = "") -> None:
        """One paragraph, wrapped; colour is put on after measuring."""
        for part in wrap(for_console(text), first=indent, rest=rest or indent):
            self.lines.append(self._paint(part, tone))

    def _paint(self, text: str, tone: str) -> str:
        if not self.color or not tone or not text:
            return text
        codes = ";".join(_CODES[t] for t in tone.split())
        return f"\x1b[{codes}m{text}\x1b[0m"

    # ------------------------------------------------------------ one file

    def failure(self, failure: FileFailure) -> None:
        say = self.say
        self.line(show_path(failure.path), tone="bold")
        self.line(f"{say('failure')}{say('colon')}{failure.message}", indent="  ", rest="    ")
        self.line(
            f"{say('verdict')}{say('colon')}{say('verdict.unreadable.more')}",
            indent="  ",
            tone="red bold",
        )

    def document(self, report: DocumentReport) -> None:
        self.say = self.say.within(report.document.path)
        document, coverage = report.document, report.coverage
        figures = (coverage.checked, coverage.figures)
        self.seen.append((verdict(report), summary.counts(report), figures))
        self.line(show_path(document.path), tone="bold")
        self.line(" · ".join(self._facts(report)), indent="  ", tone="dim")
        names = summary.table_names(document, self.say)
        found = summary.groups(summary.open_report(report))
        for severity in (Severity.ERROR, Severity.WARNING):
            self._severity(severity, [g for g in found if g.severity is severity], report, names)
        self._folded(report)
        self._gaps(report, names)
        self._verdict(report)

    def _facts(self, report: DocumentReport) -> Iterator[str]:
        say, document = self.say, report.document
        if document.organisation:
            yield document.organisation
        if document.fiscal_year is not None:
            yield say("year.value", year=document.fiscal_year)
        if document.kind:
            yield document.kind
        if say.unit is Unit.PAGE:
            yield f"{say('pages')} {len(document.pages)}"
        yield f"{say('tables')} {len(document.tables)}"

    def _severity(
        self,
        severity: Severity,
        found: list[Group],
        report: DocumentReport,
        names: dict[str, str],
    ) -> None:
        if not found:
            return
        say = self.say
        counted = summary.counts(report)
        total = counted.errors if severity is Severity.ERROR else counted.warnings
        head = say("severity.head", severity=say(f"severity.{severity.value}"), count=total)
        if total > len(found):
            head = say("parens", text=head, inner=say("roots.of", roots=len(found)))
        self.line()
        self.line(head, indent="  ", tone=f"{_TONE[severity]} bold")
        at: str | None = None
        for group in found:
            table = summary.place_table(group.root)
            if table != at:
                self.line(names.get(table, table) or say("table.none"), indent="  ", tone="bold")
                at = table
            self._group(group, names)

    def _group(self, group: Group, names: dict[str, str]) -> None:
        say, root = self.say, group.root
        mark = _MARK[root.severity]
        head = f"{mark} {root.rule} {root.name}{say('colon')}{root.message}"
        self.line(head, indent="    ", rest="      ", tone=_TONE[root.severity])
        self.line(place_words(root, names, say, with_table=False), indent="      ")
        if root.formula:
            self.line(root.formula, indent="      ")
        elif root.expected or root.actual:
            self.line(_values(root, say), indent="      ")
        self._compared(root, names)
        if group.dependents:
            self.line(
                say("dependents", count=len(group.dependents)) + say("colon"), indent="      "
            )
        for finding in group.dependents:
            self._dependent(finding, names)

    def _compared(self, root: Finding, names: dict[str, str]) -> None:
        """The places in other tables that the finding compares with."""
        say, cell = self.say, summary.target(root)
        others = [e for e in root.evidence if cell is not None and e.table != cell.table]
        for other in others[:_COMPARED_SHOWN]:
            place = evidence_words(other, names, say)
            text = f"{say('compared')}{say('colon')}{place}{say('comma')}{other.text}"
            self.line(text, indent="      ", rest="        ")

    def _dependent(self, finding: Finding, names: dict[str, str]) -> None:
        """One line that still says where it is: the place first, the difference last."""
        say = self.say
        place = place_words(finding, names, say, with_table=True)
        tail = (
            f"{say('comma')}{say('difference')} {finding.difference}" if finding.difference else ""
        )
        mark = _MARK[finding.severity]
        text = f"{mark} {finding.rule} {place}{tail}"
        self.line(text, indent="        ", rest="          ", tone="dim")

    def _folded(self, report: DocumentReport) -> None:
        found = summary.counts(report)
        if not (found.rounding or found.notes or found.waived or found.known):
            return
        self.line()
        if found.rounding:
            text = self.say("fold.rounding.text", count=found.rounding)
            self.line(text, indent="  ", tone="dim")
        if found.notes:
            self.line(self.say("fold.notes.text", count=found.notes), indent="  ", tone="dim")
        if found.waived:
            self.line(self.say("fold.waived.text", count=found.waived), indent="  ", tone="dim")
        if found.known:
            self.line(self.say("fold.known.text", count=found.known), indent="  ", tone="dim")

    def _gaps(self, report: DocumentReport, names: dict[str, str]) -> None:
        """What was not read or not checked, so that silence never looks like a pass."""
        say, document = self.say, report.document
        said = [*summary.problems(document), *summary.fault_words(report, say)]
        cells = summary.unparsed(document)
        if cells:
            said.append(say("gaps.unparsed", count=len(cells)))
        unknown = summary.unknown_tables(document)
        if unknown:
            listed = "、".join(names[t.id] for t in unknown)
            said.append(say("gaps.unknown", count=len(unknown), tables=listed))
        if report.coverage.unchecked:
            said.append(say("gaps.unchecked", count=len(report.coverage.unchecked)))
        if not said and not report.not_checked and not report.prose.unchecked:
            return
        self.line()
        self.line(say("gaps"), indent="  ", tone="bold")
        for sentence in said:
            self.line(f"· {sentence}", indent="    ", rest="      ")
        self._not_checked(report)
        self._unchecked_prose(report)

    def _unchecked_prose(self, report: DocumentReport) -> None:
        """The first figures of the text that nothing was compared with, with their sentences."""
        say, figures = self.say, report.prose.unchecked
        if not figures:
            return
        self.line("· " + say("prose.gap", count=len(figures)), indent="    ", rest="      ")
        for figure in figures[:_REASONS_SHOWN]:
            page = say.spot(figure.page, figure.box)
            text = f"{page} {figure.text}{say('colon')}{figure.sentence}"
            text = say("parens", text=text, inner=figure.reason)
            self.line(text, indent="        ", rest="          ")
        if len(figures) > _REASONS_SHOWN:
            self.line(say("prose.more", count=len(figures) - _REASONS_SHOWN), indent="        ")

    def _not_checked(self, report: DocumentReport) -> None:
        say = self.say
        if not report.not_checked:
            return
        count = len(report.not_checked)
        self.line("· " + say("gaps.not_checked", count=count), indent="    ", rest="      ")
        reasons = summary.by_reason((o.reason, o.rule) for o in report.not_checked)
        for reason, rules in reasons[:_REASONS_SHOWN]:
            counted = say("count.items", count=len(rules))
            codes = "、".join(sorted(set(rules)))
            why = f"{counted}{say('colon')}{reason or say('noreason')}"
            text = say("parens", text=why, inner=codes)
            self.line(text, indent="        ", rest="          ")
        if len(reasons) > _REASONS_SHOWN:
            more = say("gaps.more", count=len(reasons) - _REASONS_SHOWN)
            self.line(more, indent="        ")

    def _verdict(self, report: DocumentReport) -> None:
        say = self.say
        percent, words = coverage_words(report.coverage, say)
        prose = prose_words(report.prose, say)
        head, more = verdict_words(report, say)
        kind = verdict(report)
        tone = {Verdict.CLEAN: "green", Verdict.ERRORS: "red", Verdict.UNREADABLE: "red"}
        self.line()
        share = say("parens", text=percent, inner=words)
        self.line(f"{say('coverage')}{say('colon')}{share}", indent="  ")
        if report.prose.figures:
            share = say("parens", text=prose[0], inner=prose[1])
            self.line(f"{say('prose.coverage')}{say('colon')}{share}", indent="  ")
        both = say("sentences", first=head, second=more)
        text = f"{say('verdict')}{say('colon')}{both}"
        self.line(text, indent="  ", tone=f"{tone.get(kind, 'yellow')} bold")

    # ------------------------------------------------------------ all files

    def total(self, failures: int) -> None:
        """One line over all the documents that were written."""
        say = self.say
        verdicts = Counter(kind for kind, _, _ in self.seen)
        text = say(
            "total.line",
            files=len(self.seen) + failures,
            bad=verdicts[Verdict.ERRORS],
            unread=verdicts[Verdict.UNREADABLE] + failures,
            errors=sum(found.errors for _, found, _ in self.seen),
            warnings=sum(found.warnings for _, found, _ in self.seen),
            rounding=sum(found.rounding for _, found, _ in self.seen),
        )
        figures = sum(all_figures for _, _, (_, all_figures) in self.seen)
        checked = sum(count for _, _, (count, _) in self.seen)
        percent = coverage_percent(checked, figures)
        if percent is not None:
            text += f"{say('semicolon')}{say('coverage')} {percent}%"
        self.lines.append("-" * min(WIDTH, display_width(text)))
        self.line(text, tone="bold")


def _values(finding: Finding, say: Messages) -> str:
    pairs = (
        ("expected", finding.expected),
        ("actual" if summary.place_table(finding) else "actual.said", finding.actual),
        ("difference", finding.difference),
        ("tolerance", finding.tolerance),
    )
    return say("comma").join(f"{say(key)} {value}" for key, value in pairs if value)
