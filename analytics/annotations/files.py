"""Schemas as files: `labels/NAME.yaml` in a workspace."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from analytics.annotations.schema import AnySchema, Schema
from analytics.errors import DataloupeError
from analytics.files import write_atomically

FOLDER = "labels"
MAX_FILE_BYTES = 1 << 20


def read_schemas(folder: Path) -> dict[str, AnySchema]:
    """The schemas of a workspace by name. Raises DataloupeError that names the first file that is not valid."""
    paths = sorted((folder / FOLDER).glob("*.yaml"))
    return {path.stem: _read(path) for path in paths}


def read_schema(folder: Path, name: str) -> AnySchema:
    """One schema. Raises DataloupeError with the names that there are."""
    names = [path.stem for path in sorted((folder / FOLDER).glob("*.yaml"))]
    if name not in names:
        raise DataloupeError(f"There is no schema {name!r}. There are: {', '.join(names) or 'none yet'}.")
    return _read(folder / FOLDER / f"{name}.yaml")


def save_schema(folder: Path, schema: Schema) -> None:
    """Write the file of a schema. Raises DataloupeError where its kind differs from that of the file that is there."""
    schema.check()
    path = folder / FOLDER / f"{schema.name}.yaml"
    if path.exists() and (before := _read(path)).kind != schema.kind:
        raise DataloupeError(f"The schema {schema.name!r} has the kind {before.kind}. Use another name.")
    path.parent.mkdir(exist_ok=True)
    plain = {key: value for key, value in msgspec.to_builtins(schema).items() if key != "name"}
    write_atomically(path, yaml.safe_dump(plain, allow_unicode=True, sort_keys=False))


def schema_from_yaml(name: str, text: str) -> AnySchema:
    """The schema with this text. Raises DataloupeError that says what is wrong."""
    try:
        plain = _NoAliases(text).get_single_data()
        if not isinstance(plain, dict):
            raise DataloupeError(f"The schema {name!r} must be a mapping with kind, question and choices.")
        schema: AnySchema = msgspec.convert({"name": name} | plain, AnySchema)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, msgspec.ValidationError):
            raise DataloupeError(f"The schema {name!r} is not valid: {error}.") from None
        raise DataloupeError(f"The schema {name!r} is not YAML: {' '.join(str(error).split())[:200]}.") from None
    schema.check()
    return schema


def _read(path: Path) -> AnySchema:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DataloupeError(f"The schema {path.stem!r} has more than {MAX_FILE_BYTES >> 20} MB.")
        return schema_from_yaml(path.stem, path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise DataloupeError(f"The schema {path.stem!r} cannot be read: {error.strerror}.") from None


class _NoAliases(yaml.SafeLoader):  # type: ignore[misc]
    """Aliases can make a short file as large as memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)
