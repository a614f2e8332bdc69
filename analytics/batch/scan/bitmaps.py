"""Sixty-four bytes at a time: which of them are in given ranges, as the bits of one number, the first byte lowest.

After simdjson (Langdale & Lemire, "Parsing gigabytes of JSON per second", 2019). Numba cannot express these operations:
they are written for LLVM, the compiler below it, which uses the vectors that a processor has. No function checks where
an array ends: sixty-four bytes must be available.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from analytics.batch.compiled import inlined

CHUNK = 64
_BYTES = ir.VectorType(ir.IntType(8), CHUNK)
_CODES = ir.VectorType(ir.IntType(32), CHUNK)
_BITS = ir.IntType(CHUNK)
Generator = tuple[Any, Callable[..., Any]]
"""The types of a compiled function, and the function that generates its instructions."""
ONE, NOTHING, ALL = np.uint64(1), np.uint64(0), ~np.uint64(0)


def members(*ranges: tuple[int, int]) -> Callable[[np.ndarray, int], np.uint64]:
    """A compiled function (data uint8, at) -> uint64: bit j is set if data[at + j] is in one of the `ranges` (both ends
    included).
    """

    @intrinsic
    def find_members(_: Any, data: types.Array, at: types.Integer) -> Generator:
        def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: list[ir.Value]) -> ir.Value:
            chunk = _load(context, builder, signature.args[0], *arguments)
            inside = ir.Constant(ir.VectorType(ir.IntType(1), CHUNK), [0] * CHUNK)
            for first, last in ranges:
                inside = builder.or_(inside, _inside(builder, chunk, first, last))
            return builder.bitcast(inside, _BITS)

        return types.uint64(data, types.int64), generate

    return cast("Callable[[np.ndarray, int], np.uint64]", find_members)


@intrinsic
def _count(_: Any, bits: types.Integer) -> Generator:
    return types.int64(types.uint64), lambda context, builder, signature, arguments: builder.ctpop(arguments[0])


@intrinsic
def _lowest(_: Any, bits: types.Integer) -> Generator:
    return types.int64(types.uint64), lambda context, builder, signature, arguments: builder.cttz(
        arguments[0], ir.Constant(ir.IntType(1), 0)
    )


@intrinsic
def _copy_ascii(
    _: Any, data: types.Array, at: types.Integer, classes: types.Array, codes: types.Array, to: types.Integer
) -> Generator:
    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: list[ir.Value]) -> ir.Value:
        chunk = _load(context, builder, signature.args[0], arguments[0], arguments[1])
        builder.store(chunk, _place(context, builder, signature.args[2], arguments[2], arguments[4], _BYTES), align=1)
        builder.store(
            builder.zext(chunk, _CODES),
            _place(context, builder, signature.args[3], arguments[3], arguments[4], _CODES),
            align=4,
        )
        return context.get_dummy_value()

    return types.none(data, types.int64, classes, codes, types.int64), generate


@intrinsic
def _copy_folded(_: Any, classes: types.Array, at: types.Integer, out: types.Array, to: types.Integer) -> Generator:
    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: list[ir.Value]) -> ir.Value:
        chunk = _load(context, builder, signature.args[0], arguments[0], arguments[1])
        capital = _inside(builder, chunk, ord("A"), ord("Z"))
        space = builder.or_(_inside(builder, chunk, 0x09, 0x0D), _inside(builder, chunk, 0x1C, 0x1F))
        folded = builder.select(capital, builder.or_(chunk, _every(0x20)), builder.select(space, _every(0x20), chunk))
        builder.store(folded, _place(context, builder, signature.args[2], arguments[2], arguments[3], _BYTES), align=1)
        return context.get_dummy_value()

    return types.none(classes, types.int64, out, types.int64), generate


count = cast("Callable[[np.uint64], int]", _count)
"""The number of bits that are set, of 64."""

lowest = cast("Callable[[np.uint64], int]", _lowest)
"""The place of the lowest bit that is set, of 64; 64 if none is."""

copy_ascii = cast("Callable[[np.ndarray, int, np.ndarray, np.ndarray, int], None]", _copy_ascii)
"""(data, at, classes, codes, to): write the 64 bytes of `data` from `at` on to `classes` (uint8) and `codes` (uint32)
from `to` on.
"""

copy_folded = cast("Callable[[np.ndarray, int, np.ndarray, int], None]", _copy_folded)
"""(classes, at, out, to): write 64 ASCII characters to `out` (uint8) in lower case, a space for all white space."""


@inlined
def up_to(n: int) -> np.uint64:
    """The lowest `n` of 64 bits; all of them if n is 64 or more."""
    return ALL if n >= CHUNK else (ONE << np.uint64(n)) - ONE


def _every(value: int) -> ir.Constant:
    return ir.Constant(_BYTES, [value] * CHUNK)


def _inside(builder: ir.IRBuilder, chunk: ir.Value, first: int, last: int) -> ir.Value:
    return builder.icmp_unsigned("<=", builder.sub(chunk, _every(first)), _every(last - first))


def _load(context: Any, builder: ir.IRBuilder, kind: types.Array, array: ir.Value, at: ir.Value) -> ir.Value:
    return builder.load(_place(context, builder, kind, array, at, _BYTES), align=1)


def _place(
    context: Any, builder: ir.IRBuilder, kind: types.Array, array: ir.Value, at: ir.Value, of: ir.Type
) -> ir.Value:
    """A pointer of the type `of` to the index `at` of a contiguous array."""
    return builder.bitcast(builder.gep(context.make_array(kind)(context, builder, array).data, [at]), of.as_pointer())
