"""Topics are the groups of the texts, named by their words. A document can have no topic. The same texts give the same
topics.
"""

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import csr_array

from analytics import encoders
from analytics.build.engine import ThreadEngine
from analytics.build.map import communities, names
from analytics.build.map.louvain import louvain
from analytics.build.map.words import split_words
from tests.map_stages import SUBJECTS, BagOfWords, run, texts_about, write_documents


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None: BagOfWords())


def rows(workspace, query):
    return workspace.connect().execute(query).fetchall()


@pytest.fixture
def four(tmp_path):
    """Sixty texts about each of four subjects, and one without text."""
    workspace = write_documents(tmp_path / "four", [*texts_about(), ""])
    return workspace, run(workspace)


def test_topics_are_the_subjects_and_have_their_words(four):
    workspace, notes = four
    topics = rows(workspace, "SELECT topic_id, terms, size FROM topics")
    assert notes["topics"] >= 4
    subject = np.repeat(list(SUBJECTS), 60)
    topic = np.array([topic for (topic,) in rows(workspace, "SELECT topic_id FROM map ORDER BY doc_id")][:240])
    for number, terms, size in topics:
        if number in topic:
            (only,) = set(subject[topic == number])
            assert set(" ".join(terms).split()) <= set(SUBJECTS[only].split())
            assert size == (topic == number).sum()


def test_every_document_is_on_the_map_and_none_without_words_has_a_place(four):
    workspace, notes = four
    assert rows(workspace, "SELECT count(*), count(x), count(DISTINCT doc_id) FROM map") == [(241, 240, 241)]
    assert rows(workspace, "SELECT x, y, topic_id, faithfulness FROM map WHERE doc_id = 240") == [
        (None, None, -1, None)
    ]
    assert (
        rows(workspace, "SELECT m.doc_id FROM map m JOIN layout l USING (doc_id) WHERE (m.x, m.y) <> (l.x, l.y)") == []
    )
    share = rows(workspace, "SELECT avg((topic_id = -1)::INT) FROM map WHERE x IS NOT NULL")[0][0]
    assert notes["share_without_topic"] == pytest.approx(share, abs=1e-4)


def test_topics_lie_in_themes_and_labels_on_documents(four):
    workspace, notes = four
    assert (
        notes["themes"]
        == rows(workspace, "SELECT count(*) FROM topics WHERE parent_id IS NULL AND level = 'theme'")[0][0]
        > 0
    )
    orphans = """SELECT * FROM topics t WHERE parent_id IS NOT NULL
        AND NOT EXISTS (FROM topics p WHERE p.topic_id = t.parent_id AND p.parent_id IS NULL)"""
    assert rows(workspace, orphans) == []
    sums = """SELECT t.topic_id FROM topics t
        JOIN (SELECT parent_id, sum(size) AS n FROM topics GROUP BY parent_id) c ON c.parent_id = t.topic_id
        WHERE t.size <> n"""
    assert rows(workspace, sums) == []
    assert rows(
        workspace, "SELECT count(*) FROM topics t WHERE NOT EXISTS (FROM map m WHERE m.x = t.x AND m.y = t.y)"
    ) == [(0,)]
    medoids = """SELECT count(*) FROM topics t JOIN map m ON m.doc_id = t.medoid_doc_id
        WHERE t.parent_id IS NOT NULL AND m.topic_id <> t.topic_id"""
    assert rows(workspace, medoids) == [(0,)]


def test_the_same_build_gives_the_same_bytes(tmp_path):
    made = []
    for name, threads in (("a", 1), ("b", 3)):
        workspace = write_documents(tmp_path / name, texts_about())
        run(workspace, engine=ThreadEngine(threads))
        made.append([file.read_bytes() for table in ("map", "topics") for file in workspace.files(table)])
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "texts",
    [[], ["one text"], ["one", "two"], ["five", "documents", "and", "no", "topic"], ["the same text"] * 40, [""] * 3],
)
def test_few_identical_or_empty_texts_have_a_map(tmp_path, texts):
    workspace = write_documents(tmp_path / "w", texts)
    run(workspace)
    assert rows(workspace, "SELECT count(*) FROM map") == [(len(texts),)]
    assert all(label for (label,) in rows(workspace, "SELECT label FROM topics"))


def test_a_document_whose_edges_lead_to_many_topics_has_none():
    edges = np.kron(np.eye(4), np.ones((6, 6)))
    edges[0] = edges[:, 0] = 0.5  # equally near to all four groups
    np.fill_diagonal(edges, 0)
    groups = communities.two_levels(csr_array(edges))
    assert groups.topic[0] == communities.NONE
    assert [len(set(groups.topic[start : start + 6]) - {communities.NONE}) for start in (0, 6, 12, 18)] == [1, 1, 1, 1]


def test_rows_without_edges_and_small_groups_are_none():
    edges = np.zeros((12, 12))
    edges[:4, :4] = 1
    edges[4:11, 4:11] = 1
    np.fill_diagonal(edges, 0)
    assert communities.two_levels(csr_array(edges)).topic.tolist() == [-1] * 4 + [0] * 7 + [-1]


