"""What the reader of an answer did next is read off the tree, and every answer is measured once."""

import pytest

from analytics.ask.columns import columns
from analytics.rules.rule import Rule, Test
from analytics.signals.registry import SIGNAL_TABLES
from tests.logs import write_logs

COLUMNS = ("regenerated", "edited", "rephrased", "ended_conversation")


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """One conversation a kind of action; each has the answers that its name says."""

    def ask(text, parent=None, **more):
        turns.append({"conversation_id": more.pop("of"), "role": "user", "parent_doc_id": parent, "text": text, **more})
        return len(turns) - 1

    def answer(text, parent, of, **more):
        turns.append({"conversation_id": of, "parent_doc_id": parent, "turn_index": 1, "text": text, **more})
        return len(turns) - 1

    turns = []
    first = ask("how do I open a jar", of="regenerated")
    answer("Pull.", first, "regenerated", on_path=False)
    answer("I'm sorry, I can't help with that.", first, "regenerated")
    first = ask("why", of="edited", on_path=False)
    answer("What?", first, "edited", on_path=False)
    second = ask("why is the sky blue", of="edited")
    answer("Because light scatters.", second, "edited")
    first = ask("how do I open a jar", of="rephrased")
    reply = answer("Pull.", first, "rephrased")
    second = ask("no: how do I open this jar", reply, of="rephrased")
    answer("Turn the lid.", second, "rephrased")
    answer("Nobody asked.", None, "alone")
    return write_logs(tmp_path_factory.mktemp("watched") / "w", turns, lang=["en"] * len(turns)).connect()


def rows(connection, columns):
    return dict(
        connection.execute(
            f"""SELECT text || ' ' || conversation_id, [{", ".join(columns)}]
            FROM behaviour JOIN documents USING (doc_id) JOIN turns USING (doc_id)"""
        ).fetchall()
    )


def test_actions_are_read_off_the_tree(watched):
    assert rows(watched, COLUMNS) == {
        "Pull. regenerated": [True, False, False, False],
        "I'm sorry, I can't help with that. regenerated": [False, False, False, True],
        "What? edited": [False, True, False, False],
        "Because light scatters. edited": [False, False, False, True],
        "Pull. rephrased": [False, False, True, False],
        "Turn the lid. rephrased": [False, False, False, True],
        "Nobody asked. alone": [False, False, None, True],
    }


def test_overlap_is_the_jaccard_of_words(watched):
    overlaps = rows(watched, ("prompt_overlap", "earlier_overlap"))
    assert overlaps["Because light scatters. edited"] == [0, None]
    assert overlaps["Turn the lid. rephrased"] == [0, 0]
    assert overlaps["Nobody asked. alone"] == [None, None]


def test_refusals_and_words_are_those_of_the_answer(watched):
    assert watched.sql("SELECT text FROM behaviour JOIN documents USING (doc_id) WHERE refused").fetchall() == [
        ("I'm sorry, I can't help with that.",)
    ]
    assert watched.sql(
        "SELECT answer_words FROM behaviour JOIN documents USING (doc_id) WHERE text = 'Turn the lid.'"
    ).fetchall() == [(3,)]


def test_english_measures_say_nothing_of_other_languages(tmp_path):
    turns = [
        {"conversation_id": "c", "text": "I love the women of Rome."},
        {"conversation_id": "c", "text": "damn"},
        {"conversation_id": "c", "text": "Hallo"},
    ]
    measures = (
        write_logs(tmp_path / "w", turns, lang=["de", "en-GB", None])
        .connect()
        .sql("SELECT sentiment, reading_ease, swears, mentions FROM behaviour")
        .fetchall()
    )
    assert measures[0] == (None, None, None, None)
    assert measures[1][0] < 0 and measures[1][2] is True and measures[1][3] is None


def test_every_column_is_in_the_registry(watched):
    assert [column.name for column in columns(watched, "behaviour")] == list(SIGNAL_TABLES["behaviour"])


def test_a_rule_on_a_measure_applies_where_the_measure_is_known(tmp_path):
    turns = [
        {"conversation_id": "c", "text": "hello"},
        {"conversation_id": "c", "text": "damn"},
        {"conversation_id": "c", "text": "Hallo"},
        {"conversation_id": "c", "text": "damn"},
    ]
    connection = write_logs(tmp_path / "w", turns, lang=["en", "en", "de", "de"]).connect()
    rule = Rule("own", "negative", (Test("behaviour", "sentiment", "<", 0.0),), "a test")
    verdicts = connection.sql(f"SELECT doc_id, {rule.fails} FROM behaviour ORDER BY doc_id").fetchall()
    assert verdicts == [(0, False), (1, True), (2, None), (3, None)]
