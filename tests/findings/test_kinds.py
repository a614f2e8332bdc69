"""Each kind finds what is planted, and its numbers are those of SQL on the tables."""

import json

import numpy as np
import pytest

from analytics.ask.selection import doc_ids
from analytics.build.pipeline import build
from analytics.findings import search_findings
from analytics.findings.finding import MAX_SENTENCE_WORDS
from analytics.findings.search import kinds
from benchmarks.truth.findings import findings, logs


@pytest.fixture(scope="module")
def corpus(planted_corpus):
    connection = planted_corpus.connect()
    return connection, search_findings(connection)


@pytest.fixture(scope="module")
def by_kind(corpus):
    return {one.kind: one for one in reversed(corpus[1])}


@pytest.fixture(scope="module")
def in_logs(planted_logs):
    return search_findings(planted_logs.connect())


def test_copied_documents_are_found_with_the_source_they_are_also_in(corpus):
    connection, every = corpus
    every = [one for one in every if one.kind == "duplicates"]
    assert {one.sentence for one in every if "also in" in one.sentence} == {"100 % of copies is also in web."}
    tokens = next(one for one in every if "tokens" in one.sentence)
    removed, total = connection.execute(
        """SELECT (SELECT sum(n_tokens) FROM documents JOIN signals USING (doc_id) WHERE source = 'copies'),
            (SELECT sum(n_tokens) FROM signals)"""
    ).fetchone()
    assert tokens.value == pytest.approx(removed / total)
    assert (tokens.affected_documents, tokens.affected_tokens) == (60, removed)
    assert tokens.action is not None


def test_a_secret_comes_first_whatever_its_share(corpus):
    connection, (first, *_) = corpus
    assert (first.kind, first.affected_documents) == ("secrets", 1)
    assert len(doc_ids(connection, first.selection)) == 1


def test_a_source_that_fails_rules_is_found_and_selected(corpus, by_kind):
    connection, _ = corpus
    finding = by_kind["rules"]
    assert finding.sentence.startswith("100 % of short fails at least one Gopher quality rule")
    assert len(doc_ids(connection, finding.selection)) == finding.affected_documents == 60
    assert finding.p_value < 1e-6 and finding.low > finding.reference


def test_a_source_with_most_of_the_tokens_is_found(corpus, by_kind):
    connection, _ = corpus
    tokens, total = connection.execute(
        """SELECT sum(n_tokens) FILTER (source = 'books'), sum(n_tokens)
        FROM documents JOIN signals USING (doc_id)"""
    ).fetchone()
    assert "books" in by_kind["mixture"].sentence
    assert by_kind["mixture"].value == pytest.approx(tokens / total)


def test_missing_dates_are_a_description_with_half_the_weight(corpus, by_kind):
    connection, _ = corpus
    missing = by_kind["missing"]
    assert missing.sentence == "40 % of the documents have no date."
    assert (missing.affected_documents, missing.weight) == (120, 0.5)
    assert len(doc_ids(connection, missing.selection)) == 120


def test_documents_of_one_kind_without_differences_have_no_claim(null_corpus):
    assert [one.sentence for one in search_findings(null_corpus.connect()) if one.p_value is not None] == []


def test_the_planted_findings_of_the_simulated_logs_are_among_the_first_six(in_logs):
    sentences = " | ".join(one.sentence for one in in_logs[:6])
    assert "Overall sage-1 is rated lower than swift-1, but higher within each label" in sentences
    assert "Since 14 Apr 2025 different answers are rated" in sentences
    assert "more negative with model swift-2" in sentences or "language de" in sentences


def test_the_two_unhappy_users_of_the_simulated_logs_are_no_finding(in_logs):
    assert not [one for one in in_logs if "cooking" in one.sentence]


def test_sentences_are_short(corpus, in_logs):
    assert corpus[1] and in_logs
    for one in (*corpus[1], *in_logs):
        assert len(one.sentence.split()) <= MAX_SENTENCE_WORDS, one.sentence
        assert one.sentence.endswith(".")


def test_every_kind_says_which_tables_it_needs():
    assert all(kind.TABLES for kind in kinds().values())


def test_a_model_that_is_only_asked_what_all_refuse_does_not_refuse_more():
    confounded = findings(logs, 50_029, "behaviour")
    assert not [one.sentence for one in confounded if one.kind == "refusals"]


def test_a_model_that_refuses_more_of_the_same_prompts_is_found(tmp_path):
    rng = np.random.default_rng(1)
    topics = ("tax", "soup", "bikes")
    rows = []
    for place in range(900):
        model, topic = ("calm", "shy")[place % 2], topics[rng.integers(3)]
        refuses = rng.random() < (0.25 if model == "shy" else 0.02)
        answer = (
            "I'm sorry, but I cannot help with that." if refuses else f"Here is what I know about {topic}: {place}."
        )
        turns = [
            {"role": "user", "content": f"Tell me about {topic}, part {place}."},
            {"role": "assistant", "content": answer},
        ]
        rows.append({"messages": turns, "model": model, "user_id": f"u{place % 300}", "topic": topic})
    path = tmp_path / "chats.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    workspace = build(str(tmp_path / "w"), [str(path)], {"encoder": "none"}, until="behaviour")
    (finding,) = [one for one in search_findings(workspace.connect()) if one.kind == "refusals"]
    assert finding.sentence.startswith("shy refuses 2")
    assert finding.low < 0.23 < finding.high


def test_items_of_an_evaluation_set_in_other_documents_are_urgent(tmp_path):
    import pyarrow as pa

    from analytics.build.evaluation_sets import compare
    from analytics.workspace.evaluation_sets import save
    from tests.duplicate_stages import prose
    from tests.workspaces import write_workspace

    workspace = write_workspace(tmp_path / "w", [f"{prose(1, 30)} {prose(2, 30)}", prose(3), prose(4)])
    save(workspace.path, "exam", pa.table({"text": [prose(1, 30), prose(3), prose(9)]}), "test")
    compare(str(workspace.path))
    (leak,) = [one for one in search_findings(workspace.connect()) if one.kind == "evaluation_sets"]
    assert leak.sentence == "33 % of the items of exam (1) occur in 1 document."
    assert leak.is_urgent and leak.page == "evaluation_sets"
    assert doc_ids(workspace.connect(), leak.selection).tolist() == [0, 1]