def ring_of_cliques(cliques=24, size=6):
    """Cliques that are connected to a ring: pairs of them are a topic, and there are two ways to pair them."""
    edges = np.kron(np.eye(cliques), np.ones((size, size)))
    for clique in range(cliques):
        a, b = clique * size, (clique + 1) % cliques * size
        edges[a, b + 1] = edges[b + 1, a] = 1
    np.fill_diagonal(edges, 0)
    return csr_array(edges), np.repeat(np.arange(cliques), size)


def pairs_of(cliques, first):
    return (cliques - first) % (cliques.max() + 1) // 2


@pytest.mark.parametrize("first", [0, 1])
def test_a_search_that_begins_with_groups_keeps_them_where_no_others_are_better(first):
    graph, clique = ring_of_cliques(40)  # of so many, a pair is better than two
    pairs = pairs_of(clique, first)
    assert np.array_equal(louvain(graph, 1.0, start=pairs), pairs)
    groups = communities.two_levels(graph, start=communities.Start(pairs, pairs))
    assert len(set(zip(groups.theme.tolist(), pairs.tolist(), strict=True))) == 20


def test_a_point_without_a_group_before_joins_its_neighbours_and_a_wrong_one_is_left():
    graph, clique = ring_of_cliques()
    pairs = pairs_of(clique, 0)
    start = np.where(np.arange(len(pairs)) % 12 == 3, communities.NONE, pairs)  # one point of each pair is new
    start[8] = pairs[100]
    groups = communities.two_levels(graph, start=communities.Start(start, start))
    assert len(set(zip(groups.theme.tolist(), pairs.tolist(), strict=True))) == 12


@pytest.mark.parametrize("seed", range(5))
def test_each_point_is_in_the_community_with_most_of_its_edges_in_the_end(seed):
    """No move of a single point raises modularity: computed from its definition."""
    random = np.random.default_rng(seed)
    group = np.repeat(np.arange(6), 20)
    edges = np.triu(random.random((120, 120)) < np.where(group[:, None] == group, 0.4, 0.03), 1)
    graph = (edges + edges.T).astype(float)
    theme = communities.two_levels(csr_array(graph)).theme
    degree, total = graph.sum(axis=1), graph.sum()

    def modularity(labels):
        is_same = labels[:, None] == labels
        return ((graph - np.outer(degree, degree) / total) * is_same).sum() / total

    reached = modularity(theme)
    for point in range(0, 120, 7):
        for other in np.unique(theme):
            moved = theme.copy()
            moved[point] = other
            assert modularity(moved) <= reached + 1e-9


def lower_words(*texts):
    split = split_words(pa.array(texts))
    return [split.vocabulary[number] if number >= 0 else None for number in split.word]


def test_code_numbers_and_formulas_are_no_words():
    assert lower_words("Call `foo()` or self.x = 3D_value, at http://a.b/c $\\alpha$ v2.0") == [
        "call",
        None,
        "or",
        None,
        None,
        None,
        "at",
        None,
        None,
        None,
    ]
    assert lower_words("“Don’t,” she said (twice)!") == ["don't", "she", "said", "twice"]
    assert lower_words("L'été de l'année") == ["été", "de", "année"]


def test_texts_without_spaces_are_named_by_pairs_of_characters():
    texts = [f"明月{tail}" for tail in ("光", "出", "夜", "人", "山")] + [
        f"learning {word}" for word in ("rate", "curve", "fast", "slow", "deep")
    ]
    _, topics = names.terms(split_words(pa.array(texts)), np.repeat([0, 1], 5), np.array([0, 0]))
    assert topics == [["明月"], ["learning"]]


def test_stop_words_of_the_languages_of_the_texts_make_no_names():
    texts = {
        "en": "the treaty of the river and the treaty with the people of the river is old",
        "de": "die Steuer und der Staat sind nicht für die Steuer bei dem Staat und der Steuer",
        "fr": "les contrats sont dans le code et les contrats des parties avec le code pour elles",
    }
    _, topics = names.terms(
        split_words(pa.array([text for text in texts.values() for _ in range(3)])),
        np.repeat([0, 1, 2], 3),
        np.zeros(3, int),
    )
    assert [set(" ".join(terms).split()) for terms in topics] == [
        {"treaty", "river", "people", "old"},
        {"steuer", "staat"},
        {"contrats", "code", "parties"},
    ]


def test_a_pair_replaces_its_words_and_no_word_occurs_twice():
    texts = ["neural network", "a neural network", "neural networks learn", "deep neural network"] * 3 + [
        "bread butter",
        "butter knife",
        "bread knife",
        "knife",
    ] * 3
    _, topics = names.terms(split_words(pa.array(texts)), np.repeat([0, 1], 12), np.array([0, 1]))
    assert topics[0][0] == "neural network"
    assert not {"neural", "network", "networks"} & set(topics[0])


def test_a_group_without_common_words_says_so():
    assert names.name([]) == "various short texts"
    assert names.name(["a", "b", "c", "d"]) == "a, b, c"
