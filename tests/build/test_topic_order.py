"""Topics, neighbours and the map are those of the texts, in whatever order the rows come. Many equal texts are a topic,
no two topics have one name, and every document without a topic says why.
"""

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import csr_array

from analytics import encoders
from analytics.build import topic_map
from analytics.build.map import communities, nearest
from analytics.build.map.canonical import canonical_order
from analytics.build.map.points import Points
from tests.map_stages import SUBJECTS, BagOfWords, run, texts_about, write_documents, write_vectors


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None: BagOfWords())


def rows(workspace, query):
    return workspace.connect().execute(query).fetchall()


TOPICS = """SELECT text, topics.label, round(m.x, 3), round(m.y, 3), no_topic_reason
    FROM documents d JOIN map m USING (doc_id) LEFT JOIN topics USING (topic_id) ORDER BY text"""


@pytest.mark.parametrize("seed", range(3))
def test_topics_names_and_positions_do_not_depend_on_the_order_of_rows(tmp_path, seed):
    texts = [*texts_about(seed=seed), "", "goal butter star loan"]
    shuffled = [texts[row] for row in np.random.default_rng(seed).permutation(len(texts))]
    answers = []
    for name, some in (("a", texts), ("b", shuffled)):
        workspace = write_documents(tmp_path / name, some)
        run(workspace)
        answers.append(rows(workspace, TOPICS))
    assert answers[0] == answers[1]


def test_many_vectors_have_the_same_neighbours_in_any_order(monkeypatch):
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 500)
    random = np.random.default_rng(1)
    vectors = random.normal(size=(3000, 16)).astype(np.float32)
    vectors[1000:1400] = vectors[:400]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    order = random.permutation(len(vectors))
    one = nearest.neighbors(vectors, 10, map, lambda done, total: None)
    other = nearest.neighbors(vectors[order], 10, map, lambda done, total: None)
    places = canonical_order(vectors), canonical_order(vectors[order])
    assert (one.similarities[places[0]] == other.similarities[places[1]]).all()
    points = Points.of(vectors).point
    assert (points[one.ids[places[0]]] == points[order][other.ids[places[1]]]).all()


def test_equal_vectors_are_adjacent_in_the_canonical_order():
    vectors = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    vectors[[3, 17, 31]] = vectors[8]
    places = np.flatnonzero(np.isin(canonical_order(vectors), [3, 8, 17, 31]))
    assert (np.diff(places) == 1).all()
    assert canonical_order(vectors)[places].tolist() == [3, 8, 17, 31]


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("Everything was fine, thank you", 12),
        ("Everything was fine, thank you", 130),
        ("no", 50),
        ("no", 130),
        ("Contact support at once", 12),
        ("ok ok ok", 12),
        ("ok ok ok", 50),
        ("कृपया फिर से प्रयास करें", 130),
    ],
)
def test_a_large_group_of_equal_texts_is_a_topic_with_a_name(tmp_path, text, copies):
    workspace = write_documents(tmp_path / "w", [*texts_about(each=20), *[text] * copies])
    run(workspace)
    ((topic, size),) = rows(workspace, "SELECT topic_id, count(*) FROM map WHERE doc_id >= 80 GROUP BY 1")
    ((label, own_size),) = rows(workspace, f"SELECT label, size FROM topics WHERE topic_id = {topic}")
    assert (topic != -1, size, own_size) == (True, copies, copies)
    assert set(label.lower().replace(",", "").split()) <= set(text.lower().replace(",", "").split())
    assert label


def test_copies_do_not_push_out_the_other_neighbours_of_a_point():
    vectors = np.random.default_rng(3).normal(size=(60, 8)).astype(np.float32)
    vectors[20:] = vectors[0]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    graph = nearest.neighbors(vectors, 15, map, lambda done, total: None)
    points = Points.of(vectors)
    edges = points.graph(vectors, graph.ids, graph.similarities, map)
    assert points.count.max() == 41
    assert np.diff(edges.indptr)[points.point[0]] >= 5
    assert abs(edges - edges.T).max() < 1e-6


def test_every_document_without_a_topic_says_why(tmp_path):
    random = np.random.default_rng(0)
    lonely = [f"quartz{n} violin{n} hammock{n}" for n in range(3)]
    mixed = [" ".join(random.choice(" ".join(SUBJECTS.values()).split(), 6)) for _ in range(40)]
    workspace = write_documents(tmp_path / "w", [*texts_about(each=40), *lonely, *mixed, "", " \n "])
    run(workspace)
    assert rows(workspace, "SELECT count(*) FROM map WHERE (topic_id = -1) <> (no_topic_reason IS NOT NULL)") == [(0,)]
    reasons = dict(rows(workspace, "SELECT no_topic_reason, count(*) FROM map WHERE topic_id = -1 GROUP BY 1"))
    assert reasons[topic_map.EMPTY] == 2
    assert set(reasons) <= {topic_map.EMPTY, topic_map.UNKNOWN, *topic_map.REASONS.values()}


