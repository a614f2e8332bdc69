"""After a new clustering each old topic is kept, merged, split or vanished."""

import pyarrow as pa

from analytics.history.topic_fates import topic_fates
from tests.workspaces import write_table, write_workspace

ROWS = [
    (0, "ships", 10, "boats", 90, 0.9),
    (0, "ships", 11, "bread", 10, 0.1),
    (1, "sails", 10, "boats", 40, 0.8),
    (1, "sails", -1, None, 10, 0.2),
    (2, "bread", 11, "bread", 30, 1.0),
    (3, "stars", 12, "planets", 8, 0.4),
    (3, "stars", 13, "suns", 7, 0.35),
    (3, "stars", 11, "bread", 5, 0.25),
    (4, "rivers", -1, None, 9, 1.0),
    (-1, None, 10, "boats", 50, 1.0),
]


def test_each_old_topic_has_its_fate_the_largest_first(tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a text"])
    names = ("old_topic_id", "old_label", "new_topic_id", "new_label", "documents", "share_of_old")
    columns = dict(zip(names, map(list, zip(*ROWS, strict=True)), strict=True))
    write_table(workspace, "topic_changes", pa.table(columns))
    fates = topic_fates(workspace.connect())
    assert dict(zip(fates["old"], fates["fate"], strict=True)) == {
        "ships": "merged", "sails": "merged", "bread": "kept", "stars": "split", "rivers": "vanished"}  # fmt: skip
    assert fates["old"].tolist()[:2] == ["ships", "sails"]
    assert fates.set_index("old").loc["ships", "documents"] == 100


def test_without_a_new_clustering_there_is_no_fate(small):
    assert topic_fates(small.connect()).empty
