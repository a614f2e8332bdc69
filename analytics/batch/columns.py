"""How do numbers of the kernels become Arrow columns?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def ratio(numerators: np.ndarray, denominators: np.ndarray) -> pa.Array:
    """numerators / denominators; NULL where the denominator is zero."""
    return nullable(numerators / np.maximum(denominators, 1), denominators != 0)


def nullable(values: np.ndarray, valid: np.ndarray) -> pa.Array:
    """The values (float64), NULL where they are not `valid`."""
    validity = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(pa.float64(), len(values), [validity, pa.py_buffer(values)])


def fixed_size_binary(rows: np.ndarray, valid: np.ndarray | None = None) -> pa.Array:
    """The bytes of each row, little endian, as one value; NULL where it is not `valid`."""
    data = np.ascontiguousarray(rows, rows.dtype.newbyteorder("<"))
    validity = None if valid is None else pa.array(valid).buffers()[1]
    width = data.itemsize * data.shape[1]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), len(data), [validity, pa.py_buffer(data)])
