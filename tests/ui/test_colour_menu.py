"""The menu of colours: every column once, by its title, in a group; the usual ones first."""

import pytest

from analytics.ask.map.colours import COPIES, THEME, TOPIC, ColourBy
from analytics.signals.registry import SIGNAL_TABLES
from analytics.ui.map.colour_menu import GROUPS, MAX_USUAL, grouped, titled

SIGNALS = [
    ColourBy(table, name, "number")
    for table, signals in SIGNAL_TABLES.items()
    for name in signals
    if name != "mentions"
]
INPUT = [ColourBy("documents", name, "category") for name in ("source", "lang", "label", "created_at", "score")]
OTHER = [ColourBy("metadata", "Source", "category"), ColourBy("map", "faithfulness", "number")]
LOGS = [
    ColourBy("feedback", "thumbs", "number"),
    ColourBy("feedback", "thumbs", "low"),
    ColourBy("turns", "model", "category"),
]
EVERY = [THEME, TOPIC, COPIES, *INPUT, *SIGNALS, *OTHER, *LOGS]


@pytest.fixture(scope="module")
def choices():
    return titled(EVERY)


def test_every_column_is_in_one_group_by_a_title_of_its_own(choices):
    _, *groups = grouped(choices)
    assert sorted(title for _, titles in groups for title in titles) == sorted(choices)
    assert len(choices) == len(EVERY)
    assert [group for group, _ in groups] == [group for group in GROUPS if group in dict(groups)]
    assert max(len(titles) for _, titles in groups) <= 16


def test_the_usual_columns_come_first(choices):
    assert grouped(choices)[0] == ("Most used", ["Theme", "Source", "Rating: thumbs", "Language (detected)", "Time"])
    few = titled([ColourBy("metadata", "a", "category"), THEME])
    assert grouped(few)[0] == ("Most used", ["Theme"]) and len(grouped(choices)[0][1]) == MAX_USUAL


def test_signals_have_their_titles_and_not_the_names_of_columns(choices):
    assert not [title for title in choices if "_" in title]
    assert choices["Share of thumbs-down nearby"].kind == "low"
    assert choices["Source"].table == "documents" and choices["Source (metadata)"].table == "metadata"
