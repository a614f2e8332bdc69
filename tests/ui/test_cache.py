"""Cached answers: one for each question, workspace, selection and arguments, and never one for another."""

from dataclasses import dataclass

import pytest
import streamlit as st

from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.ui.frame.cache import Keyed, Shared, remember

CALLS = []
BOTH = pytest.mark.parametrize("shared", [None, Shared(2)])


@pytest.fixture(autouse=True)
def nothing_cached():
    CALLS.clear()
    st.cache_data.clear()
    st.cache_resource.clear()


@dataclass(frozen=True)
class Point:
    x: int


def question(connection, *args, **kwargs):
    CALLS.append(args)
    return [connection, *args, *kwargs.values()]


def other_question(connection, *args):
    return ["other", connection, *args]


@BOTH
def test_an_answer_is_computed_once_for_the_same_arguments(shared):
    assert remember(question, ("w", 1), ("c",), Point(1), shared=shared) == ["c", Point(1)]
    assert remember(question, ("w", 1), ("another cursor",), Point(1), shared=shared) == ["c", Point(1)]
    assert len(CALLS) == 1


@BOTH
@pytest.mark.parametrize(
    ("state", "args", "kwargs"),
    [
        (("w", 2), (Point(1),), {}),
        (("v", 1), (Point(1),), {}),
        (("w", 1), (Point(2),), {}),
        (("w", 1), (Point(1), 1), {}),
        (("w", 1), (Point(1),), {"limit": 3}),
        (("w", 1), (Keyed(object(), "key"),), {}),
        (("w", 1), (Selection((Values("documents", "source", ("a",)),)),), {}),
    ],
)
def test_anything_else_is_another_answer(shared, state, args, kwargs):
    remember(question, ("w", 1), ("c",), Point(1), shared=shared)
    answer = remember(question, state, ("c",), *args, shared=shared, **kwargs)
    assert len(CALLS) == 2
    assert len(answer) == 1 + len(args) + len(kwargs)


@BOTH
def test_another_question_has_its_own_answers(shared):
    assert remember(question, ("w", 1), ("c",), 1, shared=shared) != remember(
        other_question, ("w", 1), ("c",), 1, shared=shared
    )


def test_a_keyed_argument_is_compared_by_its_key_and_given_by_its_value():
    graph = object()
    answer = remember(question, ("w", 1), (), Keyed(graph, "graph"), shared=Shared())
    assert answer[0] is graph
    assert remember(question, ("w", 1), (), Keyed(object(), "graph"), shared=Shared())[0] is graph


def test_a_small_answer_is_copied_and_a_shared_one_is_not():
    assert remember(question, ("w", 1), (), 1) is not remember(question, ("w", 1), (), 1)
    assert remember(question, ("w", 1), (), 1, shared=Shared()) is remember(question, ("w", 1), (), 1, shared=Shared())


def test_each_question_keeps_at_most_its_own_number_of_shared_answers():
    for number in (1, 2, 3, 1):
        remember(question, ("w", 1), ("c",), number, shared=Shared(2))
    assert [args[0] for args in CALLS] == [1, 2, 3, 1]


def test_a_question_without_a_name_is_refused():
    with pytest.raises(ValueError, match="local function"):
        remember(lambda: 1, ("w", 1), ())
