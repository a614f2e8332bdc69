"""The scan stage: documents in, `signals` and `signatures` out, as the registry says."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.build.engine import ThreadEngine
from analytics.build.scan import STAGE, signatures_schema
from analytics.build.stage import Context
from analytics.rules import RULE_SETS, RULES, rules
from analytics.signals.compute import schema
from analytics.signals.registry import SIGNAL_TABLES
from analytics.signals.scan import FAMILIES
from analytics.workspace import Progress, Workspace, create_workspace
from tests.batch.texts import ADVERSARIAL
from tests.map_stages import append_documents, write_documents
from tests.workspaces import documents, write_table

ENGLISH = "The people of the town have been asked to be quiet, and that is the end of it."
TEXTS = [*ADVERSARIAL.values(), ENGLISH, "Das ist ein ganz normaler deutscher Satz, und er steht hier allein."]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = create_workspace(tmp_path / "w")
    write_table(workspace, "documents", documents(TEXTS))
    return workspace


def build(workspace: Workspace, threads: int = 2) -> list[Progress]:
    reports: list[Progress] = []
    context = Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, ThreadEngine(threads), reports.append)
    STAGE.run(context)
    context.commit()
    return reports


def table(workspace: Workspace, name: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(file) for file in workspace.files(name))


def test_signals_are_the_columns_that_the_registry_names(workspace: Workspace) -> None:
    build(workspace)
    described = workspace.connect().execute("DESCRIBE signals").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("doc_id", "BIGINT"),
        *((signal.name, signal.dtype) for signal in SIGNAL_TABLES["signals"].values()),
    ]
    assert table(workspace, "signals").schema == schema(FAMILIES)


def test_every_document_has_one_row_in_both_tables(workspace: Workspace) -> None:
    reports = build(workspace)
    for name in STAGE.writes:
        assert table(workspace, name)["doc_id"].to_pylist() == list(range(len(TEXTS)))
    assert (reports[-1].done, reports[-1].total) == (len(TEXTS), len(TEXTS))


def test_signatures_have_128_permutations_and_none_without_a_word(workspace: Workspace) -> None:
    build(workspace)
    signatures = table(workspace, "signatures")
    assert signatures.schema == signatures_schema()
    words = table(workspace, "signals")["n_words"].to_pylist()
    assert [value is None for value in signatures["minhash"].to_pylist()] == [count == 0 for count in words]


def test_a_build_by_one_thread_and_by_two_gives_the_same_tables(workspace: Workspace) -> None:
    build(workspace, threads=1)
    alone = [table(workspace, name) for name in STAGE.writes]
    build(workspace, threads=2)
    assert [table(workspace, name) for name in STAGE.writes] == alone


def test_every_rule_answers_true_false_or_not_applicable(workspace: Workspace) -> None:
    build(workspace)
    connection = workspace.connect()
    for rule in RULES:
        assert rule in rules(rule.set)
        values = {value for (value,) in connection.execute(f"SELECT {rule.fails} FROM signals").fetchall()}
        assert values <= {True, False, None}
        far = rule.with_threshold(1e12 if rule.tests[0].operator == "<" else -1.0)
        assert connection.execute(
            f"SELECT {far.fails} FROM signals WHERE n_words = 18 AND lang_detected = 'en'"
        ).fetchall() == [(True,)], rule
    assert len(RULE_SETS) == 5


def test_the_rule_about_stop_words_knows_the_language(workspace: Workspace) -> None:
    build(workspace)
    rule = next(rule for rule in RULES if rule.tests[0].column == "stop_word_count")
    verdicts = (
        workspace.connect()
        .execute(f"SELECT lang_detected, {rule.fails} FROM signals WHERE doc_id >= {len(ADVERSARIAL)} ORDER BY doc_id")
        .fetchall()
    )
    assert verdicts == [("en", False), ("de", False)]


def test_only_documents_that_were_added_are_scanned(tmp_path: Path) -> None:
    workspace = write_documents(tmp_path / "w", TEXTS)
    build(workspace)
    before = {name: workspace.read_manifest().tables[name].files for name in ("signals", "signatures")}
    append_documents(workspace, ["one more text", ""])
    build(workspace)
    manifest = workspace.read_manifest()
    again = write_documents(tmp_path / "all", [*TEXTS, "one more text", ""])
    build(again)
    for name, files in before.items():
        assert manifest.tables[name].files[: len(files)] == files
        tables = [
            pa.concat_tables(map(pq.read_table, one.files(name, one.read_manifest()))) for one in (workspace, again)
        ]
        assert tables[0].equals(tables[1])
    assert manifest.stages["scan"].notes["kept_from_earlier_build"] == len(TEXTS)
