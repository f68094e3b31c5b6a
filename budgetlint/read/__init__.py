"""A file becomes a :class:`~budgetlint.model.Document`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from budgetlint.collector import paused
from budgetlint.model import Document, Page
from budgetlint.read.errors import UnreadableFile

__all__ = ["TEXT_SUFFIXES", "UnreadableFile", "read_document"]

#: Plain text, with or without the marks of Markdown.
TEXT_SUFFIXES = (".txt", ".md")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def read_document(path: Path) -> Document:
    """Read one file: its pages, its typed tables, whose it is and what could not be read.

    Raises:
        UnreadableFile: the file as a whole cannot be read; says why and what to do.
    """
    from budgetlint.read.unruled import left_out
    from budgetlint.tables.build import build_tables
    from budgetlint.tables.caption import titles_of
    from budgetlint.tables.identity import identify, is_government

    if not path.exists():
        raise UnreadableFile("找不到这个文件。请检查路径和文件名。")
    pages = _read_pages(path)
    with paused():
        tables = build_tables(pages, government=is_government(titles_of(pages)))
        identity = identify(pages, tables)
    problems = tuple(page.problem for page in pages if page.problem)
    return Document(
        path,
        sha256_of(path),
        pages,
        tables,
        identity.kind,
        identity.organisation,
        identity.fiscal_year,
        (*problems, *left_out(pages)),
        readable=len(problems) < len(pages),
    )


def _read_pages(path: Path) -> tuple[Page, ...]:
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES:
        from budgetlint.read.text import read_text_pages

        return read_text_pages(path)
    if suffix == ".docx":
        from budgetlint.read.docx import read_docx_pages

        return read_docx_pages(path)
    if suffix != ".pdf":
        raise UnreadableFile(
            f"不支持的文件类型“{path.suffix or '无扩展名'}”。请导出为 PDF 后再检查。"
        )
    # pdfium costs a tenth of a second to load; commands that read no file do without
    from budgetlint.read.pdf import open_pdf, read_pages
    from budgetlint.read.unruled import with_unruled_tables

    pdf = open_pdf(path)
    try:
        with paused():
            pages = tuple(read_pages(pdf))
    finally:
        pdf.close()
    if not pages:
        raise UnreadableFile("PDF 里没有页面。请重新导出后再检查。")
    return with_unruled_tables(path, pages)
