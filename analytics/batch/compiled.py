"""How are functions compiled? By numba, with types that a type checker can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """A function that other compiled functions call."""
    return cast("Function", nb.njit(function))


def inlined(function: Function) -> Function:
    """A compiled function whose code is copied into its callers."""
    return cast("Function", nb.njit(inline="always")(function))


def cached(function: Function) -> Function:
    """A compiled function that runs without the GIL. Numba keeps the machine code in a cache.

    The cache notices changes in the function's own file only: what a cached function calls must be in the same file.
    """
    return cast("Function", nb.njit(nogil=True, cache=True)(function))


def parallel_safe(function: Function) -> Function:
    """A compiled function that runs without the GIL, compiled in each process: it calls functions of other files."""
    return cast("Function", nb.njit(nogil=True)(function))
