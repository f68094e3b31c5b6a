"""What the checks hand to the reports: outcomes, findings, coverage.

See :mod:`budgetlint.model`, which has all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from budgetlint.amounts import Amount
from budgetlint.model_read import Box, Document, Figure


class Status(StrEnum):
    """The outcome of one rule at one place (DOMAIN: 通过 / 不通过 / 不适用 / 无法核对)."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


class Severity(StrEnum):
    """How bad a failure is. ``INFO`` holds 尾差, which reports fold away."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """3 for error, 2 for warning, 1 for info."""
        return {"error": 3, "warning": 2, "info": 1}[self.value]


class EvidenceRole(StrEnum):
    """What a cell is in the calculation that a finding shows."""

    TOTAL = "total"  # the printed value that was compared
    ADDEND = "addend"  # a term of the computed value
    LABEL = "label"  # a code or name, not a figure


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure of the running text: its paragraph, where it begins there, what is printed.

    ``scale`` is the worth in 元 of the unit printed behind an amount of money, else 1.
    """

    paragraph: int
    start: int
    amount: Amount
    scale: Decimal = Decimal(1)

    @property
    def place(self) -> tuple[int, int]:
        """What names the figure among those of its text."""
        return self.paragraph, self.start


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cell that takes part in an outcome, with its place and its sign in the sum.

    ``cell`` is its row and column in its table; a figure of the running text has a ``spot``.
    """

    page: int
    box: Box
    text: str
    table: str
    row: str
    column: str
    role: EvidenceRole = EvidenceRole.ADDEND
    sign: int = 1
    amount: Amount | None = None
    cell: tuple[int, int] | None = None
    spot: Spot | None = None


#: Numerator and denominator of a percentage: positions among the evidence, with their signs.
Quotient = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Outcome:
    """What one rule says at one place.

    ``arguments`` fill the rule's message template; ``key`` names the place without page or
    position (table, row and column keys) and feeds the fingerprint. ``reason`` says in
    Chinese why something is not applicable or could not be checked. A failure inside the
    rounding interval is ``FAIL`` with ``Severity.INFO`` (尾差).

    ``cells`` are the (row, column) of the figures of ``table`` that took part, for the
    coverage; a rule that passes at many places of one table may say so in one outcome with
    ``places`` as their number. ``spots`` are, in the same way, the figures of the running text
    (paragraph and start) that took part, or of which nothing could be said. ``echoed`` are the
    (table, cell) that the text repeats as they are: they are not called wrong for a sentence
    that has another figure. ``quotient`` says of a percentage, the first of ``evidence``, which
    others make its numerator and its denominator, each as (position, sign).
    """

    rule: str
    status: Status
    key: tuple[str, ...] = ()
    severity: Severity | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    expected: str = ""
    actual: str = ""
    difference: str = ""
    tolerance: str = ""
    formula: str = ""
    reason: str = ""
    table: str = ""
    page: int | None = None
    cells: tuple[tuple[int, int], ...] = ()
    places: int = 1
    spots: tuple[tuple[int, int], ...] = ()
    echoed: tuple[tuple[str, tuple[int, int]], ...] = ()
    quotient: Quotient = ((), ())


@dataclass(frozen=True, slots=True)
class Suspect:
    """The figure that is most likely wrong, and what would make everything agree.

    ``corrected`` is printed as the figure is: in its unit, with its decimals.
    """

    evidence: Evidence
    corrected: str


@dataclass(frozen=True)
class Finding:
    """A failed outcome as reports show it.

    ``severity`` is final (after confirmation by the second reader). ``root`` is the
    fingerprint of the finding that explains this one, or None for a root cause. ``waived``
    is the reason why people have set it aside, ``known`` says that it stands in the
    baseline; neither counts for the exit code. ``lowered`` says that it is ``INFO`` by the
    level of its rule, which the user may have set, and not because rounding explains it.
    ``suspects`` are the figures whose correction would settle the finding and all it explains;
    empty where that cannot be told.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    page: int | None
    expected: str
    actual: str
    difference: str
    tolerance: str
    formula: str
    fingerprint: str
    root: str | None
    evidence: tuple[Evidence, ...]
    table: str
    basis: str
    how_to_fix: str
    waived: str = ""
    known: bool = False
    lowered: bool = False
    suspects: tuple[Suspect, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """Which printed figures of tables took part in at least one relation that was checked."""

    figures: int
    checked: int
    unchecked: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """One amount, percentage or count of the running text.

    ``sentence`` is what stands around it, ``rules`` those that used it in a comparison; without
    any, ``reason`` says in Chinese why it could not be checked.
    """

    text: str
    page: int
    box: Box
    sentence: str
    rules: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class ProseCoverage:
    """The figures of the running text; they are no part of the coverage of the tables."""

    said: tuple[SaidFigure, ...] = ()

    @property
    def figures(self) -> int:
        """How many figures with a unit were read."""
        return len(self.said)

    @property
    def checked(self) -> int:
        """How many of them were compared with something."""
        return sum(bool(figure.rules) for figure in self.said)

    @property
    def unchecked(self) -> tuple[SaidFigure, ...]:
        """Those that were not, in order."""
        return tuple(figure for figure in self.said if not figure.rules)


@dataclass(frozen=True)
class DocumentReport:
    """One document with everything the checks said of it.

    ``passed`` says of each rule that holds somewhere at how many places it does.
    """

    document: Document
    findings: tuple[Finding, ...]
    outcomes: Mapping[str, int]
    not_checked: tuple[Outcome, ...]
    coverage: Coverage
    seconds: float = 0.0
    passed: Mapping[str, int] = field(default_factory=dict)
    prose: ProseCoverage = ProseCoverage()
