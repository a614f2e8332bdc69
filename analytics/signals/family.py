"""What is a family? Signals that one module defines and computes together."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

LAST = 100


class Tables(Protocol):
    """The tables of a workspace, as a family reads them."""

    def rows(self, table: str) -> int:
        """The number of rows of a table."""
        ...

    def batches(self, table: str, columns: list[str] | None = None, rows: int = ...) -> Iterator[pa.RecordBatch]:
        """The rows of a table, in the order of doc_id."""
        ...


Compute = Callable[["pa.RecordBatch"], Mapping[str, Any]]
"""Gives a column (an Arrow or numpy array, or a list) for each signal, by name."""


@dataclass(frozen=True)
class Family:
    """Signals that one module defines and computes together: neighbouring columns of the table of its folder.

    `compute` gets a batch of texts (doc_id, text) and gives the columns of the signals. In `behaviour` it gets a batch
    of answers: doc_id, text, prompt (the text that was answered) and lang. A family that needs whole tables names them
    in `reads` and gives `prepare`, which reads them once and gives such a function; the signals are NULL where one of
    these tables is missing. A family with neither is computed by the compiled scan (`Signal.kernel`), by SQL
    (`Signal.sql`), or by the classifier.

    `about` is what the signals describe: a "text"; or, in `behaviour`, how an "answer" reads, what its "reader" did
    next, or its "prompt". Families are sorted by `order`, then by the name of their module: a new one needs no `order`.
    """

    signals: tuple[Signal, ...]
    compute: Compute | None = None
    prepare: Callable[[Tables], Compute] | None = None
    reads: tuple[str, ...] = ()
    about: str = "text"
    order: int = LAST


def module_names(path: Iterable[str]) -> list[str]:
    """The names of the modules in a package (its `__path__`), sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(path))


def in_order(families: Iterable[Family]) -> tuple[Family, ...]:
    """The families in the order of their columns."""
    return tuple(sorted(families, key=lambda family: family.order))
