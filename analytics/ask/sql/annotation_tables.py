"""What do the tables of annotations contain, and what does each of their columns mean?"""

from __future__ import annotations

from analytics.ask.sql.corpus_tables import DOC_ID, TableMeaning

_COLUMNS = {
    "annotation_id": "the annotation; the same answer written twice has one id",
    "schema": "the schema, with the question that was asked",
    "doc_id": DOC_ID,
    "other_doc_id": "the second document of a pair",
    "annotator": "who answered",
    "value": "the answer; several answers and passages as JSON",
    "number": "the answer as a number, where it is one",
    "seconds": "seconds between the item and its answer",
    "created_at": "when it was answered",
    "is_gold": "whether it is a right answer that others are compared with",
    "text_md5": "MD5 of the text that was judged: a changed text is another text",
    "origin": "the file that it was imported from",
}

ANNOTATION_TABLES: dict[str, TableMeaning] = {
    "annotations": TableMeaning(
        "the last answer of each person to each item of each schema; also of annotators that the recipe excludes",
        _COLUMNS,
    ),
    "annotation_events": TableMeaning(
        "every annotation that was ever made, in order",
        _COLUMNS | {"line": "its place in the file, from 1", "undoes": "the annotation that this line takes back"},
    ),
    "predicted_labels": TableMeaning(
        "labels that a classifier predicts from the annotations of a schema",
        {
            "doc_id": DOC_ID,
            "schema": "the schema",
            "label": "the most probable answer",
            "probability": "its probability, by a classifier that was trained on the annotations",
            "is_predicted": "always true: nobody looked at this document",
        },
    ),
}
