"""What was found before: a file of fingerprints, so that only what is new fails.

A fingerprint is made of organisation, kind, year, table, row and column, so the baseline holds
for a renamed file and for one whose pages have moved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from budgetlint.engine import INTERNAL
from budgetlint.errors import UsageProblem
from budgetlint.model import Document, DocumentReport

SCHEMA = "budgetlint-baseline/1"
FILE_NAME = "budgetlint-baseline.json"


@dataclass(frozen=True, order=True)
class Entry:
    """One known finding; all but the fingerprint is there to say what it was.

    ``document`` names the document as its fingerprints do, whatever its file is called.
    """

    path: str
    rule: str
    fingerprint: str
    document: str
    message: str


@dataclass(frozen=True)
class Tally:
    """How many findings stand in the baseline, do not, or are no longer found."""

    known: int
    new: int
    gone: int


class Baseline:
    """The entries of a baseline and what a run met of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = sorted(entries)
        self._prints = {entry.fingerprint for entry in self.entries}
        self._found: set[str] = set()
        self._documents: set[str] = set()
        self._known = self._new = 0

    def apply(self, report: DocumentReport) -> DocumentReport:
        """The report with the findings of the baseline marked as known."""
        self._documents.add(document_key(report.document))
        self._documents.add(report.document.path.as_posix())
        findings = tuple(
            replace(f, known=f.rule != INTERNAL and f.fingerprint in self._prints)
            for f in report.findings
        )
        for finding in findings:
            if finding.rule != INTERNAL and not finding.waived:
                self._found.add(finding.fingerprint)
                self._known += finding.known
                self._new += not finding.known
        return replace(report, findings=findings)

    def gone(self, codes: Collection[str]) -> list[Entry]:
        """Entries of documents and rules that were checked, and are no longer found."""
        return [e for e in self.entries if self._checked(e, codes) and not self._is_found(e)]

    def unseen(self) -> list[Entry]:
        """Entries of documents that were not among those checked."""
        return [e for e in self.entries if not self._is_found(e) and not self._is_seen(e)]

    def tally(self, codes: Collection[str]) -> Tally:
        """The counts of a run."""
        return Tally(self._known, self._new, len(self.gone(codes)))

    def _is_found(self, entry: Entry) -> bool:
        return entry.fingerprint in self._found

    def _is_seen(self, entry: Entry) -> bool:
        return not self._documents.isdisjoint((entry.document, entry.path))

    def _checked(self, entry: Entry, codes: Collection[str]) -> bool:
        return entry.rule in codes and self._is_seen(entry)


def document_key(document: Document) -> str:
    """Organisation, kind and year of a document; its path where nothing is known of it."""
    parts = (document.organisation, document.kind, str(document.fiscal_year or ""))
    return "|".join(parts) if any(parts) else document.path.as_posix()


def entries_of(reports: Iterable[DocumentReport]) -> list[Entry]:
    """An entry for each finding that is not waived; faults of the program are none."""
    found: dict[str, Entry] = {}
    for report in reports:
        document = document_key(report.document)
        for f in report.findings:
            if f.rule != INTERNAL and not f.waived:
                path = report.document.path.as_posix()
                entry = Entry(path, f.rule, f.fingerprint, document, f.message)
                found.setdefault(f.fingerprint, entry)
    return sorted(found.values())


def to_text(entries: Sequence[Entry]) -> str:
    """The file; the same findings give the same text."""
    data = {"schema": SCHEMA, "findings": [asdict(entry) for entry in sorted(entries)]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_baseline(path: Path) -> Baseline:
    """A baseline from its file.

    Raises:
        UsageProblem: it cannot be read or is none.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        if data["schema"] != SCHEMA:
            raise UsageProblem(f"基线 {path} 的格式是 {data['schema']}，应为 {SCHEMA}")
        return Baseline(Entry(**item) for item in data["findings"])
    except FileNotFoundError as error:
        raise UsageProblem(
            f"找不到基线 {path}。先生成：budgetlint baseline write 文件 --output {path}"
        ) from error
    except OSError as error:
        raise UsageProblem(f"基线 {path} 无法读取：{error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageProblem(f"{path} 不是 budgetlint 的基线：{error}") from error
