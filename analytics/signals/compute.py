"""How are the signals of a table computed? By all its families, one batch at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.signals.family import Compute, Family, Tables
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

Families = tuple[Family, ...]


@dataclass(frozen=True)
class Measure:
    """Computes the rows of a table of signals for a batch of its documents."""

    families: Families
    computations: tuple[Compute, ...]

    @classmethod
    def of(cls, families: Families, tables: Tables | None = None, present: Collection[str] = ()) -> Measure:
        """The computations of these families. Those that need other tables read them now, if all are `present`."""
        computations = [family.compute for family in families if family.compute]
        if tables is not None:
            ready = (family for family in families if set(family.reads) <= set(present))
            computations += [family.prepare(tables) for family in ready if family.prepare]
        return cls(families, tuple(computations))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of the table. Columns of `batch` that are signals are kept: a query has computed them."""
        queried = [signal.name for signal in signals_of(self.families) if signal.sql]
        columns = {name: batch[name] for name in ("doc_id", *queried)}
        return to_batch(columns | self.columns(batch), self.families)

    def columns(self, batch: pa.RecordBatch) -> dict[str, Any]:
        """The columns that functions compute, by name."""
        return {name: column for compute in self.computations for name, column in compute(batch).items()}


def signals_of(families: Iterable[Family]) -> list[Signal]:
    """The signals of these families, in the order of their columns."""
    return [signal for family in families for signal in family.signals]


def tables_read(families: Iterable[Family]) -> tuple[str, ...]:
    """The tables that these families read, apart from the documents."""
    return tuple(dict.fromkeys(name for family in families for name in family.reads))


def schema(families: Families) -> pa.Schema:
    """The Arrow schema of a table of signals: doc_id, then a column for each signal."""
    import pyarrow as pa

    types = {
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "BOOLEAN": pa.bool_(),
        "VARCHAR": pa.string(),
        "VARCHAR[]": pa.list_(pa.string()),
    }
    return pa.schema([("doc_id", pa.int64()), *((one.name, types[one.dtype]) for one in signals_of(families))])


def to_batch(columns: Mapping[str, Any], families: Families) -> pa.RecordBatch:
    """The rows of a table of signals; a signal that is missing in `columns` is NULL."""
    import pyarrow as pa

    fields, rows = schema(families), len(columns["doc_id"])
    arrays = [
        _array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in fields
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=fields)


def kernel_columns(counts: pa.RecordBatch, families: Families) -> dict[str, pa.Array]:
    """The signals that the kernel computes, from what it counted (`batch.scan`)."""
    from analytics.batch.columns import Denominator

    definitions = {signal.name: signal.kernel.split(" / ") for signal in signals_of(families) if signal.kernel}
    names = {per for _, *pers in definitions.values() for per in pers}
    denominators = {name: Denominator.of(counts[name].to_numpy()) for name in names}
    return {
        name: denominators[per[0]].ratio(counts[count].to_numpy()) if per else counts[count]
        for name, (count, *per) in definitions.items()
    }


def _array(column: Any, kind: pa.DataType) -> pa.Array:
    """A column in its type. NaN in an array of numpy is NULL."""
    import numpy as np
    import pyarrow as pa

    if isinstance(column, pa.Array):
        return column if column.type == kind else column.cast(kind)
    is_nan = np.isnan(column) if isinstance(column, np.ndarray) and column.dtype.kind == "f" else None
    return pa.array(column, kind, mask=is_nan)
