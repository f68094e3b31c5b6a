"""What the TXT rules share: figures of the prose and of tables as evidence. Declares no rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from budgetlint.amounts import UNITS, show
from budgetlint.model import Document, Evidence, EvidenceRole, Outcome, Severity, Spot, Status
from budgetlint.prose.figures import Figure
from budgetlint.prose.ledger import Cell
from budgetlint.prose.paragraphs import Paragraph
from budgetlint.prose.statements import Prose, Statement

_LONGEST = 60
NO_PROSE = "没有带数字的说明文字"


def said(statement: Statement, role: EvidenceRole = EvidenceRole.ADDEND, sign: int = 1) -> Evidence:
    """A figure of the prose as evidence; the second reader reads it again."""
    return figure_evidence(statement.figure, statement.label, role, sign)


def figure_evidence(
    figure: Figure, label: str, role: EvidenceRole = EvidenceRole.ADDEND, sign: int = 1
) -> Evidence:
    """A figure of the prose with its place.

    One that is broken over two lines is shown where it begins, and is not read again. Nor is a
    percentage: the gap in front of its sign makes its place uncertain.
    """
    paragraph = figure.paragraph
    percent = figure.unit == "%"
    end = figure.after if percent else figure.end
    text = figure.shown if percent else figure.text
    page, box = paragraph.box(figure.start, end)
    read_again = not percent and paragraph.whole_on_line(figure.start, end)
    amount = figure.amount if read_again else None
    printed = replace(figure.amount, percent=percent)
    spot = Spot(*figure.place, printed, UNITS.get(figure.unit, Decimal(1)))
    return Evidence(page, box, text, "", shorten(label), "", role, sign, amount, spot=spot)


def words(paragraph: Paragraph, start: int, end: int) -> tuple[Evidence, ...]:
    """Some words of the prose as evidence, one for each line they stand on."""
    row = shorten(paragraph.text[start:end])
    found = []
    for first, last in paragraph.parts(start, end):
        page, box = paragraph.box(first, last)
        text = paragraph.text[first:last]
        found.append(Evidence(page, box, text, "", row, "", EvidenceRole.LABEL))
    return tuple(found)


def printed(document: Document, cell: Cell, role: EvidenceRole = EvidenceRole.ADDEND) -> Evidence:
    """A figure of a table as evidence."""
    table = next(t for t in document.tables if t.id == cell.table)
    figure = table.figures[cell.cell]
    row, column = table.rows[figure.row], table.columns[figure.column]
    return Evidence(
        figure.page,
        figure.box,
        figure.text,
        table.id,
        row.label,
        column.name,
        role,
        1,
        figure.amount,
        cell.cell,
    )


def where(document: Document, cell: Cell) -> str:
    """How messages name a figure of a table: its table and its row."""
    table = next(t for t in document.tables if t.id == cell.table)
    title = table.title or table.kind.value
    return f"《{title}》“{table.rows[cell.cell[0]].label}”"


def shorten(text: str) -> str:
    """Words short enough for a message; the end says most."""
    return text if len(text) <= _LONGEST else "…" + text[-_LONGEST:]


def around(paragraph: Paragraph, start: int, end: int, reach: int = 16) -> str:
    """Some words with those around them."""
    left, right = max(0, start - reach), min(len(paragraph.text), end + reach)
    text = paragraph.text[left:right]
    return ("…" if left else "") + text + ("…" if right < len(paragraph.text) else "")


def key_of(statement: Statement, *more: str) -> tuple[str, ...]:
    """A key without page or position: the words of the statement and what is said of them."""
    path = statement.path.text if statement.path is not None else ""
    return ("正文", path, statement.clause[-_LONGEST:], *more)


def in_unit(value: Decimal, unit: str) -> str:
    """An amount with its unit, without an exponent or superfluous zeros."""
    text = show(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + unit


def nothing(rule: str, prose: Prose) -> Outcome:
    """The outcome of a rule that found nothing it is about."""
    reason = "说明文字中没有这类数字" if prose.groups else NO_PROSE
    return Outcome(rule, Status.NOT_APPLICABLE, reason=reason)


def passed(
    rule: str,
    places: int,
    used: Iterable[Statement] = (),
    echoed: Iterable[Cell] = (),
) -> Outcome:
    """One outcome for all the places where a rule holds.

    ``used`` are the figures of the prose that it compared, ``echoed`` those of the tables that
    the prose repeats.
    """
    return Outcome(
        rule,
        Status.PASS,
        ("正文",),
        places=places,
        spots=spots_of(used),
        echoed=tuple(sorted({(cell.table, cell.cell) for cell in echoed})),
    )


def spots_of(statements: Iterable[Statement | None]) -> tuple[tuple[int, int], ...]:
    """The places of the figures of some statements."""
    return tuple(sorted({s.figure.place for s in statements if s is not None}))


def open_outcome(
    rule: str, statement: Statement, reason: str, *others: Statement | None
) -> Outcome:
    """An outcome for a figure of which nothing certain can be said, nor of ``others``."""
    figure = statement.figure
    return Outcome(
        rule,
        Status.NOT_CHECKED,
        key_of(statement),
        arguments={"why": reason},
        reason=f"正文“{shorten(statement.label)}{figure.shown}”：{reason}",
        page=figure.paragraph.page(figure.start),
        spots=spots_of((statement, *others)),
    )


WARNING, ERROR, INFO = Severity.WARNING, Severity.ERROR, Severity.INFO
