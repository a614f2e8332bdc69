"""What a step takes, alone and in its place, of which sources."""

import numpy as np
import pytest

from analytics.ask.filters import Contains, Decided, Range, Rows, Values
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.recipe.decided import provide
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import outcome
from analytics.recipe.outcome_tables import by_source, by_step, sources_mostly_removed
from analytics.recipe.steps import Deduplicate, Exclude, FailRules, KeepOnly, Tag
from tests.recipe.conftest import N


@pytest.fixture(scope="module")
def connection(decided):
    return decided.connect()


def everything(found):
    return np.ones(len(found.doc_ids), bool)


def chosen(*ids):
    return (Rows(ids),)


def taken(found, index):
    return found.doc_ids[found.affected(index)].tolist()


def test_a_document_goes_by_the_first_step_that_takes_it_and_the_later_ones_are_told_too(connection):
    found = outcome(
        connection,
        Recipe((Step(Exclude(chosen(1, 2))), Step(Exclude(chosen(2, 3))), Step(KeepOnly(chosen(*range(2, N)))))),
    )
    assert [taken(found, index) for index in range(3)] == [[1, 2], [3], [0]]
    assert found.reasons(2) == [0, 1]
    assert found.reasons(1) == [0, 2]
    assert found.reasons(5) == []
    numbers = by_step(found, everything(found))
    assert numbers.documents.tolist() == [2, 1, 1]
    assert numbers.alone_documents.tolist() == [2, 2, 2]
    assert numbers.tokens.tolist() == [found.tokens[[1, 2]].sum(), found.tokens[3], found.tokens[0]]


def test_rules_take_what_fails_any_of_them(connection):
    rules = FailRules((Rows((4,)), Values("documents", "source", ("b",))))
    assert taken(outcome(connection, Recipe((Step(rules),))), 0) == sorted({4, *range(1, N, 3)})


def test_a_step_that_is_switched_off_takes_nothing_and_is_not_even_asked(connection):
    gone = Exclude((Range("metadata", "no such column", 1),))
    found = outcome(connection, Recipe((Step(gone, active=False), Step(Exclude(chosen(1))))))
    assert found.kept.sum() == N - 1
    assert by_step(found, everything(found)).documents.isna().tolist() == [True, False]


def test_duplicates_are_looked_for_among_what_is_left(connection):
    """The first of the copies is excluded: another copy takes its place, and is not left out for one that is gone."""
    deduplicate = Deduplicate(keep="first")
    assert taken(outcome(connection, Recipe((Step(deduplicate),))), 0) == [11, 12]
    found = outcome(connection, Recipe((Step(Exclude(chosen(10))), Step(deduplicate))))
    assert taken(found, 1) == [12]
    assert found.kept[11]
    assert by_step(found, everything(found)).alone_documents.tolist() == [1, 2]


def test_a_tag_takes_nothing_and_counts_what_is_kept(connection):
    found = outcome(connection, Recipe((Step(Exclude(chosen(1))), Step(Tag("x", chosen(1, 2))))))
    assert found.kept.sum() == N - 1
    assert taken(found, 1) == [2]


def test_sources_add_up_and_one_that_loses_more_than_half_is_told(connection):
    found = outcome(
        connection,
        Recipe(
            (
                Step(Exclude((Values("documents", "source", ("a",)), Range("signals", "n_words", 3)))),
                Step(Exclude(chosen(1))),
            )
        ),
    )
    rows = by_source(found, everything(found))
    assert (rows["all"] == rows.kept + rows[0] + rows[1]).all()
    assert rows["all"].sum() == N
    assert set(rows.source) == {"a", "b", "(no source)"}
    assert sources_mostly_removed(rows).source.tolist() == ["a"]
    tokens = by_source(found, everything(found), "tokens")
    assert tokens["all"].sum() == found.tokens.sum()
    some = found.among(np.array([1, 2, 4]))
    assert by_source(found, some)["all"].sum() == 3


def test_the_counts_of_a_recipe_are_written_beside_its_steps(connection):
    counted = outcome(connection, Recipe((Step(Exclude(chosen(1, 4, 3))),))).counted()
    assert counted.documents.documents == N
    assert counted.kept.documents == N - 3
    assert counted.steps[0].counts.by_source == {"b": 2, "a": 1}


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (
            Exclude((Range("metadata", "no_such", 1),)),
            "step 1 (exclude): there is no column 'no_such' in 'metadata' - it has stars, tiny",
        ),
        (
            Exclude((Values("map", "topic_id", (1,)),)),
            "step 1 (exclude): there is no column 'topic_id' in 'map' - it has no columns yet",
        ),
        (Exclude((Range("metadata", "day", "no date"),)), "step 1 (exclude)"),
        (Exclude((Contains("(", regex=True),)), "step 1 (exclude)"),
        (
            Deduplicate(keep="best signal", signal="beauty"),
            "step 1 (deduplicate): there is no column 'beauty' in 'signals' - it has n_chars",
        ),
    ],
)
def test_a_step_that_does_not_fit_is_named_in_one_line(connection, action, says):
    with pytest.raises(DataloupeError) as refused:
        outcome(connection, Recipe((Step(action),)))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_kept_or_left_out_or_taken_by_a_step_can_be_selected(decided):
    connection = decided.connect()
    found = outcome(connection, Recipe((Step(Exclude(chosen(1, 2))), Step(Exclude(chosen(2, 3))))))
    digest = found.recipe.digest
    for part, expected in (
        (Decided(digest), N - 3),
        (Decided(digest, kept=False), 3),
        (Decided(digest, kept=False, step=1), 1),
    ):
        selection = Selection((part,))
        provide(connection, selection, lambda: found)
        assert connection.execute(
            f"SELECT count(*) FROM documents WHERE {where(connection, selection)}"
        ).fetchone() == (expected,)
        assert Selection.from_url(selection.to_url()) == selection


def test_a_selection_of_other_decisions_is_one_clear_line(decided):
    connection = decided.connect()
    found = outcome(connection, Recipe())
    with pytest.raises(DataloupeError, match="decisions that have changed"):
        provide(connection, Selection((Decided("0" * 16),)), lambda: found)


def test_the_digest_follows_what_decides_and_nothing_else():
    step = Step(Exclude(chosen(1)), "why")
    recipe = Recipe((step, Step(Tag("x", chosen(2)))))
    assert recipe.digest == recipe.with_step_changed(0, reason="other").with_step_changed(1, active=False).digest
    assert recipe.digest != recipe.with_step_changed(0, active=False).digest
    assert recipe.digest != recipe.with_step_moved(0, 1).digest
    assert Recipe((Step(KeepOnly(chosen(1))),)).digest != Recipe((Step(Exclude(chosen(1))),)).digest
