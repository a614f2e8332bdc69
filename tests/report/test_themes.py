"""The themes of a report on logs: a theme is shown when enough users wrote about it."""

import pyarrow as pa
import pytest

from analytics.report import themes as report_themes
from analytics.report.context import ReportContext
from tests.logs import write_logs
from tests.mapped import TOPICS_SCHEMA, write_map
from tests.workspaces import write_table


def section(folder, users_of_topics, parents, min_users=3):
    """The section of a log: `users_of_topics` has the users of each topic, `parents` the theme of each topic."""
    turns = [
        {"conversation_id": f"{topic} {user}", "user_id": f"u{user}", "role": "user"}
        for topic, users in users_of_topics.items()
        for user in range(users)
    ]
    topic_of = [topic for topic, users in users_of_topics.items() for _ in range(users)]
    workspace = write_logs(folder / "w", turns)
    places = [0.0] * len(turns)
    write_map(workspace, places, places, topic_of, places)
    themes = {theme for theme in parents.values() if theme is not None}
    rows = [
        {"topic_id": topic, "parent_id": parents.get(topic), "label": f"topic {topic}", "terms": ["word"], "size": 1}
        for topic in sorted(set(parents) | themes)
    ]
    write_table(workspace, "topics", pa.Table.from_pylist(rows, TOPICS_SCHEMA))
    connection = workspace.connect()
    return report_themes.topics(ReportContext(workspace, workspace.read_manifest(), connection, False, min_users))


CASES = {
    "themes of several topics": ({0: 2, 1: 2, 2: 5}, {0: 10, 1: 10, 2: 11}, 1),
    "topics without themes": ({0: 4, 1: 5}, {0: None, 1: None}, 2),
    "one theme": ({0: 3, 1: 3}, {0: 7, 1: 7}, 1),
    "a topic without a theme and a theme": ({0: 6, 1: 3}, {0: None, 1: 8}, 2),
    "ids of themes that topics have elsewhere": ({3: 4, 4: 4}, {3: 5, 4: 6}, 2),
}


@pytest.mark.parametrize("case", CASES)
def test_themes_with_enough_users_are_shown(tmp_path, case):
    users, parents, n = CASES[case]
    (answer,) = section(tmp_path, users, parents).sentences[:1]
    assert answer.startswith(f"{n:,} theme")


@pytest.mark.parametrize("users", [{0: 1}, {0: 2}, {0: 1, 1: 2}])
def test_themes_with_too_few_users_are_hidden(tmp_path, users):
    assert section(tmp_path, users, dict.fromkeys(users, 9)) is None
