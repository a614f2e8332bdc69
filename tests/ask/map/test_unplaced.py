"""A map with empty documents, or without any document, has every colour, and says how many have no position."""

import numpy as np
import pyarrow as pa
import pytest

from analytics import encoders
from analytics.ask.map import colour_classes, colours, points
from analytics.ui.map.captions import without_place
from tests.map_stages import BagOfWords, run, write_documents
from tests.workspaces import write_table


@pytest.mark.parametrize(
    ("texts", "positions"),
    [
        (["one lamp", "two lamps", "three doors", ""], 3),
        (["", "one lamp", " \n ", "two lamps", "\t"], 2),
        (["", " ", "\n"], 0),
        (["", "one lamp"], 1),
        ([*["one lamp"] * 20, *[""] * 30], 20),
    ],
)
def test_every_colour_works_with_documents_that_have_no_position(tmp_path, monkeypatch, texts, positions):
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None: BagOfWords())
    workspace = write_documents(tmp_path / "w", texts)
    number = pa.array(np.arange(len(texts)), pa.int64())
    metadata = {"doc_id": number, "count": number, "is_even": pa.array([n % 2 == 0 for n in range(len(texts))])}
    write_table(workspace, "metadata", pa.table(metadata))
    run(workspace)
    connection = workspace.connect()
    shown = points.points(connection)
    assert len(shown) == positions
    choices = colours.choices(connection)
    assert {"theme", "topic", "source", "count", "is_even", "faithfulness"} <= {by.name for by in choices}
    for by in choices:
        colouring = colour_classes.colouring(connection, shown, by)
        assert sum(colouring.counts) == len(colouring.codes) == positions
    summary = points.summarize_map(connection)
    assert summary.without_position == len(texts) - positions
    assert dict(summary.reasons)["the text is empty"] == len(texts) - positions
    sentence = " ".join(without_place(summary))
    assert f"{len(texts) - positions:,} document" in sentence and "not on the map" in sentence
