"""What counts for the exit code: waivers and the baseline set findings aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport, Severity

if TYPE_CHECKING:
    from budgetlint.baseline import Baseline
    from budgetlint.config import Config
    from budgetlint.waivers import Waivers


class Gate:
    """Marks what is set aside, and remembers what the exit code and the statistics need."""

    def __init__(self, waivers: Waivers | None, baseline: Baseline | None, fail_on: str) -> None:
        self.waivers = waivers
        self.baseline = baseline
        self._limit = Severity(fail_on).rank
        self._incomplete = False
        self._found = False
        self._rules: Counter[tuple[str, str]] = Counter()
        self._waived: Counter[str] = Counter()
        self._known: Counter[str] = Counter()

    def apply(self, report: DocumentReport) -> DocumentReport:
        """The report with waived and known findings marked."""
        from budgetlint.engine import has_internal
        from budgetlint.report.summary import is_open

        if self.waivers is not None:
            report = self.waivers.apply(report)
        if self.baseline is not None:
            report = self.baseline.apply(report)
        self._incomplete |= has_internal(report) or _has_gap(report)
        for finding in report.findings:
            self._rules[finding.rule, finding.name] += 1
            self._waived[finding.rule] += bool(finding.waived)
            self._known[finding.rule] += finding.known and not finding.waived
            self._found |= is_open(finding) and finding.severity.rank >= self._limit
        return report

    def exit_code(self, failures: Sequence[FileFailure], *, exit_zero: bool = False) -> int:
        """2 where something could not be done, else 1 for findings that count, else 0."""
        if failures or self._incomplete:
            return 2
        return 1 if self._found and not exit_zero else 0

    def statistics(self) -> list[str]:
        """A line for each rule that found something, the most frequent first."""
        lines = []
        for (rule, name), count in sorted(self._rules.items(), key=lambda x: (-x[1], x[0])):
            aside = [
                f"{word} {number}"
                for word, number in (("已豁免", self._waived[rule]), ("基线中", self._known[rule]))
                if number
            ]
            more = f"（其中{'，'.join(aside)}）" if aside else ""
            lines.append(f"{count:>6}  {rule}  {name}{more}")
        return [*lines, f"{sum(self._rules.values()):>6}  合计"]


def _has_gap(report: DocumentReport) -> bool:
    document = report.document
    return not document.readable or any(page.problem is not None for page in document.pages)


def make_gate(
    config: Config,
    fail_on: str,
    *,
    waiver_files: Iterable[Path] = (),
    baseline: Path | None = None,
) -> Gate:
    """The gate that command line and configuration ask for.

    Raises:
        UsageProblem: a file of waivers or the baseline cannot be read.
    """
    found = find_waivers(config, tuple(waiver_files))
    file = baseline or config.baseline
    if file is None:
        return Gate(found, None, fail_on)
    from budgetlint.baseline import load_baseline

    return Gate(found, load_baseline(file), fail_on)


def find_waivers(config: Config, named: Sequence[Path] = ()) -> Waivers | None:
    """The waivers of the files named, else of the file beside the configuration; and its own."""
    beside = config.folder / "budgetlint-waivers.toml"
    files = list(named) or [config.waivers or beside]
    if files == [beside] and not beside.is_file():
        files = []
    if not files and not config.waiver:
        return None
    from budgetlint.waivers import Waivers, load_waivers, read_waivers

    waivers = [waiver for file in files for waiver in load_waivers(file)]
    if config.source is not None:
        waivers += read_waivers(config.waiver, config.source)
    return Waivers(waivers)
