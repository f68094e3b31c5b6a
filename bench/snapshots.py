"""What the check says of a document, as stable JSON lines, and the difference of two of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from budgetlint.model import DocumentReport, Finding, Table


class EvidenceLine(TypedDict):
    """One place of a finding."""

    page: int
    bbox: list[float]
    text: str
    table: str
    row: str
    column: str
    role: str


class FindingLine(TypedDict):
    """One finding."""

    type: str
    document: str
    rule: str
    severity: str
    table: str
    page: int | None
    places: list[list[str]]
    message: str
    fingerprint: str
    root: str | None
    evidence: list[EvidenceLine]


class TableLine(TypedDict):
    """One table of a document."""

    id: str
    kind: str
    title: str
    unit: str
    pages: list[int]
    rows: int
    columns: int
    reader: str


class DocumentLine(TypedDict):
    """One document: what was read and how the checks ended."""

    type: str
    document: str
    pages: int
    kind: str
    organisation: str
    fiscal_year: int | None
    readable: bool
    problems: list[str]
    outcomes: dict[str, int]
    not_checked: dict[str, int]
    coverage: dict[str, int]
    tables: list[TableLine]


Key = tuple[str, ...]


class Snapshot:
    """The documents and findings of one run over the corpus."""

    def __init__(
        self, documents: Iterable[DocumentLine] = (), findings: Iterable[FindingLine] = ()
    ) -> None:
        self.documents = {d["document"]: d for d in documents}
        self.findings = list(findings)

    def of(self, name: str) -> list[FindingLine]:
        """The findings of one document in the order they are written."""
        return sorted((f for f in self.findings if f["document"] == name), key=_order)

    def write(self, path: Path) -> None:
        """Write it so that the same results give the same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as out:
            for name in sorted(self.documents):
                for line in (self.documents[name], *self.of(name)):
                    out.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")

    @classmethod
    def load(cls, path: Path) -> Snapshot:
        """Read a written snapshot."""
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return cls(
            (line for line in lines if line["type"] == "document"),
            (line for line in lines if line["type"] == "finding"),
        )


def document_line(name: str, report: DocumentReport) -> DocumentLine:
    """What is kept of a document."""
    document = report.document
    return {
        "type": "document",
        "document": name,
        "pages": len(document.pages),
        "kind": document.kind,
        "organisation": document.organisation,
        "fiscal_year": document.fiscal_year,
        "readable": document.readable,
        "problems": list(document.problems),
        "outcomes": dict(sorted(report.outcomes.items())),
        "not_checked": dict(sorted(Counter(o.reason for o in report.not_checked).items())),
        "coverage": {"figures": report.coverage.figures, "checked": report.coverage.checked},
        "tables": [_table_line(t) for t in document.tables],
    }


def _table_line(table: Table) -> TableLine:
    return {
        "id": table.id,
        "kind": table.kind.value,
        "title": table.title,
        "unit": table.unit,
        "pages": list(table.pages),
        "rows": len(table.rows),
        "columns": len(table.columns),
        "reader": table.reader,
    }


def finding_line(name: str, finding: Finding) -> FindingLine:
    """What is kept of a finding."""
    return {
        "type": "finding",
        "document": name,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "table": finding.table,
        "page": finding.page,
        "places": sorted([e.table, e.row, e.column] for e in finding.evidence),
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "root": finding.root,
        "evidence": [
            {
                "page": e.page,
                "bbox": e.box.as_list(),
                "text": e.text,
                "table": e.table,
                "row": e.row,
                "column": e.column,
                "role": e.role.value,
            }
            for e in finding.evidence
        ],
    }


def _order(finding: FindingLine) -> tuple[object, ...]:
    rank = {"error": 0, "warning": 1, "info": 2}[finding["severity"]]
    return (rank, finding["rule"], finding["page"] or 0, finding["places"], finding["message"])


# ---------------------------------------------------------------- differences


def _names(document: DocumentLine) -> dict[str, str]:
    """Table ids as kind and title, numbered where two are alike: ids shift when one is found."""
    seen: Counter[str] = Counter()
    names = {}
    for table in document["tables"]:
        name = f"{table['kind']} {table['title']}"
        seen[name] += 1
        names[table["id"]] = f"{name} #{seen[name]}"
    return names


