"""A file with other names, another order, another container, or one level deeper says the same.

DATALOUPE_MUTATIONS=300 tries 300 files; tests/ingest/reading/mutations.py has the changes.
"""

import os

from tests.ingest.reading.files import Writer, read_inputs
from tests.ingest.reading.mutations import mutated, write
from tests.ingest.reading.shapes_of_data import SHAPES

FILES = int(os.environ.get("DATALOUPE_MUTATIONS", "68"))
MIN_KEPT = 0.9
ROLES = {"human": "user", "customer": "user", "ai": "assistant", "bot": "assistant", "agent": "assistant"}


def content_of(path):
    """What a file says: texts with the role and the conversation of each, ratings, and who won."""
    result = read_inputs([path])
    conversations = {}
    turns = [
        (conversations.setdefault(turn["conversation_id"], len(conversations)), ROLES.get(turn["role"], turn["role"]),
         result.texts[turn["doc_id"]])
        for turn in result.turns
    ]  # fmt: skip
    ratings = sorted((one["raw"].lower(), one["value"]) for one in result.ratings)
    return turns or sorted(result.texts.values()), ratings, result.winners


def changed(folder, count):
    """The files that say something else than before: shape, container and changes of each."""
    for seed in range(count):
        shape = SHAPES[seed % len(SHAPES)]
        records = shape(Writer(seed))
        before = content_of(write(folder, f"base_{seed}", records, "json"))
        other, container, changes = mutated(records, seed)
        if content_of(write(folder, f"changed_{seed}", other, container)) != before:
            yield seed, shape.__name__, container, changes


def test_most_mutated_files_keep_their_reading(tmp_path):
    others = list(changed(tmp_path, FILES))
    kept = 1 - len(others) / FILES
    assert kept >= MIN_KEPT, f"{kept:.0%} of {FILES} kept their reading. Not: {others}"


def test_unchanged_files_are_read_as_their_shape_says(tmp_path):
    kinds = {shape.__name__: content_of(write(tmp_path, shape.__name__, shape(Writer(1)), "json")) for shape in SHAPES}
    documents = {name for name, (content, _, _) in kinds.items() if isinstance(content[0], str)}
    assert documents == {"documents", "long_documents_with_summaries", "rated_documents"}
    assert {name for name, (_, ratings, _) in kinds.items() if ratings} == {"rated_dialogues", "rated_documents"}
    assert {name for name, (_, _, winners) in kinds.items() if winners} == {
        "better_and_worse", "two_sides", "annotators"
    }  # fmt: skip
