"""Content: every document has a row, and what needs other tables reads them."""

import pyarrow as pa
import pytest

from analytics.ask.columns import columns
from analytics.build.content import STAGE
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.signals.registry import SIGNAL_TABLES
from tests.workspaces import write_table, write_workspace

TEXTS = [
    "Write to eva@example.org or +1 415 555 2671.",
    "What a load of shit.\nAll rights reserved by us.",
    "CafÃ© au lait, itâ€™s good",
    "",
    "All rights reserved by us.",
    "plain <b>text</b>",
]


def run(workspace):
    context = Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, ThreadEngine(2), lambda progress: None)
    STAGE.run(context)
    context.commit()
    return workspace.connect().sql("SELECT * FROM content ORDER BY doc_id").to_arrow_table().to_pylist()


def test_every_document_has_a_row_and_every_column_a_definition(tmp_path):
    workspace = write_workspace(tmp_path / "content", TEXTS)
    rows = run(workspace)
    assert [row["doc_id"] for row in rows] == list(range(len(TEXTS)))
    assert [column.name for column in columns(workspace.connect(), "content")] == list(SIGNAL_TABLES["content"])
    assert (rows[0]["pii_count"], rows[0]["email_count"], rows[0]["phone_count"]) == (2, 1, 1)
    assert [row["profanity_count"] for row in rows] == [0, 1, 0, 0, 0, 0]
    assert [row["mojibake_count"] for row in rows] == [0, 0, 2, 0, 0, 0]
    assert [row["markup_tag_count"] for row in rows] == [0, 0, 0, 0, 0, 2]
    assert [row["unfinished"] for row in rows] == [False, False, True, None, False, True]


def test_what_needs_tables_that_are_not_there_is_unknown_not_zero(tmp_path):
    rows = run(write_workspace(tmp_path / "bare", TEXTS))
    assert {row["boilerplate_char_frac"] for row in rows} == {None}
    assert {row["neighbor_distance"] for row in rows} == {None}
    assert rows[3]["profanity_word_frac"] is None


def test_boilerplate_is_the_share_of_characters_in_repeated_lines_or_paragraphs(tmp_path):
    workspace = write_workspace(tmp_path / "boilerplate", TEXTS)
    line, length = TEXTS[4], len(TEXTS[4])
    passages = pa.table(
        {
            "passage_id": [0, 1],
            "kind": ["line", "paragraph"],
            "text": [line, line],
            "documents": [2, 1],
            "occurrences": [2, 1],
            "characters": [2 * length, 10],
        }
    )
    write_table(workspace, "repeated_passages", passages, stage="passages")
    write_table(
        workspace,
        "passage_documents",
        pa.table({"passage_id": [0, 0, 1], "doc_id": [1, 4, 4], "occurrences": [1, 1, 1]}),
        stage="passages",
    )
    shares = [row["boilerplate_char_frac"] for row in run(workspace)]
    assert shares[4] == 1
    assert shares[1] == pytest.approx(length / len(TEXTS[1]))
    assert shares[0] == 0
    assert shares[3] is None


def test_an_outlier_is_far_from_its_neighbours(tmp_path):
    workspace = write_workspace(tmp_path / "outliers", TEXTS)
    neighbors = pa.table(
        {
            "doc_id": [0, 0, 1],
            "rank": [1, 2, 1],
            "neighbor_id": [1, 2, 0],
            "similarity": pa.array([0.5, 0.3, 0.9], pa.float32()),
        }
    )
    write_table(workspace, "neighbors", neighbors)
    assert [row["neighbor_distance"] for row in run(workspace)][:3] == [
        pytest.approx(0.6),
        pytest.approx(0.1, abs=1e-6),
        None,
    ]
