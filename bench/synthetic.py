"""Random disclosures without errors: whatever the check says of them is its own mistake.

Every document is added up exactly, each cell is rounded on its own, and the layout is drawn at
random from what public documents show. Three questions are asked: is anything accused that is
right, is everything read as it was printed, and is one wrong digit found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchlib import markdown_table
from synthetic_judge import found, minimise, run

# ---------------------------------------------------------------- command line


def main(argv: Sequence[str] | None = None) -> int:
    """Run seeds and print; 1 when a clean document was accused."""
    parser = argparse.ArgumentParser(description="random disclosures without errors")
    parser.add_argument("--seeds", default="0-49", help="for example 0-199 or 7")
    parser.add_argument("--mutate", action="store_true", help="spoil a digit, measure recall")
    parser.add_argument("--minimise", action="store_true", help="reduce each new kind of trouble")
    parser.add_argument("--what", default="", help="only troubles whose name contains this")
    parser.add_argument("--table", default="", help="only this table")
    parser.add_argument("--free", help="choices left free, all others plain: basic/shape,data/left")
    parser.add_argument("--plain", action="append", default=[], help="pattern of choices: */rules")
    parser.add_argument("--alone", action="store_true", help="print only the table of --table")
    parser.add_argument("--confirm", action="store_true", help="with the second reader (slow)")
    parser.add_argument("--keep", type=Path, help="folder to keep the PDF files in")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args(argv)
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        return (
            _recall(seeds, folder, options.plain)
            if options.mutate
            else _clean(seeds, folder, options)
        )


def _clean(seeds: Sequence[int], folder: Path, options: argparse.Namespace) -> int:
    counts: Counter[tuple[str, str]] = Counter()
    seen: dict[tuple[str, str], list[int]] = {}
    accused = 0
    for seed in seeds:
        only = frozenset({options.table}) if options.alone else None
        free = options.free if options.free is None else options.free.split(",")
        result = run(
            seed,
            folder / f"synthetic-{seed}.pdf",
            free,
            False,
            only,
            options.plain,
            options.confirm,
        )
        troubles = [
            t for t in result.troubles
            if options.what in t.what and options.table in ("", t.table)
        ]  # fmt: skip
        accused += any(t.what.startswith(("error", "warning")) for t in troubles)
        for trouble in troubles:
            key = (trouble.what, trouble.table)
            counts[key] += 1
            new = seed not in seen.setdefault(key, [])
            if new:
                seen[key].append(seed)
            if options.verbose:
                print(f"{seed:4} {trouble.what:18} {trouble.table:13} {trouble.detail[:230]}")
            if options.minimise and new and len(seen[key]) <= 2:
                left = minimise(seed, trouble, folder / "reduced.pdf", options.plain)
                print(f"     → seed {seed} {trouble.what} {trouble.table}: {left}", flush=True)
    order = sorted(counts.items(), key=lambda i: (i[0][0], -i[1]))
    rows = [(*key, n, len(seen[key]), seen[key][:8]) for key, n in order]
    print(markdown_table(("trouble", "table", "times", "documents", "seeds"), rows))
    print(f"\n{accused} of {len(seeds)} documents accused")
    return int(accused > 0)


def _recall(seeds: Sequence[int], folder: Path, plain: Sequence[str]) -> int:
    counts: dict[str, Counter[str]] = {}
    for seed in seeds:
        clean = run(seed, folder / f"synthetic-{seed}.pdf", plain=plain)
        result = run(seed, folder / f"synthetic-{seed}-wrong.pdf", mutate=True, plain=plain)
        if result.mutation is None:
            continue
        verdict = found(result, clean.report.findings)
        counts.setdefault(result.mutation.table, Counter())[verdict] += 1
        if verdict != "error":
            m = result.mutation
            print(f"{seed:4} {verdict:9} {m.table:13} {m.place} {m.old} → {m.new}", flush=True)
    verdicts = ("error", "warning", "elsewhere", "info", "missed")
    rows = [(k, sum(c.values()), *(c[v] for v in verdicts)) for k, c in sorted(counts.items())]
    whole = Counter(v for c in counts.values() for v in c.elements())
    rows.append(("all", sum(whole.values()), *(whole[v] for v in verdicts)))
    print(markdown_table(("table", "mutants", *verdicts), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
