"""Ask every kind of finding for its candidates."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

import duckdb

from analytics.ask.columns import tables
from analytics.findings.finding import Finding
from analytics.findings.ranking import ranked


class Kind(Protocol):
    """A module of `findings.kinds`."""

    TABLES: tuple[str, ...]

    def candidates(self, connection: duckdb.DuckDBPyConnection) -> Iterable[Finding]:
        """The candidates of this kind: all that were tested, not only those that are significant."""


def kinds() -> dict[str, Kind]:
    """The modules of `findings.kinds` by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(import_module("analytics.findings.kinds").__path__))
    return {name: cast(Kind, import_module(f"analytics.findings.kinds.{name}")) for name in names}


def search_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The findings about all documents, the most important first."""
    available = tables(connection)
    candidates: list[Finding] = []
    for kind in kinds().values():
        if available.issuperset(kind.TABLES):
            candidates += kind.candidates(connection)
    return ranked(candidates)
