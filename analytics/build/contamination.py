"""Contamination: which documents contain items of the evaluation files that `--against` names?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from analytics.batch.contamination import Items
from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table
from analytics.ingest import describe_input, find_inputs

ITEMS = pa.schema({"item": pa.int32(), "against": pa.string(), "text": pa.string(), "n_grams": pa.int32()})
"""`n_grams` is how many 13-grams of the item are searched; 0 where it is too short, or many items share its words."""
CONTAMINATION = pa.schema(
    {
        "doc_id": pa.int64(),
        "item": pa.int32(),
        "shared": pa.int32(),
        "containment": pa.float32(),
        "start": pa.int64(),
        "stop": pa.int64(),
    }
)
"""As of batch.contamination.Items; `start` and `stop` are bytes of the text in UTF-8."""


def run(context: Context) -> None:
    """Read the items, then search every document for their n-grams."""
    named = [(name, text) for path, _ in context.options.get("against") or () for name, text in _items(Path(path))]
    if not named:
        return
    names, texts = zip(*named, strict=True)
    items = Items.of(texts)
    columns = {"item": range(len(texts)), "against": names, "text": texts, "n_grams": items.counts}
    context.writer("evaluation_items", ITEMS).write(
        pa.table({name: pa.array(list(column), ITEMS.field(name).type) for name, column in columns.items()}, ITEMS)
    )
    map_table(context, Matches(items), {"contamination": CONTAMINATION})
    context.notes |= {"items": len(texts), "checked": int((items.counts > 0).sum()), "gram_words": 13}


@dataclass(frozen=True)
class Matches:
    """The rows of `contamination` for a batch of texts (doc_id, text)."""

    items: Items

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        matches = self.items(batch)
        return matches.cast(CONTAMINATION) if matches.schema != CONTAMINATION else matches


def fingerprints(paths: Sequence[str]) -> list[list[str]]:
    """Each path made absolute, with a fingerprint of its items. Raises DataloupeError when there is nothing to read."""
    return [[str(Path(path).absolute()), _fingerprint(Path(path))] for path in paths]


def _fingerprint(path: Path) -> str:
    return " ".join(one.fingerprint for one in find_inputs([str(path)], {}))


def _items(path: Path) -> Iterator[tuple[str, str]]:
    """The name and text of every item."""
    for one in find_inputs([str(path)], {}):
        for rows in describe_input(one, {}).read(0):
            if rows.tables:
                yield from ((one.name, text) for text in rows.tables["documents"].column("text").to_pylist())


STAGE = Stage(
    name="contamination",
    title="Find evaluation items",
    reads=("documents",),
    writes=("evaluation_items", "contamination"),
    run=run,
    options=("against",),
)
