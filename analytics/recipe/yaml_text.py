"""YAML as people mean it, in both directions: `no` is a language, and `2024-01-01` is text."""

from __future__ import annotations

import re
from typing import Any

import yaml

from analytics.errors import DataloupeError


def read_yaml(text: str) -> Any:
    """Lists, mappings with text keys, texts, numbers, true, false and None. Raises DataloupeError in one line."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise DataloupeError(f"{line}The text is not valid YAML: {error.problem}.") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise DataloupeError(f"The text is not valid YAML: {' '.join(str(error).split())[:200]}.") from None


def write_yaml(value: Any) -> str:
    """The value as YAML, on as few lines as are easy to read."""
    options = {"sort_keys": False, "allow_unicode": True, "width": 140, "default_flow_style": None}
    return str(yaml.dump(value, Dumper=_Dumper, **options))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A repeated key is a mistake, and every key is text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} is given twice", key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else "")
        return {str(key): value for key, value in super().construct_mapping(node, deep).items()}


class _Dumper(yaml.SafeDumper):  # type: ignore[misc, unused-ignore]
    """Writes every list and mapping in full, without references to an earlier one."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    """A text with line ends or control characters, in double quotes: PyYAML cannot read back its other styles."""
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