def test_reasons_are_those_of_the_graph():
    edges = np.kron(np.eye(5), np.ones((6, 6)))
    edges[0] = edges[:, 0] = 0.5  # equally near to all five groups
    edges = np.block([[edges, np.zeros((30, 2))], [np.zeros((2, 30)), np.ones((2, 2))]])
    np.fill_diagonal(edges, 0)
    groups = communities.two_levels(csr_array(edges))
    assert groups.reason[0] == communities.Reason.BETWEEN_TOPICS
    assert set(groups.reason[30:]) == {communities.Reason.SMALL_GROUP}
    assert set(groups.reason[1:30]) == {communities.Reason.HAS_TOPIC}


def test_a_document_without_a_vector_says_so(tmp_path):
    workspace = write_documents(tmp_path / "w", [f"text {n}" for n in range(30)])
    write_vectors(workspace, np.random.default_rng(0).normal(size=(28, 4)))
    run(workspace, "neighbors", "layout", "topics")
    reasons = rows(workspace, "SELECT x, y, topic_id, no_topic_reason FROM map WHERE doc_id >= 28")
    assert reasons == [(None, None, -1, topic_map.UNKNOWN)] * 2


SENTENCES = {
    "Tamil": ["கடலில் மீன் பிடித்தனர்", "மீன் சந்தையில் விலை", "கடலில் படகு", "மீன் குழம்பு சமையல்", "கடலில் அலை"],
    "Thai": ["รถไฟมาช้ามาก", "ขึ้นรถไฟไปทะเล", "รถไฟขบวนใหม่", "สถานีรถไฟเก่า", "ตั๋วรถไฟหมดแล้ว"],
    "Khmer": ["ត្រីនៅទន្លេ", "លក់ត្រីនៅផ្សារ", "ត្រីឆ្អើរ", "នេសាទត្រី", "ត្រីធំ"],
    "Sinhala": ["මාළු අල්ලති", "මාළු වෙළඳපොළ", "ලොකු මාළු", "මාළු හොද්ද", "මුහුදේ මාළු"],
    "Malayalam": ["മീൻ പിടിച്ചു", "മീൻ ചന്ത", "വലിയ മീൻ", "മീൻ കറി", "കടലിലെ മീൻ"],
}
COMMON = {"Tamil": "மீன்", "Thai": "รถไฟ", "Khmer": "ត្រី", "Sinhala": "මාළු", "Malayalam": "മീൻ"}


def test_texts_without_a_vector_have_the_topic_of_their_script(tmp_path):
    texts = [*texts_about(each=20), *(text for some in SENTENCES.values() for text in some), "", "ትንሽ"]
    order = np.random.default_rng(0).permutation(len(texts))
    answers = []
    for name, some in (("a", texts), ("b", [texts[row] for row in order])):
        workspace = write_documents(tmp_path / name, some)
        known = np.flatnonzero(["the" in text for text in some])
        words = BagOfWords()
        write_vectors(workspace, words.encode([some[row] for row in known]), known)
        run(workspace, "neighbors", "layout", "topics")
        answers.append(rows(workspace, TOPICS))
        assert rows(workspace, "SELECT count(*) FROM map WHERE topic_id = -1 AND x IS NULL") == [(2,)]
    assert answers[0] == answers[1]
    label = {text: own for text, own, *_ in answers[0]}
    for script, some in SENTENCES.items():
        (own,) = {label[text] for text in some}
        assert COMMON[script] in own
    parents = "SELECT count(*) FROM topics t JOIN topics p ON p.topic_id = t.parent_id WHERE t.x IS NULL"
    assert rows(workspace, f"{parents} AND p.level = 'theme' AND p.size = t.size") == [(5,)]


def test_no_two_groups_have_one_name(tmp_path):
    texts = [*texts_about(each=30), *["fine thanks"] * 20, *["thanks, fine"] * 20, *["!!"] * 20, *["?!"] * 20]
    workspace = write_documents(tmp_path / "w", texts)
    run(workspace)
    labels = [label for (label,) in rows(workspace, "SELECT label FROM topics")]
    assert len(labels) == len(set(labels))
    assert pa.array(labels).null_count == 0
