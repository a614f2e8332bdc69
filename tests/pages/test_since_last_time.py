"""The page says what a build changed, shows it, and says what is missing where there is nothing to compare."""

import json

import pytest

from analytics.build.pipeline import build
from tests.many_snapshots import add_snapshots
from tests.pages.apps import complaints, open_alone
from tests.workspaces import HOSTILE, write_workspace

TEXT = "Document {0} of the shelf is about {1}, and its author number {2} likes {1} more than anything in the world."


def records(numbers, **more):
    topics = ("ships", "bread", "stars")
    return [{"text": TEXT.format(n, topics[n % 3], n * 13 % 97), "id": f"id{n}", "source": "a"} | more for n in numbers]


def built(folder, *builds):
    for rows in builds:
        path = folder / "data.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        workspace = build(str(folder / "w"), [str(path)], {"encoder": "none"})
    return workspace


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """200 documents, of which one is edited and two are removed; 60 short ones with hostile texts and sources come."""
    first = records(range(200))
    first[5]["text"] = HOSTILE[0] + " " + first[5]["text"]
    second = [dict(row) for row in first[:198]]
    second[5]["text"] = HOSTILE[2] + " an edited text"
    second += [{"text": f"{HOSTILE[n % 3]} {n}", "id": f"h{n}", "source": HOSTILE[n % 3]} for n in range(60)]
    return built(tmp_path_factory.mktemp("changed"), first, second)


def shown_text(app):
    return " ".join(element.value for kind in (app.markdown, app.caption, app.info) for element in kind)


def test_the_first_sentence_says_what_was_added_removed_and_edited(changed, monkeypatch):
    app = open_alone("since_last_time", changed, monkeypatch)
    assert complaints(app) == []
    assert "60 documents were added, 2 removed and 1 edited" in shown_text(app)
    assert "differ from the others most in" in shown_text(app)


@pytest.mark.parametrize("view", ["What differs", "Documents", "Snapshots"])
def test_every_view_runs_without_markup_of_the_data(changed, monkeypatch, view):
    app = open_alone("since_last_time", changed, monkeypatch, view=view)
    assert complaints(app) == []
    assert "<script" not in shown_text(app).replace("\\<script", "") and len(app.dataframe) >= 1


@pytest.mark.parametrize("kind", ["edited", "removed"])
def test_an_edited_and_a_removed_document_are_shown_with_their_text_before(changed, monkeypatch, kind):
    app = open_alone("since_last_time", changed, monkeypatch, view="Documents")
    app.session_state["kind"] = kind
    app.run()
    assert complaints(app) == []
    listed = app.dataframe[0].value["text"].tolist()
    assert len(listed) == (1 if kind == "edited" else 2)
    assert listed[0].startswith(HOSTILE[0] if kind == "edited" else "Document 198")


def test_with_one_snapshot_it_says_that_the_next_build_is_compared(tmp_path, monkeypatch):
    app = open_alone("since_last_time", built(tmp_path, records(range(40))), monkeypatch)
    assert complaints(app) == []
    assert "the first one, 40 documents" in shown_text(app)


def test_periods_can_be_compared_without_a_second_snapshot(tmp_path, monkeypatch):
    rows = records(range(200))
    for n, row in enumerate(rows):
        row["created_at"] = f"2025-{1 + n // 20:02d}-05T10:00:00"
        if n >= 160:
            row["text"] = "Short."
    app = open_alone("since_last_time", built(tmp_path, rows), monkeypatch)
    assert complaints(app) == []
    assert "documents of the new period are compared with" in shown_text(app)


def test_an_old_workspace_says_that_there_is_no_snapshot_yet(small, monkeypatch):
    app = open_alone("since_last_time", small, monkeypatch)
    assert complaints(app) == []
    assert "before snapshots existed" in shown_text(app)


@pytest.mark.parametrize("is_by_name", [False, True])
def test_a_link_names_snapshots_by_number_or_as_the_page_writes_it(tmp_path, monkeypatch, is_by_name):
    workspace = write_workspace(tmp_path / "ws", [f"text {number} of many" for number in range(300)])
    names = {one.number: one.name for one in add_snapshots(workspace, 5, added=40)}
    app = open_alone("since_last_time", workspace, monkeypatch, **{"from": names[2] if is_by_name else "2"})
    assert complaints(app) == []
    assert [one.value for one in app.selectbox if one.label in ("From", "To")] == ["2", "5"]
    assert "120 documents were added" in shown_text(app)
    app.run()
    assert [one.value for one in app.selectbox if one.label in ("From", "To")] == ["2", "5"]
