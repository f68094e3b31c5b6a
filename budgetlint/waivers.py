"""Findings that people have set aside, with the reason: ``budgetlint-waivers.toml``.

::

    [[waiver]]
    fingerprint = "0123456789abcdef"   # or rule with path, table, row, column
    reason = "上级批复中即为此数"
    author = "张三"
    date = 2025-03-01
    expires = 2025-12-31

A waived finding stays in every report and does not count for the exit code.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from budgetlint.config_values import matches, refuse_keys
from budgetlint.errors import UsageProblem
from budgetlint.model import Document, DocumentReport, Finding

FILE_NAME = "budgetlint-waivers.toml"
#: The only word of a reviewer that sets a finding aside; the others are remarks.
WAIVES = "误报"
STATUSES = (WAIVES, "属实", "已修改")


@dataclass(frozen=True)
class Waiver:
    """One waiver; ``place`` says where it is written, for messages about it.

    With a ``fingerprint`` that alone decides, so that it survives a renamed file; ``rule`` and
    the place are then there for the people who read it.
    """

    reason: str
    place: str
    base: Path
    fingerprint: str = ""
    rule: str = ""
    path: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    author: str = ""
    date: datetime.date | None = None
    expires: datetime.date | None = None
    status: str = WAIVES

    def expired(self, today: datetime.date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and self.expires < today

    def concerns(self, document: Document) -> bool:
        """Whether it may have something to say of a document."""
        return not self.path or matches(document.path.resolve(), self.path, self.base)

    def covers(self, finding: Finding, document: Document) -> bool:
        """Whether it is about a finding."""
        if self.fingerprint:
            return self.fingerprint == finding.fingerprint
        return (
            finding.rule == self.rule
            and self.concerns(document)
            and (not self.table or _same(self.table, _table_names(finding, document)))
            and (not self.row or _same(self.row, (e.row for e in finding.evidence)))
            and (not self.column or _same(self.column, (e.column for e in finding.evidence)))
        )

    @property
    def words(self) -> str:
        """The reason as reports show it, with author and last day."""
        more = [self.author] if self.author else []
        more += [f"有效期至 {self.expires}"] if self.expires else []
        return f"{self.reason}（{'，'.join(more)}）" if more else self.reason

    @property
    def title(self) -> str:
        """Which one it is, in a message."""
        about = self.fingerprint or " ".join(
            part for part in (self.rule, self.path, self.table, self.row, self.column) if part
        )
        return f"{self.place}（{about}）"


def _same(wanted: str, names: Iterable[str]) -> bool:
    """Whether one of the names is the one that is wanted, spaces aside."""
    return "".join(wanted.split()) in {"".join(name.split()) for name in names}


def _table_names(finding: Finding, document: Document) -> Iterator[str]:
    ids = {finding.table, *(e.table for e in finding.evidence)}
    for table in document.tables:
        if table.id in ids:
            yield from (table.title, table.kind.value, table.number)


class Waivers:
    """The waivers in force, and which of them were needed."""

    def __init__(self, waivers: Sequence[Waiver], today: datetime.date | None = None) -> None:
        day = today or datetime.date.today()
        applied = [w for w in waivers if w.status == WAIVES]
        self.valid = [w for w in applied if not w.expired(day)]
        self.expired = [w for w in applied if w.expired(day)]
        self._used: set[int] = set()
        self._met: set[int] = set()

    def apply(self, report: DocumentReport) -> DocumentReport:
        """The report with the findings it sets aside marked, and those they explain."""
        if not self.valid:
            return report
        self._met.update(i for i, w in enumerate(self.valid) if w.concerns(report.document))
        reasons = {f.fingerprint: self._reason(f, report.document) for f in report.findings}
        roots = {f.fingerprint: f.root for f in report.findings}
        findings = tuple(
            replace(f, waived=words) if (words := _above(f.fingerprint, reasons, roots)) else f
            for f in report.findings
        )
        return replace(report, findings=findings)

    def _reason(self, finding: Finding, document: Document) -> str:
        found = ""
        for index, waiver in enumerate(self.valid):
            if waiver.covers(finding, document):
                self._used.add(index)
                found = found or waiver.words
        return found

    def remarks(self, codes: Sequence[str]) -> list[str]:
        """A sentence for each waiver that is expired, or without a finding in these files.

        One for a file or a rule that was not checked this time is none of these.
        """
        said = [f"豁免已于 {w.expires} 到期，不再起作用：{w.title}" for w in self.expired]
        said += [
            f"豁免没有对应的问题，可以删去：{waiver.title}"
            for index, waiver in enumerate(self.valid)
            if index in self._met - self._used and (not waiver.rule or waiver.rule in codes)
        ]
        return said


def _above(fingerprint: str, reasons: Mapping[str, str], roots: Mapping[str, str | None]) -> str:
    """The reason given for a finding, or for one that explains it."""
    seen: set[str] = set()
    at: str | None = fingerprint
    while at is not None and at not in seen:
        if reasons.get(at):
            return reasons[at]
        seen.add(at)
        at = roots.get(at)
    return ""


# ---------------------------------------------------------------- reading


def load_waivers(path: Path) -> list[Waiver]:
    """The waivers of a file.

    Raises:
        UsageProblem: it cannot be read, a key is unknown, or a reason is missing.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UsageProblem(f"找不到豁免文件 {path}") from error
    except (OSError, ValueError) as error:
        raise UsageProblem(f"豁免文件 {path} 无法读取：{error}") from error
    refuse_keys(data, {"waiver": None}, path, "")
    items = data.get("waiver", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UsageProblem(f"豁免文件 {path}：每项豁免写成一个 [[waiver]] 小节")
    return read_waivers(items, path)


def read_waivers(items: Iterable[Mapping[str, Any]], path: Path) -> list[Waiver]:
    """The ``[[waiver]]`` sections of a file.

    Raises:
        UsageProblem: one of them is wrong; the message says which.
    """
    return [_waiver(item, path, number) for number, item in enumerate(items, 1)]


def _waiver(item: Mapping[str, Any], path: Path, number: int) -> Waiver:
    place = f"{path.name} 第 {number} 个 [[waiver]]"
    refuse_keys(item, _READERS, path, f" 的第 {number} 个 [[waiver]] ")
    values = {key: _READERS[key](value, f"{place} 的 {key}") for key, value in item.items()}
    waiver = Waiver(
        **{"reason": "", "place": place, "base": path.parent.resolve(), **values},
    )
    if waiver.status == WAIVES and not waiver.reason:
        raise UsageProblem(f"{place}：缺少 reason（为什么可以豁免）")
    if not waiver.fingerprint and not (
        waiver.rule and (waiver.path or waiver.table or waiver.row or waiver.column)
    ):
        raise UsageProblem(
            f"{place}：要写 fingerprint，或者写 rule 加上 path、table、row、column 中的至少一项"
        )
    return waiver


def _text(value: object, at: str) -> str:
    if isinstance(value, str):
        return value.strip()
    raise UsageProblem(f"{at} 应为文字，现为 {value!r}")


def _rule(value: object, at: str) -> str:
    return _text(value, at).upper()


def _day(value: object, at: str) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(_text(value, at))
    except ValueError as error:
        raise UsageProblem(f"{at} 应为日期，例如 2025-12-31，现为 {value!r}") from error


def _status(value: object, at: str) -> str:
    if value in STATUSES:
        return str(value)
    raise UsageProblem(f"{at} 应为 {'、'.join(STATUSES)} 之一，现为 {value!r}")


_READERS: dict[str, Callable[[object, str], Any]] = {
    "fingerprint": _text,
    "rule": _rule,
    "path": _text,
    "table": _text,
    "row": _text,
    "column": _text,
    "reason": _text,
    "author": _text,
    "date": _day,
    "expires": _day,
    "status": _status,
}
