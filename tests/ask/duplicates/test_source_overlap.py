"""The overlap of sources counts documents that are also in another source, and lists their pairs."""

import numpy as np
import pytest

from analytics.ask.duplicates import graph, overlap, pairs_between
from analytics.errors import DataloupeError
from tests.duplicate_pairs import corpus


def test_overlap_counts_documents_of_a_source_that_are_also_in_another():
    pairs = [(0, 1, "near", 0.9), (3, 6, "exact", 1.0), (4, 2, "near", 0.6)]
    connection = corpus([(min(a, b), max(a, b), *rest) for a, b, *rest in pairs])
    table = overlap(connection, graph(connection), threshold=0.8).set_index(["source", "other"])
    cell = table.loc[("web", "book")]
    assert (cell.documents, cell.tokens) == (1, 10)
    assert cell.share_of_documents == 1 / 4
    assert table.loc[("web", "web")].documents == 2
    assert table.loc[("book", "web")].documents == 1
    assert table.documents.sum() == 4
    duplicates = graph(connection)
    assert pairs_between(duplicates, "web", "book")[["a", "b", "copy"]].to_numpy().tolist() == [[0, 1, False]]
    assert pairs_between(duplicates, "web", "web")[["a", "b", "copy"]].to_numpy().tolist() == [[6, 3, True]]
    assert pairs_between(duplicates, "book", None, threshold=0.5)[["a", "b"]].to_numpy().tolist() == [[4, 2]]


def test_overlap_by_containment_has_a_direction():
    connection = corpus([(0, 1, "near", 0.3, 1.0)], duplicate_pairs=lambda table: table.assign(b_in_a=np.float32(0.3)))
    table = overlap(connection, graph(connection), "containment", 0.8).set_index(["source", "other"])
    assert table.loc[("web", "book")].documents == 1
    assert table.loc[("book", "web")].documents == 0
    with pytest.raises(DataloupeError, match="jaccard, containment"):
        overlap(connection, graph(connection), "cosine")
