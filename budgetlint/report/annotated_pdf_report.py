"""A copy of the PDF with its findings as annotations.

Each cell gets one annotation whatever the number of findings it is part of, with the findings
as its note. The look of a mark is drawn here (:mod:`budgetlint.report.annotation_marks`), so
that viewers do not have to agree on how to draw one.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from budgetlint.errors import UsageProblem
from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport
from budgetlint.report import summary
from budgetlint.report.annotation_marks import Sheet, annotation, sheet_of
from budgetlint.report.annotation_notes import notes_of
from budgetlint.report.formats import Files
from budgetlint.report.texts import show_path
from budgetlint.report.words import Words

_TOP = 12.0
#: Notes that belong to no cell stand below each other, this far apart.
_STEP = 30.0


def render(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    *,
    lang: str,
    file: Path | None,
) -> bytes | Files:
    """The annotated copy, or a folder of copies where ``file`` does not end in ``.pdf``.

    Raises:
        UsageProblem: there is no single copy to write to a single file.
    """
    say = Words(lang)
    ordered = [r for r in summary.in_path_order(reports, ()) if isinstance(r, DocumentReport)]
    _pikepdf(say)
    if file is not None and file.suffix.lower() == ".pdf":
        if len(ordered) > 1:
            raise UsageProblem(say("pdf.folder", count=len(ordered)))
        if not ordered:
            raise UsageProblem(say("pdf.none"))
        return _copy(ordered[0], say, file)
    parts: dict[str, bytes] = {}
    problems: list[str] = []
    for report in ordered:
        name = _name(report.document.path, say, parts)
        try:
            parts[name] = _copy(report, say, None if file is None else file / name)
        except UsageProblem as error:
            problems.append(str(error))
    return Files(parts, tuple(problems))


def _name(path: Path, say: Words, taken: dict[str, bytes]) -> str:
    """A name of its own for a copy; files of one name may come from several folders."""
    stem = f"{show_path(Path(path.stem))}-{say('pdf.suffix')}"
    names = (f"{stem}{'' if n == 1 else f'-{n}'}.pdf" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _pikepdf(say: Words) -> ModuleType:
    try:
        import pikepdf
    except ImportError as error:
        raise UsageProblem(say("pdf.missing")) from error
    module: ModuleType = pikepdf
    return module


def _copy(report: DocumentReport, say: Words, file: Path | None) -> bytes:
    """The PDF of one report with its annotations."""
    pikepdf = _pikepdf(say)
    path = report.document.path
    name = show_path(path)
    if file is not None and file.exists() and path.exists() and file.samefile(path):
        raise UsageProblem(say("pdf.same", file=name))
    if path.suffix.lower() != ".pdf":
        raise UsageProblem(say("pdf.other", file=name))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageProblem(say("pdf.gone", file=name)) from error
    if hashlib.sha256(content).hexdigest() != report.document.sha256:
        raise UsageProblem(say("pdf.changed", file=name))
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _annotate(pdf, report, say)
            written = io.BytesIO()
            pdf.save(written, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise UsageProblem(say("pdf.damaged", file=name, error=error)) from error
    return written.getvalue()


def _annotate(pdf: Any, report: DocumentReport, say: Words) -> None:
    sheets: dict[int, Sheet] = {}
    loose: dict[int, int] = {}
    for note in notes_of(report, say):
        # A page that is not there cannot be marked; its note must not be lost.
        number = note.page if 1 <= note.page <= len(pdf.pages) else 1
        sheet = sheets.setdefault(number, sheet_of(pdf.pages[number - 1]))
        if note.box is None or number != note.page:
            count = loose[number] = loose.get(number, 0) + 1
            note = note.placed(number, _TOP, _TOP + _STEP * (count - 1))
        _add(pdf, pdf.pages[number - 1], annotation(pdf, note, sheet))


def _add(pdf: Any, page: Any, item: Any) -> None:
    """Add an annotation to those a page has; the list may be shared or missing."""
    import pikepdf

    have = page.obj.get("/Annots")
    items = list(have) if isinstance(have, pikepdf.Array) else []
    page.obj["/Annots"] = pikepdf.Array([*items, pdf.make_indirect(item)])
