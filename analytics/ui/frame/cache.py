"""The one place where answers are cached: by question, workspace, selection and arguments.

Pages use it through `Page.ask`, `Page.ask_of` and `Page.derive`, which say when to use which.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from analytics.ask.selection import Selection
from analytics.ui.frame.measuring import MEASURES

Answer = TypeVar("Answer")
State = tuple[Hashable, ...]

SMALL_CACHE_SIZE = 500
"""Small answers of all questions together, a few kilobytes each: people come back to a page, and every click runs the
whole page again.
"""


@dataclass(frozen=True)
class Shared:
    """Keep an answer as one object that all visitors share, for at most `max_entries` different arguments a question.

    For big answers (arrays, graphs, tables of all documents): they are neither copied nor pickled, so nobody may change
    them. `spinner` is the text that is shown while such an answer is computed.
    """

    max_entries: int = 16
    spinner: str | None = None


@dataclass(frozen=True)
class Keyed:
    """An argument that Streamlit cannot hash, or only slowly: the question gets `value`, the cache compares `key`.

    The key must determine the value, given the workspace and the selection.
    """

    value: Any
    key: Any


def remember(
    question: Callable[..., Answer],
    state: State,
    given: tuple[Any, ...],
    *args: Any,
    shared: Shared | None = None,
    **kwargs: Any,
) -> Answer:
    """`question(*given, *args, **kwargs)`, computed once for each `state`, `args` and `kwargs`.

    `state` determines `given`, which is not compared. Arguments are compared by Streamlit's hash: numbers, texts,
    tuples and frozen dataclasses of them; wrap others in `Keyed`.
    Raises ValueError for a local function, whose name does not identify it.
    """
    keys = (*map(_key, args), *((name, _key(value)) for name, value in sorted(kwargs.items())))

    MEASURES.count("answers", "asked")

    def compute() -> Answer:
        MEASURES.count("answers", "computed")
        return question(*given, *map(_value, args), **{name: _value(value) for name, value in kwargs.items()})

    if shared is None:
        return _small(_name(question), state, keys, compute)
    answer: Answer = _store(_name(question), shared)(state, keys, compute)
    return answer


@st.cache_data(max_entries=SMALL_CACHE_SIZE, show_spinner=False)
def _small(name: str, state: State, keys: tuple[Any, ...], _compute: Callable[[], Answer]) -> Answer:
    return _compute()


@functools.cache
def _store(name: str, shared: Shared) -> Callable[..., Any]:
    """The cache of one question, with its own bound: Streamlit identifies a cache by the name of its function."""

    def store(state: State, keys: tuple[Any, ...], _compute: Callable[[], Any]) -> Any:
        return _compute()

    store.__qualname__ = f"answers of {name}"
    return st.cache_resource(max_entries=shared.max_entries, show_spinner=shared.spinner or False)(store)


def _name(question: Callable[..., Any]) -> str:
    name = f"{question.__module__}.{question.__qualname__}"
    if "<" in name:
        raise ValueError(f"{name} is a local function: its name does not identify it, so its answers cannot be cached")
    return name


def _key(argument: Any) -> Any:
    if isinstance(argument, Keyed):
        return argument.key
    return argument.to_url() if isinstance(argument, Selection) else argument


def _value(argument: Any) -> Any:
    return argument.value if isinstance(argument, Keyed) else argument
