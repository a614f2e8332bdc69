"""The guard of every action that does more than show something.

An action is a function marked with `@action(permission)`. The guard asks for the permission each time that the action
runs, not only when its button is shown: a client can send the click of a button that is disabled or gone. It asks for
the workspace in the arguments of the action, not for the one in the address, which the same message can change.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from analytics.access.permissions import Permission

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

ACTIONS: dict[str, Permission] = {}
"""Every action of the dashboard, as module.function, and the permission that it needs."""

Require = Callable[[Permission, tuple[Any, ...]], None]
_require: Require | None = None


def action(permission: Permission) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Mark a function as an action that needs this permission. The function then raises DataloupeError where the
    person has not got it.
    """

    def guard(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        ACTIONS[f"{function.__module__}.{function.__qualname__}"] = permission

        @functools.wraps(function)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            require(permission, args)
            return function(*args, **kwargs)

        marked: Any = guarded
        marked.permission = permission
        return guarded

    return guard


def require(permission: Permission, arguments: tuple[Any, ...] = ()) -> None:
    """Raises DataloupeError when the person of this visit has not got the permission on the workspace in the arguments,
    and RuntimeError where nobody says who the person is.
    """
    if _require is None:
        raise RuntimeError("The dashboard has not said how an action finds the person of a visit.")
    _require(permission, arguments)


def ask_with(require_of_visit: Require) -> None:
    """Use this function to ask for a permission of the person of this visit. The dashboard calls it once."""
    global _require
    _require = require_of_visit
