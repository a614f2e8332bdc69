"""The table of contents of the dashboard. Every page also stands alone: a cold deep link runs it without this file."""

import streamlit as st

from analytics import ui

# Section: pages as file, title, icon, and the question they answer. (A string below it would be shown: Streamlit
# writes what stands alone.)
CONTENTS = {
    "Understand": [
        ("overview", "Overview", "dashboard", "What is in here? Sizes, sources, languages, lengths, rejects."),
        ("documents", "Documents", "article", "Let me read them: search, sort, and read any document in full."),
        ("map", "Map", "map", "What is this text about? Every document a point, near in meaning is near on the map."),
        (
            "duplicates",
            "Duplicates",
            "content_copy",
            "What repeats? Exact, near and semantic duplicates, each pair proved, and what to keep.",
        ),
        (
            "compare",
            "Compare",
            "compare",
            "What tells these apart? Two selections by terms, columns, signals, feedback.",
        ),
    ],
    "Choose": [
        ("quality", "Quality", "verified", "Which documents are good? Any signal by source."),
        (
            "rules",
            "Rules",
            "rule",
            "What would each rule remove? Published rules and your own, thresholds to move, and what only one rule removes.",
        ),
        (
            "classifier",
            "Classifier",
            "model_training",
            "More like this, less like that: a classifier trained on your taste, and what its score would keep.",
        ),
        (
            "labels",
            "Labels",
            "label",
            "Which labels are likely wrong? Judged by the labels of all other documents, with the neighbours as evidence.",
        ),
        (
            "private",
            "Private",
            "shield_person",
            "What is private in here? Personal data and secrets by kind, with nothing readable until you ask.",
        ),
        (
            "mixture",
            "Mixture",
            "blender",
            "What goes into training? What rules and deduplication leave of each source, weights, and epochs for a budget.",
        ),
    ],
    "Logs": [
        (
            "feedback",
            "Feedback",
            "thumbs_up_down",
            "Are users happy? Ratings with intervals, over time and by group, and who rates at all.",
        ),
        (
            "slices",
            "Worst slices",
            "troubleshoot",
            "Where are users unhappy, and is it real? Found on one half of the users, tested on the other.",
        ),
        (
            "change",
            "What changed",
            "compare_arrows",
            "What changed? Two periods, models or versions: other traffic, other raters, or really better.",
        ),
        (
            "behaviour",
            "Behaviour",
            "psychology",
            "How does the model behave? Refusals, length, readability, sentiment, patterns of your own, and who is asked about.",
        ),
        (
            "prompts",
            "Prompts",
            "alt_route",
            "The same question, different answers? Questions asked in several wordings, against the very same prompt.",
        ),
        (
            "preferences",
            "Preferences",
            "social_leaderboard",
            "Which answer wins? Bradley-Terry with intervals, who beats whom, and whether judges can be trusted.",
        ),
        (
            "conversations",
            "Conversations",
            "forum",
            "What was said? Whole conversations with branches, feedback and comments in place.",
        ),
    ],
    "Decide": [
        ("decisions", "Decisions", "gavel", "What have we decided? Every step, what it removes, and the way back."),
        ("report", "Report", "description", "What shall others see? One page for e-mail and print."),
    ],
    "Data": [
        (
            "data",
            "Data",
            "database",
            "What went in, and what is being built? Add data, follow the build, read what could not be read.",
        ),
        ("sql", "SQL", "terminal", "Ask anything: one SELECT over all tables, as a table or a chart."),
    ],
}


def page(name: str, title: str, icon: str, question: str) -> st.Page:
    """The page in pages/`name`.py; the first one of all is the dashboard's own address."""
    first = name == "overview"
    return st.Page(
        f"pages/{name}.py",
        title=title,
        icon=f":material/{icon}:",
        help=question,
        default=first,
        url_path="start" if first else name,
    )


ui.identity()
sections = {section: [page(*entry) for entry in entries] for section, entries in CONTENTS.items()}
named = st.Page(
    "pages/overview.py", title="Overview", url_path="overview", visibility="hidden"
)  # the first page by its own name, typed by hand
sections["Understand"].append(named)
st.navigation(sections, expanded=True).run()
