"""The built-in rules, installed as the package ``budgetlint_checks``.

They come in through the entry-point group ``budgetlint.checks`` like anybody else's. Every
module of this folder may declare rules; all of them are gathered here, so that a new module
needs no list to be kept. Modules import one another relatively (``from . import …``).
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from budgetlint.rules import Rule

for _info in iter_modules(__path__):
    for _name, _value in vars(import_module(f"{__name__}.{_info.name}")).items():
        if isinstance(_value, Rule):
            # functions of two modules may bear one name; codes are what tells rules apart
            globals()[f"{_value.code}_{_name}"] = _value
