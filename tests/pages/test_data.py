"""The Data and Report pages: the state of the build, who may add what, and the report that people make."""

import json
import shutil
import time

import pytest

from analytics.access.settings import SETTINGS, ServerSettings
from analytics.ask.workspaces import builds, inspection
from analytics.build import pipeline
from analytics.ingest.correcting.memory import remembered
from analytics.workspace import Progress, open_workspace
from analytics.workspace.arrivals import Arrivals
from analytics.workspace.audit import read_audit
from tests.pages.apps import complaints, open_in_dashboard, page_text
from tests.workspaces import HOSTILE


@pytest.fixture
def own(small, tmp_path):
    """A workspace that may be changed."""
    return open_workspace(shutil.copytree(small.path, tmp_path / "own"))


@pytest.fixture
def sources(tmp_path):
    path = tmp_path / "more.jsonl"
    path.write_text('{"body": "Some more text, long enough to be read."}\n')
    return path


def labels(app):
    return [button.label for button in app.button]


def adding(workspace, monkeypatch):
    app = open_in_dashboard("data", workspace, monkeypatch)
    app.session_state["data-view"] = "Add data"
    return app.run()


def test_a_killed_build_is_shown_and_can_be_continued(own, monkeypatch):
    own.report_progress(Progress("scan", 20, 60, "rows", time.time(), time.time(), ("encode",)))
    app = open_in_dashboard("data", own, monkeypatch)
    assert complaints(app) == []
    (warning,) = app.warning
    assert "killed during scan" in warning.value
    assert "20 of 60 rows" in warning.value
    assert "Continue build" in labels(app)


def test_a_running_build_can_be_cancelled(own, monkeypatch):
    calls = []
    monkeypatch.setattr(builds, "cancel_build", calls.append)
    with own.lock():
        own.report_progress(Progress("scan", 20, 60, "rows", time.time(), time.time(), ("encode",)))
        app = open_in_dashboard("data", own, monkeypatch)
        assert complaints(app) == []
        app.button(key="build-cancel").click().run()
    assert [workspace.path for workspace in calls] == [own.path]


@pytest.fixture
def starts(monkeypatch):
    """The builds that a page starts, which do not run."""
    calls = []
    monkeypatch.setattr(builds, "start_build", lambda *arguments: calls.append(arguments))
    return calls


