"""What do the tables of a corpus contain, and what does each of their columns mean?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.signals.registry import SIGNAL_TABLES
from analytics.signals.signal import Signal

DOC_ID = "the document: a number from 0 in the order of the input, which never changes"
CORPUS = "the name of the other corpus: the folder of its workspace"


@dataclass(frozen=True)
class TableMeaning:
    """What a table contains, and what each of its columns means."""

    meaning: str
    columns: Mapping[str, str]


def signal_columns(signals: Mapping[str, Signal]) -> dict[str, str]:
    """The meanings of doc_id and of these signals."""
    return {"doc_id": DOC_ID} | {name: f"{signal.title}: {signal.formula}" for name, signal in signals.items()}


CORPUS_TABLES: dict[str, TableMeaning] = {
    "documents": TableMeaning(
        "one row for each document: a text of the corpus, or a turn of a conversation",
        {
            "doc_id": DOC_ID,
            "kind": "document, prompt or response",
            "source": "where it is from: the column that was chosen, else the name of its file",
            "text": "the text, never missing",
            "title": "title, as in the input",
            "lang": "language, as in the input; the detected one is signals.lang_detected",
            "label": "label or category, as in the input",
            "created_at": "when it was created, as in the input",
            "url": "address, as in the input",
            "score": "a number for it in the input, such as votes",
        },
    ),
    "metadata": TableMeaning("every other column of the input, under its own name and type", {"doc_id": DOC_ID}),
    "rejects": TableMeaning(
        "rows of the input that are not documents: rows in = documents + rejects",
        {
            "input": "the file",
            "row": "its row or line, from 1",
            "reason": "why it is not a document",
            "raw": "the row, unchanged",
        },
    ),
    "signals": TableMeaning("what the scan counts in each text", signal_columns(SIGNAL_TABLES["signals"])),
    "content": TableMeaning(
        "personal data, swear words and damage in each text", signal_columns(SIGNAL_TABLES["content"])
    ),
    "quality": TableMeaning(
        "the scores of each document by the quality classifier",
        signal_columns(SIGNAL_TABLES["quality"])
        | {
            "taught_as": "like or unlike, for the documents that trained or tested the classifier",
            "held_out": "true for those that tested it",
        },
    ),
    "classifier_weights": TableMeaning(
        "the weight of each word or pair of words in the classifier",
        {
            "feature": "the number of the word or pair (a hash of it)",
            "weight": "what one more occurrence adds to the log odds of being liked",
        },
    ),
    "classifier_words": TableMeaning(
        "the words with the largest contributions for and against",
        {
            "word": "the word or pair of words",
            "weight": "what it adds to the log odds of being liked",
            "contribution": "its contribution to the mean distance between the sides, in logits",
            "like_share": "share of the liked documents that contain it",
            "unlike_share": "share of the unliked documents that contain it",
        },
    ),
    "signatures": TableMeaning(
        "the hashes and MinHash signatures by which duplicates are found",
        {
            "doc_id": DOC_ID,
            "raw_hash": "128-bit hash of the bytes of the text",
            "normalized_hash": "128-bit hash of its words, case folded",
            "n_shingles": "distinct runs of five words",
            "minhash": "128 unsigned 32-bit numbers, little endian",
        },
    ),
    "duplicate_pairs": TableMeaning(
        "pairs of documents that share text or say the same, each verified by its words",
        {
            "a": "the document with the smaller doc_id",
            "b": "the document with the larger doc_id",
            "kind": "exact, near or semantic",
            "jaccard": "shared shingles / shingles of both",
            "containment": "the larger of a_in_b and b_in_a",
            "cosine": "cosine of their embeddings; missing when not compared",
            "a_in_b": "share of the shingles of a that are in b",
            "b_in_a": "share of the shingles of b that are in a",
            "shared": "shingles that are in both",
            "linked": "whether the pair belongs to a group that is too large to store every pair",
        },
    ),
    "shingle_samples": TableMeaning(
        "a sample of the shingles of each different text, with which documents that are added are compared",
        {"doc_id": DOC_ID, "shingles": "hashes of shingles: unsigned 64-bit numbers, little endian"},
    ),
    "word_rarity": TableMeaning(
        "in how many documents of a sample each word is: rare words decide which documents say the same",
        {
            "word": "the word, in small letters",
            "documents": "documents of the sample that have it",
            "sampled": "documents of the sample",
        },
    ),
    "corpora": TableMeaning(
        "other corpora with which the documents were compared (--against)",
        {"corpus": CORPUS, "documents": "how many documents it has"},
    ),
    "corpus_pairs": TableMeaning(
        "documents that are already in another corpus, with the document there; each pair verified by its words",
        {
            "doc_id": DOC_ID,
            "corpus": CORPUS,
            "other_id": "the document of the other corpus; one that represents all its copies there",
            "kind": "exact or near",
            "jaccard": "shared shingles / shingles of both",
            "containment": "the larger of contained and contains",
            "contained": "share of the shingles of this document that are in the other one",
            "contains": "share of the shingles of the other document that are in this one",
            "shared": "shingles that are in both; missing for exact copies",
            "linked": "whether the pair belongs to a group that is too large to store every pair",
        },
    ),
    "corpus_documents": TableMeaning(
        "the documents of other corpora that are in corpus_pairs, as they were when they were compared",
        {
            "corpus": CORPUS,
            "other_id": "its doc_id there",
            "source": "its source there",
            "title": "its title",
            "url": "its address",
            "text": "its text",
        },
    ),
    "related_pairs": TableMeaning(
        "pairs of documents with close embeddings whose words show that they do not say the same",
        {
            "a": "the document with the smaller doc_id",
            "b": "the document with the larger doc_id",
            "jaccard": "shared shingles / shingles of both",
            "cosine": "cosine of their embeddings",
        },
    ),
    "embeddings": TableMeaning(
        "the meaning of each text as a vector", {"doc_id": DOC_ID, "vector": "numbers, of unit length together"}
    ),
    "neighbors": TableMeaning(
        "the documents nearest in meaning to each document",
        {
            "doc_id": DOC_ID,
            "rank": "1 for the nearest",
            "neighbor_id": "the doc_id of the neighbour",
            "similarity": "cosine of both embeddings",
        },
    ),
    "layout": TableMeaning(
        "positions on the map before topics are found",
        {
            "doc_id": DOC_ID,
            "x": "position on the map",
            "y": "position on the map",
            "faithfulness": "share of its nearest neighbours that are also near on the map",
        },
    ),
    "map": TableMeaning(
        "the position of each document on the map, and its topic",
        {
            "doc_id": DOC_ID,
            "x": "position on the map; missing when the text has no vector",
            "y": "position on the map; missing when the text has no vector",
            "topic_id": "its topic; -1 for none",
            "faithfulness": "share of its nearest neighbours that are also near on the map",
            "no_topic_reason": "why it has no topic; missing when it has one",
        },
    ),
    "topics": TableMeaning(
        "topics, and the themes that they belong to",
        {
            "topic_id": "the number that map.topic_id refers to",
            "parent_id": "the theme of a topic; missing for a theme",
            "label": "its name, made of words of its documents",
            "terms": "the words that distinguish it, the most distinctive first",
            "size": "documents",
            "x": "its centre on the map",
            "y": "its centre on the map",
            "level": "theme or topic",
            "medoid_doc_id": "the document nearest to its centre",
        },
    ),
    "topic_centres": TableMeaning(
        "all topics since the last clustering, and what decides which documents join them",
        {
            "topic_id": "the number that map.topic_id refers to",
            "parent_id": "the theme of a topic; missing for a theme",
            "label": "its name",
            "terms": "the words that distinguish it",
            "x": "its centre on the map",
            "y": "its centre on the map",
            "level": "theme or topic",
            "medoid_doc_id": "the document nearest to its centre",
            "script": "the script of its texts, where they have no vectors",
            "outermost": "similarity to its nearest members that a document needs to join it",
            "typical": "a group of documents that are less similar to its members is another topic",
            "centre": "the mean vector of its members, of unit length; missing for a theme",
        },
    ),
    "topic_members": TableMeaning(
        "the topic of each different vector, by which it is known in the next build",
        {
            "point": "a hash of the vector",
            "topic_id": "its topic; -1 for none",
            "reason": "why it has no topic, as a number",
            "is_added": "whether it came after the last clustering",
        },
    ),
    "topic_changes": TableMeaning(
        "after a new clustering: which new topics have the documents of the old ones",
        {
            "old_topic_id": "a topic before; -1 for none",
            "old_label": "its name",
            "new_topic_id": "a topic now; -1 for none",
            "new_label": "its name",
            "documents": "different documents that were in the first and are in the second",
            "share_of_old": "their share of the old topic",
            "share_of_new": "their share of the old documents of the new topic",
        },
    ),
    "passage_hashes": TableMeaning(
        "the lines and paragraphs of each document, by which those of added documents are counted",
        {"doc_id": DOC_ID, "passages": "their hashes: unsigned 64-bit numbers, little endian"},
    ),
    "passage_counts": TableMeaning(
        "how many different texts have each repeated line or paragraph, also of those that are not shown",
        {"passage": "its hash", "texts": "different texts that have it"},
    ),
    "repeated_passages": TableMeaning(
        "lines and paragraphs that are in several different texts",
        {
            "passage_id": "the line or paragraph",
            "kind": "line or paragraph",
            "text": "its first 1,000 characters",
            "documents": "documents that contain it",
            "occurrences": "how often it occurs in them",
            "characters": "characters of all its occurrences",
        },
    ),
    "passage_documents": TableMeaning(
        "which documents contain which repeated line or paragraph",
        {
            "passage_id": "the line or paragraph",
            "doc_id": DOC_ID,
            "occurrences": "how often it occurs in this document",
        },
    ),
    "findings": TableMeaning(
        "what stands out in all documents, the most important first",
        {
            "finding_id": "the place in the order, from 1",
            "kind": "the module that looks for it",
            "sentence": "the finding in words",
            "value": "the number behind it",
            "low": "lower end of the 95 % confidence interval; the value itself for a count",
            "high": "upper end",
            "n": "documents, ratings or comparisons behind the value",
            "unit": "share, points (a difference of shares), or number",
            "reference": "the value that would be no finding",
            "affected_documents": "documents that it is about",
            "affected_tokens": "their tokens (estimated)",
            "score": "share affected x strength x weight",
            "is_claim": "whether it is tested against chance; false for a count",
            "page": "the page that shows it",
            "parameters": "the choices of that page, as JSON",
            "selection": "the documents, as a link has them",
            "step": "a recipe with the suggested step, as YAML",
        },
    ),
    "label_checks": TableMeaning(
        "how probable each label is by the words, the vector and the neighbours of its document",
        {
            "labels_in": "the column of the label, as table.column",
            "doc_id": DOC_ID,
            "label": "its label",
            "suggested": "the most probable other label",
            "belongs_to": "another class to which it confidently belongs; missing when there is none",
            "confidence": "probability of its label, by models that were not trained on it or its copies",
            "suggested_confidence": "probability of the suggested label",
            "is_issue": "whether the label is flagged: improbable, and another class is more probable",
        },
    ),
    "label_placeholders": TableMeaning(
        "values of a column of labels that may say that there is no label",
        {
            "labels_in": "the column of the labels, as table.column",
            "word": "the value",
            "documents": "documents with this value",
            "is_missing": "true where it was read as a missing label, false where it is a class",
        },
    ),
    "label_models": TableMeaning(
        "the models that checked the labels, for documents that are added later",
        {
            "labels_in": "the column of the labels, as table.column",
            "documents": "documents that the models were trained on",
            "model": "their weights, as an .npz file of NumPy",
        },
    ),
    "evaluation_items": TableMeaning(
        "the evaluation items that were searched for",
        {
            "item": "the item",
            "against": "the file it is from",
            "text": "its text",
            "n_grams": "its 13-grams that were searched for; 0 when it is too short or contains only 13-grams "
            "that many items share",
        },
    ),
    "contamination": TableMeaning(
        "which documents contain which evaluation item",
        {
            "doc_id": DOC_ID,
            "item": "the item",
            "shared": "13-grams of the item that are in the document",
            "containment": "shared / the 13-grams of the item",
            "start": "first byte of the passage",
            "stop": "byte after the passage",
        },
    ),
    "evaluation_set_items": TableMeaning(
        "the items of the workspace's evaluation sets",
        {
            "set": "the name of the set",
            "version": "its version",
            "item": "the place of the item in the set, from 0",
            "id": "the id of the item",
            "text": "its text",
        },
    ),
    "evaluation_matches": TableMeaning(
        "which documents contain which item of an evaluation set, verbatim or edited",
        {
            "set": "the name of the set",
            "item": "the item",
            "doc_id": DOC_ID,
            "n_grams": "13-grams of the item that are in the document",
            "containment": "n_grams / the 13-grams of the item",
            "near": "the share of the item's three-word sequences that are in one passage of about its length",
            "is_same": "whether the document is the item itself",
            "start": "first byte of the passage",
            "stop": "byte after the passage",
        },
    ),
}
"""The tables that a corpus has, and logs too."""
