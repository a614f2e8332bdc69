"""The YAML file of a recipe: people can read and edit it, and every mistake in it is reported in one clear line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from analytics.ask.filters import Filter, filter_from_plain
from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.recipe.model import VERSION, Counts, Recipe, Step
from analytics.recipe.steps import ACTIONS, Action, action_kind
from analytics.recipe.yaml_text import read_yaml, write_yaml
from analytics.validation import items, mapping, no_unknown_keys, renamed, shown, typed

NAME = "recipe.yaml"
"""The workspace's own recipe, in its directory."""

HEAD = (
    "# Decisions about a corpus, in their order. Written by dataloupe; you can edit it. "
    "Apply it to new data with: dataloupe apply --recipe THIS FILES --out FILE\n"
)
MAX_BYTES = 20_000_000

TOP_KEYS = ("dataloupe", "version", "read with", "documents", "kept", "steps")
STEP_KEYS = ("do", "reason", "active", "counts", "bound to")


def load(path: str | os.PathLike[str]) -> Recipe:
    """The recipe in a file. Raises DataloupeError that names the line or step that is wrong, and what is right."""
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise DataloupeError(f"{path} is not a recipe: it has more than {MAX_BYTES:,} bytes.")
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataloupeError(
            f"The recipe {path} does not exist. The Decisions page writes one: {NAME} in the workspace."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataloupeError(f"{path} cannot be read: {error}.") from None
    try:
        return parse(text)
    except DataloupeError as error:
        raise DataloupeError(f"{path}: {error}") from None


def save(recipe: Recipe, path: str | os.PathLike[str]) -> None:
    """Write the file completely or not at all."""
    write_atomically(path, to_yaml(recipe))


def parse(text: str) -> Recipe:
    """The recipe that `to_yaml` or a person wrote. Raises DataloupeError in one line."""
    raw = read_yaml(text)
    top = mapping({} if raw is None else raw, "a recipe")
    no_unknown_keys(top, TOP_KEYS, "a recipe")
    if top.get("dataloupe", "recipe") != "recipe":
        raise DataloupeError("This is not a recipe. Its first line must be `dataloupe: recipe`.")
    _check_version(top.get("version"))
    return Recipe(
        steps=_steps(top.get("steps")),
        documents=_counts(top.get("documents"), "documents"),
        kept=_counts(top.get("kept"), "kept"),
        read_with=mapping(top.get("read with") or {}, "read with"),
    )


def to_yaml(recipe: Recipe) -> str:
    """The recipe as YAML, each step below a line that describes it."""
    top: dict[str, Any] = {}
    if recipe.read_with:
        top["read with"] = dict(recipe.read_with)
    for name, counts in (("documents", recipe.documents), ("kept", recipe.kept)):
        if counts is not None:
            top[name] = _counts_to_plain(counts)
    blocks = [
        HEAD,
        f"dataloupe: recipe\nversion: {VERSION}\n",
        *(write_yaml({name: value}) for name, value in top.items()),
    ]
    blocks.append("steps:\n" if recipe.steps else "steps: []\n")
    for number, step in enumerate(recipe.steps, 1):
        description = "".join(letter if letter.isprintable() else " " for letter in step.action.describe())
        off = "" if step.active else " (switched off)"
        blocks += [f"# {number}. {description}{off}\n", write_yaml([step_to_plain(step)])]
    return "".join(blocks)


def step_from_plain(raw: Any) -> Step:
    """The step that `step_to_plain` wrote. Raises DataloupeError."""
    plain = renamed(mapping(raw, "a step"), Step.old_names)
    kind = action_kind(plain.get("do"))
    action_keys = [field.encode_name for field in msgspec.structs.fields(kind)]
    no_unknown_keys(renamed(plain, kind.old_names), (*STEP_KEYS, *action_keys), "the step")
    action = {key: value for key, value in plain.items() if key == "do" or key not in STEP_KEYS}
    about = {key: value for key, value in plain.items() if key in STEP_KEYS}
    about |= {"do": _action(action), "counts": _counts(plain.get("counts"), "counts")}
    return typed(Step, about, "the step", {Action: lambda read: read})


def step_to_plain(step: Step) -> dict[str, Any]:
    """The step as in the file; default values are omitted."""
    action = step.action.to_plain()
    plain: dict[str, Any] = {"do": action.pop("do"), "reason": step.reason}
    if not step.active:
        plain["active"] = False
    plain |= action
    if step.bound_to is not None:
        plain["bound to"] = step.bound_to
    if step.counts is not None:
        plain["counts"] = _counts_to_plain(step.counts)
    return plain


def _check_version(version: Any) -> None:
    if version is None:
        return
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DataloupeError(f"version must be a whole number from 1, not {shown(version)}.")
    if version > VERSION:
        raise DataloupeError(
            f"The recipe has version {version}. This dataloupe reads versions up to {VERSION}. Update dataloupe."
        )


def _steps(raw: Any) -> tuple[Step, ...]:
    """The steps of a file. Raises DataloupeError that names the step."""
    steps = []
    for number, one in enumerate(items(raw, "steps"), 1):
        try:
            steps.append(step_from_plain(one))
        except DataloupeError as error:
            kind = one.get("do") if isinstance(one, dict) else None
            name = f" ({kind})" if isinstance(kind, str) and kind in ACTIONS else ""
            raise DataloupeError(f"step {number}{name}: {error}") from None
    return tuple(steps)


def _action(plain: dict[str, Any]) -> Action:
    action = typed(action_kind(plain["do"]), plain, "the step", {Filter: filter_from_plain})
    action.check()
    return action


def _counts(raw: Any, name: str) -> Counts | None:
    return None if raw is None else typed(Counts, raw, name)


def _counts_to_plain(counts: Counts) -> dict[str, Any]:
    plain = {"documents": counts.documents, "tokens": counts.tokens, "by source": dict(counts.by_source)}
    return {key: value for key, value in plain.items() if value is not None and value != {}}
