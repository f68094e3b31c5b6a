"""What the checks found to hold, and so clears figures of being what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from budgetlint.causes import Cell
from budgetlint.model import Evidence


@dataclass(frozen=True)
class Known:
    """What the checks found to hold.

    ``passing`` is the evidence of every relation that holds; ``sound`` are cells that take
    part in sums that hold and so cannot be what is wrong. ``echoed`` are figures that text and
    tables agree on, ``used`` figures of the text that hold together with others.
    """

    passing: Sequence[Sequence[Evidence]] = ()
    sound: Collection[Cell] = ()
    echoed: Collection[Cell] = ()
    used: Collection[Cell] = ()
