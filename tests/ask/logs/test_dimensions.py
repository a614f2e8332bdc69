"""Answers are divided by topic whatever the map has: by topics, by themes where those are too many, and by the largest
of these.
"""

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.logs.dimensions import MOST_LEVELS, dimensions
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
    write_table(
        workspace,
        "topics",
        pa.table(
            {
                "topic_id": pa.array(range(themes + topics), pa.int32()),
                "parent_id": pa.array(parents, pa.int32()),
                "label": names,
            }
        ),
    )
    return workspace.connect()


@pytest.mark.parametrize(
    ("topics", "themes", "name", "levels"),
    [
        (20, 4, "topic (map)", 21),
        (MOST_LEVELS - 1, 4, "topic (map)", MOST_LEVELS),
        (200, 30, "theme (map)", 31),
        (300, 100, "theme (map)", MOST_LEVELS),
    ],
)
def test_every_answer_with_a_place_has_a_level_whose_part_selects_it(tmp_path, topics, themes, name, levels):
    connection = talk(tmp_path / "talk", topics, themes)
    found = dimensions(connection, np.arange(N), ("turns", "map"))[name]
    assert len(found.labels) == levels
    assert found.labels[found.codes[0]] == "no topic"
    for level, part in enumerate(found.filters):
        assert doc_ids(connection, Selection((part,))).tolist() == np.flatnonzero(found.codes == level).tolist()
    assert ("other themes" in found.labels) == (themes > MOST_LEVELS)
