"""When documents are added, the old ones keep their topics, their names and their numbers. Added ones join the topic of
their subject, and a subject that is new becomes a new topic. Only a clustering that somebody asks for changes topics.
"""

import shutil

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics import encoders
from analytics.ask.filters import Region, Values
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context, Stage
from analytics.workspace import open_workspace
from tests.map_stages import STAGES, SUBJECTS, BagOfWords, append_documents, context, run, texts_about, write_documents
from tests.workspaces import documents

NEW = {
    "sailing": "mast anchor rudder harbour keel regatta buoy tide sailor",
    "medicine": "doctor nurse surgery pill fever vaccine clinic patient bandage",
    "music": "violin chord melody drummer opera sonata rhythm choir flute",
}


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None: BagOfWords())


def rows(workspace, query):
    return workspace.connect().execute(query).fetchall()


def rows_of_map(workspace, documents):
    query = "SELECT doc_id, x, y, topic_id, no_topic_reason FROM map WHERE doc_id < ? ORDER BY doc_id"
    return workspace.connect().execute(query, [documents]).fetchall()


def texts_of(words, n, seed=0):
    random = np.random.default_rng(seed)
    return [f"the {' and the '.join(random.choice(words.split(), 5))} {1000 * seed + number}" for number in range(n)]


