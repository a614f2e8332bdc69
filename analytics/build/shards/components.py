"""Which documents of a corpus in shards are connected by pairs? Connected components by iteration, on a cluster.

A link joins a document to a smaller one. In every round a bucket gets all links of its documents, in both directions,
and joins every document that they connect to the smallest one. The rounds end when no link changes: then each link
joins a document to the smallest one of its component. A link of a document to a larger and to a smaller one would
change, and so would two different ones to smaller ones.

Of a component, the bucket of its smallest document has all links: 16 bytes for each document.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ask.duplicates.pairs import connected_components
from analytics.build.engines.blocks import Block, split
from analytics.build.shards.corpus import Corpus, write_rows

if TYPE_CHECKING:
    from analytics.build.engine import Task
    from analytics.build.engines.blocks import Reduce

_MIX = np.uint64(0x9E3779B97F4A7C15)


Step = Callable[[str, Sequence[str], "Sequence[Task]", "Sequence[Reduce]"], "list[Block]"]
"""Does a step of a cluster, or gives what an earlier run had from it: `NearDuplicates.step`."""


@dataclass(frozen=True)
class Components:
    """Folders with the component of each document in pairs: `by_shard`, and as `links` by bucket of pairs. `documents`
    is how many there are, `rounds` how many the iteration took.
    """

    by_shard: str
    links: str
    documents: int
    rounds: int


def connect(step: Step, pairs: Path, buckets: int, corpus: Corpus) -> Components:
    """The components of the documents of the files in `pairs`, which are `buckets`."""
    source, before = pairs, None
    for number in itertools.count(1):
        folder = Path(corpus.folder) / f"links-{number}"
        tasks = [SendLinks(str(file), buckets) for file in sorted(source.glob("*.parquet"))]
        blocks = step(folder.name, [folder.name], tasks, [JoinLinks(buckets), WriteLinks(str(folder))])
        totals = [total(blocks, name) for name in ("links", "checksum")]
        if totals == before:
            break
        source, before = folder, totals
    send = [SendComponents(str(file), corpus) for file in sorted(folder.glob("*.parquet"))]
    blocks = step("components", ["components"], send, [WriteComponents(corpus)])
    return Components(f"{corpus.folder}/components", str(folder), total(blocks, "documents"), number)


def total(blocks: Sequence[Block], name: str) -> int:
    """The sum of a column of the tables that a step gives."""
    return sum(value for _, _, rows in blocks for value in rows[name].to_pylist())


@dataclass(frozen=True)
class SendLinks:
    """A task: the links (a, b) of a file, of pairs or of an earlier round, to the buckets of both documents."""

    file: str
    buckets: int

    def __call__(self) -> Iterator[Block]:
        links = joined(pq.read_table(self.file, columns=["a", "b"], use_threads=False))
        a, b = (links[name].to_numpy() % self.buckets for name in ("a", "b"))
        yield from split(links, "links", b)
        elsewhere = a != b
        yield from split(links.filter(pa.array(elsewhere)), "links", a[elsewhere])


@dataclass(frozen=True)
class JoinLinks:
    """All links of the documents of a bucket -> joined links, in the buckets of their larger documents."""

    buckets: int

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        links = joined(tables["links"])
        yield from split(links, "links", links["b"].to_numpy() % self.buckets)


@dataclass(frozen=True)
class WriteLinks:
    """Write the different links of a bucket; gives their number, and a sum that changes with them."""

    folder: str

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        links = tables["links"].group_by(["a", "b"], use_threads=False).aggregate([]).sort_by("b")
        write_rows(links_file(self.folder, bucket), links)
        a, b = (links[name].to_numpy().astype(np.uint64) for name in ("a", "b"))
        mixed = ((a * _MIX) ^ (b + (a >> np.uint64(7)))) * _MIX
        checksum = int((mixed ^ (mixed >> np.uint64(32))).sum(dtype=np.uint64) >> np.uint64(1))
        yield 0, "totals", pa.table({"links": [len(links)], "checksum": [checksum]})


@dataclass(frozen=True)
class SendComponents:
    """A task: the documents of a file of the last round, each with the smallest one of its component, by shard."""

    file: str
    corpus: Corpus

    def __call__(self) -> Iterator[Block]:
        links = pq.read_table(self.file, use_threads=False)
        smallest = np.unique(links["a"].to_numpy())
        ids = np.r_[links["b"].to_numpy(), smallest]
        rows = pa.table({"doc_id": ids, "component": np.r_[links["a"].to_numpy(), smallest]})
        yield from split(rows, "components", self.corpus.places(ids))


@dataclass(frozen=True)
class WriteComponents:
    """Write the documents of a shard that are in pairs, with their components; gives how many there are."""

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        rows = tables["components"].group_by(["doc_id", "component"], use_threads=False).aggregate([])
        self.corpus.write("components", bucket, rows.sort_by("doc_id"))
        yield 0, "totals", pa.table({"documents": [len(rows)]})


def joined(pairs: pa.Table) -> pa.Table:
    """Links (a, b): each document of the pairs with the smallest one that they connect it with."""
    ids, ends = np.unique(np.r_[pairs["a"].to_numpy(), pairs["b"].to_numpy()], return_inverse=True)
    if not len(ids):
        return pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64())})
    label = connected_components(len(ids), *np.split(ends, 2))
    smallest = np.full(label.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, label, ids)
    is_joined = smallest[label] != ids
    return pa.table({"a": smallest[label][is_joined], "b": ids[is_joined]})


def links_file(folder: str | Path, bucket: int) -> Path:
    """The file of the links of a bucket."""
    return Path(folder) / f"bucket-{bucket:05}.parquet"


def component_of(ids: np.ndarray, links: Path) -> np.ndarray:
    """The components of documents of the bucket that has the file `links` of the last round, if it has any."""
    component = ids.copy()
    if links.is_file():
        table = pq.read_table(links, use_threads=False).sort_by("b")
        documents, smallest = table["b"].to_numpy(), table["a"].to_numpy()
        place = np.minimum(np.searchsorted(documents, ids), len(documents) - 1)
        is_linked = documents[place] == ids
        component[is_linked] = smallest[place[is_linked]]
    return component
