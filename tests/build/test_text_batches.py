"""The texts of some documents are read, and the row groups without one of them are not."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.build import text_batches
from analytics.workspace import table_writer
from tests.map_stages import append_documents, context, write_documents


@pytest.mark.parametrize("ids", [[], [0], [3, 4], [39, 40, 55], list(range(60))], ids=len)
def test_only_row_groups_with_a_document_are_read(tmp_path, monkeypatch, ids):
    monkeypatch.setattr(table_writer, "ROW_GROUP_ROWS", 4)
    workspace = write_documents(tmp_path / "w", [f"text {number}" for number in range(40)])
    append_documents(workspace, [f"added {number}" for number in range(20)])
    read = []
    iter_batches = pq.ParquetFile.iter_batches

    def counted(file, *args, row_groups, **kwargs):
        read.extend(row_groups)
        return iter_batches(file, *args, row_groups=row_groups, **kwargs)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", counted)
    batches = list(text_batches.texts_of(context(workspace, "neighbors"), np.array(ids, int), batch_rows=3))
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert [row["doc_id"] for row in rows] == ids
    assert [row["text"] for row in rows] == [f"text {one}" if one < 40 else f"added {one - 40}" for one in ids]
    assert len(read) == len({one // 4 for one in ids}) and all(isinstance(batch, pa.RecordBatch) for batch in batches)
