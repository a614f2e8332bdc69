"""Read filters from the plain mappings of a link or a recipe file, and write them."""

from __future__ import annotations

from typing import Any

import msgspec

from analytics.ask.filters.filter import Filter, StructFilter
from analytics.errors import DataloupeError
from analytics.registry import members
from analytics.validation import items, mapping, typed

FILTERS: dict[str, type[StructFilter]] = {
    str(kind.__struct_config__.tag): kind
    for kind in members("analytics.ask.filters", StructFilter)
    if kind.__struct_config__.tag is not None
}
"""Every filter by its kind."""


def filter_from_plain(raw: Any) -> Filter:
    """The filter that `filter_to_plain` wrote. Raises DataloupeError that names what is wrong and what is right."""
    kind = mapping(raw, "a filter").get("is")
    if kind not in FILTERS:
        raise DataloupeError(f"There is no filter {kind!r}. There are: {', '.join(FILTERS)}.")
    read = typed(FILTERS[kind], raw, f"the filter {kind!r}")
    try:
        read.query()  # a value of the wrong shape has no query
        read.describe()
        hash(read)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise DataloupeError(f"The filter {kind!r} cannot be read: {error}.") from None
    return read


def filters_from_plain(raw: Any, name: str) -> tuple[Filter, ...]:
    """The filters of a list. Raises DataloupeError, which calls the list `name`."""
    return tuple(filter_from_plain(one) for one in items(raw, name))


def filter_to_plain(one: Filter, omit_defaults: bool = False) -> dict[str, Any]:
    """The filter as a mapping of its kind and its fields, with tuples as they are."""
    plain: dict[str, Any] = msgspec.to_builtins(one)
    if not omit_defaults:
        return plain
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(FILTERS[one.kind])}
    return {key: value for key, value in plain.items() if key not in defaults or defaults[key] != value}
