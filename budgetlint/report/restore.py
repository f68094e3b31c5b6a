"""A stored JSON result becomes reports again, to be shown in other formats.

The result holds no contents of tables: tables come back with their names and places only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from budgetlint.amounts import Amount, parse_amount
from budgetlint.errors import UsageProblem
from budgetlint.failures import FileFailure
from budgetlint.model import (
    Box,
    Coverage,
    Document,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Figure,
    Finding,
    Outcome,
    Page,
    ProseCoverage,
    SaidFigure,
    Severity,
    Status,
    Suspect,
    Table,
    TableKind,
)
from budgetlint.report.json_report import SCHEMA

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class _Wrong(Exception):
    """A field that is not what the contract says; the message names it."""


def restore_file(path: Path) -> tuple[list[DocumentReport], list[FileFailure]]:
    """The reports and failures of a stored result.

    Raises:
        UsageProblem: it cannot be read or is no result of ``--output json``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageProblem(f"找不到文件 {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} 无法读取：{error}") from error
    reports, failures = restore(text, str(path))
    return [_found_again(report, path.parent) for report in reports], failures


def _found_again(report: DocumentReport, folder: Path) -> DocumentReport:
    """The report with its file where it is now: results are passed on together with the files.

    The pictures are taken only of the very file that was checked, wherever it lies.
    """
    known = report.document.path
    if known.exists():
        return report
    place = next((p for p in (folder / known, folder / known.name) if p.is_file()), known)
    return replace(report, document=replace(report.document, path=place))


def restore(text: str, name: str = "JSON") -> tuple[list[DocumentReport], list[FileFailure]]:
    """The same from a text; ``name`` stands for it in messages.

    Raises:
        UsageProblem: it is no result of ``--output json``, or of another version.
    """
    advice = "请给出 budgetlint check --output json:文件 写出的结果"
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageProblem(f"{name} 不是 JSON 文件（{error}）。{advice}。") from error
    if not isinstance(data, dict) or "schema" not in data:
        raise UsageProblem(f"{name} 不是检查结果。{advice}。")
    if data["schema"] != SCHEMA:
        raise UsageProblem(
            f"{name} 的格式是 {data['schema']!r}，这个版本只能读 {SCHEMA}。请用同一版本重新检查。"
        )
    reports: list[DocumentReport] = []
    failures: list[FileFailure] = []
    try:
        for item in _Fields(data, "").items("documents"):
            if item.has("code"):
                failures.append(_failure(item))
            else:
                reports.append(_report(item))
    except _Wrong as error:
        raise UsageProblem(f"{name} 的内容不完整或被改动：{error}。{advice}。") from error
    return reports, failures


