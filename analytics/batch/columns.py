"""How do numbers of the kernels become Arrow columns?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Denominator:
    """Counts that other counts are divided by."""

    values: np.ndarray
    validity: pa.Buffer | None

    @classmethod
    def of(cls, counts: np.ndarray) -> Denominator:
        """These counts; a ratio is NULL where they are zero."""
        return cls(np.maximum(counts, 1), validity(counts != 0))

    def ratio(self, numerators: np.ndarray) -> pa.Array:
        """numerators / denominators (float64); NULL where the denominator is zero."""
        return float_array(numerators / self.values, self.validity)


def int_array(values: np.ndarray) -> pa.Array:
    """The values (int64), without a copy."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values)])


def float_array(values: np.ndarray, validity: pa.Buffer | None) -> pa.Array:
    """The values (float64), NULL where the bit of `validity` is not set."""
    return pa.Array.from_buffers(pa.float64(), len(values), [validity, pa.py_buffer(values)])


def validity(valid: np.ndarray) -> pa.Buffer | None:
    """The bits of what is `valid`; None when everything is."""
    return None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))


def fixed_size_binary(rows: np.ndarray, valid: np.ndarray | None = None) -> pa.Array:
    """The bytes of each row, little endian, as one value; NULL where it is not `valid`."""
    data = np.ascontiguousarray(rows, rows.dtype.newbyteorder("<"))
    bits = None if valid is None else validity(valid)
    width = data.itemsize * data.shape[1]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), len(data), [bits, pa.py_buffer(data)])
