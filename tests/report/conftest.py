"""A workspace with a map and personal data."""

import numpy as np
import pyarrow as pa
import pytest

from tests.workspaces import HOSTILE, write_table, write_workspace


@pytest.fixture(scope="session")
def mapped(tmp_path_factory):
    """Two themes of twenty documents, with personal data in their central documents."""
    texts = [f"Write to jane.doe{number}@company.org about number {number}. {HOSTILE[0]}" for number in range(40)]
    workspace = write_workspace(tmp_path_factory.mktemp("report") / "mapped", texts)
    write_table(workspace, "map", map_rows())
    write_table(workspace, "topics", theme_rows(), stage="map")
    return workspace


def map_rows():
    return pa.table(
        {
            "doc_id": pa.array(range(40), pa.int64()),
            "x": np.arange(40, dtype=np.float32),
            "y": np.ones(40, np.float32),
            "topic_id": pa.array(np.repeat([2, 3], 20), pa.int32()),
            "faithfulness": np.ones(40, np.float32),
        }
    )


def theme_rows():
    names = ["first <b>theme</b>", HOSTILE[2], "one", "two"]
    return pa.table(
        {
            "topic_id": pa.array(range(4), pa.int32()),
            "parent_id": pa.array([None, None, 0, 1], pa.int32()),
            "label": names,
            "terms": [[name] for name in names],
            "size": [20] * 4,
            "x": [1.0] * 4,
            "y": [1.0] * 4,
            "level": ["theme"] * 2 + ["topic"] * 2,
            "medoid_doc_id": [0, 20] * 2,
        }
    )
