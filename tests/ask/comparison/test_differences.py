"""Terms and columns show planted differences between two groups, and none between random halves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask import comparison
from analytics.ask.comparison.column_differences import cramers_v
from analytics.ask.comparison.document_groups import GroupPair
from analytics.ask.comparison.term_differences import _log_odds
from analytics.ask.filters import Contains, Rows
from analytics.ask.selection import Selection
from tests.mapped import write_mapped
from tests.workspaces import write_workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("contrast") / "w").connect()


def selected(text):
    return Selection((Contains(text),))


def test_planted_terms_stand_out_on_their_side(connection):
    terms = comparison.distinctive_terms(connection, GroupPair.of(connection, selected("solar"), selected("butter")))
    assert set(terms.loc[terms["side"] == "a", "term"]) == {"solar", "panels"}
    assert set(terms.loc[terms["side"] == "b", "term"]) == {"butter", "cake"}
    assert {"and", "more", "number"} & set(terms["term"]) == set()


def test_every_bound_is_on_its_side_of_zero(connection):
    terms = comparison.distinctive_terms(connection, GroupPair.of(connection, selected("solar")))
    assert ((terms["low"] > 0) | (terms["high"] < 0)).all()
    assert ((terms["low"] <= terms["log_odds"]) & (terms["log_odds"] <= terms["high"])).all()
    assert terms.loc[terms["term"] == "solar", ["in_a", "in_b"]].to_numpy().tolist() == [[1.0, 0.0]]


def test_a_group_is_compared_with_the_rest_without_itself(connection):
    groups = GroupPair.of(connection, selected("solar"))
    drawn = connection.execute(groups.sampled(1000)).df()
    assert drawn["doc_id"].is_unique and len(drawn) == 400


def test_random_halves_differ_in_nothing(connection):
    half = Selection((Rows(tuple(np.random.default_rng(5).permutation(400)[:200].tolist())),))
    groups = GroupPair.of(connection, half)
    assert comparison.distinctive_terms(connection, groups).empty
    assert (comparison.differing_columns(connection, groups)["effect"] < 0.15).all()


def test_a_repetitive_document_makes_no_term(tmp_path):
    texts = ["spam " * 500] + ["cat and dog"] * 50 + ["bird and fish"] * 51
    connection = write_workspace(tmp_path / "w", texts, scanned=False).connect()
    terms = comparison.distinctive_terms(connection, GroupPair.of(connection, Selection((Rows(tuple(range(51))),))))
    assert "spam" not in set(terms["term"])
    assert {"cat", "dog"} <= set(terms["term"])


def test_terms_of_other_scripts_are_terms(tmp_path):
    texts = ["солнце и ветер"] * 20 + ["größer über café"] * 20
    connection = write_workspace(tmp_path / "w", texts, scanned=False).connect()
    groups = GroupPair.of(connection, selected("солнце"))
    terms = comparison.distinctive_terms(connection, groups, function_words=True)
    assert set(terms["term"]) == {"солнце", "ветер", "größer", "über", "café"}  # one letter is not a term


FUNCTION_WORDS = {
    "en": ("the engine of that ship doesn’t stop", {"the", "of", "that", "doesn’t"}),
    "fr": ("les moteurs dans cette usine", {"les", "dans", "cette"}),
    "de": ("die Motoren und das Schiff", {"die", "und", "das"}),
    "es": ("los motores de una fábrica", {"los", "de", "una"}),
    "it": ("il motore della nave", {"il", "della"}),
}


@pytest.mark.parametrize("language", FUNCTION_WORDS)
def test_function_words_of_the_language_are_no_evidence(language, tmp_path):
    text, words = FUNCTION_WORDS[language]
    languages = [language] * 80
    texts = [text] * 40 + ["zzz yyy"] * 40
    connection = write_workspace(tmp_path / "w", texts, languages=languages).connect()
    groups = GroupPair.of(connection, selected(text))
    terms = set(comparison.distinctive_terms(connection, groups)["term"])
    everything = set(comparison.distinctive_terms(connection, groups, function_words=True)["term"])
    assert terms and not terms & words
    assert everything - terms == words


def test_a_function_word_of_another_language_is_evidence(tmp_path):
    texts = ["people die young"] * 40 + ["butter cake"] * 40
    connection = write_workspace(tmp_path / "w", texts, languages=["en"] * 80).connect()
    assert "die" in set(comparison.distinctive_terms(connection, GroupPair.of(connection, selected("die")))["term"])


@pytest.mark.parametrize(
    ("table", "column", "values", "what"),
    [
        ("documents", "created_at", ["2013-05-31", "2019-02-01"], "2013-05-31 to 2016-04-01"),
        ("metadata", "size", [1_370_000_000, 2_500_000_000], "1,370,000,000 to 1,935,000,000"),
        ("metadata", "rate", [0.00001, 0.00004], "0.00001 to 0.000025"),
        ("metadata", "part", [0.25, 0.75], "0.25 to 0.5"),
        ("metadata", "seen_at", ["2024-03-01 08:00", "2024-03-01 17:30"], "2024-03-01 08:00 to 2024-03-01 12:45"),
    ],
)
def test_ranges_are_dates_and_numbers_without_an_exponent(table, column, values, what, tmp_path):
    connection = write_workspace(tmp_path / "w", ["a text"] * 60, scanned=False).connect()
    type_name = "TIMESTAMP" if isinstance(values[0], str) else "DOUBLE"
    low, high = (f"CAST('{value}' AS {type_name})" for value in values)
    connection.execute(
        f"""CREATE OR REPLACE VIEW {table} AS SELECT {"doc_id, text, " if table == "documents" else "doc_id, "}
        CASE WHEN doc_id < 30 THEN {low} ELSE {high} END AS {column} FROM range(60) AS t(doc_id)""".replace(
            "doc_id, text, ", "doc_id, 'a text' AS text, "
        )
    )
    columns = comparison.differing_columns(connection, GroupPair.of(connection, Selection((Rows(tuple(range(30))),))))
    assert dict(zip(columns["column"], columns["what"], strict=True))[column] == what


@pytest.mark.parametrize("a", ["solar", "nothing has this"])
def test_an_empty_group_gives_no_terms_and_no_columns(connection, a):
    nobody = selected("nobody has this")
    groups = GroupPair.of(connection, selected(a), nobody)
    assert comparison.distinctive_terms(connection, groups).empty
    assert comparison.differing_columns(connection, groups).empty


def test_the_column_that_separates_comes_first_with_its_value(connection):
    web = GroupPair.of(connection, Selection((Contains("solar"),)), Selection((Contains("turbines"),)))
    columns = comparison.differing_columns(connection, web)
    first = columns.iloc[0]
    assert (first["column"], first["what"], first["in_a"], first["in_b"]) == ("source", "web", 1.0, 0.0)
    assert first["effect"] == pytest.approx(1.0, abs=0.02)
    assert columns["effect"].is_monotonic_decreasing


def test_numbers_dates_and_missing_values_count(tmp_path):
    n = 300
    texts = ["early"] * n + ["late"] * n
    connection = write_workspace(
        tmp_path / "w", texts, scanned=False, score=[float(i) for i in range(2 * n)], label=[None] * n + ["known"] * n
    ).connect()
    columns = comparison.differing_columns(connection, GroupPair.of(connection, selected("early"))).set_index("column")
    assert columns.loc["score", "effect"] > 0.95
    assert columns.loc["label", "what"] == "missing"


def table_of(draws):
    return np.array(draws, float).reshape(-1, 2)


@given(st.lists(st.integers(0, 500), min_size=4, max_size=20).filter(lambda draws: len(draws) % 2 == 0))
def test_the_effect_is_between_0_and_1_and_does_not_depend_on_the_order(draws):
    table = table_of(draws)
    effect = cramers_v(table)
    assert 0 <= effect <= 1
    assert cramers_v(table[::-1]) == pytest.approx(effect)
    assert cramers_v(table[:, ::-1]) == pytest.approx(effect)


def test_the_effect_is_one_for_full_separation_and_zero_for_equal_shares():
    assert cramers_v(np.array([[1000, 0], [0, 1000]])) == pytest.approx(1, abs=1e-3)
    assert cramers_v(np.array([[300, 600], [100, 200]])) == 0


def test_small_samples_of_one_distribution_show_no_effect_on_average():
    rng = np.random.default_rng(0)
    effects = [
        cramers_v(np.stack([rng.multinomial(50, [0.1] * 10), rng.multinomial(50, [0.1] * 10)], axis=1))
        for _ in range(200)
    ]
    biased = np.sqrt(9 / 100)  # the average of the uncorrected statistic
    assert np.mean(effects) < biased / 2


def test_a_term_whose_interval_contains_zero_is_not_shown():
    scored = _log_odds(pd.DataFrame({"term": ["rare", "sure"], "a": [3, 90], "b": [1, 10]}), 100, 100)
    assert scored["term"].tolist() == ["sure"]
