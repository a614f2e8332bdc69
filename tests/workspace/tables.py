"""Tables of numbers for tests of the workspace."""

import pyarrow as pa

from analytics.sql import identifier
from analytics.workspace import StageRecord, Table

NUMBERS = pa.schema([("doc_id", pa.int64()), ("number", pa.int64())])


def write_file(workspace, table, numbers):
    writer = workspace.writer(table, NUMBERS)
    writer.write(
        pa.record_batch([pa.array(range(len(numbers)), pa.int64()), pa.array(numbers, pa.int64())], schema=NUMBERS)
    )
    writer.close()
    return writer


def commit(workspace, stage, outdates=(), **tables):
    made = {name: write_file(workspace, name, numbers) for name, numbers in tables.items()}
    described = {
        name: Table((writer.name,), writer.rows, writer.path.stat().st_size, stage) for name, writer in made.items()
    }
    return workspace.commit(stage, StageRecord("f" * 16, 1.0, "test", 0.0), described, outdates)


def numbers(connection, table):
    return [
        number for (number,) in connection.execute(f"SELECT number FROM {identifier(table)} ORDER BY doc_id").fetchall()
    ]
