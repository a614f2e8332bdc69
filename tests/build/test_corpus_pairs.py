"""Documents that are already in another corpus: the pairs are those that one build of both finds."""

import numpy as np
import pytest

from analytics.ask.duplicates.corpus import corpus_difference, known, known_by_source, known_pairs
from analytics.ask.filters import InCorpus
from analytics.build.candidates import MAX_BUCKET
from analytics.build.corpus import fingerprints
from analytics.build.engines.processes import ProcessEngine
from analytics.errors import DataloupeError
from tests.duplicate_stages import compare as compared_with
from tests.duplicate_stages import near, prose, workspace_of
from tests.workspaces import write_table, write_workspace


def compare(workspace, *paths, engine=None):
    return compared_with(workspace, *paths, engine=engine).connect()


OLD = [
    prose(0),
    prose(0),  # a copy within the corpus
    prose(1),
    near(1, 60),
    prose(2, 400),
    prose(3),
    prose(4, 60),
    "",
    "short text",
    "".join(chr(0x4E00 + one) for one in np.random.default_rng(5).integers(0, 20_000, 300)),
    f"{prose(6, 200)} {prose(7, 30)}",
]
EDITED = " ".join(word if place % 9 else "edited" for place, word in enumerate(prose(3).split()))
NEW = [
    prose(0).upper(),  # an exact copy up to case
    near(1, 30),  # near to two documents of the corpus
    " ".join(prose(2, 400).split()[100:160]),  # an excerpt of a longer document
    f"{prose(8, 150)} {prose(4, 60)} {prose(9, 150)}",  # contains a document
    EDITED,
    prose(10),
    prose(11),
    near(11, 5),  # near to another new document only
    near(1, 30),  # a copy of a new document
    "  short   TEXT ",
    "",
    OLD[9][:200] + "。",
    prose(7, 30),  # an excerpt
    prose(12, 4),
]
SOURCES = ["march", "april"] * 7


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return workspace_of(tmp_path_factory.mktemp("old") / "corpus", OLD)


@pytest.fixture(scope="module")
def compared(old, tmp_path_factory):
    return compare(workspace_of(tmp_path_factory.mktemp("new") / "ws", NEW, source=SOURCES), old.path)


def rows_across(connection, n_new):
    """The pairs (new, old, kind, scores) that one build of both has across the two, of all copies."""
    pairs = connection.sql("SELECT a, b, kind, jaccard, a_in_b, b_in_a FROM duplicate_pairs").fetchall()
    hashes = connection.sql("SELECT doc_id, normalized_hash FROM signatures").fetchall()
    texts = {}
    for doc_id, text in hashes:
        texts.setdefault(text, []).append(doc_id)
    copies = {doc_id: texts[text] for doc_id, text in hashes}
    rows = set()
    for a, b, kind, jaccard, a_in_b, b_in_a in pairs:
        for one in copies[a]:
            for other in copies[b]:
                kept = kind if copies[a] is not copies[b] else "exact"
                if one < n_new <= other:
                    rows.add((one, other - n_new, kept, round(jaccard, 5), round(a_in_b, 5), round(b_in_a, 5)))
                elif other < n_new <= one:
                    rows.add((other, one - n_new, kept, round(jaccard, 5), round(b_in_a, 5), round(a_in_b, 5)))
    return rows


def rows_against(connection, old):
    """The rows of `corpus_pairs`, for all copies of the documents of the corpus."""
    hashes = old.connect().sql("SELECT doc_id, normalized_hash FROM signatures").fetchall()
    text = dict(hashes)
    rows = connection.sql("SELECT doc_id, other_id, kind, jaccard, contained, contains FROM corpus_pairs").fetchall()
    return {
        (doc_id, one, kind, *(round(score, 5) for score in scores))
        for doc_id, other, kind, *scores in rows
        for one, own in hashes
        if own == text[other]
    }


def test_the_pairs_are_those_that_one_build_of_both_has_across_the_two(compared, old, tmp_path):
    both = workspace_of(tmp_path / "both", NEW + OLD)
    expected = rows_across(both.connect(), len(NEW))
    assert len(expected) >= 12
    assert rows_against(compared, old) == expected


@pytest.mark.parametrize("seed", range(3))
def test_random_corpora_give_the_pairs_of_one_build(seed, tmp_path):
    generator = np.random.default_rng(seed)

    def text():
        base, words = int(generator.integers(0, 12)), int(generator.integers(3, 200))
        own = prose(base, 200).split()
        start = int(generator.integers(0, 200 - words + 1))
        own = own[start : start + words]
        for place in generator.integers(0, len(own), int(generator.integers(0, 8))):
            own[place] = "edited"
        return " ".join(own)

    new, there = [text() for _ in range(40)], [text() for _ in range(60)]
    old = workspace_of(tmp_path / "old", there)
    connection = compare(workspace_of(tmp_path / "new", new), old.path)
    both = workspace_of(tmp_path / "both", new + there)
    assert rows_against(connection, old) == rows_across(both.connect(), len(new))


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (InCorpus(None), {0, 9, 10}),
        (InCorpus(0.8), {0, 1, 8, 9, 10}),
        (InCorpus(None, 0.9), {0, 1, 2, 8, 9, 10, 11, 12}),
    ],
)
def test_each_kind_of_overlap_counts_at_its_threshold(compared, filter, expected):
    filter.check(compared)
    query, values = filter.query()
    chosen = {doc_id for (doc_id,) in compared.execute(query, values).fetchall()}
    assert chosen == expected