class _Fields:
    """The fields of one JSON object, each asked for by name and type."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, dict):
            raise _Wrong(f"{place or '最外层'} 应为一个对象")
        self._data: dict[str, object] = data
        self._place = place

    def has(self, key: str) -> bool:
        return self._data.get(key) is not None

    def _get(self, key: str, kinds: type[T] | tuple[type, ...], what: str) -> T:
        value = self._data.get(key)
        wrong = not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool)
        if wrong:
            raise _Wrong(f"{self.place(key)} 应为{what}")
        return value  # type: ignore[return-value]

    def place(self, key: str) -> str:
        return f"{self._place}.{key}".lstrip(".")

    def text(self, key: str, default: str | None = None) -> str:
        if default is not None and key not in self._data:
            return default
        return self._get(key, str, "文字")

    def count(self, key: str) -> int:
        return self._get(key, int, "整数")

    def counts(self) -> dict[str, int]:
        return {key: self.count(key) for key in self._data}

    def maybe_count(self, key: str) -> int | None:
        return self.count(key) if self.has(key) else None

    def flag(self, key: str, default: bool | None = None) -> bool:
        if default is not None and key not in self._data:
            return default
        return self._get(key, bool, "true 或 false")

    def below(self, key: str) -> _Fields:
        return _Fields(self._data.get(key), self.place(key))

    def items(self, key: str) -> list[_Fields]:
        values: list[object] = self._get(key, list, "列表")
        return [_Fields(v, f"{self.place(key)}[{n}]") for n, v in enumerate(values)]

    def list_of(self, key: str, kind: type[T] | tuple[type, ...], what: str) -> list[T]:
        values: list[object] = self._get(key, list, "列表")
        if not all(isinstance(v, kind) and not isinstance(v, bool) for v in values):
            raise _Wrong(f"{self.place(key)} 应为{what}的列表")
        return values  # type: ignore[return-value]

    def one_of(self, key: str, kind: type[E]) -> E:
        return self.converted(key, kind)

    def converted(self, key: str, make: Callable[[str], T]) -> T:
        value = self.text(key)
        try:
            return make(value)
        except (ValueError, InvalidOperation) as error:
            raise _Wrong(f"{self.place(key)} 的值 {value!r} 不认识") from error


def _failure(item: _Fields) -> FileFailure:
    message = "".join(item.list_of("problems", str, "文字"))
    return FileFailure(Path(item.text("path")), message, item.text("code"))


def _report(item: _Fields) -> DocumentReport:
    coverage = item.below("coverage")
    unchecked = tuple(_figure(f) for f in coverage.items("unchecked"))
    outcomes = item.below("outcomes")
    return DocumentReport(
        document=_document(item),
        findings=tuple(_finding(f) for f in item.items("findings")),
        outcomes={s.value: outcomes.count(s.value) for s in Status},
        not_checked=tuple(_not_checked(o) for o in item.items("not_checked")),
        coverage=Coverage(coverage.count("figures"), coverage.count("checked"), unchecked),
        passed=item.below("passed").counts() if item.has("passed") else {},
        prose=_prose(item.below("prose")) if item.has("prose") else ProseCoverage(),
    )


def _prose(item: _Fields) -> ProseCoverage:
    return ProseCoverage(
        tuple(
            SaidFigure(
                text=said.text("text"),
                page=said.count("page"),
                box=_box(said),
                sentence=said.text("sentence"),
                rules=tuple(said.list_of("rules", str, "文字")),
                reason=said.text("reason"),
            )
            for said in item.items("said")
        )
    )


def _document(item: _Fields) -> Document:
    unparsed: dict[str, list[Figure]] = {}
    for cell in item.items("unparsed"):
        unparsed.setdefault(cell.text("table"), []).append(_figure(cell))
    return Document(
        path=Path(item.text("path")),
        sha256=item.text("sha256"),
        pages=tuple(Page(n, 0.0, 0.0, (), ()) for n in range(1, item.count("pages") + 1)),
        tables=tuple(_table(t, item, unparsed) for t in item.items("tables")),
        kind=item.text("kind"),
        organisation=item.text("organisation"),
        fiscal_year=item.maybe_count("fiscal_year"),
        problems=tuple(item.list_of("problems", str, "文字")),
        readable=item.flag("readable"),
    )


def _table(item: _Fields, document: _Fields, unparsed: Mapping[str, list[Figure]]) -> Table:
    ident = item.text("id")
    cells = unparsed.get(ident, [])
    return Table(
        id=ident,
        kind=item.one_of("kind", TableKind),
        title=item.text("title"),
        number=item.text("number", ""),
        unit=item.text("unit"),
        organisation=document.text("organisation"),
        fiscal_year=document.maybe_count("fiscal_year"),
        columns=(),
        rows=(),
        # only the cells that are no figures: reports count them
        figures={(-1, n): replace(f, amount=None, column=n) for n, f in enumerate(cells)},
        pages=tuple(item.list_of("pages", int, "整数")),
        reader=item.text("reader"),
        ruling=item.text("ruling", "full"),
    )


def _finding(item: _Fields) -> Finding:
    return Finding(
        rule=item.text("rule"),
        name=item.text("name"),
        severity=item.one_of("severity", Severity),
        message=item.text("message"),
        page=item.maybe_count("page"),
        expected=item.text("expected"),
        actual=item.text("actual"),
        difference=item.text("difference"),
        tolerance=item.text("tolerance"),
        formula=item.text("formula", ""),
        fingerprint=item.text("fingerprint"),
        root=item.text("root") if item.has("root") else None,
        evidence=tuple(_evidence(e) for e in item.items("evidence")),
        table=item.text("table", ""),
        basis=item.text("basis", ""),
        how_to_fix=item.text("how_to_fix", ""),
        waived=item.text("waived", ""),
        known=item.flag("known", False),
        lowered=item.flag("lowered", False),
        suspects=tuple(
            Suspect(_evidence(s), s.text("corrected"))
            for s in (item.items("suspects") if item.has("suspects") else [])
        ),
    )


def _evidence(item: _Fields) -> Evidence:
    return Evidence(
        page=item.count("page"),
        box=_box(item),
        text=item.text("text"),
        table=item.text("table"),
        row=item.text("row"),
        column=item.text("column"),
        role=item.one_of("role", EvidenceRole),
        sign=item.count("sign"),
        amount=_amount(item.below("amount")) if item.has("amount") else None,
    )


def _amount(item: _Fields) -> Amount:
    ulp = item.converted("ulp", Decimal)
    return Amount(item.converted("value", Decimal), ulp, item.flag("percent"), ulp)


def _figure(item: _Fields) -> Figure:
    text = item.text("text")
    # Row and column are not in the result: no cell of a table has these numbers.
    return Figure(
        text,
        parse_amount(text),
        item.count("page"),
        _box(item),
        -1,
        -1,
        row_name=item.text("row", ""),
        column_name=item.text("column", ""),
    )


def _box(item: _Fields) -> Box:
    values: Sequence[float] = item.list_of("bbox", (int, float), "数")
    if len(values) != 4:
        raise _Wrong(f"{item.place('bbox')} 应有四个数")
    return Box(*(float(v) for v in values))


def _not_checked(item: _Fields) -> Outcome:
    return Outcome(
        rule=item.text("rule"),
        status=Status.NOT_CHECKED,
        key=tuple(item.list_of("key", str, "文字")),
        evidence=tuple(_evidence(e) for e in item.items("evidence")),
        reason=item.text("reason"),
        table=item.text("table"),
        page=item.maybe_count("page"),
    )
