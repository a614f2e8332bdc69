"""The table of contents of the dashboard. Every page also stands alone: a cold deep link runs it without this file."""

import streamlit as st

from analytics import ui

ui.identity()
st.navigation(
    {
        "Understand": [
            st.Page(
                "pages/overview.py",
                title="Overview",
                icon=":material/dashboard:",
                url_path="start",
                default=True,
                help="What is in here? Sizes, sources, languages, lengths, rejects.",
            ),
            st.Page("pages/overview.py", title="Overview", url_path="overview", visibility="hidden"),  # the first page's own name, typed by hand
            st.Page(
                "pages/map.py", title="Map", icon=":material/map:", help="What is this text about? Every document a point, near in meaning is near on the map."
            ),
            st.Page(
                "pages/duplicates.py",
                title="Duplicates",
                icon=":material/content_copy:",
                help="What repeats? Exact, near and semantic duplicates, each pair proved, and what to keep.",
            ),
            st.Page(
                "pages/compare.py",
                title="Compare",
                icon=":material/compare:",
                help="What tells these apart? Two selections by terms, columns, signals, feedback.",
            ),
            st.Page("pages/documents.py", title="Documents", icon=":material/article:", help="Let me read them: search, sort, and read any document in full."),
        ],
        "Choose": [
            st.Page(
                "pages/quality.py",
                title="Quality",
                icon=":material/verified:",
                help="Which documents are good? Any signal by source.",
            ),
            st.Page(
                "pages/private.py",
                title="Private",
                icon=":material/shield_person:",
                help="What is private in here? Personal data and secrets by kind, with nothing readable until you ask.",
            ),
            st.Page(
                "pages/labels.py",
                title="Labels",
                icon=":material/label:",
                help="Which labels are likely wrong? Judged by the labels of all other documents, with the neighbours as evidence.",
            ),
            st.Page(
                "pages/classifier.py",
                title="Classifier",
                icon=":material/model_training:",
                help="More like this, less like that: a classifier trained on your taste in seconds, and what its score would keep.",
            ),
            st.Page(
                "pages/rules.py",
                title="Rules",
                icon=":material/rule:",
                help="What would each rule remove? Published rules and your own, thresholds to move, and what only one rule removes.",
            ),
            st.Page(
                "pages/mixture.py",
                title="Mixture",
                icon=":material/blender:",
                help="What goes into training? What rules and deduplication leave of each source, weights, and epochs for a budget.",
            ),
        ],
        "Data": [
            st.Page(
                "pages/data.py",
                title="Data",
                icon=":material/database:",
                help="What went in, and what is being built? Add data, follow the build, read what could not be read.",
            ),
            st.Page("pages/sql.py", title="SQL", icon=":material/terminal:", help="Ask anything: one SELECT over all tables, as a table or a chart."),
        ],
        "Decide": [
            st.Page(
                "pages/decisions.py", title="Decisions", icon=":material/gavel:", help="What have we decided? Every step, what it removes, and the way back."
            ),
            st.Page("pages/report.py", title="Report", icon=":material/description:", help="What shall others see? One page for e-mail and print."),
        ],
        "Logs": [
            st.Page(
                "pages/feedback.py",
                title="Feedback",
                icon=":material/thumbs_up_down:",
                help="Are users happy? Ratings with intervals, over time and by group, and who rates at all.",
            ),
            st.Page(
                "pages/slices.py",
                title="Worst slices",
                icon=":material/troubleshoot:",
                help="Where are users unhappy, and is it real? Found on one half of the users, tested on the other.",
            ),
            st.Page(
                "pages/behaviour.py",
                title="Behaviour",
                icon=":material/psychology:",
                help="How does the model behave? Refusals, length, readability, sentiment, swearing, echoes, patterns of your own, and who is asked about.",
            ),
            st.Page(
                "pages/prompts.py",
                title="Prompts",
                icon=":material/alt_route:",
                help="The same question, different answers? Questions asked in several wordings, against the very same prompt.",
            ),
            st.Page(
                "pages/change.py",
                title="What changed",
                icon=":material/compare_arrows:",
                help="What changed? Two periods, models or versions: other traffic, other raters, or really better.",
            ),
            st.Page(
                "pages/preferences.py",
                title="Preferences",
                icon=":material/social_leaderboard:",
                help="Which answer wins? Bradley-Terry with intervals, who beats whom, and whether the judges can be trusted.",
            ),
            st.Page(
                "pages/conversations.py",
                title="Conversations",
                icon=":material/forum:",
                help="What was said? Whole conversations with branches, feedback and comments in place.",
            ),
        ],
    },
    expanded=True,
).run()
