"""Names of columns that must differ from one another."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence


def unique_name(name: str, taken: Collection[str], prefix: str | None = None, key: Callable[[str], str] = str) -> str:
    """`name`, or where it is taken the first free of `name_2`, `name_3`, ...; with a prefix, of `prefix_name`, ...

    Names are compared by `key`: with `str.lower`, `taken` holds lower-case names.
    """
    candidates = itertools.chain([name], _prefixed(name, prefix) if prefix else _numbered(name))
    return next(candidate for candidate in candidates if key(candidate) not in taken)


def unique_names(names: Sequence[str]) -> list[str]:
    """`names`, each once: a second `a` becomes `a_2`, or a later number where a column `a_2` exists."""
    chosen: dict[str, None] = {}
    for name in names:
        chosen[unique_name(name, chosen.keys() | set(names)) if name in chosen else name] = None
    return list(chosen)


def _numbered(name: str) -> Iterator[str]:
    return (f"{name}_{number}" for number in itertools.count(2))


def _prefixed(name: str, prefix: str) -> Iterator[str]:
    return (f"{prefix}_" * times + name for times in itertools.count(1))