@pytest.fixture(autouse=True)
def own_memory(tmp_path, monkeypatch):
    """A memory of corrections for one test: the process that reads files is told where it is when it starts."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setattr(inspection, "_WORKER", inspection._Worker())


def read_file(workspace, monkeypatch, path):
    app = adding(workspace, monkeypatch)
    app.text_input[0].set_value(str(path))
    app.button(key="FormSubmitter:adding-path-Read files").click().run()
    assert complaints(app) == []
    return app


def choose(app, key, option):
    app.selectbox(key=key).set_value(option).run()
    assert complaints(app) == []
    return app


def test_a_named_path_is_read_and_built_into_a_workspace_of_its_own(own, sources, starts, monkeypatch):
    app = read_file(own, monkeypatch, sources)
    assert "more.jsonl (jsonl, 1 kB). Documents: each record has one text." in page_text(app).replace("**", "")
    assert app.selectbox(key="reading-0-text").value == "body"
    app.button(key="adding-build").click().run()
    ((path, named, options),) = starts
    assert (path, named, options) == (own.path.parent / "more", (str(sources),), {})


def test_a_folder_shows_its_first_file_with_text(own, tmp_path, monkeypatch):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a_numbers.csv").write_text("a,b\n1,2\n3,4\n")
    (folder / "letters.jsonl").write_text('{"text": "A letter to the city of some length."}\n')
    app = read_file(own, monkeypatch, folder)
    assert app.selectbox(key="reading-1-text").value == "text"
    (files,) = [box for box in app.selectbox if box.label == "File"]
    files.set_value(0).run()
    assert "The build skips this file." in page_text(app)


def test_an_empty_workspace_opens_with_the_place_to_add_data(unbuilt, monkeypatch):
    app = open_in_dashboard("data", unbuilt, monkeypatch)
    assert complaints(app) == []
    assert len(app.get("file_uploader")) == 1


def test_a_file_without_text_is_not_built(own, tmp_path, starts, monkeypatch):
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n3,4\n")
    app = adding(own, monkeypatch)
    app.text_input[0].set_value(str(tmp_path / "numbers.csv"))
    app.button(key="FormSubmitter:adding-path-Read files").click().run()
    assert "Remove this file to build the others." in page_text(app)
    app.button(key="adding-build").click().run()
    assert len(app.error) >= 1 and starts == []


def test_data_is_added_to_this_workspace_on_request(own, sources, starts, monkeypatch):
    app = read_file(own, monkeypatch, sources)
    app.segmented_control(key="adding-where").set_value("This workspace").run()
    app.button(key="adding-build").click().run()
    ((path, named, options),) = starts
    assert (path, named[-1], options) == (own.path, str(sources), {})


def test_a_wrong_text_is_corrected_remembered_and_forgotten(own, tmp_path, starts, monkeypatch):
    rows = [{"k1": f"A letter to the city, number {n}, with a question.", "k2": f"A note {n}."} for n in range(4)]
    (tmp_path / "odd.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    app = read_file(own, monkeypatch, tmp_path / "odd.jsonl")
    assert app.selectbox(key="reading-0-text").value == "k1"
    choose(app, "reading-0-text", "k2")
    assert list(app.dataframe[0].value.text) == ["A note 0.", "A note 1.", "A note 2.", "A note 3."]
    assert "Read as you corrected it. The build remembers this" in page_text(app)
    app.button(key="adding-build").click().run()
    assert len(starts) == 1
    again = read_file(own, monkeypatch, tmp_path / "odd.jsonl")
    assert "Read as you corrected it on 20" in page_text(again)
    assert again.selectbox(key="reading-0-text").value == "k2"
    again.button(key="reading-forget-0").click().run()
    assert again.selectbox(key="reading-0-text").value == "k1"


def test_the_scale_of_a_rating_is_corrected(own, tmp_path, monkeypatch):
    rows = [{"prompt": f"What is {n} and {n}?", "response": f"It is {2 * n}.", "rating": 3 + n % 2} for n in range(8)]
    (tmp_path / "rated.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    app = read_file(own, monkeypatch, tmp_path / "rated.jsonl")
    assert app.selectbox(key="reading-0-scale-0").value == "1 to 5"
    assert "3 is 50% (4), 4 is 75% (4)" in page_text(app)
    choose(app, "reading-0-scale-0", "1 to 10")
    assert "3 is 22% (4), 4 is 33% (4)" in page_text(app)
    choose(app, "reading-0-polarity-0", "high is bad")
    assert "3 is 78% (4), 4 is 67% (4)" in page_text(app)
    app.button(key="reading-undo-0").click().run()
    choose(app, "reading-0-scale-0", "0 to 4")
    assert "4 is 100% (4)" in page_text(app)
    app.button(key="reading-undo-0").click().run()
    assert app.selectbox(key="reading-0-scale-0").value == "1 to 5"


def test_files_of_a_workspace_are_read_differently_and_built_again(tmp_path, starts, monkeypatch):
    rows = [{"prompt": f"What is {n} and {n}?", "response": f"It is {2 * n}.", "rating": 3 + n % 2} for n in range(8)]
    (tmp_path / "rated.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    workspace = pipeline.build(str(tmp_path / "rated"), [str(tmp_path / "rated.jsonl")], {"encoder": "none"})
    app = open_in_dashboard("data", workspace, monkeypatch)
    app.toggle(key="rereading").set_value(True).run()
    assert complaints(app) == []
    choose(app, "reading-0-scale-0", "1 to 10")
    app.button(key="rereading-build").click().run()
    ((path, named, options),) = starts
    assert (path, named, options) == (workspace.path, [str(tmp_path / "rated.jsonl")], {"encoder": "none"})
    built = pipeline.build(str(workspace.path), named, options | {"corrections": remembered()})
    values = built.connect().execute("SELECT DISTINCT round(value, 2) FROM feedback ORDER BY 1").fetchall()
    assert values == [(0.22,), (0.33,)]
    feedback = open_in_dashboard("feedback", built, monkeypatch)
    assert "rating: scale 1 to 10, as you corrected it. The mean on this scale is 3.5." in page_text(feedback)


def test_a_file_that_is_gone_cannot_be_read_differently(tmp_path, monkeypatch):
    (tmp_path / "letters.jsonl").write_text('{"text": "A letter to the city of some length."}\n')
    workspace = pipeline.build(str(tmp_path / "letters"), [str(tmp_path / "letters.jsonl")], {"encoder": "none"})
    (tmp_path / "letters.jsonl").unlink()
    app = open_in_dashboard("data", workspace, monkeypatch)
    app.toggle(key="rereading").set_value(True).run()
    assert complaints(app) == []
    assert "letters.jsonl no longer exists. Add it again" in page_text(app)


def test_names_and_values_of_the_data_are_no_markup(own, tmp_path, monkeypatch):
    rows = [
        {name: f"{text} and some more words {n}" for name, text in zip("abc", HOSTILE, strict=False)} for n in range(4)
    ]
    rows = [{f"{HOSTILE[0]} {key}": one for key, one in row.items()} for row in rows]
    (tmp_path / "markup.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    app = read_file(own, monkeypatch, tmp_path / "markup.jsonl")
    for text in (*app.markdown, *app.caption):
        assert not text.allow_html and HOSTILE[0] not in text.value


def test_what_a_build_gave_is_one_sentence_with_pages_to_open(talk, monkeypatch):
    app = open_in_dashboard("data", talk, monkeypatch)
    assert "conversations with" in page_text(app) and "rejected" in page_text(app)
    assert {"Open Overview", "Open Conversations", "Open Feedback"} <= set(labels(app))


def test_an_input_that_cannot_be_read_is_one_line(own, monkeypatch, tmp_path):
    app = adding(own, monkeypatch)
    app.text_input[0].set_value(str(tmp_path / "**nosuch**"))
    app.button(key="FormSubmitter:adding-path-Read files").click().run()
    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.parametrize(("allowed", "uploads"), [(False, 0), (True, 1)])
def test_a_dashboard_that_is_open_to_others_takes_no_path(own, monkeypatch, allowed, uploads):
    settings = ServerSettings(is_local=False, allow_uploads=allowed, roots=())
    monkeypatch.setenv(SETTINGS, settings.to_environment()[SETTINGS])
    app = adding(own, monkeypatch)
    assert complaints(app) == []
    assert len(app.text_input) == 0
    assert len(app.get("file_uploader")) == uploads


def test_chosen_sections_make_a_report(small, monkeypatch):
    app = open_in_dashboard("report", small, monkeypatch)
    assert complaints(app) == []
    assert len(app.get("download_button")) == 1
    assert len(app.get("iframe")) == 1
    app.session_state["report-sections"] = []
    assert "No section is chosen. Choose at least one." in [info.value for info in app.run().info]


def test_batches_in_quarantine_are_released_and_discarded_with_an_audit_line(own, monkeypatch):
    arrivals, started = Arrivals(own.path), []
    arrivals.prepare()
    for name in ("a.jsonl", "b.jsonl"):
        arrivals.incoming(name).write_text('{"text": "Some text."}\n')
        checks = [{"name": HOSTILE, "value": "3%", "limit": "at most 0%"}]
        arrivals.refuse(arrivals.incoming(name), name[0] * 16, name, "pii_rate", checks=checks, documents=1)
    monkeypatch.setattr(builds, "start_build", lambda path, sources, options: started.append(sources))
    app = open_in_dashboard("data", own, monkeypatch)
    app.session_state["data-view"] = "Quarantine"
    app.run()
    assert complaints(app) == []
    assert "2 files in quarantine" in page_text(app)
    app.button(key=f"release-{'a' * 16}-a.jsonl").click().run()
    app.button(key=f"discard-{'b' * 16}-b.jsonl").click().run()
    assert complaints(app) == []
    assert [one.rpartition("-")[2] for one in started[0]] == ["a.jsonl"]
    assert "No batch is in quarantine" in page_text(app)
    assert [one["what"] for one in read_audit(own.path)][-2:] == [
        "released a batch from quarantine",
        "discarded a batch in quarantine",
    ]
