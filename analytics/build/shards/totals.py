"""Exact totals of a corpus in shards: documents, tokens, duplicates and histograms, which add up over the shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from analytics.build.shards.corpus import rows_of_shard
from analytics.build.shards.shard import Shard
from analytics.build.whole import WHOLE, WHOLE_HISTOGRAMS
from analytics.signals.registry import SIGNAL_TABLES
from analytics.sql import identifier

Bin = tuple[str, float, float]

FRACTION_BIN = "floor(value * 100) / 100 AS low, low + 0.01 AS high"
"""Shares are counted in percents; other values in eighths of a doubling, which is 9 % wide at any size."""
OTHER_BIN = (
    "CASE WHEN value = 0 THEN 0 ELSE sign(value) * pow(2, floor(8 * log2(abs(value))) / 8) END AS low, "
    "low * CASE WHEN value < 0 THEN 1 / pow(2, 0.125) ELSE pow(2, 0.125) END AS high"
)


MIN_OF_SOURCE = 30
"""Fewer documents of a source say nothing about it."""


@dataclass
class Totals:
    """The totals of one shard, or of several: by source (None: no source), and by signal and bin."""

    documents: Counter[str | None] = field(default_factory=Counter)
    tokens: Counter[str | None] = field(default_factory=Counter)
    copies: Counter[str | None] = field(default_factory=Counter)
    near: Counter[str | None] = field(default_factory=Counter)
    histograms: Counter[Bin] = field(default_factory=Counter)

    @classmethod
    def sum(cls, many: Iterable[Totals]) -> Totals:
        """The totals of all shards together."""
        total = cls()
        for one in many:
            for name in ("documents", "tokens", "copies", "near", "histograms"):
                getattr(total, name).update(getattr(one, name))
        return total

    def whole(self, sampled: Counter[str | None]) -> pa.Table:
        """The rows of `whole`, the largest source first."""
        order = sorted(self.documents, key=lambda source: (-self.documents[source], source or ""))
        counts = (self.documents, self.tokens, self.copies, self.near, sampled)
        rows = [(source, *(count[source] for count in counts)) for source in order]
        return pa.Table.from_pylist([dict(zip(WHOLE.names, row, strict=True)) for row in rows], WHOLE)

    def whole_histograms(self) -> pa.Table:
        """The rows of `whole_histograms`."""
        order = {signal: place for place, signal in enumerate(SIGNAL_TABLES["signals"])}
        bins = sorted(self.histograms, key=lambda one: (order[one[0]], min(one[1], one[2])))
        rows = [(name, min(low, high), max(low, high), self.histograms[name, low, high]) for name, low, high in bins]
        return pa.Table.from_pylist(
            [dict(zip(WHOLE_HISTOGRAMS.names, row, strict=True)) for row in rows], WHOLE_HISTOGRAMS
        )


@dataclass(frozen=True)
class ShardTotals:
    """A task: the totals of a shard. The folder `paired` has the documents in pairs by shard."""

    shard: Shard
    paired: str

    def __call__(self) -> Totals:
        connection = self.shard.connect()
        totals = Totals()
        rows = connection.execute(
            """SELECT source, count(*), coalesce(sum(n_tokens), 0)::BIGINT
            FROM documents LEFT JOIN signals USING (doc_id) GROUP BY source"""
        ).fetchall()
        for source, documents, tokens in rows:
            totals.documents[source], totals.tokens[source] = documents, tokens
        connection.register("paired", rows_of_shard(self.paired, self.shard.number, ["doc_id", "is_copy", "is_near"]))
        pairs = connection.execute(
            f"""SELECT source, count(*) FILTER (is_copy), count(*) FILTER (is_near)
            FROM (SELECT doc_id - {self.shard.first} AS doc_id, is_copy::BOOLEAN AS is_copy,
                is_near::BOOLEAN AS is_near FROM paired)
            JOIN documents USING (doc_id) GROUP BY source"""
        ).fetchall()
        for source, copies, near in pairs:
            totals.copies[source], totals.near[source] = copies, near
        for signal in SIGNAL_TABLES["signals"].values():
            if signal.dtype in ("DOUBLE", "BIGINT"):
                bins = FRACTION_BIN if signal.is_fraction else OTHER_BIN
                counted = connection.execute(
                    f"""SELECT low, high, count(*) FROM (SELECT {bins} FROM
                    (SELECT {identifier(signal.name)}::DOUBLE AS value FROM signals WHERE value IS NOT NULL))
                    GROUP BY low, high"""
                ).fetchall()
                totals.histograms.update({(signal.name, low, high): documents for low, high, documents in counted})
        return totals


def quotas(documents: Counter[str | None], rows: int) -> dict[str | None, int]:
    """How many of `rows` documents are drawn from each source: a proportional share, and at least MIN_OF_SOURCE, or all
    where a source has fewer. The shares are rounded by the largest remainder.
    """
    total = sum(documents.values())
    if rows >= total:
        return dict(documents)
    least = {source: min(count, MIN_OF_SOURCE, max(1, rows // len(documents))) for source, count in documents.items()}
    left = max(0, rows - sum(least.values()))
    rest = {source: documents[source] - least[source] for source in documents}
    share = {source: left * rest[source] / max(1, sum(rest.values())) for source in documents}
    quota = {source: least[source] + int(share[source]) for source in documents}
    by_remainder = sorted(documents, key=lambda source: (int(share[source]) - share[source], source or ""))
    for source in by_remainder[: max(0, rows - sum(quota.values()))]:
        quota[source] += 1
    return quota