@pytest.fixture(scope="module")
def first_four(tmp_path_factory):
    """Sixty texts about each of four subjects, and their topics; tests change a copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "encoder", lambda name, on_progress=None: BagOfWords())
        workspace = write_documents(tmp_path_factory.mktemp("topics") / "four", texts_about())
        run(workspace)
    return workspace


@pytest.fixture
def four(tmp_path, first_four):
    return open_workspace(shutil.copytree(first_four.path, tmp_path / "four"))


@pytest.mark.parametrize("seed", range(3))
def test_old_documents_keep_their_rows_and_added_ones_join_their_subject(four, seed):
    before, names = (
        rows_of_map(four, 240),
        rows(four, "SELECT topic_id, parent_id, label, terms FROM topics ORDER BY 1"),
    )
    append_documents(four, texts_about(each=12, seed=seed + 5))
    notes = run(four)
    assert rows_of_map(four, 240) == before
    assert rows(four, "SELECT topic_id, parent_id, label, terms FROM topics ORDER BY 1") == names
    assert notes["new_topics"] == []
    topic = np.array([one[3] for one in rows_of_map(four, 288)])
    for number in range(len(SUBJECTS)):
        added = topic[240 + 12 * number : 252 + 12 * number]
        assert np.isin(added, topic[60 * number : 60 * (number + 1)]).mean() > 0.7
    sizes = dict(rows(four, "SELECT topic_id, size FROM topics WHERE parent_id IS NOT NULL"))
    assert sizes == dict(rows(four, "SELECT topic_id, count(*) FROM map WHERE topic_id >= 0 GROUP BY 1"))


@pytest.mark.parametrize("subject", NEW)
def test_a_subject_that_is_new_becomes_a_topic_with_a_number_and_a_name_of_its_own(four, subject):
    before, highest = rows_of_map(four, 240), rows(four, "SELECT max(topic_id) FROM topics")[0][0]
    append_documents(four, [*texts_about(each=4, seed=3), *texts_of(NEW[subject], 30)])
    new = run(four)["new_topics"]  # as fine as the old ones, which are several for each subject
    assert new and min(new) > highest
    assert rows_of_map(four, 240) == before
    topic = np.array([one[3] for one in rows_of_map(four, 286)])
    assert np.isin(topic[256:], new).sum() >= 24 and not np.isin(topic[:256], new).any()
    for number in new:
        ((terms, parent),) = rows(four, f"SELECT terms, parent_id FROM topics WHERE topic_id = {number}")
        assert set(" ".join(terms).split()) <= set(NEW[subject].split())
        assert rows(four, f"SELECT count(*) FROM topics WHERE topic_id = {parent} AND level = 'theme'") == [(1,)]
    assert rows(four, "SELECT count(*) - count(DISTINCT label) FROM topics") == [(0,)]


def test_a_new_topic_grows_in_the_next_build_and_stays(four):
    append_documents(four, texts_of(NEW["music"], 30))
    new = run(four)["new_topics"]
    before = rows_of_map(four, 270)
    append_documents(four, texts_of(NEW["music"], 20, seed=7))
    newer = run(four)["new_topics"]
    assert rows_of_map(four, 270) == before
    topic = np.array([one[3] for one in rows_of_map(four, 290)[270:]])
    assert np.isin(topic, new).sum() >= 5
    assert np.isin(topic, new + newer).sum() >= 10


def test_documents_that_are_far_from_all_topics_have_none_and_say_so(four):
    append_documents(four, [f"quartz{n} hammock{n} lizard{n} teapot{n}" for n in range(3)])
    run(four)
    assert [one[3:] for one in rows_of_map(four, 243)[240:]] == [(-1, "it is far from every topic")] * 3


def test_a_subject_that_comes_in_two_batches_is_a_topic_when_it_is_large_enough(four):
    append_documents(four, texts_of(NEW["sailing"], 3))
    assert run(four)["new_topics"] == []
    append_documents(four, texts_of(NEW["sailing"], 6, seed=1))
    (new,) = run(four)["new_topics"]
    topic = [one[3] for one in rows_of_map(four, 249)]
    assert topic[240:243] == [-1] * 3  # what was there does not change
    assert topic[243:].count(new) >= 4


def test_a_new_clustering_is_a_decision_that_says_where_the_documents_went(four):
    append_documents(four, texts_of(NEW["medicine"], 40))
    run(four)
    old = dict(rows(four, "SELECT doc_id, topic_id FROM map"))
    run(four, recluster=True)
    now = dict(rows(four, "SELECT doc_id, topic_id FROM map"))
    assert set(now.values()) & set(old.values()) <= {-1}  # no number has two meanings
    pairs = {}
    for doc_id, topic in old.items():
        pairs[topic, now[doc_id]] = pairs.get((topic, now[doc_id]), 0) + 1
    changes = rows(four, "SELECT old_topic_id, new_topic_id, documents FROM topic_changes")
    assert {(a, b): n for a, b, n in changes} == pairs
    labels = "SELECT count(*) FROM topic_changes JOIN topics ON topic_id = new_topic_id WHERE label <> new_label"
    assert rows(four, labels) == [(0,)]
    assert rows(four, "SELECT count(*) FROM topic_changes WHERE old_topic_id >= 0 AND old_label IS NULL") == [(0,)]
    kept = rows(four, "FROM topic_changes ORDER BY ALL")
    append_documents(four, texts_about(each=2, seed=9))
    run(four)
    assert rows(four, "FROM topic_changes ORDER BY ALL") == kept


def test_topics_stay_when_documents_are_removed_and_come_in_another_order(four):
    texts = texts_about()
    topic = dict(zip(texts, [one[3] for one in rows_of_map(four, 240)], strict=True))
    order = np.random.default_rng(2).permutation(240)[:180]
    manifest = four.read_manifest()
    stage = Stage("documents", "Read", (), ("documents",), lambda context: None)
    writing = Context(four, manifest, stage, "other", {}, ThreadEngine(1), lambda progress: None)
    shuffled = [texts[row] for row in order]
    table = documents(shuffled)
    writing.writer("documents", table.schema).write(table)
    writing.commit(outdates=set(STAGES))
    run(four)
    assert [one[3] for one in rows_of_map(four, 180)] == [topic[text] for text in shuffled]
    medoids = """SELECT count(*) FROM topics t JOIN map m ON m.doc_id = t.medoid_doc_id
        WHERE t.parent_id IS NOT NULL AND m.topic_id <> t.topic_id"""
    assert rows(four, medoids) == [(0,)]


def test_what_names_topics_and_places_replays_after_documents_were_added(four):
    def identities():
        one, other = Values("map", "topic_id", (1,)), Region(((0, 0), (1, 0), (1, 1)))
        manifest = four.read_manifest()
        return one.identity(four.connect(), manifest), other.identity(four.connect(), manifest)

    before = identities()
    append_documents(four, texts_about(each=5, seed=4))
    run(four)
    assert identities() == before
    run(four, "topics", recluster=True)
    assert identities()[0] != before[0] and identities()[1] == before[1]


def test_a_document_without_a_vector_joins_the_topic_of_its_script(tmp_path, monkeypatch):
    class Latin(BagOfWords):
        def encode(self, texts):
            matrix = super().encode(texts)
            matrix[[not text.isascii() for text in texts]] = 0
            return matrix

    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None: Latin())
    thai = [f"สวัสดี ครับ {number}" for number in range(12)]
    workspace = write_documents(tmp_path / "w", [*texts_about(each=20), *thai])
    run(workspace)
    before = rows_of_map(workspace, 92)
    assert before[-1][3] >= 0
    append_documents(workspace, ["สวัสดี ทุกคน", *[f"Привет друзья {n}" for n in range(9)], "the star and the moon"])
    run(workspace)
    now = rows_of_map(workspace, 103)
    assert now[:92] == before
    assert now[92][3] == before[-1][3]
    (cyrillic,) = {one[3] for one in now[93:102]}
    assert rows(workspace, f"SELECT size FROM topics WHERE topic_id = {cyrillic}") == [(9,)]


def test_nothing_changes_when_nothing_was_added(four):
    before, options = rows_of_map(four, 240), context(four, "topics").options
    topics = rows(four, "FROM topics ORDER BY topic_id")
    assert not options
    run(four, "topics")
    assert (rows_of_map(four, 240), rows(four, "FROM topics ORDER BY topic_id")) == (before, topics)


def test_a_new_clustering_of_the_same_documents_changes_little(four):
    before = [topic for (topic,) in rows(four, "SELECT topic_id FROM map ORDER BY doc_id")]
    run(four, recluster=True)
    now = [topic for (topic,) in rows(four, "SELECT topic_id FROM map ORDER BY doc_id")]
    assert adjusted_rand_score(before, now) >= 0.95
