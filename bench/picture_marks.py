"""Whether the marks on the page pictures of the HTML report enclose what they speak of.

Each mark names the printed text it stands for; what is printed inside its frame is asked of the
PDF itself, glyph by glyph, and the two must be the same. With ``--errors N`` so many figures of
each file are changed first, one after the other, so that clean files have findings too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from benchlib import corpus_files
from mutants import make_mutants

from budgetlint.model import Box, DocumentReport
from budgetlint.report import summary
from budgetlint.report.html_pictures import PagePicture, document_pictures
from budgetlint.report.messages import Messages
from budgetlint.report.pictures import Album
from budgetlint.runner import Options, check_file, loaded_rules


@dataclass(frozen=True)
class Seen:
    """One mark: the rule, what it says stands there, and what does."""

    rule: str
    said: str
    inside: str


def with_errors(source: Path, folder: Path, count: int) -> Path:
    """A copy of a file with ``count`` figures changed (fewer where none can be)."""
    path = source
    for number in range(count):
        step = folder / str(number)
        make_mutants(path, step, 1, 100 + number)
        if json.loads((step / "mutations.json").read_text("utf-8")):
            path = Path(shutil.copy(step / "000.pdf", folder / f"{number}.pdf"))
    return path


def seen(report: DocumentReport) -> Iterator[list[Seen]]:
    """The marks of each finding that the report shows with pictures."""
    document, say = report.document, Messages("zh")
    groups = summary.groups(report)
    names = summary.table_names(document, say)
    shown = document_pictures(document, groups, "d", names, say, Album())
    pdf = pdfium.PdfDocument(document.path)
    for group in groups:
        pictures = shown.of(group.root)
        if pictures:
            yield [mark for picture in pictures for mark in _marks(group.root.rule, picture, pdf)]
    pdf.close()


def _marks(rule: str, picture: PagePicture, pdf: pdfium.PdfDocument) -> Iterator[Seen]:
    page = pdf[int(picture.sheet.rpartition("p")[2]) - 1]
    for mark in picture.whole.marks:
        said = _tight(mark.words.partition("：")[2])
        if said:
            yield Seen(rule, said, _tight(_text_in(page, _turned_back(picture.turn, mark.box))))


def _turned_back(turn: str, box: Box) -> Box:
    """The place of a mark on the page as it is displayed."""
    if not turn:
        return box
    a, b, c, d, e, f = map(float, turn.removeprefix("matrix(").rstrip(")").split())
    corners = ((box.x0 - e, box.y0 - f), (box.x1 - e, box.y1 - f))
    xs = [d * u - c * v for u, v in corners]
    ys = [a * v - b * u for u, v in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _text_in(page: pdfium.PdfPage, box: Box) -> str:
    """The glyphs whose middle lies in a box of the displayed page."""
    turn, (width, height) = page.get_rotation(), page.get_size()
    page.set_rotation(0)
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(index)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        seen_at = {
            0: (x, height - y),
            90: (y, x),
            180: (width - x, y),
            270: (width - y, height - x),
        }
        u, v = seen_at[turn]
        if box.x0 <= u <= box.x1 and box.y0 <= v <= box.y1:
            found.append(text.get_text_range(index, 1))
    page.set_rotation(turn)
    return "".join(found)


def _tight(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", help="PDF files instead of the corpus")
    parser.add_argument("--only", action="append", default=[], help="names that contain this")
    parser.add_argument("--errors", type=int, default=0, help="figures to change in each file")
    given = parser.parse_args()
    findings = marks = wrong = 0
    for source in corpus_files(given.only, given.files):
        with tempfile.TemporaryDirectory() as folder:
            path = with_errors(source, Path(folder), given.errors)
            report = check_file(path, Options(tuple(loaded_rules().rules)))
            if not isinstance(report, DocumentReport):
                print(f"{source.stem}: {report.message}", file=sys.stderr)
                continue
            found = list(seen(report))
        # a mark of a whole table names its title
        other = [m for one in found for m in one if m.inside != m.said]
        count = sum(map(len, found))
        print(f"{source.stem}: findings {len(found)}, marks {count}, other text {len(other)}")
        for mark in other:
            print(f"    {mark.rule} said {mark.said[:30]!r}, inside {mark.inside[:60]!r}")
        findings, marks, wrong = findings + len(found), marks + count, wrong + len(other)
    print(f"all: findings {findings}, marks {marks}, other text {wrong}")


if __name__ == "__main__":
    main()
