"""Topics of the texts that have no vector: rows of the table `topics` without a position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.build.map.communities import min_topic_size
from analytics.build.map.unplaced import ScriptTopic, script_topics, scripts_of
from analytics.build.stage import BATCH_ROWS, Context
from analytics.build.topic_map import documents_after, is_placed

LEVELS = ("theme", "topic")
"""Each of these topics is alone in its theme. The theme comes first."""


@dataclass(frozen=True)
class Unplaced:
    """The documents `ids` int64[m], ascending, whose `texts` are not empty and have no vector."""

    ids: np.ndarray
    texts: pa.Array

    @classmethod
    def after(cls, context: Context, doc_ids: np.ndarray, covered: int = 0) -> Unplaced:
        """Those that come after the first `covered` documents and are not among `doc_ids`."""
        ids, texts = [np.empty(0, np.int64)], []
        for batch in documents_after(context, covered, BATCH_ROWS, ["doc_id", "text"]):
            selected = batch.filter(pa.array(~is_placed(batch.column("doc_id").to_numpy(), doc_ids)))
            selected = selected.filter(pc.not_equal(pc.utf8_trim_whitespace(selected.column("text")), ""))
            ids.append(selected.column("doc_id").to_numpy())
            texts.append(selected.column("text").cast(pa.string()))
        return cls(np.concatenate(ids), pa.chunked_array(texts, pa.string()).combine_chunks())

    def topics(self, context: Context) -> list[ScriptTopic]:
        """Their topics."""
        return script_topics(self.ids, self.texts, min_topic_size(context.rows("documents")))

    def by_script(self, context: Context, known: Mapping[str, int]) -> tuple[dict[int, int], list[ScriptTopic]]:
        """The topic_id of each by the script of its text where that has a topic (`known`), and the topics of other
        scripts.
        """
        scripts = scripts_of(self.texts) if len(self.texts) else []
        numbers = {
            doc_id: known[name] for doc_id, name in zip(self.ids.tolist(), scripts, strict=True) if name in known
        }
        is_other = np.array([name not in known for name in scripts], bool)
        return numbers, Unplaced(self.ids[is_other], self.texts.filter(pa.array(is_other))).topics(context)


def name_terms(topics: Sequence[ScriptTopic]) -> list[list[str]]:
    """What the names of the rows are made of: a theme is named by its script, a topic by its words."""
    return [terms for one in topics for terms in ([one.script], one.terms)]


def topic_numbers(topics: Sequence[ScriptTopic], first: int) -> dict[int, int]:
    """The topic_id of each document of these topics, whose rows start with the number `first`."""
    return {
        doc_id: first + len(LEVELS) * number + 1 for number, one in enumerate(topics) for doc_id in one.doc_ids.tolist()
    }


def topic_rows(topics: Sequence[ScriptTopic], labels: Sequence[str], first: int) -> Iterator[dict[str, object]]:
    """The rows of `topics`: a theme and its topic each, with these labels, from the number `first` on."""
    both = ((one, level) for one in topics for level in LEVELS)
    for number, ((one, level), label) in enumerate(zip(both, labels, strict=True), first):
        yield {
            "topic_id": number,
            "parent_id": None if level == "theme" else number - 1,
            "label": label,
            "terms": one.terms,
            "size": len(one.doc_ids),
            "x": None,
            "y": None,
            "level": level,
            "medoid_doc_id": int(one.doc_ids[0]),
        }
