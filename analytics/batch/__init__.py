"""`RecordBatch -> RecordBatch` on numpy, numba and pyarrow: no engine, no I/O, no state, and the same rows wherever
batches end.
"""
