"""The HTML report: one self-contained file for people, readable offline and on paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport
from budgetlint.report import summary
from budgetlint.report.html_document import ICONS, DocumentView, document_view
from budgetlint.report.html_marks import GLYPHS
from budgetlint.report.json_report import tool_version
from budgetlint.report.marks import SIGNS, State
from budgetlint.report.messages import Messages
from budgetlint.report.pictures import Album
from budgetlint.report.texts import clean, one_line, show_path

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class FailureView:
    """A file without a report."""

    anchor: str
    file: str
    path: str
    message: str
    code: str


def render(
    reports: Sequence[DocumentReport],
    failures: Sequence[FileFailure],
    *,
    lang: str,
    pictures: bool = True,
) -> str:
    """All documents as one HTML text.

    With ``pictures`` the places of the findings are shown as pictures of their pages, taken
    from the files of the documents; a file that is gone is said and costs only its pictures.
    """
    say = Messages(lang)
    album = Album() if pictures else None
    documents: list[DocumentView] = []
    failed: list[FailureView] = []
    index: list[DocumentView | FailureView] = []
    for item in summary.in_path_order(reports, failures):
        anchor = f"d{len(index) + 1}"
        if isinstance(item, FileFailure):
            failed.append(_failure(item, anchor))
            index.append(failed[-1])
        else:
            documents.append(document_view(item, anchor, say, album))
            index.append(documents[-1])
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            say=say,
            documents=documents,
            failures=failed,
            index=index,
            style=style,
            script=script,
            policy=_policy(style, script),
            states=[(s.key, SIGNS.get(s, "")) for s in reversed(State) if s.name != "CHECKED"],
            icons=ICONS,
            mark_glyphs=[(kind.value, glyph) for kind, glyph in GLYPHS.items()],
            version=tool_version(),
        )
    )


def _environment() -> Environment:
    # Imported here so that other outputs do not pay for the template engine.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """A content policy that allows this style and this script, data pictures, nothing else."""

    def sha(text: str) -> str:
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

    return (
        f"default-src 'none'; style-src {sha(style)}; script-src {sha(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _failure(failure: FileFailure, anchor: str) -> FailureView:
    path = show_path(failure.path)
    name = show_path(Path(failure.path.name))
    return FailureView(anchor, one_line(name), one_line(path), clean(failure.message), failure.code)
