"""Which rules run: ``select`` and ``ignore`` are codes or prefixes of codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetlint.errors import UsageProblem


@dataclass(frozen=True)
class Choice:
    """What one place (the command line, a ``[[file]]`` section, the configuration) asks for.

    ``select`` None leaves the choice to the place below; ``extend`` only adds.
    """

    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def select_codes(
    codes: Iterable[str], select: Sequence[str], ignore: Sequence[str], extend: Sequence[str] = ()
) -> tuple[str, ...]:
    """The codes that run, in order, where only one place has a say.

    Without ``select`` every rule runs. Of two prefixes that match one code the longer wins,
    so ``select = SUM101`` with ``ignore = SUM`` leaves SUM101 on; of equal ones ``ignore``.
    """
    return choose(codes, [Choice(tuple(select), tuple(extend), tuple(ignore))])


def choose(codes: Iterable[str], choices: Sequence[Choice]) -> tuple[str, ...]:
    """The codes that run, in order; ``choices`` come from the most general to the most explicit.

    The longest prefix that matches a code decides. Of equally long ones the more explicit
    place decides, within one place ``ignore``. A place with a ``select`` of its own replaces
    those below it; an empty one stands for every rule.
    """
    base = max((i for i, c in enumerate(choices) if c.select is not None), default=-1)
    every = base < 0 or not choices[base].select
    said: list[tuple[str, int, bool]] = []
    for place, choice in enumerate(choices):
        chosen = choice.select if place == base and choice.select else ()
        said += [(prefix, place, False) for prefix in (*chosen, *choice.extend)]
        said += [(prefix, place, True) for prefix in choice.ignore]
    return tuple(code for code in codes if _is_on(code, said, every))


def longest(code: str, prefixes: Iterable[str]) -> str | None:
    """The longest of the prefixes that match a code."""
    matching = [prefix for prefix in prefixes if prefix and code.startswith(prefix)]
    return max(matching, key=len, default=None)


def refuse_unknown(codes: Sequence[str], wanted: Iterable[str], where: str) -> None:
    """Check that each prefix matches a rule.

    Raises:
        UsageProblem: one matches none; the message lists the valid codes.
    """
    unknown = [prefix for prefix in wanted if not any(c.startswith(prefix) for c in codes)]
    if unknown:
        listed = "、".join(codes) or "（没有可用的规则）"
        raise UsageProblem(f"{where}：没有规则 {'、'.join(unknown)}。可用的规则：{listed}")


def split_codes(text: str) -> tuple[str, ...]:
    """``SUM, PCT101`` or one code a line → codes in capitals."""
    return tuple(part.upper() for part in text.replace("，", ",").replace(",", " ").split())


def _is_on(code: str, said: Iterable[tuple[str, int, bool]], every: bool) -> bool:
    """``said`` are prefixes with the place that names them and whether it switches off."""
    matching = [
        (len(prefix), place, off)
        for prefix, place, off in said
        if prefix and code.startswith(prefix)
    ]
    return not max(matching)[2] if matching else every
