"""Every pair is verified, no pair depends on batches, and large groups make few pairs."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.build.candidates import banded
from analytics.build.engine import ThreadEngine
from analytics.build.sample_pairs import sharing_samples
from analytics.build.verification import MIN_CONTAINMENT, MIN_JACCARD
from tests.build.test_semantic_copies import RELATED, SAME
from tests.duplicate_stages import find, prose, workspace_of
from tests.workspaces import write_table


def pairs(workspace):
    return workspace.connect().execute("SELECT * FROM duplicate_pairs ORDER BY a, b").df()


def changed(text, *places):
    """`text` with the words at `places` replaced, each by another."""
    words = text.split()
    for place in places:
        words[place] = f"changed{place}x{len(text)}"
    return " ".join(words)


def test_copies_up_to_case_white_space_and_compatibility_forms_are_exact(tmp_path):
    texts = ["The  Quick ﬁx", "the quick fix", "THE QUICK\nFIX", "another text"]
    rows = pairs(workspace_of(tmp_path / "w", texts))
    assert set(zip(rows.a, rows.b, strict=True)) <= {(0, 1), (0, 2), (1, 2)}
    assert len(rows) == 2
    assert (rows.kind == "exact").all()
    assert (rows.jaccard == 1).all()


def test_near_copies_and_excerpts_are_found_with_their_true_scores(tmp_path):
    original, host = prose(1), prose(2, 300)
    near, excerpt = changed(original, 60), " ".join(host.split()[100:160])
    rows = pairs(workspace_of(tmp_path / "w", [original, near, host, excerpt, prose(3)]))
    assert list(zip(rows.a, rows.b, rows.kind, strict=True)) == [(0, 1, "near"), (2, 3, "near")]
    assert rows.jaccard[0] == pytest.approx(111 / 121)  # one word of 120 is in 5 of the 116 shingles
    assert rows.containment[1] == rows.b_in_a[1] == 1
    assert rows.a_in_b[1] == pytest.approx(56 / 296)
    assert rows.shared[1] == 56


def test_half_of_a_document_pasted_into_another_is_found(tmp_path):
    hosts, sources = [prose(100 + i) for i in range(200)], [prose(1000 + i, 60 + i) for i in range(200)]
    pasted = [
        f"{host} {' '.join(source.split()[: len(source.split()) // 2])}"
        for host, source in zip(hosts, sources, strict=True)
    ]
    rows = pairs(workspace_of(tmp_path / "w", [*sources, *pasted]))
    hit = set(zip(rows.a, rows.b, strict=True)) & {(i, 200 + i) for i in range(200)}
    assert len(hit) >= 190


def test_texts_without_a_word_are_copies_of_equal_texts_only(tmp_path):
    rows = pairs(workspace_of(tmp_path / "w", ["", "  ", "!!!", "!!!", "?", "word"]))
    assert list(zip(rows.a, rows.b, rows.kind, strict=True)) == [(0, 1, "exact"), (2, 3, "exact")]


def test_short_texts_and_texts_without_spaces_have_near_copies(tmp_path):
    poem = "床前明月光疑是地上霜举头望明月低头思故乡"
    rows = pairs(
        workspace_of(
            tmp_path / "w",
            ["good morning world", "good morning, world!", poem, poem.replace("故", "旧"), "good evening"],
        )
    )
    assert list(zip(rows.a, rows.b, strict=True)) == [(0, 1), (2, 3)]
    assert rows.jaccard[0] == 1
    assert rows.jaccard[1] == pytest.approx(14 / 18)


def test_the_pairs_do_not_depend_on_batches_threads_and_order(tmp_path):
    rng = np.random.default_rng(7)
    texts = [prose(i % 40) for i in range(60)] + [
        changed(prose(i % 40), *rng.integers(0, 120, 1 + i % 5)) for i in range(120)
    ]
    texts += [changed(prose(99), i % 120, (7 * i) % 120) for i in range(300)] + ["", " "]
    whole = workspace_of(tmp_path / "whole", texts)
    expected = pairs(whole)
    find(whole, ThreadEngine(1), rows_at_once=7)
    assert pairs(whole).equals(expected)
    order = rng.permutation(len(texts))
    shuffled = pairs(workspace_of(tmp_path / "shuffled", [texts[i] for i in order]))

    def by_text(rows, texts):
        near = rows[rows.kind == "near"]
        return sorted(
            (*sorted((texts[a], texts[b])), j, c, s, k)
            for a, b, j, c, s, k in zip(
                near.a, near.b, near.jaccard, near.containment, near.shared, near.linked, strict=True
            )
        )

    assert by_text(shuffled, [texts[i] for i in order]) == by_text(expected, texts)
    assert (shuffled.kind == "exact").sum() == (expected.kind == "exact").sum()


def test_a_thousand_copies_and_a_thousand_variants_make_few_pairs(tmp_path):
    text = prose(5, 200)
    variants = [changed(text, i % 200) + f" ending{i}" for i in range(1000)]
    rows = pairs(workspace_of(tmp_path / "w", [prose(4)] * 1000 + variants))
    assert (rows.kind == "exact").sum() == 999
    near = rows[rows.kind == "near"]
    assert near.linked.any()
    assert len(near) < 100_000  # of the 499,500 there are
    assert len(set(near.a) | set(near.b)) == 1000


def test_a_giant_document_is_compared_whole(tmp_path):
    giant = prose(6, 300_000)
    rows = pairs(workspace_of(tmp_path / "w", [giant, changed(giant, 150_000), " ".join(giant.split()[1000:1200])]))
    assert list(zip(rows.a, rows.b, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert rows.jaccard[0] == pytest.approx(1 - 10 / 300_000, abs=1e-5)
    assert rows.containment[1] == 1


def test_a_corpus_without_duplicates_and_one_without_documents_have_none(tmp_path):
    assert len(pairs(workspace_of(tmp_path / "w", [prose(i) for i in range(50)]))) == 0
    empty = workspace_of(tmp_path / "one", ["one"])
    for name in ("documents", "signatures"):
        write_table(
            empty,
            name,
            empty.connect().sql(f"SELECT * FROM {name} LIMIT 0").to_arrow_table(),
            stage="documents" if name == "documents" else "scan",
        )
    find(empty)
    assert len(pairs(empty)) == 0


def test_close_neighbours_that_say_the_same_are_semantic_pairs_and_others_are_related(tmp_path):
    one, other = SAME[4]
    texts = [prose(1), changed(prose(1), 60), one, other, other, *RELATED[7], prose(2), prose(3)]
    workspace = workspace_of(tmp_path / "w", texts)
    edges = [(0, 1, 0.99), (0, 2, 0.5), (2, 3, 0.95), (3, 4, 1.0), (3, 0, 0.6), (5, 6, 0.97), (7, 8, 0.98), (7, 0, 0.5)]
    doc_ids, neighbors, similarities = zip(*edges, strict=True)
    columns = [pa.array(doc_ids, pa.int64()), pa.array([1] * len(edges), pa.int32())]
    columns += [pa.array(neighbors, pa.int64()), pa.array(similarities, pa.float32())]
    write_table(workspace, "neighbors", pa.table(columns, ["doc_id", "rank", "neighbor_id", "similarity"]))
    find(workspace)
    rows = pairs(workspace).set_index(["a", "b"])
    (copy,) = {(2, 3), (2, 4)} & set(rows.index)
    assert rows.kind.to_dict() == {(0, 1): "near", copy: "semantic", (3, 4): "exact", (5, 6): "near"}
    assert rows.cosine[0, 1] == pytest.approx(0.99), "near pairs have their cosine, too"
    assert rows.cosine[copy] == pytest.approx(0.95)
    assert rows.jaccard[copy] < 0.5
    related = workspace.connect().execute("SELECT a, b, round(cosine, 2) FROM related_pairs ORDER BY a").fetchall()
    assert related == [(7, 8, pytest.approx(0.98))]


def test_excerpts_that_are_less_than_half_of_a_text_are_found(tmp_path):
    random = np.random.default_rng(0)
    texts = []
    for number in range(80):
        host, own = prose(5_000 + number, 900).split(), prose(9_000 + number, 60).split()
        start, place, copied = int(random.integers(0, 800)), int(random.integers(0, 60)), int(random.integers(48, 58))
        texts += [" ".join(host), " ".join(own[:place] + host[start : start + copied] + own[place:])]
    rows = pairs(workspace_of(tmp_path / "w", texts))
    assert ((rows.b == rows.a + 1) & (rows.a % 2 == 0)).sum() >= 78
    assert rows.containment.between(0.38, 0.5).all()


def test_a_stored_pair_meets_a_threshold(tmp_path):
    text = prose(8)
    rows = pairs(workspace_of(tmp_path / "w", [changed(text, *range(0, 5 * i, 5)) for i in range(20)]))
    assert ((rows.jaccard >= MIN_JACCARD) | ((rows.containment >= MIN_CONTAINMENT) & (rows.shared >= 16))).all()
    assert (rows.a < rows.b).all()
    assert not rows.duplicated(["a", "b"]).any()


def test_samples_that_are_sorted_in_ranges_make_the_pairs_that_share_enough():
    rng = np.random.default_rng(3)
    texts, values = 60, rng.integers(0, 2**64, 400, np.uint64, endpoint=False)
    sets = [set(rng.choice(values, 30, replace=False).tolist()) for _ in range(texts)]
    sets[7] = set(list(sets[3])[:12]) | {int(values[0])}
    bits = np.uint64(texts.bit_length())
    compared = [{int(np.uint64(one) >> bits) for one in some} for some in sets]
    wanted = {
        (a, b)
        for a in range(texts)
        for b in range(a + 1, texts)
        if len(compared[a] & compared[b]) >= 0.15 * min(len(sets[a]), len(sets[b]))
    }
    documents = np.repeat(np.arange(texts), [len(some) for some in sets])
    shingles = np.array([one for some in sets for one in sorted(some)], np.uint64)
    shared = sharing_samples(documents, shingles, np.array([len(some) for some in sets]))
    assert (3, 7) in wanted
    assert len(wanted) < 500
    assert set(zip(shared.first.tolist(), shared.second.tolist(), strict=True)) == wanted


def test_no_signatures_make_no_candidates():
    assert len(banded(np.empty((0, 128), np.uint32)).codes) == 0
    assert len(sharing_samples(np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.int32)).codes) == 0
