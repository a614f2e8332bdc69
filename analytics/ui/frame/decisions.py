"""The recipe of a workspace: read, change, count and undo. Every change is written immediately, with its counts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import duckdb
import streamlit as st

from analytics.access import Grant, Permission, action, local_grant, server_settings
from analytics.ask.duplicates import DuplicateGraph, graph
from analytics.ask.filters import Decided
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import Manifest, Workspace
from analytics.errors import DataloupeError
from analytics.recipe import decided
from analytics.recipe.binding import bound_to, check_bound
from analytics.recipe.file import NAME, load, parse, to_yaml
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import Outcome, outcome
from analytics.recipe.steps import Action
from analytics.recipe.store import change_recipe, version
from analytics.ui.components import selection
from analytics.ui.frame.cache import Keyed, Shared, State, remember
from analytics.ui.frame.errors import safe_message

_MESSAGE, _EARLIER = "_decisions_message", "_decisions_earlier"
MAX_UNDO_STEPS = 50
OUTCOMES, PAIRS = Shared(24), Shared(4)
READING_OPTIONS = (
    "text", "source", "format", "map", "vectors", "encoder", "keep_user_ids", "encoding", "delimiter", "header",
    "extractor", "reading", "corrections", "corpora",
)  # fmt: skip
"""Build options that say how the input is read, and with what it is compared; a recipe does the same on new data."""


@dataclass(frozen=True)
class Decisions:
    """The decisions about one state of a workspace."""

    workspace: Workspace
    manifest: Manifest
    connection: duckdb.DuckDBPyConnection
    grant: Grant = field(default_factory=lambda: local_grant(server_settings()))

    def recipe(self) -> Recipe:
        """The workspace's recipe as it is on disk now; a recipe without steps where there is no file. Raises
        DataloupeError when the file cannot be read.
        """
        path = self.workspace.path / NAME
        return load(path) if path.is_file() else self._first()

    def outcome(self, recipe: Recipe | None = None) -> Outcome:
        """The outcome of a recipe (by default the present one), cached for this state of the workspace."""
        recipe = self.recipe() if recipe is None else recipe
        check_bound(self.connection, self.manifest, recipe)
        deciding = repr([(step.action, step.active) for step in recipe.steps])
        arguments = Keyed(recipe, deciding), Keyed(self.pairs, "pairs")
        answer = remember(outcome, self._state, (self.connection,), *arguments, shared=OUTCOMES)
        return replace(answer, recipe=recipe)

    def pairs(self) -> DuplicateGraph:
        """The verified pairs of all documents, cached for this state of the workspace."""
        return remember(graph, self._state, (self.connection,), shared=PAIRS)

    def provide(self, chosen: Selection) -> None:
        """Make the tables that filters of the selection on the decisions need. Raises DataloupeError when the decisions
        have changed since.
        """
        decided.provide(self.connection, chosen, self.outcome)

    def add(self, action: Action, reason: str = "") -> None:
        """Add a step at the end; the next run shows how many documents it affects. For callbacks."""
        bound = bound_to(self.connection, self.manifest, action)
        step = Step(action, " ".join(reason.split()), bound_to=bound)
        self.change(lambda recipe: recipe.with_step(step), True)

    @action(Permission.DECIDE)
    def change(self, how: Callable[[Recipe], Recipe], added: bool = False, seen: Recipe | None = None) -> None:
        """Write the recipe that `how` returns, with counts where it fits the data; the next run shows an error.

        A change of what the page shows, such as its third step, gives the recipe that it shows as `seen`: the change is
        refused when somebody else has changed the recipe since.
        """
        self._change(
            how, "added a step" if added else "changed steps", version(seen) if seen is not None else None, added
        )

    def _change(self, how: Callable[[Recipe], Recipe], what: str, seen: str | None, added: bool = False) -> bool:
        """Whether the change was made."""
        try:
            changed = change_recipe(
                self.workspace.path,
                how,
                who=self.grant.person,
                what=what,
                first=self._first(),
                seen=seen,
                counted=self._counted,
            )
        except DataloupeError as error:
            st.session_state[_MESSAGE] = safe_message(error)
            return False
        self._earlier().append((to_yaml(changed.before), version(changed.after)))
        del self._earlier()[:-MAX_UNDO_STEPS]
        selection.change(lambda chosen: _carried_over(chosen, changed.after))
        if added:
            st.session_state[_MESSAGE] = _describe_last_step(changed.after)
        return True

    @action(Permission.DECIDE)
    def undo(self) -> None:
        """Undo the last change of this visit, if nobody else has changed the recipe since."""
        if self._earlier():
            text, after = self._earlier().pop()
            if self._change(lambda recipe: parse(text), "undid a change", after):
                self._earlier().pop()

    def can_undo(self) -> bool:
        return bool(self._earlier()) and self.grant.allows(Permission.DECIDE)

    def _first(self) -> Recipe:
        """The recipe before the first decision."""
        options = self.manifest.build.get("options", {})
        return Recipe(read_with={name: options[name] for name in READING_OPTIONS if name in options})

    def _earlier(self) -> list[tuple[str, str]]:
        """The recipes before each change of this visit, as text, and the version after it."""
        visits: dict[str, list[tuple[str, str]]] = st.session_state.setdefault(_EARLIER, {})
        return visits.setdefault(str(self.workspace.path), [])

    def _counted(self, recipe: Recipe) -> Recipe:
        with contextlib.suppress(DataloupeError):  # the page names the step that does not fit; a person switches it off
            return self.outcome(recipe).counted()
        return recipe.without_counts()

    @property
    def _state(self) -> State:
        return str(self.workspace.path), self.manifest.generation, self.grant.hidden_below


def message() -> str | None:
    """What the last change did, or why it failed; once."""
    text: str | None = st.session_state.pop(_MESSAGE, None)
    return text


def _describe_last_step(recipe: Recipe) -> str:
    step, number = recipe.steps[-1], len(recipe.steps)
    if step.counts is None:
        return f"Step {number} is added."
    verb = "removes" if step.action.removes else "tags"
    documents = f"{step.counts.documents:,} document{'s' * (step.counts.documents != 1)}"
    return f"Step {number} {verb} {documents}. See Decisions."


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
