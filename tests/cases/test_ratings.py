"""Ratings in any notation become the right numbers of the Feedback page, which states their scale."""

import pytest

from analytics.workspace import open_workspace
from tests.pages.apps import complaints, open_in_dashboard, page_text, summary

CASES = [
    # values of 1 to 5
    ("feedback", [2, 3, 5, 1], "0.44", "scale 1 to 5"),
    ("stars", ["1", "4", "4", "5"], "0.62", "scale 1 to 5"),
    ("user_rating", [5, 5, 4, 3], "0.81", "scale 1 to 5"),
    ("score", [2.5, 4.5, 3.5], "0.62", "scale 1 to 5"),
    ("rating", [1, 2, 2, 1, 3], "0.20", "scale 1 to 5"),
    # only a piece of the scale occurs
    ("rating", [1, 1, 1, 1], "0.0%", "scale 1 to 5"),
    ("rating", [5, 5, 5], "100.0%", "scale 1 to 5"),
    ("rating", [2, 3, 2, 3], "0.38", "scale 1 to 5"),
    ("rating", [4, 4, 4], "0.75", "scale 1 to 5"),
    ("rating", [6, 7, 6], "0.89", "scale 1 to 7"),
    ("rating", [8, 9, 9], "0.85", "scale 1 to 10"),
    ("rating_1_to_10", [3, 4, 5], "0.33", "scale 1 to 10"),
    ("nps", [9, 10, 8], "0.90", "scale 0 to 10"),
    # truths
    ("rating", [True, False, None, True], "66.7%", "yes or no"),
    ("helpful", [True, True, True, False], "75.0%", "yes or no"),
    ("thumbs", ["true", "false", ""], "50.0%", "yes or no"),
    ("feedback", [False, None, False], "0.0%", "yes or no"),
    ("liked", [1, 0, 1, None], "66.7%", "scale 0 to 1"),
    # words and marks
    ("rating", ["good", "bad", "excellent", "poor", "good"], "0.55", "several notations"),
    ("rating", ["👍", "👎", "👍", "👍"], "75.0%", "yes or no"),
    ("rating", ["4/5", "2/5", "5/5"], "0.67", "scale 1 to 5"),
    ("rating", ["★★★★★", "★★★☆☆", "★☆☆☆☆", "good", "👎"], "0.45", "several notations"),
    ("rating", ["very dissatisfied", "neutral", "satisfied", "very satisfied"], "0.56", "words from"),
]


def feedback_page(case, monkeypatch, name, values):
    records = [
        {"prompt": f"Where is shelf {place}?", "response": f"Shelf {place} is in aisle {place + 3}.", name: value}
        | {"user_id": f"person {place}"}
        for place, value in enumerate(values)
    ]
    printed = case.build("log.jsonl", records, until="conversations")
    return printed, open_in_dashboard("feedback", open_workspace(case.workspace), monkeypatch)


@pytest.mark.parametrize(("name", "values", "shown", "scale"), CASES)
def test_the_page_shows_the_rate_and_its_scale(case, monkeypatch, name, values, shown, scale):
    _, app = feedback_page(case, monkeypatch, name, values)
    assert complaints(app) == []
    figures = {metric.label: metric.value for metric in app.metric}
    assert shown in (figures.get("Positive"), figures.get("Mean rating (0 to 1)"))
    rated = [value for value in values if value not in (None, "")]
    assert figures["Rated"] == str(len(rated))
    assert scale in page_text(app)


@pytest.mark.parametrize(
    ("values", "unread"),
    [
        (["good", "bad", "good", "mostly harmless"], 1),
        (["up", "down", "up", "up", "sideways"], 1),
        (["4/5", "3/5", "5/5", "2/5", "lots/many"], 1),
        (["yes", "no", "no", "yes", "see the ticket", "later"], 2),
        ([1, 2, 5, 4, 3, "call me"], 1),
    ],
)
def test_what_is_not_read_is_counted_by_the_build_and_by_the_page(case, monkeypatch, values, unread):
    printed, app = feedback_page(case, monkeypatch, "rating", values)
    assert f"{unread} cannot be read" in printed
    assert f"{unread} with a value that is not a rating" in page_text(app)
    assert f"{len(values) - unread} rated answers" in summary(app)
