"""Which signals are there? Every signal of every table: a new file in a folder needs no other change."""

from __future__ import annotations

from analytics.signals import behaviour, content, quality, scan
from analytics.signals.family import Family
from analytics.signals.signal import Signal

FAMILIES: dict[str, tuple[Family, ...]] = {
    "signals": scan.FAMILIES,
    "content": content.FAMILIES,
    "quality": quality.FAMILIES,
    "behaviour": behaviour.FAMILIES,
}
"""The families that fill each table."""

TEXT_TABLES = ("signals", "content", "quality")
"""The tables whose columns are signals of any text; those of `behaviour` are signals of answers."""

SIGNAL_TABLES: dict[str, dict[str, Signal]] = {
    table: {signal.name: signal for family in families for signal in family.signals}
    for table, families in FAMILIES.items()
}
"""By table its signals by name, in the order of its columns (after `doc_id`)."""

SIGNALS: dict[str, Signal] = {name: signal for signals in SIGNAL_TABLES.values() for name, signal in signals.items()}
"""Every signal by name: no name is in two tables."""


def find_signal(table: str, column: str) -> Signal | None:
    """The definition of a column; None for a column that has none, such as a column of the input."""
    return SIGNAL_TABLES.get(table, {}).get(column)


def answer_signals(about: str) -> tuple[Signal, ...]:
    """The signals of `behaviour` that describe the "answer", its "reader" or its "prompt" (`Family.about`)."""
    return tuple(signal for family in FAMILIES["behaviour"] if family.about == about for signal in family.signals)
