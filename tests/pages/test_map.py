"""The map page on maps of every size and kind, run without a browser."""

import json
import re

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.filters import Rows
from analytics.ask.selection import Selection
from analytics.build.pipeline import build
from analytics.ui.contents import PAGES
from tests.mapped import TOPICS, write_map, write_mapped, write_topics, write_vectors
from tests.pages.apps import complaints, open_alone
from tests.workspaces import HOSTILE, write_table, write_workspace


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("page") / "mapped")


@pytest.fixture
def opened(monkeypatch):
    return lambda workspace, **link: open_alone("map", workspace, monkeypatch, **link)


def everything(app):
    return " ".join(
        str(element.value)
        for kind in (app.text, app.caption, app.markdown, app.subheader, app.info)
        for element in kind
    ).replace("\\", "")


def listed(app, key):
    """The labels of a list of texts."""
    return [button.label.replace("\\", "") for button in app.button if (button.key or "").startswith(f"{key}-")]


def test_the_page_says_what_the_text_is_about_and_how_faithful_the_map_is(opened, mapped):
    app = opened(mapped)
    assert complaints(app) == []
    text = everything(app)
    assert "400 documents, 2 themes. The largest: " in text
    assert "400 of 400 documents in view are points" in text
    assert "50% of true neighbours are among the 50 nearest on the map" in text
    assert "40 documents have no topic" in text


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("same", [False, True])
def test_a_handful_of_documents_is_a_map(opened, tmp_path, n, same):
    workspace = write_workspace(
        tmp_path / "few", ["the same" if same else f"text {i}" for i in range(n)], scanned=False
    )
    write_map(workspace, [1.0 if same else float(i) for i in range(n)], [1.0] * n, [-1] * n, [1.0] * n)
    app = opened(workspace, doc="0", outline="0,0_2,0_2,2_0,2")
    (complaint,) = complaints(app)
    assert complaint.startswith("This workspace has no neighbours yet")
    app = opened(workspace, outline="0,0_2,0_2,2_0,2")
    assert complaints(app) == []
    assert "no themes" in everything(app)


@pytest.mark.parametrize(("x", "is_shown"), [([1.0], False), ([1.0, float("nan")], False), ([1.0, 2.0], True)])
def test_the_navigation_offers_a_map_of_two_places(tmp_path, x, is_shown):
    workspace = write_workspace(tmp_path / "w", ["text"] * len(x), scanned=False)
    write_map(workspace, x, [1.0] * len(x), [-1] * len(x), [1.0] * len(x))
    assert PAGES["map"].is_shown({"documents", "map"}, workspace.connect()) == is_shown


def test_a_map_without_faithfulness_or_topics_says_what_it_knows(opened, tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a", "b"], scanned=False)
    table = {
        "doc_id": pa.array([0, 1]),
        "x": pa.array([0.0, 1.0], pa.float32()),
        "y": pa.array([0.0, 1.0], pa.float32()),
    }
    write_table(
        workspace,
        "map",
        pa.table(
            {**table, "topic_id": pa.array([-1, -1], pa.int32()), "faithfulness": pa.array([None, None], pa.float32())}
        ),
    )
    app = opened(workspace)
    assert complaints(app) == []
    assert "true neighbours" not in everything(app)


def test_hostile_names_are_shown_as_they_are(opened, tmp_path):
    n = 40
    topic = np.arange(n) % 4
    workspace = write_workspace(
        tmp_path / "hostile",
        [HOSTILE[i % 3] for i in range(n)],
        metadata={HOSTILE[2]: [HOSTILE[i % 3] for i in range(n)]},
        scanned=False,
    )
    xy = np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32)
    write_map(workspace, xy[:, 0], xy[:, 1], topic + 2, [0.5] * n)
    write_topics(workspace, topic + 2, xy, names=(*HOSTILE, "plain"))
    write_vectors(workspace, np.random.default_rng(1).normal(size=(n, 4)), k=3)
    for link in (
        {},
        {"doc": "1"},
        {"outline": "-9,-9_9,-9_9,9_-9,9"},
        {"q": HOSTILE[0], "by": "by words"},
        {"colour": "Topic", "a": HOSTILE[0]},
    ):
        app = opened(workspace, **link)
        assert complaints(app) == []
        assert not any("<script>" in element.value and "\\<script" not in element.value for element in app.markdown)


