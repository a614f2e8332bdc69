"""Steps as plain lists and mappings, and back: what a recipe's file may say, and one clear line for what it may not."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from analytics.ask.duplicates import SCORES, KeepPolicy, Thresholds
from analytics.ask.filters import Filter, filter_to_plain, filters_from_plain
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.recipe.steps import (
    ACTIONS,
    Action,
    Counts,
    Deduplicate,
    Exclude,
    FailRules,
    KeepOnly,
    Mask,
    Step,
    Tag,
    check_filters,
)
from analytics.validation import as_lists

Kind = TypeVar("Kind")

STEP_KEYS = ("do", "reason", "active", "came to", "bound to")
KINDS: dict[Any, str] = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", int: "a whole number"}


def step_to_plain(step: Step) -> dict[str, Any]:
    """The step as its file says it; what is as usual is left out."""
    plain: dict[str, Any] = {"do": step.do.kind, "reason": step.reason}
    if not step.active:
        plain["active"] = False
    plain |= _WRITTEN[step.do.kind](step.do)
    if step.bound_to:
        plain["bound to"] = step.bound_to
    if step.counts:
        plain["came to"] = {"documents": step.counts.documents}
        if step.counts.tokens is not None:
            plain["came to"]["tokens"] = step.counts.tokens
        if step.counts.by_source:
            plain["came to"]["by source"] = dict(step.counts.by_source)
    return plain


def recipe_steps(raw: Any) -> tuple[Step, ...]:
    """The steps of a file. Raises DataloupeError that names the step."""
    steps = []
    for number, one in enumerate(expect(raw if raw is not None else [], list, "steps"), 1):
        try:
            steps.append(step_from_plain(one))
        except DataloupeError as error:
            kind = one.get("do") if isinstance(one, dict) else None
            raise DataloupeError(f"step {number}{f' ({kind})' if kind in ACTIONS else ''}: {error}") from None
    return tuple(steps)


def step_from_plain(raw: Any) -> Step:
    """The step that `step_to_plain` wrote. Raises DataloupeError."""
    kind = expect(raw, dict, "a step").get("do")
    if kind not in ACTIONS:
        raise DataloupeError(f"there is no step {kind!r} - there are {', '.join(ACTIONS)}")
    known(raw, (*STEP_KEYS, *ACTION_KEYS[kind]), "the step")
    action = _READ[kind](raw)
    check_filters(action)
    return Step(
        do=action,
        reason=expect(raw.get("reason") or "", str, "reason"),
        active=expect(raw.get("active", True), bool, "active"),
        counts=counts(raw["came to"], "came to") if raw.get("came to") is not None else None,
        bound_to=expect(raw["bound to"], str, "bound to") if raw.get("bound to") is not None else None,
    )


def expect(value: Any, kind: type[Kind], name: str) -> Kind:
    """`value`, when it is of this kind. Raises DataloupeError."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise DataloupeError(f"{name} must be {KINDS[kind]} - found {_shown(value)}")
    return value


def known(raw: dict[Any, Any], keys: Collection[str], name: str) -> dict[str, Any]:
    """`raw`, when it has no other keys. Raises DataloupeError naming those there can be."""
    for key in raw:
        if key not in keys:
            raise DataloupeError(f"{name} has no {key!r} - it can have {', '.join(keys)}")
    return raw


def counts(raw: Any, name: str) -> Counts:
    """Counts as a file has them. Raises DataloupeError."""
    found = known(expect(raw, dict, name), ("documents", "tokens", "by source"), name)
    tokens = found.get("tokens")
    by_source = {
        str(source): expect(count, int, f"{name}, by source")
        for source, count in expect(found.get("by source") or {}, dict, name).items()
    }
    return Counts(
        expect(found.get("documents"), int, f"{name}, documents"),
        None if tokens is None else expect(tokens, int, f"{name}, tokens"),
        by_source,
    )


def _parts_to_plain(filters: tuple[Filter, ...]) -> list[dict[str, Any]]:
    return [_lists_of(filter_to_plain(one, omit_defaults=True)) for one in filters]


def _parts_from_plain(raw: Any, name: str) -> tuple[Filter, ...]:
    return filters_from_plain(raw, name)


def _lists_of(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: as_lists(value) for key, value in plain.items()}


def _where(raw: dict[str, Any]) -> Selection:
    return Selection(_parts_from_plain(raw.get("where"), "where"))


def _deduplicate(raw: dict[str, Any]) -> Deduplicate:
    scores = {name: None if raw.get(name) is None else _threshold(raw[name], name) for name in SCORES}
    keep = KeepPolicy(
        rule=expect(raw.get("keep", KeepPolicy.rule), str, "keep"),
        signal=None if raw.get("signal") is None else expect(raw["signal"], str, "signal"),
        least=expect(raw.get("least is best", False), bool, "least is best"),
        sources=_texts(raw.get("sources"), "sources"),
        representative=expect(raw.get("spare chain members", True), bool, "spare chain members"),
    )
    if keep.rule == "best signal" and keep.signal is None:
        raise DataloupeError("to keep the best signal it needs: signal")
    return Deduplicate(Thresholds(**scores), keep)


def _deduplicate_to_plain(step: Deduplicate) -> dict[str, Any]:
    plain: dict[str, Any] = {name: value for name in SCORES if (value := getattr(step.thresholds, name)) is not None}
    plain["keep"] = step.keep.rule
    if step.keep.signal is not None:
        plain |= {"signal": step.keep.signal, "least is best": step.keep.least}
    if step.keep.sources:
        plain["sources"] = list(step.keep.sources)
    return plain | {"spare chain members": step.keep.representative}


def _mask(raw: dict[str, Any]) -> Mask:
    kinds = _texts(raw.get("kinds"), "kinds")
    if not kinds:
        raise DataloupeError("it needs kinds, such as email")
    return Mask(kinds, _texts(raw.get("columns"), "columns") or Mask.columns)


def _tag(raw: dict[str, Any]) -> Tag:
    return Tag(expect(raw.get("tag"), str, "tag"), _where(raw))


def _threshold(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise DataloupeError(f"{name} must be a number from 0 to 1 - found {_shown(value)}")
    return float(value)


def _texts(raw: Any, name: str) -> tuple[str, ...]:
    return tuple(expect(one, str, name) for one in expect(raw if raw is not None else [], list, name))


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)[:60]


ACTION_KEYS: dict[str, tuple[str, ...]] = {
    "exclude": ("where",),
    "keep only": ("where",),
    "fail rules": ("rules",),
    "deduplicate": (*SCORES, "keep", "signal", "least is best", "sources", "spare chain members"),
    "mask": ("kinds", "columns"),
    "tag": ("tag", "where"),
}
_READ: dict[str, Callable[[dict[str, Any]], Action]] = {
    "exclude": lambda raw: Exclude(_where(raw)),
    "keep only": lambda raw: KeepOnly(_where(raw)),
    "fail rules": lambda raw: FailRules(_parts_from_plain(raw.get("rules"), "rules")),
    "deduplicate": _deduplicate,
    "mask": _mask,
    "tag": _tag,
}
_WRITTEN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "exclude": lambda step: {"where": _parts_to_plain(step.where.filters)},
    "keep only": lambda step: {"where": _parts_to_plain(step.where.filters)},
    "fail rules": lambda step: {"rules": _parts_to_plain(step.rules)},
    "deduplicate": _deduplicate_to_plain,
    "mask": lambda step: {"kinds": list(step.kinds), "columns": list(step.columns)},
    "tag": lambda step: {"tag": step.tag, "where": _parts_to_plain(step.where.filters)},
}
