"""The registry of pages: `app.py`, the frame, the README and the tests read it. Nothing else lists the pages.

To add a page, write `pages/NAME.py`, its entry here, and its test; `make pages` then writes the README's table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

START, END = "<!-- pages: written by `make pages` -->", "<!-- end of pages -->"
DOCUMENTS = ("documents",)
LOGS = ("documents", "turns")


@dataclass(frozen=True)
class Entry:
    """One page: the name of its script, its section and title in the navigation, its question, what answers it, and
    the tables it needs.
    """

    name: str
    section: str
    title: str
    symbol: str
    question: str
    answer: str
    tables: tuple[str, ...] = DOCUMENTS

    @property
    def icon(self) -> str:
        """The Material symbol as Streamlit names it."""
        return f":material/{self.symbol}:"

    @property
    def file(self) -> str:
        """The page's script, as `st.Page` and `st.switch_page` take it."""
        return f"pages/{self.name}.py"

    def describe(self) -> str:
        """The question and what answers it, as running text."""
        return f"{self.question} {self.answer}"


ENTRIES = (
    Entry(
        "overview",
        "Understand",
        "Overview",
        "dashboard",
        "What is in here?",
        "Sizes, sources, languages, lengths, missing values and rejected rows.",
    ),
    Entry(
        "documents",
        "Understand",
        "Documents",
        "article",
        "What do the documents say?",
        "Search, sort by any column, and read any document in full with its percentiles.",
    ),
    Entry(
        "map",
        "Understand",
        "Map",
        "map",
        "What is this text about?",
        "Documents of similar meaning are close together. Lasso some of them, and every page follows.",
        ("map",),
    ),
    Entry(
        "duplicates",
        "Understand",
        "Duplicates",
        "content_copy",
        "What repeats?",
        "Exact copies, near-duplicates and semantic duplicates, every pair verified, and what each threshold removes.",
        ("documents", "duplicate_pairs"),
    ),
    Entry(
        "compare",
        "Understand",
        "Compare",
        "compare",
        "How do two selections differ?",
        "Any two selections by terms, columns, signals and feedback.",
    ),
    Entry(
        "quality",
        "Choose",
        "Quality",
        "verified",
        "Which documents are good?",
        "The distribution of any signal or number, by source.",
        ("documents", "signals"),
    ),
    Entry(
        "rules",
        "Choose",
        "Rules",
        "rule",
        "What would each rule remove?",
        "Gopher, C4, FineWeb, NeMo and your own rules: adjustable thresholds, overlap, and examples near the threshold.",
        ("documents", "signals"),
    ),
    Entry(
        "classifier",
        "Choose",
        "Classifier",
        "model_training",
        "Which documents are like the ones you want?",
        "A classifier trained on your examples in seconds, its accuracy, and what its score would keep.",
        ("documents", "signatures"),
    ),
    Entry(
        "labels",
        "Choose",
        "Labels",
        "label",
        "Which labels are likely wrong?",
        "Every label checked against all other labels and the nearest neighbours; class balance and overlap.",
        ("documents", "label_checks"),
    ),
    Entry(
        "private",
        "Choose",
        "Private",
        "shield_person",
        "What personal data is in here?",
        "E-mail addresses, phone, card and account numbers, IP addresses and secrets, hidden until you show them.",
        ("documents", "content"),
    ),
    Entry(
        "mixture",
        "Choose",
        "Mixture",
        "blender",
        "What goes into training?",
        "What rules and deduplication keep of each source, weights, and epochs for a token budget.",
        ("documents", "signals"),
    ),
    Entry(
        "feedback",
        "Logs",
        "Feedback",
        "thumbs_up_down",
        "Are users happy?",
        "Ratings with confidence intervals, over time and by group, and who rates at all.",
        LOGS,
    ),
    Entry(
        "slices",
        "Logs",
        "Worst slices",
        "troubleshoot",
        "Where are users unhappy, and is it real?",
        "Slices discovered on one half of the users and tested on the other half.",
        LOGS,
    ),
    Entry(
        "change",
        "Logs",
        "What changed",
        "compare_arrows",
        "What changed?",
        "Two periods, models or versions: different traffic, different raters, or a real change.",
        LOGS,
    ),
    Entry(
        "behaviour",
        "Logs",
        "Behaviour",
        "psychology",
        "How does the model behave?",
        "Refusals, length, readability, sentiment, your own patterns, and who is mentioned.",
        (*LOGS, "behaviour"),
    ),
    Entry(
        "prompts",
        "Logs",
        "Prompts",
        "alt_route",
        "The same question, different answers?",
        "Questions asked in several wordings, compared with repetitions of exactly the same prompt.",
        (*LOGS, "prompts", "behaviour", "embeddings"),
    ),
    Entry(
        "preferences",
        "Logs",
        "Preferences",
        "social_leaderboard",
        "Which answer wins?",
        "Bradley-Terry scores with confidence intervals, who beats whom, and whether the judges can be trusted.",
        (),
    ),
    Entry(
        "conversations",
        "Logs",
        "Conversations",
        "forum",
        "What was said?",
        "Whole conversations with their branches, feedback and comments.",
        (*LOGS, "conversations"),
    ),
    Entry(
        "decisions",
        "Decide",
        "Decisions",
        "gavel",
        "What have we decided?",
        "Every recipe step, what it removes from each source, and how to undo it.",
    ),
    Entry(
        "report",
        "Decide",
        "Report",
        "description",
        "What should others see?",
        "One self-contained page of findings for e-mail and print.",
    ),
    Entry(
        "data",
        "Data",
        "Data",
        "database",
        "What data is in here, and what is being built?",
        "Add files, follow or cancel a build, and read the rejected rows.",
        (),
    ),
    Entry(
        "sql",
        "Data",
        "SQL",
        "terminal",
        "What else do you want to know?",
        "One SELECT over all tables, as a table, a chart, a selection or a file.",
    ),
)
"""In the order of the navigation. The first page is the start page."""

PAGES = {entry.name: entry for entry in ENTRIES}


def readme_table() -> str:
    """The pages as a table in Markdown: section, page, and the question with what answers it."""
    rows = ["| section | page | question |", "|---|---|---|"]
    section = None
    for entry in ENTRIES:
        rows.append(
            f"|{'' if entry.section == section else f' {entry.section}'} | {entry.title} | {entry.describe()} |"
        )
        section = entry.section
    return "\n".join(rows)


def with_table(readme: str) -> str:
    """The text of a README with the table of pages between its two comments written again."""
    pattern = re.compile(f"(?<={re.escape(START)}\n).*?(?={re.escape(END)})", re.DOTALL)
    return pattern.sub(lambda _: f"\n{readme_table()}\n\n", readme, count=1)


def write_table(readme: str) -> None:
    """Write the table of pages into the README at this path."""
    path = Path(readme)
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
