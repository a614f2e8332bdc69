"""The recipe of a workspace when several people change it: nobody overwrites a change that they have not seen.

A change is made under a lock, on the recipe as it is now. A change that refers to what its person saw - the third
step, the recipe before an undo - says which version that was; another version is refused with what changed since. The
line in the audit table is written first. If the process is killed between the two, the next change says so in the
table.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from analytics.errors import DataloupeError
from analytics.recipe.file import NAME, load, save
from analytics.recipe.model import Recipe, Step
from analytics.workspace.audit import append_audit, read_audit

LOCK, LOCK_SECONDS = "recipe.lock", 10
MAX_DESCRIPTION, MAX_NAMED_CHANGES = 200, 3
OUTSIDE, INCOMPLETE = "changed the recipe outside the dashboard", "did not complete a change"


class ChangedMeanwhile(DataloupeError):
    """Somebody else changed the recipe after this person saw it."""


@dataclass(frozen=True)
class Change:
    """A recipe before and after a change."""

    before: Recipe
    after: Recipe


def version(recipe: Recipe) -> str:
    """16 hex digits of all that people decide: the steps, their reasons, and whether they are on; not the counts."""
    decided = [(step.action, step.reason, step.active) for step in recipe.steps]
    return hashlib.sha256(repr(decided).encode()).hexdigest()[:16]


def change_recipe(
    folder: Path,
    change: Callable[[Recipe], Recipe],
    *,
    who: str,
    what: str,
    first: Recipe,
    seen: str | None = None,
    counted: Callable[[Recipe], Recipe] = lambda recipe: recipe,
) -> Change:
    """Change the recipe of a workspace, or `first` where there is none yet. `counted` adds the counts.

    Raises ChangedMeanwhile when `seen` is not the present version, and DataloupeError when the recipe cannot be
    written.
    """
    try:
        with filelock.FileLock(folder / LOCK, timeout=LOCK_SECONDS):
            path = folder / NAME
            before = load(path) if path.is_file() else first
            _settle(folder, before, first)
            if seen is not None and seen != version(before):
                raise ChangedMeanwhile(_what_changed(folder, seen))
            after = counted(change(before))
            removed, added = _difference(before, after)
            versions = {"old": version(before), "new": version(after)}
            append_audit(folder, who, what, removed, added, **versions)
            save(after, path)
            return Change(before, after)
    except filelock.Timeout:
        raise DataloupeError("Somebody else is changing the recipe. Try again in a moment.") from None
    except OSError as error:
        raise DataloupeError(f"The recipe cannot be saved: {error.strerror}.") from None


def _settle(folder: Path, present: Recipe, first: Recipe) -> None:
    """Add to the audit table what it does not know: a change that was interrupted, or one by hand or a command."""
    changes = [one for one in read_audit(folder) if "new" in one]
    known = changes[-1]["new"] if changes else version(first)
    if known == version(present):
        return
    if changes and changes[-1]["old"] == version(present):
        append_audit(folder, "the dashboard", INCOMPLETE, incomplete=changes[-1]["audit_id"])
    else:
        append_audit(folder, "somebody", OUTSIDE, (), _described(present), old=known, new=version(present))


def _what_changed(folder: Path, seen: str) -> str:
    """Who changed what since this version, the last change first."""
    since: list[dict[str, Any]] = []
    for one in reversed([one for one in read_audit(folder) if "new" in one]):
        if one["new"] == seen:
            break
        since.append(one)
    named = "; ".join(_described_change(one) for one in since[:MAX_NAMED_CHANGES])
    more = f"; and {len(since) - MAX_NAMED_CHANGES} more" if len(since) > MAX_NAMED_CHANGES else ""
    return (
        f"Your change was not made, because the decisions changed after this page was shown: {named or OUTSIDE}{more}. "
        "Look at them, and repeat your change if it is still right."
    )


def _described_change(one: dict[str, Any]) -> str:
    minutes = max(int((time.time() - one["at"]) / 60), 0)
    steps = [f"- {step}" for step in one["before"]] + [f"+ {step}" for step in one["after"]]
    return f"{one['who']} {one['what']} {minutes} min ago" + (f" ({', '.join(steps[:2])})" if steps else "")


def _difference(before: Recipe, after: Recipe) -> tuple[list[str], list[str]]:
    """The steps that are only in the recipe before, and those that are only in the one after, each with its place."""
    old, new = _described(before), _described(after)
    return [step for step in old if step not in new], [step for step in new if step not in old]


def _described(recipe: Recipe) -> list[str]:
    return [_described_step(number, step) for number, step in enumerate(recipe.steps, 1)]


def _described_step(number: int, step: Step) -> str:
    state = "" if step.active else " (switched off)"
    reason = f". Reason: {step.reason}" if step.reason else ""
    return f"{number}. {step.action.describe()}"[:MAX_DESCRIPTION] + state + reason[:MAX_DESCRIPTION]
