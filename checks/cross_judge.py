"""Whether two tables measure the same, and which of their figures may then be called wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.facts import Fact

from .cross_match import Match, Matched, State, is_slip
from .cross_views import Place


@dataclass(frozen=True)
class Judgement:
    """What can be said of a frame of two tables.

    ``reason`` says in Chinese why nothing can be; otherwise ``good`` agrees, ``near`` is one
    unit off and ``wrong`` contradicts. ``suspect`` is one digit off where little else proves
    that both tables measure the same.
    """

    matched: Matched
    good: tuple[Match, ...] = ()
    near: tuple[Match, ...] = ()
    wrong: tuple[Match, ...] = ()
    reason: str = ""
    suspect: tuple[Match, ...] = ()


OTHER_MEASURE = "两表多数项目不一致，口径不同，不作比较"
OTHER_MONEY = "两表资金范围不同，合计不一致，不作比较"
MOVED = "两表的差额逐级一致（多为结转或资金范围不同），不作判断"
UNPROVEN = "两表可比的项目太少，不能确定口径相同"


def judge(matched: Matched, *, totals: bool, strict: bool = False) -> Judgement:
    """Weigh the agreement of two tables.

    Tables that disagree more often than not measure different things. Tables about different
    money are only compared where their totals agree: then every line must agree, too. A
    difference that goes through all levels up to the total is a difference of scope.
    ``totals`` tells whether a total may be called wrong, ``strict`` that lines may well
    differ, so that only a figure is wrong which contradicts the lines above and below it.
    """
    total = matched.total
    every = [*matched.lines, *([total] if total is not None else [])]
    good = tuple(m for m in every if m.state is State.AGREE)
    near = () if strict else tuple(m for m in every if m.state is State.NEAR)
    wrong = [m for m in matched.lines if m.state is State.DIFFER and not m.trivial]
    held = sum(m.supports for m in matched.lines)
    open_total = total is not None and total.state is State.DIFFER
    proven = total is not None and total.supports
    if not wrong and not open_total:
        reason = "" if proven or held else UNPROVEN
        return Judgement(matched, good, near) if not reason else Judgement(matched, reason=reason)
    if held < max(len(wrong), 1):
        return Judgement(matched, reason=OTHER_MEASURE)
    if wrong and not matched.same_money and not proven:
        return Judgement(matched, reason=OTHER_MONEY)
    if strict and not proven:
        return Judgement(matched, reason=OTHER_MONEY)
    enough = held >= 3 and held * 5 >= (held + len(wrong)) * 4
    if open_total and not wrong:
        if not (enough and totals and _complete(matched)):
            return Judgement(matched, reason=OTHER_MONEY)
        assert total is not None
        return Judgement(matched, good, near, (total,))
    accused = _accused(matched, wrong, strict=strict or not proven) if proven or enough else []
    if accused:
        return Judgement(matched, good, near, tuple(accused))
    slip = held >= 2 and len(wrong) == 1 and total is None and is_slip(wrong[0], matched)
    if slip and not strict and matched.same_money:
        return Judgement(matched, good, near, suspect=tuple(wrong))
    return Judgement(matched, reason=MOVED if proven or enough else UNPROVEN)


def _complete(matched: Matched) -> bool:
    """Whether both tables list the same lines, so that their totals have to agree."""
    tops: list[set[Place]] = []
    sheets = (
        matched.first.sheets[matched.frame],
        matched.second.sheets[matched.other],
    )
    for sheet in sheets:
        if not sheet.complete:
            return False
        filled = {p for p, facts in sheet.lines.items() if any(f.amount.value for f in facts)}
        tops.append({p for p in filled if p.parent not in filled})
    return tops[0] == tops[1]


def _accused(matched: Matched, wrong: Sequence[Match], *, strict: bool) -> list[Match]:
    """The lines that may be called wrong."""
    # lines of one name count as parts of one fact only where the whole table is made that way
    repeated = [m for m in matched.lines if any(f.key.part for f in m.facts)]
    usual = len(repeated) * 2 >= len(matched.lines)
    sound = [m for m in wrong if usual or not any(f.key.part for f in m.facts)]
    gaps, listed_once = _gaps(matched), _listed_once(matched)
    sound = [m for m in sound if not _left_out(m, gaps[m.place or Place()], listed_once)]
    if not strict:
        return sound
    # what is added up may be incomplete where no total vouches for it
    candidates = [m for m in sound if len(m.parts) == 1]
    return [m for m in candidates if m.place is not None and _alone(m.place, gaps)]


#: By how much one table has more than the other, and what rounding explains of that.
Gap = tuple[Decimal, Decimal]


def _gaps(matched: Matched) -> Mapping[Place, Gap]:
    """What the first table has more than the second, line by line; the total is at ``Place()``."""
    out: dict[Place, Gap] = {}
    total = [matched.total] if matched.total is not None else []
    for m in (*matched.lines, *total):
        place = m.place or Place()
        sign = 1 if m.whole.table == matched.first.tables[0].id else -1
        gap, room = out.get(place, (Decimal(0), Decimal(0)))
        out[place] = (gap + sign * m.comparison.difference, room + _rounding(m.facts))
    for place, alone in _listed_once(matched).items():
        out.setdefault(place, alone)
    return out


def _listed_once(matched: Matched) -> Mapping[Place, Gap]:
    """The lines that only one of the tables has: gaps as large as the lines."""
    first, second = matched.first.sheets[matched.frame], matched.second.sheets[matched.other]
    out: dict[Place, Gap] = {}
    for sheet, beside, sign in ((first, second, 1), (second, first, -1)):
        for place in sheet.lines.keys() - beside.lines.keys():
            whole = sum((fact.amount.value for fact in sheet.lines[place]), Decimal(0))
            out[place] = (sign * whole, _rounding(sheet.lines[place]))
    return out


def _left_out(match: Match, gap: Gap, listed_once: Mapping[Place, Gap]) -> bool:
    """Whether lines below, which the other table leaves out, are what a line has more."""
    below = [
        found
        for place, found in listed_once.items()
        if match.place in set(_above(place)) and not any(place in _above(o) for o in listed_once)
    ]
    return any(value for value, _ in below) and _adds_up(below, gap)


def _above(place: Place) -> Iterator[Place]:
    parent = place.parent
    while parent is not None and any(parent):
        yield parent
        parent = parent.parent


def _rounding(facts: Iterable[Fact]) -> Decimal:
    """What the rounding of printed figures adds up to at most."""
    return sum((fact.amount.high - fact.amount.value for fact in facts), Decimal(0))


def _alone(place: Place, gaps: Mapping[Place, Gap]) -> bool:
    """Whether a difference is not passed on to the line above, nor made up of those below."""
    parent = place.parent
    below = [gap for other, gap in gaps.items() if other.parent == place]
    if below and not _adds_up(below, gaps[place]):
        return True
    if parent is None or parent not in gaps:
        return False
    beside = [gap for other, gap in gaps.items() if other.parent == parent and any(other)]
    return not _adds_up(beside, gaps[parent])


def _adds_up(parts: Sequence[Gap], whole: Gap) -> bool:
    """Whether gaps make up another, but for the rounding of tables of different decimals."""
    room = sum((room for _, room in parts), whole[1])
    return abs(sum((gap for gap, _ in parts), Decimal(0)) - whole[0]) <= room


def judge_totals(pool: Sequence[Matched], backed: Sequence[Match], *, totals: bool) -> Judgement:
    """Weigh totals of several funds and uses together, for tables that share no lines.

    One total that contradicts two others which agree is wrong; ``backed`` are totals that
    agree and were judged elsewhere. Amounts of different money may differ, of course.
    """
    best = [(m, m.total) for m in pool if m.total is not None]
    usable = [(m, t) for m, t in best if m.same_money or t.state is not State.DIFFER]
    good = tuple(t for _, t in usable if t.state is State.AGREE)
    near = tuple(t for _, t in usable if t.state is State.NEAR)
    wrong = [t for _, t in usable if t.state is State.DIFFER]
    held = sum(not t.trivial for t in (*good, *near, *backed))
    named = totals or not all(f.key.total for t in wrong for f in t.facts)
    accused = tuple(wrong) if len(wrong) == 1 and held >= 2 and named else ()
    slips = [m for m, t in usable if t.state is State.DIFFER and is_slip(t, m)]
    single = len(wrong) == 1 and not accused and named and bool(slips)
    suspect = tuple(wrong) if single else ()
    reason = "" if good or near or suspect else UNPROVEN if wrong else OTHER_MONEY
    return Judgement(pool[0], good, near if held >= 2 else (), accused, reason, suspect)
