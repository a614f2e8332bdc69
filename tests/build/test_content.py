import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.columns import columns
from analytics.batch.mojibake import count_mojibake
from analytics.batch.profanity import count_profanity
from analytics.build.content import CONTENT, STAGE, ends_unfinished
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.signals import CONTENT_SIGNALS, QUALITY_SIGNALS, SIGNAL_TABLES, SIGNALS, described
from tests.workspaces import write_table, write_workspace

TEXTS = [
    "Write to eva@example.org or +1 415 555 2671.",
    "What a load of shit.\nAll rights reserved by us.",
    "CafÃ© au lait, itâ€™s good",
    "",
    "All rights reserved by us.",
    "plain <b>text</b>",
]


def run(workspace):
    context = Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, ThreadEngine(2), lambda progress: None)
    STAGE.run(context)
    context.commit()
    return workspace.connect().sql("SELECT * FROM content ORDER BY doc_id").to_arrow_table().to_pylist()


def batch(*texts):
    return pa.record_batch({"doc_id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())})


def test_every_document_has_a_row_and_every_column_a_definition(tmp_path):
    workspace = write_workspace(tmp_path / "content", TEXTS)
    rows = run(workspace)
    assert [row["doc_id"] for row in rows] == list(range(len(TEXTS)))
    assert [column.name for column in columns(workspace.connect(), "content")] == list(CONTENT_SIGNALS)
    assert (rows[0]["pii_count"], rows[0]["email_count"], rows[0]["phone_count"]) == (2, 1, 1)
    assert [row["profanity_count"] for row in rows] == [0, 1, 0, 0, 0, 0]
    assert [row["mojibake_count"] for row in rows] == [0, 0, 2, 0, 0, 0]
    assert [row["markup_tag_count"] for row in rows] == [0, 0, 0, 0, 0, 2]
    assert [row["unfinished"] for row in rows] == [False, False, True, None, False, True]


def test_what_needs_tables_that_are_not_there_is_unknown_not_zero(tmp_path):
    rows = run(write_workspace(tmp_path / "bare", TEXTS))
    assert {row["boilerplate_char_frac"] for row in rows} == {None}
    assert {row["neighbor_distance"] for row in rows} == {None}
    assert rows[3]["profanity_word_frac"] is None


def test_boilerplate_is_the_share_of_characters_in_repeated_lines_or_paragraphs(tmp_path):
    workspace = write_workspace(tmp_path / "boilerplate", TEXTS)
    line, length = TEXTS[4], len(TEXTS[4])
    parts = pa.table(
        {
            "passage_id": [0, 1],
            "kind": ["line", "paragraph"],
            "text": [line, line],
            "documents": [2, 1],
            "occurrences": [2, 1],
            "characters": [2 * length, 10],
        }
    )
    write_table(workspace, "repeated_passages", parts, stage="passages")
    write_table(
        workspace,
        "passage_documents",
        pa.table({"passage_id": [0, 0, 1], "doc_id": [1, 4, 4], "occurrences": [1, 1, 1]}),
        stage="passages",
    )
    shares = [row["boilerplate_char_frac"] for row in run(workspace)]
    assert shares[4] == 1
    assert shares[1] == pytest.approx(length / len(TEXTS[1]))
    assert shares[0] == 0
    assert shares[3] is None


def test_an_outlier_is_far_from_its_neighbours(tmp_path):
    workspace = write_workspace(tmp_path / "outliers", TEXTS)
    neighbors = pa.table(
        {
            "doc_id": [0, 0, 1],
            "rank": [1, 2, 1],
            "neighbor_id": [1, 2, 0],
            "similarity": pa.array([0.5, 0.3, 0.9], pa.float32()),
        }
    )
    write_table(workspace, "neighbors", neighbors)
    assert [row["neighbor_distance"] for row in run(workspace)][:3] == [
        pytest.approx(0.6),
        pytest.approx(0.1, abs=1e-6),
        None,
    ]


def test_swear_words_count_whole_and_in_any_case():
    found = count_profanity(batch("Shit, SHIT! and shitake in Scunthorpe", "", "fuck")).to_pylist()
    assert [row["profanity_count"] for row in found] == [2, 0, 1]
    assert found[0]["profanity_word_frac"] == pytest.approx(2 / 6)


@pytest.mark.parametrize(
    "text",
    [
        "naïve café, “quoted” – déjà vu…",
        "Überraschung à la carte",
        "SÃO PAULO É ÂNGULO",
        "Ελληνικά и русский текст",
        "短い文です。",
        "l’été « ici » à côté",
        "Âge, Ârea, pâté",
    ],
)
def test_no_language_is_mojibake(text):
    assert count_mojibake(batch(text)).column("mojibake_count").to_pylist() == [0]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "text", ["café", "it’s", "Überraschung", "naïve", "“quoted”", "русский язык", "日本語の文", "thanks 😀"]
)
def test_wrongly_decoded_text_is(text, encoding):
    spoilt = text.encode().decode(encoding, errors="ignore")
    assert count_mojibake(batch(spoilt)).column("mojibake_count").to_pylist()[0] >= 1


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("Done.", False),
        ('He said "so."', False),
        ("Really?!\n", False),
        ("终わり。", False),
        ("and then he", True),
        ("one, two,", True),
        ("  ", None),
    ],
)
def test_a_text_is_finished_by_the_mark_that_ends_a_sentence(text, unfinished):
    assert ends_unfinished(pa.array([text])).to_pylist() == [unfinished]


@given(st.lists(st.text(max_size=40), max_size=6), st.integers(0, 6))
def test_counts_do_not_depend_on_where_batches_end(texts, cut):
    for count in (count_profanity, count_mojibake):
        whole = count(batch(*texts)).to_pylist() if texts else []
        parts = [row for some in (texts[:cut], texts[cut:]) if some for row in count(batch(*some)).to_pylist()]
        assert [tuple(row.values())[1:] for row in whole] == [tuple(row.values())[1:] for row in parts]


def test_no_name_stands_in_two_tables_of_signals():
    names = [name for signals in SIGNAL_TABLES.values() for name in signals]
    assert len(names) == len(set(names))
    assert CONTENT.names == ["doc_id", *CONTENT_SIGNALS]
    assert described("content", "pii_count").title == "Personal data"
    assert described("quality", "quality_score") == QUALITY_SIGNALS["quality_score"]
    assert described("signals", "n_words") == SIGNALS["n_words"]
    assert described("metadata", "n_words") is None
