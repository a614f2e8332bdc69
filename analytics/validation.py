"""Typed values from the plain lists and mappings of a file or a link, with one clear line for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from analytics.errors import DataloupeError

Value = TypeVar("Value")
Readers = Mapping[type, Callable[[Any], Any]]

_PATH = re.compile(r"\[(\d+|\.\.\.)\]|\.([^.\[`]+)")
_EXPECTED: dict[type[inspect.Type], str] = {
    inspect.StrType: "text",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.BoolType: "true or false",
    inspect.VarTupleType: "a list",
    inspect.DictType: "a mapping",
    inspect.StructType: "a mapping",
}


def typed(kind: type[Value], raw: Any, name: str, readers: Readers | None = None) -> Value:
    """`raw`, a mapping, as a Struct of type `kind`. `name` is what a message calls it, `readers` read other types.

    A key without a value counts as absent where the field has a default. Raises DataloupeError that says which key is
    unknown, missing or of the wrong type, and what is right. `old_names` of the Struct are still read.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}  # type: ignore[arg-type]
    tag_field = kind.__struct_config__.tag_field  # type: ignore[attr-defined]
    present = renamed(mapping(raw, name), getattr(kind, "old_names", {}))
    no_unknown_keys([key for key in present if key != tag_field], list(fields), name)
    present = {
        key: value for key, value in present.items() if value is not None or key not in fields or fields[key].required
    }
    missing = [key for key, field in fields.items() if field.required and key not in present]
    if missing:
        raise DataloupeError(f"{_capitalized(name)} needs: {', '.join(missing)}.")
    plain = {key: as_tuples(value) for key, value in present.items()}
    try:
        return msgspec.convert(plain, kind, dec_hook=_hook(readers or {}))
    except msgspec.ValidationError as error:
        raise DataloupeError(_message(error, fields, plain, name)) from None


def mapping(raw: Any, name: str) -> dict[str, Any]:
    """`raw`, when it is a mapping. Raises DataloupeError."""
    if not isinstance(raw, dict):
        raise DataloupeError(f"{_capitalized(name)} must be a mapping, not {shown(raw)}.")
    return raw


def items(raw: Any, name: str) -> list[Any]:
    """`raw`, when it is a list; an empty list for None. Raises DataloupeError."""
    if raw is None:
        return []
    if not isinstance(raw, (list, tuple)):
        raise DataloupeError(f"{_capitalized(name)} must be a list, not {shown(raw)}.")
    return list(raw)


def renamed(raw: Mapping[str, Any], old_names: Mapping[str, str]) -> dict[str, Any]:
    """`raw` with the present names of its keys."""
    return {old_names.get(key, key): value for key, value in raw.items()}


def no_unknown_keys(present: Iterable[str], keys: Sequence[str], name: str) -> None:
    """Raises DataloupeError for another key than `keys`."""
    for key in present:
        if key not in keys:
            raise DataloupeError(f"{_capitalized(name)} has no key {key!r}. It can have: {', '.join(keys)}.")


def as_tuples(value: Any) -> Any:
    """Lists as tuples, at every depth."""
    return tuple(as_tuples(item) for item in value) if isinstance(value, (list, tuple)) else value


def as_lists(value: Any) -> Any:
    """Tuples as lists, at every depth."""
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return [as_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def shown(value: Any) -> str:
    """A value as a message shows it."""
    return "nothing" if value is None else repr(as_lists(value))[:60]


def _capitalized(name: str) -> str:
    """ "a recipe" as the start of a sentence. The name of a key stays as it is."""
    return name[0].upper() + name[1:] if name.startswith(("a ", "the ")) else name


def _hook(readers: Readers) -> Callable[[type, Any], Any]:
    def read(kind: type, raw: Any) -> Any:
        return readers[kind](raw)

    return read


def _message(
    error: msgspec.ValidationError, fields: Mapping[str, msgspec.structs.FieldInfo], plain: Mapping[str, Any], name: str
) -> str:
    """What msgspec found, as the field, what it must be, and what it is."""
    steps = [index or key for index, key in _PATH.findall(str(error).rpartition(" - at ")[2])]
    if not steps or steps[0] not in fields:
        return f"{_capitalized(name)} cannot be read: {error}."
    kind, value = _bare(inspect.type_info(fields[steps[0]].type)), plain[steps[0]]
    place = [steps[0]]
    for step in steps[1:]:
        if isinstance(kind, inspect.VarTupleType):
            kind, value = kind.item_type, value[int(step)]
        elif isinstance(kind, inspect.TupleType):
            kind, value = kind.item_types[int(step)], value[int(step)]
        elif isinstance(kind, inspect.DictType):
            value = next(iter(_values_not_of(kind.value_type, value)), None)
            kind = kind.value_type
        kind = _bare(kind)
        place.append("a value" if step == "..." else f"item {int(step) + 1}")
    where = ", ".join(place) + ("," if len(place) > 1 else "")
    return f"{where} of {name} must be {_expected(kind)}, not {shown(value)}."


def _bare(kind: inspect.Type) -> inspect.Type:
    """The type without what is only for its JSON Schema."""
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _values_not_of(kind: inspect.Type, values: Mapping[str, Any]) -> list[Any]:
    accepted = int if isinstance(kind, inspect.IntType) else str
    return [value for value in values.values() if not isinstance(value, accepted)]


def _expected(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.UnionType):
        has_float = any(isinstance(one, inspect.FloatType) for one in kind.types)
        ignored = (inspect.NoneType, inspect.IntType) if has_float else (inspect.NoneType,)
        return " or ".join(_expected(one) for one in kind.types if not isinstance(one, ignored))
    if isinstance(kind, inspect.TupleType):
        return f"a list of {len(kind.item_types)} values"
    if isinstance(kind, inspect.FloatType) and kind.ge is not None and kind.le is not None:
        return f"a number from {kind.ge:g} to {kind.le:g}"
    return _EXPECTED.get(type(kind), "another value")
