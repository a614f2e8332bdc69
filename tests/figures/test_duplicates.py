"""Figures of duplicates show the given numbers, and text from data is not HTML."""

import numpy as np
import pandas as pd

from analytics.figures.duplicates import MAX_SOURCES, cluster_curve, overlap_matrix, removal_curve
from analytics.figures.marked_map import marked_map

HOSTILE = "<b>$x$</b>"


def removed(*sources):
    thresholds = [0.5, 0.6, 0.7]
    rows = [
        (threshold, source, (index + 1) * (3 - step), 10.0)
        for index, source in enumerate(sources)
        for step, threshold in enumerate(thresholds)
    ]
    return pd.DataFrame(rows, columns=["threshold", "source", "documents", "tokens"])


def test_the_largest_source_is_at_the_bottom_of_the_stack():
    figure = removal_curve(removed("small", "large"), 0.6, "documents")
    assert [trace.name for trace in figure.data] == ["large", "small"]
    assert list(figure.data[0].y) == [6, 4, 2]
    assert list(figure.data[0].x) == [0.5, 0.6, 0.7]


def test_the_current_threshold_is_marked():
    assert removal_curve(removed("a"), 0.6, "tokens").layout.shapes[0].x0 == 0.6
    assert cluster_curve(pd.DataFrame({"threshold": [0.5, 0.6], "clusters": [3, 2]}), 0.55).layout.shapes[0].x0 == 0.55


def test_small_sources_are_one_band_and_nothing_is_lost():
    table = removed(*(f"source {i}" for i in range(9)))
    figure = removal_curve(table, 0.6, "documents")
    assert len(figure.data) == MAX_SOURCES + 1
    assert figure.data[-1].name == "other"
    assert sum(trace.y[0] for trace in figure.data) == table[table.threshold == 0.5].documents.sum()


def test_no_duplicates_make_an_empty_figure():
    assert len(removal_curve(removed(), 0.8, "documents").data) == 0


def overlaps(names, shares):
    rows = [
        (source, other, round(100 * share), 1000 * share, share, share)
        for source, row in zip(names, shares, strict=True)
        for other, share in zip(names, row, strict=True)
    ]
    return pd.DataFrame(
        rows, columns=["source", "other", "documents", "tokens", "share_of_documents", "share_of_tokens"]
    )


def test_a_cell_has_its_two_sources():
    figure = overlap_matrix(overlaps(["a", None], [[0.5, 0.004], [0.0, 1.0]]), "documents")
    assert figure.data[0].z[0][0] == 0.5
    assert np.isnan(figure.data[0].z[1][0])
    assert figure.data[0].text[0][1] == ""  # no document, so no text, not a rounded share
    assert [tuple(cell[:2]) for cell in figure.data[1].customdata] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert figure.layout.yaxis.ticktext == ("a", "(no source)")


def test_names_of_sources_are_not_html():
    figure = overlap_matrix(overlaps([HOSTILE], [[0.5]]), "documents")
    assert "<b>$" not in figure.to_json()
    assert "<b>$" not in removal_curve(removed(HOSTILE), 0.6, "documents").to_json()


def test_members_are_drawn_over_the_other_documents():
    figure = marked_map(
        pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]}), pd.DataFrame({"doc_id": [7], "x": [0.5], "y": [0.5]})
    )
    assert list(figure.data[1].customdata) == [7]
