"""`dataloupe sample-of`: the same sample and the same exact totals from threads and from a cluster."""

from collections import Counter

import pytest

from analytics.ask.size import describe_contents, size
from analytics.build.engine import ThreadEngine
from analytics.build.engines import engine_of
from analytics.build.pipeline import build
from analytics.build.shards import shard
from analytics.build.shards.sample import sample_of
from analytics.build.shards.totals import quotas
from analytics.cli import main
from analytics.ingest import find_inputs
from tests.engines import corpus_files, different_tables
from tests.pages.apps import complaints, open_alone, page_text

OPTIONS = {"text": "text", "source": "source", "encoder": "none"}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return corpus_files(tmp_path_factory.mktemp("corpus") / "files", 180)


@pytest.fixture(scope="module")
def by_threads(sources, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("threads") / "w")
    return sample_of(ThreadEngine(2), find_inputs(sources, OPTIONS), OPTIONS, 60, path, until="scan")


def test_a_cluster_draws_the_same_documents_and_counts_the_same(
    sources, by_threads, spark_address, tmp_path, monkeypatch
):
    monkeypatch.setattr(shard, "SHARD_BYTES", 1)
    inputs = find_inputs(sources, OPTIONS)
    other = sample_of(engine_of(spark_address), inputs, OPTIONS, 60, str(tmp_path / "w"), until="scan")
    assert different_tables(by_threads, other) == []
    assert not list(tmp_path.rglob("*.unfinished"))


def test_the_totals_are_those_of_the_whole(sources, by_threads, tmp_path):
    whole = build(str(tmp_path / "w"), sources, OPTIONS, tables={"documents", "signals", "duplicate_pairs"}).connect()
    sample = by_threads.connect()
    by_source = """SELECT source, count(*), sum(n_tokens)::BIGINT FROM documents JOIN signals USING (doc_id)
        GROUP BY source ORDER BY source"""
    totals = "SELECT source, documents, tokens FROM whole ORDER BY source"
    assert sample.sql(totals).fetchall() == whole.sql(by_source).fetchall()
    ends = "(SELECT a AS doc_id, * FROM duplicate_pairs UNION ALL SELECT b AS doc_id, * FROM duplicate_pairs)"
    for column, condition in (("copies", "kind = 'exact'"), ("near_duplicates", "kind = 'near' AND jaccard >= 0.8")):
        counted = f"SELECT count(DISTINCT doc_id) FROM {ends} WHERE {condition}"
        assert sample.sql(f"SELECT sum({column})::BIGINT FROM whole").fetchall() == whole.sql(counted).fetchall()
        assert sample.sql(f"SELECT sum({column}) > 5 FROM whole").fetchall() == [(True,)]
    for signal in ("n_words", "alpha_char_frac"):
        if signal not in whole.sql("SELECT * FROM signals").columns:
            continue
        bins = sample.sql(f"SELECT low, high, documents FROM whole_histograms WHERE signal = '{signal}'").fetchall()
        for low, high, documents in bins:
            within = f"{signal} = 0" if low == high else f"{signal} >= {low!r} AND {signal} < {high!r}"
            assert whole.sql(f"SELECT count(*) FROM signals WHERE {within}").fetchall() == [(documents,)]
        assert sum(documents for _, _, documents in bins) == 181


def test_the_sample_has_its_share_of_each_source_and_the_columns_of_all_files(by_threads):
    rows = by_threads.connect().sql("SELECT source, documents, sampled FROM whole").fetchall()
    assert sum(sampled for _, _, sampled in rows) == 60
    assert all(abs(sampled - documents / 3) <= 1 for _, documents, sampled in rows)
    names = by_threads.connect().sql("SELECT * FROM metadata").columns
    assert {"only here", "whole_doc_id"} <= set(names)


def test_pages_say_what_is_sampled(by_threads, monkeypatch):
    connection = by_threads.connect()
    assert (
        describe_contents(connection, size(connection)) == f"{size(connection).describe()}, a sample of 181 documents"
    )
    page = open_alone("overview", by_threads, monkeypatch)
    assert not complaints(page)
    assert "A sample: 60 of 181 documents." in page_text(page)


def test_small_sources_are_not_lost():
    documents = Counter({"web": 1_000_000, "books": 50, "letters": 3, None: 10})
    quota = quotas(documents, 1_000)
    assert quota["letters"] == 3
    assert quota[None] == 10
    assert quota["books"] >= 30
    assert sum(quota.values()) == 1_000
    assert quotas(documents, 2_000_000) == documents


def test_the_command_prints_the_totals(sources, tmp_path, capsys):
    command = ["sample-of", "threads", *sources, "--rows", "20", "--workspace", str(tmp_path / "w")]
    assert main([*command, "--text", "text", "--source", "source", "--encoder", "none", "--until", "documents"]) == 0
    assert "A sample: 20 of 181 documents." in capsys.readouterr().out
    assert main([*command[:-4], "--rows", "0", "--workspace", str(tmp_path / "w2")]) == 2
    assert "--rows must be at least 1" in capsys.readouterr().err
