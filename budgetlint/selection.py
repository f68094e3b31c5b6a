"""Which rules run: ``select`` and ``ignore`` are codes or prefixes of codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgetlint.errors import UsageProblem


def select_codes(
    codes: Iterable[str], select: Sequence[str], ignore: Sequence[str]
) -> tuple[str, ...]:
    """The codes that run, in order.

    Without ``select`` every rule runs. Of two prefixes that match one code the longer wins,
    so ``select = SUM101`` with ``ignore = SUM`` leaves SUM101 on; of equal ones ``ignore``.
    """
    return tuple(code for code in codes if _is_on(code, select, ignore))


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


def _is_on(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    chosen, dropped = _longest(code, select), _longest(code, ignore)
    if dropped is None:
        return chosen is not None or not select
    return chosen is not None and chosen > dropped


def _longest(code: str, prefixes: Sequence[str]) -> int | None:
    return max((len(p) for p in prefixes if p and code.startswith(p)), default=None)
