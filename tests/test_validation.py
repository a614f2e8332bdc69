"""Typed values from plain ones: what is wrong is one clear line that says what is right."""

from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from analytics.errors import DataloupeError
from analytics.validation import typed


class Thing(msgspec.Struct, frozen=True, tag_field="is", tag="thing", rename={"is_big": "is big"}):
    """One field of every type that files and links have."""

    old_names: ClassVar[dict[str, str]] = {"title": "name"}

    name: str
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    bound: int | float | str | None = None
    is_big: bool = False
    points: tuple[tuple[float, float], ...] = ()
    counts: dict[str, int] = {}
    values: tuple[Any, ...] = ()


def test_every_type_is_read_and_lists_become_tuples():
    raw = {"is": "thing", "name": "x", "share": 1, "bound": 5, "points": [[1, 2.5]], "values": [[1, ["a"]], None]}
    thing = typed(Thing, raw, "the thing")
    assert thing == Thing("x", 1.0, 5, points=((1.0, 2.5),), values=((1, ("a",)), None))
    assert isinstance(thing.bound, int)


def test_an_old_name_is_read_and_a_key_without_a_value_is_absent():
    assert typed(Thing, {"title": "x", "is big": None, "values": None}, "the thing") == Thing("x")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ([], "The thing must be a mapping, not []"),
        ({}, "The thing needs: name"),
        ({"name": None}, "name of the thing must be text, not nothing"),
        (
            {"name": "x", "big": 1},
            "The thing has no key 'big'. It can have: name, share, bound, is big, points, counts",
        ),
        ({"name": "x", "share": 2}, "share of the thing must be a number from 0 to 1, not 2"),
        ({"name": "x", "share": float("nan")}, "share of the thing must be a number from 0 to 1, not nan"),
        ({"name": "x", "bound": [1]}, "bound of the thing must be a number or text, not [1]"),
        ({"name": "x", "is big": "yes"}, "is big of the thing must be true or false, not 'yes'"),
        ({"name": "x", "points": 1}, "points of the thing must be a list, not 1"),
        ({"name": "x", "points": [[1]]}, "points, item 1, of the thing must be a list of 2 values, not [1]"),
        ({"name": "x", "points": [[1, "a"]]}, "points, item 1, item 2, of the thing must be a number, not 'a'"),
        (
            {"name": "x", "counts": {"a": 1, "b": "c"}},
            "counts, a value, of the thing must be a whole number, not 'c'",
        ),
    ],
)
def test_a_mistake_is_named_with_what_is_right(raw, message):
    with pytest.raises(DataloupeError) as refused:
        typed(Thing, raw, "the thing")
    assert str(refused.value).startswith(message)
