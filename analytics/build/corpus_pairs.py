"""Already there: which documents repeat those of another corpus, a workspace that `--against` names?

The pairs are those that one build of both would find across the two, verified in the same way (`duplicates`): exact
copies, and near-duplicates by Jaccard similarity or as an excerpt. Each text of the corpus is represented by one of
its documents; each new document has its own rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analytics.build.corpus import Both, Corpus
from analytics.build.corpus_candidates import candidates
from analytics.build.distinct_texts import KEYS, Cosines, Texts
from analytics.build.stage import Context, Stage
from analytics.build.verification import MIN_CONTAINMENT, MIN_JACCARD, verify
from analytics.workspace import TableWriter

if TYPE_CHECKING:
    import duckdb

OPTION = "corpora"

PAIRS = pa.schema(
    {
        "doc_id": pa.int64(),
        "corpus": pa.string(),
        "other_id": pa.int64(),
        "kind": pa.string(),
        "jaccard": pa.float32(),
        "containment": pa.float32(),
        "contained": pa.float32(),
        "contains": pa.float32(),
        "shared": pa.int32(),
        "linked": pa.bool_(),
    }
)
"""`contained` is the share of the document's shingles that the one of the corpus has, `contains` the share of that
one's shingles that are in the document, `containment` the larger of both.
"""
DOCUMENTS = pa.schema(
    {
        "corpus": pa.string(),
        "other_id": pa.int64(),
        "source": pa.string(),
        "title": pa.string(),
        "url": pa.string(),
        "text": pa.string(),
    }
)
CORPORA = pa.schema({"corpus": pa.string(), "documents": pa.int64()})


def run(context: Context) -> None:
    """Compare the documents with each corpus, and write the pairs and the documents of the corpus that are in them."""
    paths = [path for path, _ in context.options.get(OPTION) or ()]
    if not paths:
        return
    texts, names = Texts.read(context), unique_names(paths)
    pairs, documents = context.writer("corpus_pairs", PAIRS), context.writer("corpus_documents", DOCUMENTS)
    corpora = context.writer("corpora", CORPORA)
    for path in paths:
        corpus = Corpus.open(path)
        corpus.check()
        rows = _pairs(context, corpus, texts, names[path])
        pairs.write(rows)
        _write_documents(corpus, names[path], rows["other_id"].to_numpy(), documents)
        corpora.write(pa.table({"corpus": [names[path]], "documents": [corpus.documents]}, CORPORA))
        known = len(np.unique(rows["doc_id"].to_numpy()))
        share = f" ({known / len(texts.ids):.1%})" if len(texts.ids) else ""
        context.say(
            f"{known:,} of {len(texts.ids):,} documents{share} repeat documents of {names[path]}: exact copies, "
            f"Jaccard at least {MIN_JACCARD}, or excerpts of at least {MIN_CONTAINMENT:.0%}."
        )


def unique_names(paths: list[str]) -> dict[str, str]:
    """A name for each corpus: that of its folder, the whole path where two folders have the same name."""
    names = [Path(path).name for path in paths]
    return {path: name if names.count(name) == 1 else path for path, name in zip(paths, names, strict=True)}


def _pairs(context: Context, corpus: Corpus, texts: Texts, name: str) -> pa.Table:
    """All rows of `corpus_pairs` for a corpus."""
    import duckdb

    connection = duckdb.connect()
    signatures = pa.Table.from_batches(context.batches("signatures", KEYS))
    connection.register("signatures", signatures)
    connection.register("leaders", corpus.keys.take(pa.array(corpus.leaders)))
    connection.register("texts", pa.table({"doc_id": texts.ids, "representative": texts.representative}))
    both = Both(context, corpus)
    together, pairs = candidates(both, texts)
    near = verify(both, together, pairs, Cosines(np.empty(0, np.uint64), np.empty(0, np.float32)))
    connection.register("near", near)
    return _joined(connection, name, both.first).to_arrow_table().cast(PAIRS)


def _joined(connection: duckdb.DuckDBPyConnection, name: str, first: int) -> duckdb.DuckDBPyRelation:
    """Exact copies and near pairs of all documents: `near` has one row for each two texts, `first` is added to the
    doc_ids of the corpus.
    """
    return connection.sql(
        """WITH exact AS (
            SELECT signatures.doc_id, leaders.doc_id AS other_id
            FROM signatures JOIN leaders USING (normalized_hash)
        ), near_pairs AS (
            SELECT texts.doc_id, near.b - $first AS other_id, near.*
            FROM near JOIN texts ON texts.representative = near.a
        )
        SELECT doc_id, $name AS corpus, other_id, 'exact' AS kind, 1 AS jaccard, 1 AS containment, 1 AS contained,
            1 AS contains, NULL AS shared, false AS linked
        FROM exact
        UNION ALL
        SELECT doc_id, $name, other_id, 'near', jaccard, containment, a_in_b, b_in_a, shared, linked
        FROM near_pairs ANTI JOIN exact USING (doc_id, other_id)
        ORDER BY doc_id, other_id""",
        params={"name": name, "first": first},
    )


def _write_documents(corpus: Corpus, name: str, ids: np.ndarray, writer: TableWriter) -> None:
    """Write the documents of the corpus that are in pairs: a page shows them, also when the corpus is gone."""
    chosen = np.zeros(corpus.documents, bool)
    chosen[ids] = True
    for batch in corpus.selected("documents", ["doc_id", "source", "title", "url", "text"], chosen):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        columns |= {"corpus": pa.repeat(name, len(batch)), "other_id": columns.pop("doc_id")}
        writer.write(pa.table({one: columns[one] for one in DOCUMENTS.names}).cast(DOCUMENTS))


STAGE = Stage(
    name="corpus_pairs",
    title="Compare with another corpus",
    reads=("documents", "signatures"),
    writes=("corpora", "corpus_pairs", "corpus_documents"),
    run=run,
    options=(OPTION,),
)
