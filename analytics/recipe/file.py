"""The YAML file of a recipe: written for people to read and edit, read back with one clear line for anything wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import yaml

from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.recipe.model import Recipe
from analytics.recipe.serialization import counts, expect, known, recipe_steps, step_to_plain
from analytics.recipe.steps import Counts

NAME = "recipe.yaml"
"""The workspace's own recipe, in its directory."""

HEAD = "# Decisions about a corpus, in their order. Made by dataloupe; edit as you like. Replay on new data with: dataloupe apply --recipe THIS FILES --out FILE\n"
SIZE_LIMIT = 20_000_000


def load(path: str | os.PathLike[str]) -> Recipe:
    """The recipe in a file. Raises DataloupeError saying which line or step is wrong, and what would be right."""
    try:
        if Path(path).stat().st_size > SIZE_LIMIT:
            raise DataloupeError(f"{path} is no recipe: it has more than {SIZE_LIMIT:,} bytes")
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataloupeError(
            f"there is no recipe {path} - the Decisions page makes one, as {NAME} in the workspace"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataloupeError(f"{path} cannot be read: {error}") from None
    try:
        return parse(text)
    except DataloupeError as error:
        raise DataloupeError(f"{path}: {error}") from None


def save(recipe: Recipe, path: str | os.PathLike[str]) -> None:
    """Write the file whole or not at all."""
    write_atomically(path, to_yaml(recipe))


def parse(text: str) -> Recipe:
    """The recipe that `to_yaml` wrote, or a person. Raises DataloupeError in one line."""
    try:
        raw = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise DataloupeError(f"{where}not readable as YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise DataloupeError(f"not readable as YAML: {' '.join(str(error).split())[:200]}") from None
    top = known(
        expect(raw if raw is not None else {}, dict, "a recipe"),
        ("dataloupe", "read with", "documents", "kept", "steps"),
        "a recipe",
    )
    if top.get("dataloupe", "recipe") != "recipe":
        raise DataloupeError("not a recipe - its first line says: dataloupe: recipe")
    return Recipe(
        steps=recipe_steps(top.get("steps")),
        documents=counts(top["documents"], "documents") if top.get("documents") else None,
        kept=counts(top["kept"], "kept") if top.get("kept") else None,
        read_with=expect(top.get("read with") or {}, dict, "read with"),
    )


def to_yaml(recipe: Recipe) -> str:
    """The recipe as YAML, each step under a line that says it in words."""
    top: dict[str, Any] = {}
    if recipe.read_with:
        top["read with"] = dict(recipe.read_with)
    top |= {name: _counts(one) for name, one in (("documents", recipe.documents), ("kept", recipe.kept)) if one}
    blocks = [
        HEAD,
        "dataloupe: recipe\n",
        *(_dump({name: value}) for name, value in top.items()),
        "steps:" + ("\n" if recipe.steps else " []\n"),
    ]
    for number, step in enumerate(recipe.steps, 1):
        said = "".join(letter if letter.isprintable() else " " for letter in step.do.describe())
        blocks += [f"# {number}. {said}{'' if step.active else ' (switched off)'}\n", _dump([step_to_plain(step)])]
    return "".join(blocks)


def _counts(one: Counts) -> dict[str, Any]:
    plain: dict[str, Any] = {"documents": one.documents}
    if one.tokens is not None:
        plain["tokens"] = one.tokens
    return plain | ({"by source": dict(one.by_source)} if one.by_source else {})


def _dump(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=140, default_flow_style=None)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as people mean it: `no` is a language, `2024-01-01` a text; a key given twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} is given twice", key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else "")
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """Writes every list and mapping out, without references to an earlier one."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    """A text with line ends or control characters in double quotes: in others PyYAML does not write it so that it can
    be read back.
    """
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if value.isprintable() else '"')


_Dumper.add_representer(str, _text)
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("float", "null")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
