"""How are functions compiled? By numba, with types that a type checker can follow."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """A compiled function that other compiled functions call."""
    return cast("Function", nb.njit(function))


def inlined(function: Function) -> Function:
    """A compiled function whose code is copied into its callers."""
    return cast("Function", nb.njit(inline="always")(function))


def cached(function: Function) -> Function:
    """A compiled function that runs without the GIL, and whose machine code numba caches.

    The cache notices changes of the function's own file only. A cached function may call functions of its own file;
    `scan.kernel` says how a kernel of several files is cached.
    """
    return cast("Function", nb.njit(nogil=True, cache=True)(function))


def fused(function: Function) -> Function:
    """As `cached`, for a function that allocates nothing. Numba's reference counts of arrays are off: they took a tenth
    of the time of the scan.
    """
    options: dict[str, Any] = {"nogil": True, "cache": True, "_nrt": False}
    return cast("Function", nb.njit(**options)(function))


def cached_with(*files: str | None) -> Callable[[Function], Function]:
    """As `cached`, for a function that calls functions of other files: numba's cache notices changes of these files
    too. Without the cache, each process would compile it.
    """
    digest = hashlib.sha256(b"".join(Path(str(file)).read_bytes() for file in files)).hexdigest()

    def decorate(function: Function) -> Function:
        kernel: Any = cached(function)
        if (cache := getattr(kernel, "_cache", None)) is not None:  # with NUMBA_DISABLE_JIT it has none
            cache._cache_file._source_stamp = (cache._cache_file._source_stamp, digest)
        return cast("Function", kernel)

    return decorate
