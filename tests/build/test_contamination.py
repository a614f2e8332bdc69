"""Items of a file that --against names are found in the documents, with the passage."""

import json

import pytest

from analytics.ask.duplicates.contamination import contaminated_items, contamination, documents_with, passage
from analytics.ask.filters import Rows
from analytics.ask.selection import Selection
from analytics.build import contamination as stage
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.errors import DataloupeError
from tests.duplicate_stages import prose
from tests.workspaces import write_workspace

ITEM = prose(1, 30)
TEXTS = [prose(2), f"{prose(3)} {ITEM} {prose(4)}", f"É {' '.join(ITEM.split()[5:20])} rest", "short"]


@pytest.fixture
def workspace(tmp_path):
    return write_workspace(tmp_path / "corpus", TEXTS, scanned=False)


def look(workspace, *paths):
    options = {"against": stage.fingerprints([str(path) for path in paths])} if paths else {}
    context = Context(
        workspace, workspace.read_manifest(), stage.STAGE, "test", options, ThreadEngine(2), lambda progress: None
    )
    stage.STAGE.run(context)
    context.commit()
    return workspace.connect()


@pytest.fixture
def items(tmp_path):
    path = tmp_path / "exam.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in (ITEM, prose(8, 30), "too short")))
    return path


def test_items_of_a_file_are_found_with_their_passage(workspace, items):
    connection = look(workspace, items)
    assert (
        contamination(connection)
        .summary_text()
        .startswith("1 of 2 items (50.0%) share a 13-gram with 2 documents, 1 of them in full. 1 more")
    )
    assert documents_with(connection, 0)[["doc_id", "shared"]].to_numpy().tolist() == [[1, 18], [2, 3]]
    shared = passage(connection, 2, 0)
    assert (shared.before, shared.passage, shared.after) == ("É ", " ".join(ITEM.split()[5:20]), " rest")
    assert shared.item == ITEM


def test_only_selected_documents_count(workspace, items):
    connection = look(workspace, items)
    assert contamination(connection, Selection((Rows((2,)),))).whole == 0
    assert len(contaminated_items(connection, Selection((Rows((0,)),)))) == 0
    assert len(contaminated_items(connection, threshold=0.5)) == 1


def test_without_items_nothing_is_said(workspace):
    with pytest.raises(DataloupeError, match="--against"):
        contamination(look(workspace))


def test_an_item_that_does_not_stand_in_a_document_says_so(workspace, items):
    with pytest.raises(DataloupeError, match="Document 0 shares no n-gram with the evaluation item 0"):
        passage(look(workspace, items), 0, 0)


def test_changed_items_are_told_from_the_old(items):
    before = stage.fingerprints([str(items)])
    items.write_text(json.dumps({"text": "another"}) + "\n")
    assert stage.fingerprints([str(items)]) != before
    with pytest.raises(DataloupeError):
        stage.fingerprints(["no/such/file.jsonl"])
