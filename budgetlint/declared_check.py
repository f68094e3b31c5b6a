"""Goes through the places of a declared rule in a document and says what holds there."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.declared_judge import Judged, judge
from budgetlint.declared_model import Declared
from budgetlint.declared_outcomes import Tally
from budgetlint.declared_select import (
    MissingError,
    Operand,
    Place,
    UnclearError,
    as_found,
    columns,
    operand,
    rows,
    tables,
)
from budgetlint.declared_words import (
    column_words,
    listed_tables,
    row_words,
    table_title,
    table_words,
)
from budgetlint.model import Column, Document, Outcome, Row, Table


def check(declared: Declared, document: Document) -> Iterator[Outcome]:
    """The outcomes of one declared rule."""
    selector = declared.tables or declared.relation.first.table
    assert selector is not None  # the file is refused without either
    chosen = tables(document, selector)
    tally = Tally(declared)
    if not chosen:
        tally.missing(None, f"没有找到表：{table_words(selector)}")
    elif declared.tables is None and len(chosen) > 1:
        tally.unclear(
            Place(chosen[0]),
            f"{table_words(selector)}有 {len(chosen)} 张，不知道用哪一张：{listed_tables(chosen)}",
        )
    else:
        for table in chosen:
            for place in _places(declared, table, tally):
                _judge(declared, document, place, tally)
    yield from tally.outcomes()


def _places(declared: Declared, table: Table, tally: Tally) -> Iterator[Place]:
    """Every place of a table where the relation is to be judged."""
    lines: list[Row | None] = [None]
    heads: list[Column | None] = [None]
    if declared.rows is not None:
        lines = [*rows(table, declared.rows)]
        if not lines:
            words = row_words(declared.rows)
            reason = "没有数据" if words == "各行" else f"没有找到行：{words}"
            tally.missing(table, f"{table_title(table)}中{reason}")
    if declared.columns is not None:
        heads = [*columns(table, declared.columns)]
        if not heads:
            tally.missing(
                table, f"{table_title(table)}中没有找到栏：{column_words(declared.columns)}"
            )
    for row in lines:
        for column in heads:
            if row is None or column is None or row.panel == column.panel:
                yield Place(table, row, column)


def _judge(declared: Declared, document: Document, place: Place, tally: Tally) -> None:
    relation = declared.relation
    try:
        first = operand(document, relation.first, place)
        others: list[tuple[int, Operand]] = []
        for sign, term in relation.others:
            try:
                others.append((sign, operand(document, term, place)))
            except MissingError:
                if not term.optional:
                    raise
        found: list[Judged] = list(judge(relation.kind, first, others))
    except MissingError as error:
        tally.missing(place.table, str(error))
    except UnclearError as error:
        tally.unclear(place, str(error))
    else:
        for judged in found:
            tally.take(place, as_found(relation, first, others), first.table, judged)
