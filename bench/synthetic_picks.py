"""Choices of a random document: made by name, written down, and one by one replaceable.

Every choice has a name of its own and is drawn from the seed and that name alone, so that
taking one back (see :mod:`synthetic`) leaves all others as they were. The first option of each
choice is the plain one.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from fnmatch import fnmatch
from typing import TypeVar

Option = TypeVar("Option", bound=str | int | bool)


class Picks:
    """The choices of one document, by ``scope/name`` (the scope is the table).

    With ``keep`` only the choices named there are free, all others are the plain ones, as are
    those whose name fits one of the patterns ``plain``.
    """

    def __init__(
        self, seed: int, keep: Collection[str] | None = None, plain: Sequence[str] = ()
    ) -> None:
        self.seed = seed
        self.keep = keep
        self.plain = plain
        self.made: dict[str, tuple[int, str]] = {}

    def random(self, scope: str) -> random.Random:
        """A generator of its own for what is no choice (amounts, names)."""
        return random.Random(f"{self.seed}/{scope}")

    def pick(self, name: str, options: Sequence[Option], plain: float = 0.4) -> Option:
        """One of the options; the first one with at least the share ``plain``."""
        chance = random.Random(f"{self.seed}/{name}")
        number = 0 if chance.random() < plain else chance.randrange(len(options))
        if self.keep is not None and name not in self.keep:
            number = 0
        if any(fnmatch(name, pattern) for pattern in self.plain):
            number = 0
        self.made[name] = (number, str(options[number]))
        return options[number]

    def unusual(self) -> dict[str, str]:
        """The choices that were not the plain ones, with the option taken."""
        return {name: option for name, (number, option) in self.made.items() if number}
