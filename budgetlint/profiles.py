"""Profiles: what a kind of disclosure must contain, and how severe each rule is for it.

A profile is data, a TOML file. The built-in ones lie in ``budgetlint/data/profiles``; a user's
file may stand alone or extend one of them::

    extends = "部门预算"
    name = "某省部门预算"

    [[table]]                 # one more table, or another severity for one of the same name
    name = "国有资产情况表"
    titles = ["国有资产.*表"]
    severity = "warning"

    [severity]                # of rules
    DOC109 = "error"

The profile of a document is chosen from its kind, its fiscal year and its organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from budgetlint.errors import UsageProblem
from budgetlint.model import Document, Severity, TableKind


@dataclass(frozen=True)
class Required:
    """A table or a section that must be there from ``first_year`` to ``last_year``."""

    name: str
    severity: Severity = Severity.WARNING
    first_year: int | None = None
    last_year: int | None = None

    def applies_to(self, year: int | None) -> bool:
        """Whether it is required in a fiscal year (an unknown year counts as recent)."""
        if year is None:
            return self.last_year is None
        return (self.first_year or 0) <= year <= (self.last_year or 9999)


@dataclass(frozen=True)
class RequiredTable(Required):
    """A table known by its canonical kinds (any of them will do) or by patterns of titles."""

    kinds: tuple[TableKind, ...] = ()
    titles: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class RequiredSection(Required):
    """A part of the prose, known by any of some words (patterns) in its text."""

    words: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Profile:
    """What holds for one kind of disclosure.

    ``kinds`` are the values of :attr:`Document.kind` it is for, ``organisations`` a pattern the
    name of the organisation must contain (None: any). ``severities`` override those of rules
    and ``ignore`` switches rules off; both take codes or families (``DOC``), the longer one
    wins.
    """

    name: str
    kinds: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    organisations: re.Pattern[str] | None = None
    basis: str = ""
    tables: tuple[RequiredTable, ...] = ()
    sections: tuple[RequiredSection, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()

    def fits(self, kind: str, year: int | None, organisation: str) -> bool:
        """Whether it is meant for such a document."""
        if self.kinds and kind not in self.kinds:
            return False
        if year is not None and not (self.first_year or 0) <= year <= (self.last_year or 9999):
            return False
        return self.organisations is None or bool(self.organisations.search(organisation))

    def severity_of(self, code: str, default: Severity) -> Severity:
        """The severity of a rule under this profile."""
        return self.severities.get(code, self.severities.get(code[:3], default))

    def runs(self, code: str) -> bool:
        """Whether a rule is to be run under this profile."""
        return code not in self.ignore and code[:3] not in self.ignore


#: the profile the user named, for the run at hand
_named: ContextVar[Profile | None] = ContextVar("_named", default=None)


@contextmanager
def use_profile(profile: Profile | None) -> Iterator[None]:
    """Check everything inside under this profile where it fits the document."""
    token = _named.set(profile)
    try:
        yield
    finally:
        _named.reset(token)


def profile_for(document: Document) -> Profile:
    """The profile of a document: the user's where it fits, else the most specific built-in."""
    kind = kind_of(document)
    year, organisation = document.fiscal_year, _organisation(document)
    named = _named.get()
    if named is not None and named.fits(kind, year, organisation):
        return named
    fitting = [p for p in built_in().values() if p.fits(kind, year, organisation)]
    return max(fitting, key=_specific, default=Profile("通用"))


def _specific(profile: Profile) -> tuple[bool, bool, bool]:
    years = profile.first_year is not None or profile.last_year is not None
    return profile.organisations is not None, bool(profile.kinds), years


def kind_of(document: Document) -> str:
    """The kind of a document; one that is only tables says it in the names of its tables."""
    if document.kind:
        return document.kind
    names = "".join(f"{table.title}{table.number}" for table in document.tables)
    budget, final = names.count("预算"), names.count("决算")
    if len(document.tables) < 5 or budget == final:
        return ""
    # 一般公共预算财政拨款支出决算表: final accounts name both
    return "部门决算" if final * 2 > budget else "部门预算"


def _organisation(document: Document) -> str:
    """Everything on the cover that may name the organisation."""
    lines = [line.text for page in document.pages[:1] for line in page.lines[:6]]
    return "\n".join([document.organisation, *lines])


@cache
def built_in() -> dict[str, Profile]:
    """The profiles of the package by name."""
    from budgetlint.profile_file import parse  # it builds the classes of this module

    folder = files("budgetlint") / "data" / "profiles"
    found: dict[str, Profile] = {}
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".toml"):
            profile = parse(item.read_text(encoding="utf-8"), item.name, found)
            found[profile.name] = profile
    return found


def load_profile(path: Path) -> Profile:
    """A profile from a user's file.

    Raises:
        UsageProblem: it cannot be read, has an unknown key or a wrong value; says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"配置方案 {path} 无法读取：{error}") from error
    from budgetlint.profile_file import parse

    return parse(text, str(path), built_in())
