"""How much of a text is boilerplate?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.signals.family import Family, Tables
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


@dataclass(frozen=True)
class Boilerplate:
    """The characters of each document that are in repeated lines, or in repeated paragraphs where those are more
    (float64[documents]).
    """

    characters: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> dict[str, np.ndarray]:
        """The share of each text that is boilerplate; NaN for an empty text."""
        import numpy as np
        import pyarrow.compute as pc

        n_chars = pc.utf8_length(batch.column("text")).to_numpy()
        share = np.minimum(self.characters[batch.column("doc_id").to_numpy()] / np.maximum(n_chars, 1), 1)
        return {"boilerplate_char_frac": np.where(n_chars > 0, share, np.nan)}


def boilerplate(tables: Tables) -> Boilerplate:
    """Adds up the repeated passages of each document. A line in a repeated paragraph is not counted twice."""
    import numpy as np

    columns = ["kind", "occurrences", "characters"]
    passages = [batch.to_pandas() for batch in tables.batches("repeated_passages", columns)]
    length = np.concatenate([(some.characters / some.occurrences).to_numpy() for some in passages] or [np.empty(0)])
    is_line = np.concatenate([(some.kind == "line").to_numpy(bool) for some in passages] or [np.empty(0, bool)])
    sums = np.zeros((2, tables.rows("documents")))
    for batch in tables.batches("passage_documents", ["passage_id", "doc_id", "occurrences"]):
        passage, doc_id, occurrences = (column.to_numpy() for column in batch.columns)
        np.add.at(sums, (is_line[passage].astype(int), doc_id), length[passage] * occurrences)
    return Boilerplate(sums.max(axis=0))


FAMILY = Family(
    (
        Signal.fraction(
            "boilerplate_char_frac",
            "Boilerplate",
            "characters in lines that occur in at least 5 different texts / characters (in paragraphs, if that "
            "is more); "
            "only the 5,000 most frequent passages count",
            "dataloupe",
        ),
    ),
    prepare=boilerplate,
    reads=("repeated_passages", "passage_documents"),
    order=6,
)
