"""Labels of documents that were added: checked by the models that were trained before, while few were added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.build import continuation
from analytics.build.label_documents import (
    MAX_CLASSES,
    MIN_JACCARD,
    Labelled,
    copies_of,
    edges,
    has_duplicates,
    labels_of_documents,
    texts_of,
    vectors_of,
)
from analytics.build.label_models import LabelModels
from analytics.build.stage import Context
from analytics.sql import identifier
from analytics.statistics.folds import connected_groups
from analytics.workspace import StageRecord

if TYPE_CHECKING:
    import duckdb

MAX_ADDED_SHARE = 0.05
"""When more documents than this share were added since the models were trained, they are trained again."""

SOURCES = ("documents", "embeddings")


def stored_models(
    context: Context, connection: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]]
) -> dict[str, LabelModels] | None:
    """The models of the last training by column, while they may check the labels of added documents. None when the old
    documents are not the first ones any more, when other columns have labels, or when too many were added.
    """
    previous, files = continuation.previous_run(context, "documents"), context.previous("label_models")
    if previous is None or files is None or previous[1].notes.get("columns") != [".".join(one) for one in columns]:
        return None
    notes = previous[1].notes
    if not all(_begins_with(context, table, notes["sources"].get(table, [])) for table in SOURCES):
        return None
    if notes["labels"] != _digests(connection, columns, notes["documents"]):
        return None
    if context.rows("documents") - notes["trained_documents"] > MAX_ADDED_SHARE * notes["trained_documents"]:
        return None
    tables = [pq.read_table(file, columns=["labels_in", "model"], use_threads=False) for file in files[0]]
    return {
        name.as_py(): LabelModels.read(model.as_buffer())
        for table in tables
        for name, model in zip(*table.columns, strict=True)
    }


def note_sources(
    context: Context,
    connection: duckdb.DuckDBPyConnection,
    columns: list[tuple[str, str]],
    trained: int,
    earlier: StageRecord | None = None,
) -> None:
    """Write into the notes what this run covers, and how many documents there were when the models were trained. Of the
    labels that the `earlier` run covered, the digests are known.
    """
    first, known = (earlier.notes["documents"], earlier.notes["labels"]) if earlier else (0, ["0"] * len(columns))
    added = _digests(connection, columns, context.rows("documents"), first)
    continuation.note_source(context, "documents")
    tables = context.manifest.tables
    context.notes["sources"] = {name: list(tables[name].files) for name in SOURCES if name in tables}
    context.notes["columns"] = [".".join(one) for one in columns]
    context.notes["labels"] = [str(int(one) ^ int(other)) for one, other in zip(known, added, strict=True)]
    context.notes["documents"] = context.rows("documents")
    context.notes |= {"trained_documents": trained, "added_since_training": context.rows("documents") - trained}


def _digests(
    connection: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]], stop: int, first: int = 0
) -> list[str]:
    """A digest of the labels of the documents from `first` to before `stop`, for each column. That of more documents is
    the exclusive or of both.
    """
    query = "SELECT coalesce(bit_xor(hash(doc_id, {})), 0)::VARCHAR FROM {} WHERE doc_id >= {} AND doc_id < {}"
    return [
        connection.cursor().execute(query.format(identifier(name), identifier(table), first, stop)).fetchall()[0][0]
        for table, name in columns
    ]


def _begins_with(context: Context, table: str, files: list[str]) -> bool:
    present = list(context.manifest.tables[table].files) if table in context.manifest.tables else []
    return present[: len(files)] == files


def added_documents(
    connection: duckdb.DuckDBPyConnection,
    column: tuple[str, str],
    models: LabelModels,
    first_added: int,
    embeddings: tuple[np.ndarray, np.ndarray],
) -> tuple[Labelled, np.ndarray] | None:
    """The documents from `first_added` on whose label can be checked, and the probabilities of their classes; None when
    there is a class that the models do not know. Where there are more classes than are checked, the largest change with
    almost every addition: those that the models do not know are checked after the next training.

    A document that is a copy of an old one is not among them: the models have seen that one.
    """
    doc_ids, names, labels = labels_of_documents(connection, *column)
    known = {*models.classes.tolist(), *models.missing.tolist()}
    if len(known) < MAX_CLASSES and set(names.tolist()) - known:
        return None
    code = {name: number for number, name in enumerate(models.classes.tolist())}
    codes = np.array([code.get(name, -1) for name in names.tolist()], np.int64)[labels]
    groups = connected_groups(len(codes), *copies_of(connection, doc_ids))
    is_added = doc_ids >= first_added
    chosen = np.flatnonzero(is_added & (codes >= 0) & ~np.isin(groups, groups[~is_added]))
    document, neighbour, similarity = edges(connection, doc_ids, first_added)
    place = np.full(len(codes), -1)
    place[chosen] = np.arange(len(chosen))
    is_used = (place[document] >= 0) & (codes[neighbour] >= 0) & (groups[document] != groups[neighbour])
    votes = place[document[is_used]], codes[neighbour[is_used]], similarity[is_used]
    texts = list(texts_of(connection, doc_ids[chosen], models.characters))
    vectors = vectors_of(doc_ids[chosen], embeddings)
    added = Labelled(doc_ids[chosen], models.classes, codes[chosen], vectors)
    return added, models.probabilities(vectors, texts, votes)


def rows_of_copies(
    connection: duckdb.DuckDBPyConnection, column: tuple[str, str], first_added: int, checks: pa.Table
) -> pa.Table:
    """Rows of `label_checks` of added documents that are copies of old ones with the same label: those of the old.

    `column` is the table and name of the labels; `checks` are the rows until now.
    """
    cursor = connection.cursor()
    if not has_duplicates(connection):
        return checks.slice(0, 0)
    cursor.register("checks", checks.filter(pc.equal(checks["labels_in"], ".".join(column))))
    table, label = map(identifier, column)
    return cursor.sql(
        f"""SELECT checks.* REPLACE (b AS doc_id) FROM duplicate_pairs
            JOIN checks ON a = checks.doc_id JOIN {table} AS added ON added.doc_id = b
        WHERE b >= {first_added} AND a < {first_added} AND added.{label} = checks.label
            AND duplicate_pairs.kind IN ('exact', 'near') AND jaccard >= {MIN_JACCARD}
        QUALIFY row_number() OVER (PARTITION BY b ORDER BY jaccard DESC, a) = 1 ORDER BY b"""
    ).to_arrow_table()