def test_a_selection_narrows_the_map_and_its_caption(opened, mapped):
    app = opened(mapped, sel=Selection((Rows((1, 2, 3)),)).to_url())
    assert complaints(app) == []
    assert "3 of 3 documents in view are points" in everything(app)


def test_an_open_document_shows_its_neighbours_by_similarity(opened, mapped):
    app = opened(mapped, doc="4")
    scores = [float(label.split("]")[0].removeprefix(":gray[")) for label in listed(app, "neighbours")]
    assert len(scores) == 5 and scores == sorted(scores, reverse=True)


def test_an_outline_shows_the_terms_inside_it(opened, mapped):
    app = opened(mapped, outline="0,0_10,0_10,10_0,10")
    terms = next(frame.value for frame in app.dataframe if "term" in frame.value)
    assert {"wind", "turbines"} <= set(terms["term"])
    assert any("documents" in title.value for title in app.subheader)


@pytest.mark.parametrize(
    ("topic", "n", "label"), [("0", 180, "energy"), ("5", 90, "tomato soup"), ("77", 0, "no topic 77")]
)
def test_a_name_of_the_map_opens_its_region(opened, mapped, topic, n, label):
    app = opened(mapped, topic=topic)
    assert complaints(app) == []
    text = everything(app)
    assert label in text
    if n:
        assert abs(int(re.search(r"(\d+) documents, ", text)[1]) - n) < 40
        assert listed(app, "topic-texts") and "Select these documents" in [button.label for button in app.button]


def test_without_an_encoder_only_words_can_be_searched(opened, mapped):
    app = opened(mapped, q=TOPICS[0])
    assert complaints(app) == []
    assert any("documents with" in title.value for title in app.subheader)
    assert all(
        ":orange-background[solar]" in label and ":orange-background[panels]" in label for label in listed(app, "hits")
    )


@pytest.mark.parametrize("colour", ["Score", "score (documents)", "Source", "Theme", "no such column"])
def test_a_link_colours_the_map_by_titles_of_this_and_of_earlier_versions(opened, mapped, colour):
    assert complaints(opened(mapped, colour=colour)) == []


def test_zooming_in_counts_what_is_in_view(opened, mapped):
    app = opened(mapped, view="3,7,3,7")
    assert complaints(app) == []
    assert "400 of 400" not in everything(app)


@pytest.mark.parametrize(
    "parameter", ["view=1,2", "view=3,2,1,0", "view=nan,1,0,1", "outline=1,1", "doc=x", "topic=x", "sel=nonsense"]
)
def test_a_broken_link_is_one_clear_line(opened, mapped, parameter):
    name, value = parameter.split("=")
    app = opened(mapped, **{name: value})
    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.model
def test_a_typed_sentence_finds_documents_by_meaning(opened, tmp_path):
    subjects = [
        "The cat sleeps on the warm sofa",
        "Interest rates rose at the central bank",
        "The striker scored a late goal",
        "Bake the bread in a hot oven",
    ]
    (tmp_path / "four.jsonl").write_text(
        "".join(json.dumps({"text": f"{subjects[i % 4]}, note {i}."}) + "\n" for i in range(40))
    )
    workspace = build(str(tmp_path / "w"), [str(tmp_path / "four.jsonl")])
    app = opened(workspace, q="kitten on a couch")
    assert complaints(app) == []
    assert any(title.value.startswith("The 40 documents nearest to") for title in app.subheader)
    hits = listed(app, "hits")
    assert all("The cat sleeps" in hit for hit in hits[:10])
    similarities = [float(hit.removeprefix(":gray[").split("]")[0]) for hit in hits]
    assert similarities == sorted(similarities, reverse=True)
