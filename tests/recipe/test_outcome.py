"""What a step removes or tags, alone and in its place, of which sources."""

import numpy as np
import pytest

from analytics.ask.filters import Contains, Decided, Range, Rows, Values
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.recipe.decided import provide
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import outcome
from analytics.recipe.outcome_tables import by_source, by_step, remaining, sources_mostly_removed
from analytics.recipe.steps import Deduplicate, Exclude, FailRules, KeepOnly, Tag
from tests.recipe.conftest import N


@pytest.fixture(scope="module")
def connection(decided):
    return decided.connect()


def everything(result):
    return np.ones(len(result.doc_ids), bool)


def chosen(*ids):
    return (Rows(ids),)


def affected(result, index):
    return result.doc_ids[result.affected(index)].tolist()


def test_the_first_step_removes_a_document_and_later_ones_are_reasons_too(connection):
    result = outcome(
        connection,
        Recipe((Step(Exclude(chosen(1, 2))), Step(Exclude(chosen(2, 3))), Step(KeepOnly(chosen(*range(2, N)))))),
    )
    assert [affected(result, index) for index in range(3)] == [[1, 2], [3], [0]]
    assert result.reasons(2) == [0, 1]
    assert result.reasons(1) == [0, 2]
    assert result.reasons(5) == []
    numbers = by_step(result, everything(result))
    assert numbers.documents.tolist() == [2, 1, 1]
    assert numbers.alone_documents.tolist() == [2, 2, 2]
    assert numbers.tokens.tolist() == [result.tokens[[1, 2]].sum(), result.tokens[3], result.tokens[0]]


def test_rules_remove_documents_that_fail_any_of_them(connection):
    rules = FailRules((Rows((4,)), Values("documents", "source", ("b",))))
    assert affected(outcome(connection, Recipe((Step(rules),))), 0) == sorted({4, *range(1, N, 3)})


def test_a_step_that_is_switched_off_removes_nothing_and_is_not_checked(connection):
    gone = Exclude((Range("metadata", "no such column", 1),))
    result = outcome(connection, Recipe((Step(gone, active=False), Step(Exclude(chosen(1))))))
    assert result.kept.sum() == N - 1
    assert by_step(result, everything(result)).documents.isna().tolist() == [True, False]


def test_duplicates_are_searched_among_the_remaining_documents(connection):
    """The first copy is excluded: the next copy is kept, and not removed because of the first."""
    deduplicate = Deduplicate(keep="first")
    assert affected(outcome(connection, Recipe((Step(deduplicate),))), 0) == [11, 12]
    result = outcome(connection, Recipe((Step(Exclude(chosen(10))), Step(deduplicate))))
    assert affected(result, 1) == [12]
    assert result.kept[11]
    assert by_step(result, everything(result)).alone_documents.tolist() == [1, 2]


def test_a_tag_removes_nothing_and_counts_kept_documents(connection):
    result = outcome(connection, Recipe((Step(Exclude(chosen(1))), Step(Tag("x", chosen(1, 2))))))
    assert result.kept.sum() == N - 1
    assert affected(result, 1) == [2]


def test_sources_add_up_and_a_major_loss_is_reported(connection):
    result = outcome(
        connection,
        Recipe(
            (
                Step(Exclude((Values("documents", "source", ("a",)), Range("signals", "n_words", 3)))),
                Step(Exclude(chosen(1))),
            )
        ),
    )
    rows = by_source(result, everything(result))
    assert (rows["all"] == rows.kept + rows[0] + rows[1]).all()
    assert rows["all"].sum() == N
    assert set(rows.source) == {"a", "b", "(no source)"}
    assert sources_mostly_removed(rows).source.tolist() == ["a"]
    tokens = by_source(result, everything(result), "tokens")
    assert tokens["all"].sum() == result.tokens.sum()
    some = result.among(np.array([1, 2, 4]))
    assert by_source(result, some)["all"].sum() == 3


def test_every_step_of_a_counted_recipe_has_its_counts(connection):
    counted = outcome(connection, Recipe((Step(Exclude(chosen(1, 4, 3))),))).counted()
    assert counted.documents.documents == N
    assert counted.kept.documents == N - 3
    assert counted.steps[0].counts.by_source == {"b": 2, "a": 1}


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (
            Exclude((Range("metadata", "no_such", 1),)),
            "step 1 (exclude): There is no column 'no_such' in the table 'metadata'. It has: stars, tiny",
        ),
        (
            Exclude((Values("map", "topic_id", (1,)),)),
            "step 1 (exclude): There is no column 'topic_id' in the table 'map'. It has: none yet",
        ),
        (Exclude((Contains("(", regex=True),)), "step 1 (exclude)"),
        (
            Deduplicate(keep="best signal", signal="beauty"),
            "step 1 (deduplicate): There is no column 'beauty' in the table 'signals'. It has: n_chars",
        ),
    ],
)
def test_a_step_that_does_not_fit_is_named_in_one_line(connection, action, says):
    with pytest.raises(DataloupeError) as refused:
        outcome(connection, Recipe((Step(action),)))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_documents_that_decisions_or_a_step_keep_or_remove_can_be_selected(decided):
    connection = decided.connect()
    result = outcome(connection, Recipe((Step(Exclude(chosen(1, 2))), Step(Exclude(chosen(2, 3))))))
    digest = result.recipe.digest
    for decided_filter, expected in (
        (Decided(digest), N - 3),
        (Decided(digest, kept=False), 3),
        (Decided(digest, kept=False, step=1), 1),
    ):
        selection = Selection((decided_filter,))
        provide(connection, selection, lambda: result)
        assert connection.execute(
            f"SELECT count(*) FROM documents WHERE {where(connection, selection)}"
        ).fetchone() == (expected,)
        assert Selection.from_url(selection.to_url()) == selection


def test_a_selection_of_other_decisions_is_one_clear_line(decided):
    connection = decided.connect()
    result = outcome(connection, Recipe())
    with pytest.raises(DataloupeError, match="an earlier version of the recipe"):
        provide(connection, Selection((Decided("0" * 16),)), lambda: result)


def test_the_digest_depends_only_on_what_decides():
    step = Step(Exclude(chosen(1)), "why")
    recipe = Recipe((step, Step(Tag("x", chosen(2)))))
    assert recipe.digest == recipe.with_step_changed(0, reason="other").with_step_changed(1, active=False).digest
    assert recipe.digest != recipe.with_step_changed(0, active=False).digest
    assert recipe.digest != recipe.with_step_moved(0, 1).digest
    assert Recipe((Step(KeepOnly(chosen(1))),)).digest != Recipe((Step(Exclude(chosen(1))),)).digest


def test_what_remains_after_each_step_ends_with_what_is_kept(connection):
    result = outcome(connection, Recipe((Step(Exclude(chosen(1, 2))), Step(Exclude(chosen(2, 3))))))
    table = remaining(result)
    assert table.groupby("stage").amount.sum().tolist() == [N, N - 2, N - 3]
    assert table[table.stage == 2].amount.sum() == result.kept.sum()
