"""The recipe of a workspace: read, changed, counted and undone. Every change is written at once, whole, with its
counts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import duckdb
import filelock
import streamlit as st

from analytics.ask.duplicates import DuplicateGraph, graph
from analytics.ask.filters import Decided
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import Manifest, Workspace
from analytics.errors import DataloupeError
from analytics.recipe import decided
from analytics.recipe.binding import bound_to, check_bound
from analytics.recipe.file import NAME, load, parse, save, to_yaml
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import Outcome, outcome
from analytics.recipe.steps import Action
from analytics.ui.components import selection

_SAID, _EARLIER = "_decisions_said", "_decisions_earlier"
CHANGES_REMEMBERED = 50
READING = ("text", "source", "format", "map", "vectors", "encoder", "keep_user_ids")
"""Build options that say how the input was understood; the next data is to be read the same way."""


@dataclass(frozen=True)
class Decisions:
    """The decisions about one state of a workspace."""

    workspace: Workspace
    manifest: Manifest
    connection: duckdb.DuckDBPyConnection

    def recipe(self) -> Recipe:
        """The workspace's recipe as it is on disk now; one without steps when there is none. Raises DataloupeError when
        it cannot be read.
        """
        path = self.workspace.path / NAME
        return (
            load(path)
            if path.is_file()
            else Recipe(
                read_with={name: self.manifest.build.get("options", {}).get(name) for name in self._read_with()}
            )
        )

    def outcome(self, recipe: Recipe | None = None) -> Outcome:
        """What a recipe (the present one) comes to, remembered for the state of the workspace."""
        recipe = self.recipe() if recipe is None else recipe
        check_bound(self.connection, self.manifest, recipe)
        deciding = repr([(step.action, step.active) for step in recipe.steps])
        return replace(
            _outcome(str(self.workspace.path), self.manifest.generation, deciding, _recipe=recipe, _of=self),
            recipe=recipe,
        )

    def pairs(self) -> DuplicateGraph:
        """The proved pairs of all documents, remembered for the state of the workspace."""
        return _pairs(str(self.workspace.path), self.manifest.generation, self)

    def provide(self, chosen: Selection) -> None:
        """Make it possible to ask for what the decisions keep or leave out, where the selection does. Raises
        DataloupeError when they have changed since.
        """
        decided.provide(self.connection, chosen, self.outcome)

    def add(self, action: Action, reason: str = "") -> None:
        """Add a step at the end; the next run says what it came to. To be called from a callback."""
        self.change(
            lambda recipe: recipe.with_step(
                Step(action, " ".join(reason.split()), bound_to=bound_to(self.connection, self.manifest, action))
            ),
            True,
        )

    def change(self, how: Callable[[Recipe], Recipe], added: bool = False) -> None:
        """Write what `how` makes of the recipe, counted where it fits the data; what is wrong is said at the next
        run.
        """
        try:
            with filelock.FileLock(self.workspace.path / "recipe.lock", timeout=5):
                before = self.recipe()
                after = self._counted(how(before))
                save(after, self.workspace.path / NAME)
        except DataloupeError as error:
            st.session_state[_SAID] = str(error)
            return
        except (OSError, filelock.Timeout) as error:
            st.session_state[_SAID] = f"the decisions cannot be written: {error}"
            return
        self._earlier().append(to_yaml(before))
        del self._earlier()[:-CHANGES_REMEMBERED]
        selection.change(lambda chosen: _carried_over(chosen, after))
        if added:
            st.session_state[_SAID] = self._what_it_did(after)

    def undo(self) -> None:
        """Take the last change of this visit back."""
        if self._earlier():
            text = self._earlier().pop()
            self.change(lambda recipe: parse(text))
            self._earlier().pop()

    def can_undo(self) -> bool:
        return bool(self._earlier())

    def _earlier(self) -> list[str]:
        """The recipes before each change of this visit, as text."""
        visits: dict[str, list[str]] = st.session_state.setdefault(_EARLIER, {})
        return visits.setdefault(str(self.workspace.path), [])

    def _counted(self, recipe: Recipe) -> Recipe:
        with contextlib.suppress(DataloupeError):  # the page says what does not fit; the step can then be switched off
            return self.outcome(recipe).counted()
        return recipe.without_counts()

    def _what_it_did(self, recipe: Recipe) -> str:
        step = recipe.steps[-1]
        if step.counts is None:
            return f"Step {len(recipe.steps)} is added."
        does = "removes" if step.action.removes else "tags"
        return f"Step {len(recipe.steps)} {does} {step.counts.documents:,} document{'s' * (step.counts.documents != 1)}. See Decisions."

    def _read_with(self) -> list[str]:
        return [name for name in READING if name in self.manifest.build.get("options", {})]


def _carried_over(chosen: Selection, recipe: Recipe) -> Selection:
    """The selection with the documents that the new decisions keep or remove, where it had those of the old decisions.
    A filter on one step is dropped, as steps may have moved.
    """
    current = Selection()
    for one in chosen.filters:
        if not isinstance(one, Decided):
            current = current.with_filter(one)
        elif one.step is None:
            current = current.with_filter(Decided(recipe.digest, one.kept))
    return current


def said() -> str | None:
    """What the last change has to say, once."""
    return st.session_state.pop(_SAID, None)


@st.cache_resource(max_entries=24, show_spinner=False)
def _outcome(path: str, generation: int, deciding: str, _recipe: Recipe, _of: Decisions) -> Outcome:
    return outcome(_of.connection, _recipe, _of.pairs)


@st.cache_resource(max_entries=4, show_spinner=False)
def _pairs(path: str, generation: int, _of: Decisions) -> DuplicateGraph:
    return graph(_of.connection)
