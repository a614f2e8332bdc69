"""A candidate: one way to read a sample, with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.ingest.reading.model import Reading


@dataclass(frozen=True)
class Candidate:
    """A reading and its score; candidates of all kinds share one scale (about 0 to 5)."""

    reading: Reading
    score: float
    reasons: tuple[str, ...] = ()
