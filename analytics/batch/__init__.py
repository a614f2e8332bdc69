"""`RecordBatch -> RecordBatch` on numpy, numba and pyarrow: no engine, no I/O, no state, the same rows whatever the
batch boundaries.
"""
