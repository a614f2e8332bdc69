"""Every page that the navigation shows has something to show, on the smallest data of each kind."""

import json

import pytest

from analytics.ask.logs.unnamed_comparisons import unnamed_comparisons
from analytics.ask.selection import ALL
from analytics.build.pipeline import build
from analytics.ui.contents import PAGES
from tests.pages.apps import complaints, open_in_dashboard, texts
from tests.workspaces import write_workspace

CONTENT = (
    "arrow_data_frame",
    "dataframe",
    "plotly_chart",
    "metric",
    "text",
    "bidi_component",
    "imgs",
    "button",
    "file_uploader",
)


def chat(number, **fields):
    question, answer = f"What is {number} plus {number}?", f"It is {number + number}, as you can see."
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": messages, **fields}


DATA = {
    "one row": [{"text": "Only one line of text is in this file."}],
    "one column": [{"text": f"The river in town {number} is calm today."} for number in range(4)],
    "a text and empty ones": [{"text": "", "label": "a"}, {"text": "A text after all.", "label": "b"}],
    "copies": [{"text": "The same text stands here in every one of these rows of the file."}] * 4,
    "one chat": [chat(1)],
    "ratings of one user": [chat(number, rating=number % 2, user_id="u") for number in range(3)],
    "pairs": [
        {"prompt": f"Describe {name}.", "chosen": f"A long and fine line about {name}.", "rejected": f"No {name}."}
        for name in ("rain", "snow", "wind")
    ],
}


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory):
    """By name a workspace with all stages of the data."""
    folder = tmp_path_factory.mktemp("smallest")
    built = {}
    for number, (name, rows) in enumerate(DATA.items()):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        built[name] = build(str(folder / str(number)), [str(path)], {"encoder": "none"})
    return built


def shown(workspace):
    with_rows = {table for table, facts in workspace.read_manifest().tables.items() if facts.rows}
    connection = workspace.connect()
    return [name for name, entry in PAGES.items() if entry.is_shown(with_rows, connection)]


@pytest.mark.parametrize("name", DATA)
def test_no_page_of_the_navigation_is_empty(name, workspaces, monkeypatch):
    workspace = workspaces[name]
    empty = {}
    for page in shown(workspace):
        app = open_in_dashboard(page, workspace, monkeypatch)
        if complaints(app) or not any(app.main.get(kind) for kind in CONTENT):
            empty[page] = complaints(app) or texts(app)
    assert empty == {}


@pytest.mark.parametrize(("name", "heading"), [("copies", ["Suggested steps"]), ("one row", [])])
def test_decisions_begin_with_the_steps_that_findings_suggest(name, heading, workspaces, monkeypatch):
    app = open_in_dashboard("decisions", workspaces[name], monkeypatch)
    assert [subheader.value for subheader in app.subheader] == heading
    assert any("deduplicate" in text for text in texts(app)) == bool(heading)


def test_pages_that_compare_need_two_documents(tmp_path):
    one = write_workspace(tmp_path / "one", ["a text"], languages=["en"])
    two = write_workspace(tmp_path / "two", ["a text", "a longer text"], languages=["en"] * 2)
    assert not {"compare", "classifier"} & set(shown(one))
    assert "compare" in shown(two)


def test_pairs_without_models_show_the_effect_of_length(workspaces):
    pairs = unnamed_comparisons(workspaces["pairs"].connect(), ALL)
    assert (pairs.n, pairs.ties, pairs.longer_wins.value, pairs.longer_wins.n) == (3, 0, 1.0, 3)
    assert pairs.pairs["other"].tolist() == ["No rain.", "No snow.", "No wind."]
    assert pairs.summary_text().startswith("3 comparisons of answers without the names of the models.")
