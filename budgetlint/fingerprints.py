"""Names for findings that stay the same from run to run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from budgetlint.model import Document


class Fingerprints:
    """Names the findings of one document by what they are about.

    They survive page shifts and renames of the file. Places that cannot be told apart by their
    keys are numbered in order.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = {table.id: table for table in document.tables}
        self._seen: Counter[str] = Counter()

    def of(self, rule: str, table: str, key: Sequence[str]) -> str:
        """The fingerprint of a finding of a rule in a table (its id, or ``""``)."""
        document = self._document
        parts = [
            rule,
            document.organisation,
            document.kind,
            str(document.fiscal_year or ""),
            *self._table_key(table),
            *key,
        ]
        digest = _digest(parts)
        self._seen[digest] += 1
        count = self._seen[digest]
        return digest if count == 1 else _digest([*parts, f"#{count}"])

    def _table_key(self, table_id: str) -> tuple[str, ...]:
        """What the table is: its running number would change with every table put before it."""
        table = self._tables.get(table_id)
        if table is None:
            return (table_id,)
        return (table.kind.value, table.number, table.title, table.organisation)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