def _key(finding: FindingLine, names: dict[str, str]) -> Key:
    places = sorted("/".join((names.get(t, t), row, col)) for t, row, col in finding["places"])
    return (finding["rule"], names.get(finding["table"], finding["table"]), *places)


def differences(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """One block of lines per document that changed; nothing when nothing did."""
    for name in sorted(old.documents.keys() | new.documents.keys()):
        if name not in new.documents:
            yield f"{name}: no longer measured"
        elif name not in old.documents:
            yield f"{name}: measured for the first time, {len(new.of(name))} findings"
        else:
            lines = [*_reading(old.documents[name], new.documents[name])]
            lines += _findings(*_keyed(old, new, name))
            if lines:
                yield f"{name}:"
                yield from (f"  {line}" for line in lines)


def _reading(old: DocumentLine, new: DocumentLine) -> Iterator[str]:
    facts = ("pages", "kind", "organisation", "fiscal_year", "readable", "outcomes", "coverage")
    before, after = dict(old), dict(new)
    for fact in facts:
        if before[fact] != after[fact]:
            yield f"~ {fact}: {before[fact]} → {after[fact]}"
    for name, was, now in (
        ("problem", _counted(old["problems"]), _counted(new["problems"])),
        ("table", _tables(old), _tables(new)),
        ("could not check", Counter(old["not_checked"]), Counter(new["not_checked"])),
    ):
        yield from (f"- {name}: {text} ({n})" for text, n in sorted((was - now).items()))
        yield from (f"+ {name}: {text} ({n})" for text, n in sorted((now - was).items()))


def _counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(texts)


def _tables(document: DocumentLine) -> Counter[str]:
    return Counter(
        f"{t['id']} {t['kind']} {t['title']} {t['unit']} p.{t['pages']} "
        f"{t['rows']}×{t['columns']} {t['reader']}"
        for t in document["tables"]
    )


Keyed = list[tuple[Key, FindingLine]]


def _keyed(old: Snapshot, new: Snapshot, name: str) -> tuple[Keyed, Keyed]:
    names = _names(old.documents[name]), _names(new.documents[name])
    return (
        [(_key(f, names[0]), f) for f in old.of(name)],
        [(_key(f, names[1]), f) for f in new.of(name)],
    )


def _findings(old: Keyed, new: Keyed) -> Iterator[str]:
    before: dict[Key, list[FindingLine]] = {}
    for key, finding in old:
        before.setdefault(key, []).append(finding)
    for key, finding in new:
        same = before.get(key)
        if not same:
            yield f"+ {one_line(finding)}"
            continue
        # two findings of one rule at one place: pair equal messages first
        partner = next((f for f in same if f["message"] == finding["message"]), same[0])
        same.remove(partner)
        if _said(partner) != _said(finding):
            yield f"~ {one_line(partner)}"
            yield f"  now {one_line(finding)}"
    for rest in before.values():
        yield from (f"- {one_line(finding)}" for finding in rest)


def _said(finding: FindingLine) -> tuple[str, str]:
    return finding["severity"], finding["message"]


def one_line(finding: FindingLine) -> str:
    """A finding on one line."""
    folded = " (follows from another)" if finding["root"] else ""
    return (
        f"{finding['severity']:7} {finding['rule']} p.{finding['page']} {finding['table']} "
        f"{finding['message']}{folded}"
    )


def readable(document: DocumentLine, findings: Sequence[FindingLine]) -> Iterator[str]:
    """One document with its findings and their places, for a person to read."""
    coverage = document["coverage"]
    yield (
        f"{document['document']}: {document['pages']} pages, {document['kind'] or 'no kind'}, "
        f"{document['organisation'] or 'no organisation'}, {document['fiscal_year']}; "
        f"{coverage['checked']}/{coverage['figures']} figures checked; {document['outcomes']}"
    )
    yield from (f"  problem: {p}" for p in document["problems"])
    for text, count in document["not_checked"].items():
        yield f"  could not check ({count}): {text}"
    for table in document["tables"]:
        yield (
            f"  {table['id']} {table['kind']} 《{table['title']}》 {table['unit'] or 'no unit'} "
            f"p.{table['pages']} {table['rows']}×{table['columns']} {table['reader']}"
        )
    for finding in findings:
        yield one_line(finding)
        for e in finding["evidence"]:
            yield (
                f"      {e['role']:6} p.{e['page']} {e['table']} {e['row']} | {e['column']}: "
                f"{e['text']}"
            )
