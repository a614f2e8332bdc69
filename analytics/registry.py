"""The members of a package: one module each, discovered by listing the package."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TypeVar

Member = TypeVar("Member")


def members(package: str, kind: type[Member]) -> list[type[Member]]:
    """The subclasses of `kind` that the modules of `package` define, in the order of the modules and their lines.

    A class whose name begins with an underscore is a base of others, and not a member.
    """
    found_in = importlib.import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(found_in) if module.name != "__main__")
    modules = [importlib.import_module(f"{package}.{name}") for name in names]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, kind)
        and value is not kind
        and value.__module__ == module.__name__
        and not value.__name__.startswith("_")
    ]