def test_documents_without_overlap_have_no_pair(compared):
    paired = {one for (one,) in compared.sql("SELECT doc_id FROM corpus_pairs").fetchall()}
    assert paired.isdisjoint({5, 6, 7, 13})


def test_known_documents_are_counted_by_source_and_shown_with_their_pair(compared):
    one = InCorpus(0.8, corpus="corpus")
    assert known(compared, one).summary_text() == (
        "5 of 14 documents (35.7%) are already in corpus: 3 as exact copies, 2 as near-duplicates."
    )
    sources = known_by_source(compared, one)
    assert sources[["source", "documents", "known", "exact"]].to_numpy().tolist() == [
        ["march", 7, 3, 2],
        ["april", 7, 2, 1],
    ]
    pairs = known_pairs(compared, one, source="april")
    assert pairs[["doc_id", "other_id", "kind"]].to_numpy().tolist() == [[9, 8, "exact"], [1, 2, "near"]]
    assert corpus_difference(compared, 1, "corpus", 2).only_left == 1
    with pytest.raises(DataloupeError, match=r"Document 5 is in no pair with document 2 of corpus"):
        corpus_difference(compared, 5, "corpus", 2)


def test_nothing_in_common_is_said(old, tmp_path):
    connection = compare(workspace_of(tmp_path / "new", [prose(20), prose(21)]), old.path)
    assert known(connection, InCorpus(0.8)).summary_text() == "None of 2 documents is already in another corpus."


def test_two_corpora_of_one_folder_name_keep_their_paths(old, tmp_path):
    other = workspace_of(tmp_path / "corpus", [prose(10)])
    connection = compare(workspace_of(tmp_path / "new", NEW), old.path, other.path)
    names = {str(old.path.absolute()), str(other.path.absolute())}
    assert {one for (one,) in connection.sql("SELECT corpus FROM corpora").fetchall()} == names
    assert known(connection, InCorpus(0.8, corpus=str(other.path.absolute()))).known == 1


def test_processes_give_the_same_rows(compared, old, tmp_path):
    new = workspace_of(tmp_path / "new", NEW, source=SOURCES)
    connection = compare(new, old.path, engine=ProcessEngine(2))
    query = "FROM corpus_pairs"
    assert connection.sql(query).fetchall() == compared.sql(query).fetchall()


def test_every_new_copy_of_a_template_is_linked_to_the_corpus(tmp_path):
    size = MAX_BUCKET // 2 + 30
    old = workspace_of(tmp_path / "old", [near(1, place % 100) + f" end{place}" for place in range(size)])
    new = workspace_of(tmp_path / "new", [near(1, place % 100) + f" fin{place}" for place in range(size)])
    connection = compare(new, old.path)
    assert known(connection, InCorpus(0.8)).known == size


def test_a_corpus_without_texts_or_shingles_is_compared(tmp_path):
    old = workspace_of(tmp_path / "old", ["", "one", "two words"])
    connection = compare(workspace_of(tmp_path / "new", ["TWO  words", "three", ""]), old.path)
    assert connection.sql("SELECT doc_id, other_id, kind FROM corpus_pairs").fetchall() == [
        (0, 2, "exact"),
        (2, 0, "exact"),
    ]


def test_a_workspace_that_cannot_be_compared_with_says_why(old, tmp_path):
    unscanned = write_workspace(tmp_path / "early", ["a"], scanned=False)
    with pytest.raises(DataloupeError, match=r"has no table 'signatures', so no documents can be compared with it"):
        fingerprints([str(unscanned.path)])
    with pytest.raises(DataloupeError, match=r"cannot be compared with itself"):
        fingerprints([str(old.path)], str(old.path))


def test_signatures_of_another_version_are_refused(tmp_path):
    other = workspace_of(tmp_path / "other", [prose(1), prose(2)])
    signatures = other.connect().sql("FROM signatures ORDER BY doc_id").to_arrow_table()
    changed = signatures.set_column(4, "minhash", signatures["minhash"].take([1, 0]))
    write_table(other, "signatures", changed.cast(signatures.schema), stage="scan")
    new = workspace_of(tmp_path / "new", [prose(1)])
    with pytest.raises(DataloupeError, match=r"has signatures of another version of dataloupe\. Build it again"):
        compare(new, other.path)


def test_a_changed_corpus_has_another_fingerprint(tmp_path):
    workspace = workspace_of(tmp_path / "ws", [prose(1)])
    before = fingerprints([str(workspace.path)])
    write_table(workspace, "documents", workspace.connect().sql("FROM documents").to_arrow_table())
    assert fingerprints([str(workspace.path)]) != before


def test_a_filter_of_a_corpus_that_was_not_compared_says_so(compared, old):
    with pytest.raises(DataloupeError, match=r"were not compared with 'other'\. They were with: corpus"):
        InCorpus(0.8, corpus="other").check(compared)
    with pytest.raises(DataloupeError, match=r"not compared with another corpus.*--against WORKSPACE"):
        InCorpus(0.8).check(old.connect())
