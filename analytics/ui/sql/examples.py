"""Statements to start with."""

from __future__ import annotations

from analytics.ui.frame.page import Page

DEFAULT = "SELECT * FROM documents LIMIT 100"

EXAMPLES = {
    "Where are the tokens?": (
        ("documents", "signals"),
        """SELECT source, count(*) AS documents, sum(n_tokens) AS tokens
FROM documents JOIN signals USING (doc_id)
GROUP BY source ORDER BY tokens DESC""",
    ),
    "The longest selected documents": (
        ("documents", "signals"),
        """SELECT doc_id, source, n_words, title
FROM selected JOIN documents USING (doc_id) JOIN signals USING (doc_id)
ORDER BY n_words DESC LIMIT 100""",
    ),
    "Topics with many duplicates": (
        ("map", "topics", "duplicate_pairs"),
        """SELECT label, size, count(DISTINCT b) AS repeated, count(DISTINCT b) / size AS share
FROM duplicate_pairs JOIN map ON map.doc_id = b JOIN topics USING (topic_id)
WHERE kind <> 'semantic'
GROUP BY ALL ORDER BY repeated DESC LIMIT 20""",
    ),
    "Documents that are far from all others": (
        ("neighbors", "documents"),
        """SELECT doc_id, source, similarity AS nearest, left(text, 100) AS begins
FROM neighbors JOIN documents USING (doc_id)
WHERE rank = 1 ORDER BY similarity LIMIT 100""",
    ),
    "Ratings by model and week": (
        ("turns", "feedback"),
        """SELECT date_trunc('week', turns.created_at) AS week, model, avg(value) AS rating, count(*) AS n
FROM feedback JOIN turns USING (doc_id)
WHERE value IS NOT NULL GROUP BY ALL ORDER BY week""",
    ),
}
"""The question in words -> the tables that it needs, and its statement."""


def examples(page: Page) -> dict[str, str]:
    """The examples whose tables the workspace has: question in words -> statement."""
    return {name: text for name, (needed, text) in EXAMPLES.items() if all(page.has(table) for table in needed)}
