"""Findings over the corpus: a snapshot to compare, to read and to look at.

A change of a rule is judged by the difference of two snapshots (``--diff OLD NEW``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchlib import OUT, corpus_files, lint, markdown_table, progress, run_all
from crops import draw_crops
from snapshots import (
    DocumentLine,
    FindingLine,
    Snapshot,
    differences,
    document_line,
    finding_line,
    readable,
)


@dataclass(frozen=True)
class Checked:
    """What one file gave; ``crash`` says why it gave nothing."""

    document: DocumentLine | None
    findings: list[FindingLine]
    crash: str = ""


def check_one(path: Path) -> Checked:
    """Check one file; a crash is part of the result, so that the other files go on."""
    try:
        report = lint(path)
    except Exception as error:
        return Checked(None, [], f"{path.name}: {type(error).__name__}: {error}")
    name = path.stem
    return Checked(document_line(name, report), [finding_line(name, f) for f in report.findings])


def take(files: Sequence[Path], jobs: int) -> tuple[Snapshot, list[str]]:
    """A snapshot of the files, and a sentence for each that crashed."""
    snapshot = Snapshot()
    crashes = []
    for _, checked in run_all(check_one, files, jobs, "check"):
        if checked.document is None:
            crashes.append(checked.crash)
            continue
        snapshot.documents[checked.document["document"]] = checked.document
        snapshot.findings += checked.findings
    return snapshot, sorted(crashes)


def summary(snapshot: Snapshot) -> str:
    """One row per document."""
    rows = []
    for name, document in sorted(snapshot.documents.items()):
        findings = snapshot.of(name)
        counts = [sum(f["severity"] == s for f in findings) for s in ("error", "warning", "info")]
        unknown = sum(t["kind"] == "unknown" for t in document["tables"])
        coverage = document["coverage"]
        checked = f"{coverage['checked']}/{coverage['figures']}"
        rows.append((name, len(document["tables"]), unknown, checked, *counts))
    head = ("document", "tables", "unknown", "figures checked", "error", "warning", "info")
    return markdown_table(head, rows)


def show(snapshot: Snapshot, part: str) -> bool:
    """Print the documents whose name contains ``part``; False when there is none."""
    names = [n for n in sorted(snapshot.documents) if part in n]
    for name in names:
        print("\n".join(readable(snapshot.documents[name], snapshot.of(name))))
    return bool(names)


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="findings over the corpus")
    parser.add_argument("paths", nargs="*", help="PDF files (default: the corpus)")
    parser.add_argument("--out", type=Path, default=OUT / "findings.jsonl", help="the snapshot")
    parser.add_argument("--only", action="append", default=[], help="part of a file name")
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2))
    parser.add_argument("--diff", type=Path, nargs=2, metavar=("OLD", "NEW"))
    parser.add_argument("--show", metavar="DOC", help="print a document of the snapshot --out")
    parser.add_argument("--crops", type=Path, metavar="DIR", help="draw the places of --out")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run; 1 when two snapshots differ or a file crashed."""
    options = arguments(argv)
    if options.diff:
        lines = [*differences(*(Snapshot.load(p) for p in options.diff))]
        print("\n".join(lines) if lines else "no difference")
        return int(bool(lines))
    if options.show:
        if not show(Snapshot.load(options.out), options.show):
            sys.exit(f"no document named like {options.show} in {options.out}")
        return 0
    files = corpus_files(options.only, options.paths)
    if options.crops:
        snapshot = Snapshot.load(options.out)
        for file in files:
            count = draw_crops(file, snapshot.of(file.stem), options.crops / file.stem)
            progress(f"crops {file.stem}: {count}")
        return 0
    snapshot, crashes = take(files, options.jobs)
    snapshot.write(options.out)
    print(summary(snapshot))
    for crash in crashes:
        print(f"CRASH {crash}")
    return int(bool(crashes))


if __name__ == "__main__":
    sys.exit(main())
