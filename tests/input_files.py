"""Write small input files for tests."""

import orjson
import pyarrow as pa
import pyarrow.parquet as pq


def write_jsonl(path, *records):
    """One line per record; bytes are written unchanged. Gives the path."""
    lines = [record if isinstance(record, bytes) else orjson.dumps(record) for record in records]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def write_parquet(path, **columns):
    """Gives the path."""
    pq.write_table(pa.table(columns), path)
    return path
