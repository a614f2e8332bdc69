"""A corpus of twelve documents with given or random pairs of duplicates, and random policies and thresholds."""

import duckdb
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, Thresholds

SOURCES = ("web", "book", None)


def corpus(pairs, **changes):
    """A connection to twelve documents with these `pairs`: (a, b, kind, jaccard[, containment]). `changes` are
    functions that change a table.
    """
    connection = duckdb.connect()
    ids = range(12)
    texts = {
        "doc_id": ids,
        "source": [SOURCES[i % 3] for i in ids],
        "text": [f"text {i}" for i in ids],
        "title": None,
        "created_at": pd.Timestamp("2023-01-01"),
    }
    signals = {
        "doc_id": ids,
        "n_chars": [len(f"text {i}") for i in ids],
        "n_tokens": [10 * (i + 1) for i in ids],
        "quality": [(7 * i) % 5 for i in ids],
    }
    rows = [(a, b, kind, jaccard, *(containment or [jaccard])) for a, b, kind, jaccard, *containment in pairs]
    stored = pd.DataFrame(rows, columns=["a", "b", "kind", "jaccard", "containment"]).astype(
        {"a": int, "b": int, "kind": object, "jaccard": "float32", "containment": "float32"}
    )
    stored = stored.assign(
        cosine=np.float32("nan"), a_in_b=stored.containment, b_in_a=stored.containment, shared=20, linked=False
    )
    tables = {
        "documents": pd.DataFrame(texts),
        "signals": pd.DataFrame(signals),
        "signatures": pd.DataFrame({"doc_id": ids, "n_shingles": 5}),
        "duplicate_pairs": stored,
    }
    for name, table in tables.items():
        connection.register(name, changes[name](table) if name in changes else table)
    return connection


@st.composite
def random_pairs(draw):
    """Pairs for `corpus`: some later documents are copies of earlier ones, and some different texts are pairs."""
    n = 12
    copies = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    representative = list(range(n))
    rows = []
    for i in range(6, n):  # a later document may be a copy of an earlier one
        if copies[i] == 0:
            first = representative[draw(st.integers(0, 5))]
            representative[i] = first
            rows.append((first, i, "exact", 1.0))
    distinct = [i for i in range(n) if representative[i] == i]
    some = draw(
        st.lists(
            st.tuples(
                st.sampled_from(distinct),
                st.sampled_from(distinct),
                st.sampled_from([0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0]),
            ),
            max_size=16,
        )
    )
    near = {(min(a, b), max(a, b)): jaccard for a, b, jaccard in some if a != b}
    return [*rows, *((a, b, "near", jaccard) for (a, b), jaccard in near.items())]


POLICIES = st.builds(
    KeepPolicy,
    rule=st.sampled_from(list(KEEP_RULES)),
    signal=st.just("quality"),
    lower_is_better=st.booleans(),
    sources=st.permutations(["web", "book"]).map(tuple),
    keep_indirect=st.booleans(),
)
THRESHOLDS = st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]).map(Thresholds)

CHAIN = [(0, 1, "near", 0.82), (1, 2, "near", 0.74), (0, 2, "near", 0.51)]
