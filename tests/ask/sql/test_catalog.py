"""Every known table and column has a meaning, and the lists show those of the workspace."""

import pytest

from analytics.ask.sql.catalog import INPUT_COLUMN, TABLES, column_list, column_meaning, table_list, table_meaning
from analytics.ask.sql.log_tables import RAW_LOG_TABLES
from analytics.build import (
    classifier,
    contamination,
    corpus_pairs,
    duplicates,
    layout,
    neighbors,
    passages,
    pipeline,
    prompts,
    top_features,
    topics,
)
from analytics.build.map import vectors
from analytics.ingest.tables import LOG_SCHEMAS, SCHEMAS
from analytics.signals.registry import SIGNAL_TABLES
from analytics.workspace.renamed import FORMER_COLUMNS

CONTRACT = {
    **{name: schema.names for name, schema in {**SCHEMAS, **LOG_SCHEMAS}.items()},
    "duplicate_pairs": duplicates.SCHEMA.names,
    "neighbors": neighbors.SCHEMA.names,
    "layout": layout.SCHEMA.names,
    "map": topics.MAP.names,
    "topics": topics.TOPICS.names,
    "embeddings": vectors.schema(3).names,
    "repeated_passages": passages.REPEATED_PASSAGES.names,
    "passage_documents": passages.PASSAGE_DOCUMENTS.names,
    "evaluation_items": contamination.ITEMS.names,
    "corpus_pairs": corpus_pairs.PAIRS.names,
    "corpus_documents": corpus_pairs.DOCUMENTS.names,
    "corpora": corpus_pairs.CORPORA.names,
    "contamination": contamination.CONTAMINATION.names,
    "signals": ["doc_id", *SIGNAL_TABLES["signals"]],
    "quality": classifier.QUALITY.names,
    "prompts": prompts.SCHEMA.names,
    "classifier_words": top_features.CLASSIFIER_WORDS.names,
    "classifier_weights": classifier.WEIGHTS.names,
}


@pytest.mark.parametrize("table", sorted({name for stage in pipeline.stages() for name in stage.writes} | set(TABLES)))
def test_every_table_that_a_stage_writes_has_a_meaning(table):
    assert table_meaning(table)


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in CONTRACT.items() for column in columns]
)
def test_every_column_of_the_contract_has_a_meaning(table, column):
    assert column_meaning(table, column)


@pytest.mark.parametrize("workspace", ["small", "talk", "hostile"])
def test_every_column_of_a_workspace_has_a_meaning(workspace, request):
    workspace = request.getfixturevalue(workspace)
    connection, manifest = workspace.connect(), workspace.read_manifest()
    tables = table_list(connection, manifest)
    assert set(tables.table) == set(manifest.tables)
    assert tables.set_index("table").rows.to_dict() == {name: table.rows for name, table in manifest.tables.items()}
    for table in tables.table:
        columns = column_list(connection, table)
        described = [name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
        assert columns.column.to_list() == [name for name in described if (table, name) not in FORMER_COLUMNS]
        assert columns.meaning.all(), columns


def test_a_column_of_metadata_is_from_the_input():
    assert column_meaning("metadata", "n_words") == INPUT_COLUMN


def test_every_raw_log_table_names_the_table_made_of_it():
    assert set(RAW_LOG_TABLES) == set(LOG_SCHEMAS)
    assert set(RAW_LOG_TABLES.values()) <= set(TABLES)
