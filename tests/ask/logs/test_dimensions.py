"""Answers are divided by topics, by themes when there are too many topics, and by the largest themes."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.logs.dimension import MAX_LEVELS
from analytics.ask.logs.dimensions import dimensions
from analytics.ask.selection import Selection, doc_ids
from tests.workspaces import write_table, write_workspace

N = 400


def talk(path, topics, themes):
    """N answers, each of one of `topics` topics, the last of them more often; the first five of none."""
    workspace = write_workspace(path, [f"text {number}" for number in range(N)], scanned=False)
    columns = {
        "doc_id": range(N),
        "conversation_id": [str(number) for number in range(N)],
        "turn_index": [0] * N,
        "created_at": pa.nulls(N, pa.timestamp("us")),
    }
    write_table(workspace, "turns", pa.table(columns))
    topic = np.minimum(np.arange(N) % (topics + 7), topics - 1)[::-1] + themes
    topic[:5] = -1
    write_table(workspace, "map", pa.table({"doc_id": range(N), "topic_id": pa.array(topic, pa.int32())}))
    names = [f"theme {number}" for number in range(themes)] + [f"topic {number}" for number in range(topics)]
    parents = [None] * themes + [number % themes for number in range(topics)]
    ids, parent_ids = pa.array(range(themes + topics), pa.int32()), pa.array(parents, pa.int32())
    write_table(workspace, "topics", pa.table({"topic_id": ids, "parent_id": parent_ids, "label": names}))
    return workspace.connect()


@pytest.mark.parametrize(
    ("topics", "themes", "name", "levels"),
    [
        (20, 4, "topic of the answer", 21),
        (MAX_LEVELS - 1, 4, "topic of the answer", MAX_LEVELS),
        (200, 30, "theme of the answer", 31),
        (300, 100, "theme of the answer", MAX_LEVELS),
    ],
)
def test_every_answer_on_the_map_has_a_level_whose_filter_selects_it(tmp_path, topics, themes, name, levels):
    connection = talk(tmp_path / "talk", topics, themes)
    dimension = dimensions(connection, np.arange(N), ("turns", "map"))[name]
    assert len(dimension.labels) == levels
    assert dimension.labels[dimension.codes[0]] == "no topic"
    for level, one in enumerate(dimension.filters):
        rows = np.flatnonzero(dimension.codes == level)
        assert doc_ids(connection, Selection((one,))).tolist() == rows.tolist()
    assert ("other themes" in dimension.labels) == (themes > MAX_LEVELS)
