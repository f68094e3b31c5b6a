"""Tables that may be the parts of one: a page break which could not be bridged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from budgetlint.model import Document, Table


def torn_tables(document: Document) -> frozenset[str]:
    """The identities of tables whose other rows may stand in the table before or after.

    A table without a title that opens a page, after a page that a table closes, most likely
    goes on with that table, although its columns did not fit. The rows above its total, the
    rows below a code and the parents of its codes may then be in the other part.
    """
    return frozenset(
        identity
        for before, after in _neighbours(document)
        if not after.title and not after.number
        for identity in (before.id, after.id)
    )


def _neighbours(document: Document) -> Iterator[tuple[Table, Table]]:
    """Tables that close a page and open the next one."""
    pages = {page.number: page for page in document.pages}
    for before, after in pairwise(document.tables):
        if not before.grids or not after.grids:
            continue
        last, first = before.grids[-1], after.grids[0]
        if first.page != last.page + 1 or last.page not in pages or first.page not in pages:
            continue
        closing, opening = pages[last.page].grids, pages[first.page].grids
        if closing and opening and closing[-1] is last and opening[0] is first:
            yield before, after
