"""What should perhaps not be learnt: personal data, swear words, broken characters, boilerplate and outliers, beside
what the scan counts.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.mojibake import count_mojibake
from analytics.batch.pii import KINDS, count_pii
from analytics.batch.profanity import count_profanity
from analytics.build.stage import Context, Stage
from analytics.signals import CONTENT_SIGNALS

TYPES = {"BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_()}
TAG = r"</?[A-Za-z][A-Za-z0-9]{0,14}(?:\s[^<>]{0,200})?/?>"
ENDING = 24
"""Characters at the end of a text that tell whether it is finished."""
FINISHED = r"[.!?…‽。．！？｡।॥؟۔།։።:][\"'”’»›)\]}」』）】*_`]*\s*$"
CONTENT = pa.schema(
    [("doc_id", pa.int64()), *((signal.name, TYPES[signal.dtype]) for signal in CONTENT_SIGNALS.values())]
)


def run(context: Context) -> None:
    """Write `content`, one row for each of `documents`; columns whose tables are not there are NULL."""
    repeated, distance = _repeated_characters(context), _neighbor_distance(context)
    writer = context.writer("content", CONTENT)
    done, total = 0, context.rows("documents")
    for columns in context.engine.map(_counted, context.batches("documents", ["doc_id", "text"])):
        doc_ids, n_chars = columns["doc_id"].to_numpy(), columns.pop("n_chars").to_numpy()
        share = (
            np.full(len(doc_ids), np.nan)
            if repeated is None
            else np.minimum(repeated[doc_ids] / np.maximum(n_chars, 1), 1)
        )
        columns["boilerplate_char_frac"] = _known(np.where(n_chars > 0, share, np.nan))
        columns["neighbor_distance"] = _known(distance[doc_ids])
        writer.write(pa.table([columns[name] for name in CONTENT.names], schema=CONTENT))
        done += len(doc_ids)
        context.progress(done, total)


def _counted(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    columns = {"doc_id": batch.column("doc_id"), "n_chars": pc.utf8_length(batch.column("text"))}
    for found in (count_pii(batch), count_profanity(batch), count_mojibake(batch)):
        columns |= {name: found.column(name) for name in found.schema.names if name != "doc_id"}
    columns |= {f"{kind}_count": columns[f"{kind}_count"].cast(pa.int64()) for kind in KINDS}
    columns["markup_tag_count"] = pc.count_substring_regex(batch.column("text"), TAG).cast(pa.int64())
    columns["unfinished"] = ends_unfinished(batch.column("text"))
    columns["pii_count"] = pa.array(sum(columns[f"{kind}_count"].to_numpy() for kind in KINDS))
    return columns


def ends_unfinished(texts: pa.Array) -> pa.Array:
    """Whether each text ends without the mark that ends a sentence, or is followed by closing quotes and brackets only;
    NULL for a blank one.
    """
    endings = pc.utf8_slice_codeunits(pc.utf8_rtrim_whitespace(texts), -ENDING)
    return pc.if_else(pc.equal(endings, ""), None, pc.invert(pc.match_substring_regex(endings, FINISHED)))


def _repeated_characters(context: Context) -> np.ndarray | None:
    """float64[documents]: characters in repeated lines, or in repeated paragraphs where those are more (the same lines
    count in both).
    """
    if not {"repeated_passages", "passage_documents"} <= context.manifest.tables.keys():
        return None
    parts = [batch.to_pydict() for batch in context.batches("repeated_passages", ["kind", "occurrences", "characters"])]
    length = np.array(
        [
            characters / occurrences
            for some in parts
            for characters, occurrences in zip(some["characters"], some["occurrences"], strict=True)
        ]
    )
    is_line = np.array([kind == "line" for some in parts for kind in some["kind"]], bool)
    sums = np.zeros((2, context.rows("documents")))
    for batch in context.batches("passage_documents", ["passage_id", "doc_id", "occurrences"]):
        part, doc_id, occurrences = (column.to_numpy() for column in batch.columns)
        np.add.at(sums, (is_line[part].astype(int), doc_id), length[part] * occurrences)
    return sums.max(axis=0)


def _neighbor_distance(context: Context) -> np.ndarray:
    """float64[documents]: 1 - the mean cosine to the nearest neighbours; NaN for a document that has none."""
    total = context.rows("documents")
    sums, counts = np.zeros(total), np.zeros(total)
    for batch in (
        context.batches("neighbors", ["doc_id", "similarity"], rows=1 << 18)
        if "neighbors" in context.manifest.tables
        else ()
    ):
        doc_id, similarity = (column.to_numpy() for column in batch.columns)
        sums += np.bincount(doc_id, similarity, total)
        counts += np.bincount(doc_id, minlength=total)
    return np.where(counts > 0, 1 - sums / np.maximum(counts, 1), np.nan)


def _known(values: np.ndarray) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


STAGE = Stage(
    name="content",
    title="Look for personal data, swear words and damage",
    reads=("documents",),
    writes=("content",),
    run=run,
    optional_reads=("repeated_passages", "passage_documents", "neighbors"),
)
