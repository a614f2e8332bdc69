"""Connected components by iteration on a Spark Connect server are those of union-find, whatever the buckets are."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.build.engines import engine_of
from analytics.build.shards.components import component_of, connect, links_file
from analytics.build.shards.corpus import write_rows
from analytics.build.shards.near_duplicates import NearDuplicates
from analytics.build.shards.shard import Shard

N = 400
RANDOM = np.random.default_rng(7)
ORDER = RANDOM.permutation(N)

CHAIN = np.c_[ORDER[:-1], ORDER[1:]]
GRAPHS = {
    "a chain through all documents in random order": CHAIN,
    "chains of twenty": CHAIN[np.arange(N - 1) % 20 != 0],
    "a star around the largest document": np.c_[np.arange(N - 1), np.full(N - 1, N - 1)],
    "sparse random pairs": RANDOM.integers(0, N, (150, 2)),
    "dense random pairs in four parts": RANDOM.integers(0, N // 4, (900, 2)) * 4 + RANDOM.integers(0, 4, (900, 1)),
    "a tree of halves": np.c_[np.arange(1, N) // 2, np.arange(1, N)],
    "no pairs": np.empty((0, 2), np.int64),
}


def by_union_find(pairs):
    """Document -> the smallest document of its component."""
    parent = {int(one): int(one) for one in pairs.ravel()}

    def root(one):
        while parent[one] != one:
            one = parent[one]
        return one

    for a, b in pairs.tolist():
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {one: root(one) for one in parent}


@pytest.mark.parametrize(("graph", "buckets"), [(name, 8) for name in GRAPHS] + [(next(iter(GRAPHS)), 1)])
def test_the_components_are_those_of_union_find(graph, buckets, spark_address, tmp_path):
    pairs = np.sort(GRAPHS[graph], axis=1)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    (tmp_path / "pairs").mkdir()
    for bucket in range(buckets):
        rows = pairs[pairs[:, 0] % buckets == bucket]
        write_rows(links_file(tmp_path / "pairs", bucket), pa.table({"a": rows[:, 0], "b": rows[:, 1]}))
    shards = [Shard(0, "", 0, 150), Shard(2, "", 150, 1), Shard(3, "", 151, N - 151)]
    near = NearDuplicates(engine_of(spark_address), shards, tmp_path)
    components = connect(near.step, tmp_path / "pairs", buckets, near.corpus)
    expected = by_union_find(pairs)
    files = [pq.read_table(file) for file in sorted((tmp_path / "components").glob("*.parquet"))]
    rows = pa.concat_tables(files) if files else pa.table({"doc_id": [], "component": []})
    assert dict(zip(rows["doc_id"].to_pylist(), rows["component"].to_pylist(), strict=True)) == expected
    assert components.documents == len(rows) == len(expected)
    assert components.rounds <= 12
    for bucket in range(buckets):
        ids = np.array([one for one in expected if one % buckets == bucket], np.int64)
        smallest = component_of(ids, links_file(components.links, bucket))
        assert smallest.tolist() == [expected[one] for one in ids.tolist()]
