"""The registry of pages: `app.py`, the frame, the README and the tests read it. Nothing else lists the pages.

To add a page, write `pages/NAME.py`, its entry here, and its test; `make pages` then writes the README's table.
"""

from analytics.ask.comparable import has_two_documents, has_two_groups, has_two_places, has_wordings
from analytics.ui.entry import Entry

LOGS = ("documents", "turns")


SECTIONS = {
    "Understand": (
        Entry(
            "findings",
            "What stands out?",
            "lightbulb",
            "What stands out?",
            "The most important facts and significant differences, ranked, each with its evidence and a next step.",
            shown_with=(),
        ),
        Entry(
            "overview",
            "Overview",
            "dashboard",
            "What is in here?",
            "Sizes, sources, languages, lengths, missing values and rejected rows.",
        ),
        Entry(
            "documents",
            "Documents",
            "article",
            "What do the documents say?",
            "Search, sort by any column, and read any document in full with its percentiles.",
        ),
        Entry(
            "map",
            "Map",
            "map",
            "What is this text about?",
            "Documents of similar meaning are close together. Draw a lasso to select documents for every page.",
            ("map",),
            shown_if=has_two_places,
        ),
        Entry(
            "duplicates",
            "Duplicates",
            "content_copy",
            "What repeats?",
            "Exact, near and semantic duplicates, with verified pairs, and what each threshold removes.",
            ("documents", "duplicate_pairs"),
        ),
        Entry(
            "compare",
            "Compare",
            "compare",
            "How do two selections differ?",
            "Two selections compared by terms, columns, signals and feedback.",
            shown_if=has_two_groups,
        ),
    ),
    "Curate": (
        Entry(
            "quality",
            "Quality",
            "verified",
            "Which documents are good?",
            "The distribution of any signal or number, by source.",
            ("documents", "signals"),
        ),
        Entry(
            "rules",
            "Rules",
            "rule",
            "What would each rule remove?",
            "Gopher, C4, FineWeb, NeMo and your own rules, with their thresholds, overlap and borderline examples.",
            ("documents", "signals"),
        ),
        Entry(
            "classifier",
            "Classifier",
            "model_training",
            "Which documents are like the ones you want?",
            "A classifier trained on your examples in seconds, its accuracy, and what its score would keep.",
            ("documents", "signatures"),
            shown_if=has_two_documents,
        ),
        Entry(
            "labels",
            "Labels",
            "label",
            "Which labels are likely wrong?",
            "Words, vectors and neighbours check every label. 50 that you review say how many are wrong.",
            ("documents", "label_checks"),
        ),
        Entry(
            "private",
            "Personal data",
            "shield_person",
            "What personal data is in here?",
            "E-mail addresses, phone and card numbers, IBANs, IP addresses, secrets and national ID numbers, "
            "hidden until you show them.",
            ("documents", "content"),
        ),
        Entry(
            "choose",
            "Choose",
            "checklist",
            "Which N examples?",
            "The N documents that are good, different, close to a target and balanced, compared with random choices.",
            ("documents", "neighbors", "embeddings"),
        ),
        Entry(
            "mixture",
            "Mixture",
            "blender",
            "What goes into training?",
            "What rules and deduplication keep of each source, with weights and epochs for a token budget.",
            ("documents", "signals"),
        ),
    ),
    "Logs": (
        Entry(
            "feedback",
            "Feedback",
            "thumbs_up_down",
            "Are users happy?",
            "Ratings with confidence intervals, over time and by group, and the share that is rated.",
            LOGS,
            (*LOGS, "feedback"),
        ),
        Entry(
            "slices",
            "Worst slices",
            "troubleshoot",
            "Where are users unhappy, beyond chance?",
            "Slices discovered on one half of the users and tested on the other half.",
            LOGS,
            (*LOGS, "feedback"),
        ),
        Entry(
            "change",
            "What changed",
            "compare_arrows",
            "What changed?",
            "Two periods, models or versions: other traffic, other raters, or other ratings of the same traffic.",
            LOGS,
            (*LOGS, "feedback"),
        ),
        Entry(
            "behaviour",
            "Behaviour",
            "psychology",
            "How does the model behave?",
            "Refusals, length, readability, sentiment, your own patterns, and who is mentioned.",
            (*LOGS, "behaviour"),
        ),
        Entry(
            "prompts",
            "Prompts",
            "alt_route",
            "The same question, different answers?",
            "Questions asked in several wordings, compared with repetitions of exactly the same prompt.",
            (*LOGS, "prompts", "behaviour", "embeddings"),
            shown_if=has_wordings,
        ),
        Entry(
            "preferences",
            "Preferences",
            "social_leaderboard",
            "Which answer wins?",
            "Bradley-Terry scores with confidence intervals, who beats whom, and how well the judges agree.",
            (),
            ("comparisons",),
        ),
        Entry(
            "conversations",
            "Conversations",
            "forum",
            "What did users and models write?",
            "Whole conversations with their branches, feedback and comments.",
            (*LOGS, "conversations"),
        ),
    ),
    "Decide": (
        Entry(
            "decisions",
            "Decisions",
            "gavel",
            "What have we decided?",
            "Every recipe step, what it removes from each source, and how to undo it.",
        ),
        Entry(
            "report",
            "Report",
            "description",
            "What should others see?",
            "One self-contained page of findings for e-mail and print.",
        ),
    ),
    "Data": (
        Entry(
            "data",
            "Data",
            "database",
            "What data is in here, and what is being built?",
            "Add files, follow or cancel a build, and read the rejected rows.",
            (),
        ),
        Entry(
            "sql",
            "SQL",
            "terminal",
            "What else do you want to know?",
            "One SELECT over all tables, as a table, a chart, a selection or a file.",
        ),
    ),
}
"""The pages of each section, in the order of the navigation."""

PAGES = {entry.name: entry for entries in SECTIONS.values() for entry in entries}
START = next(iter(PAGES.values()))
"""The page that opens first."""
