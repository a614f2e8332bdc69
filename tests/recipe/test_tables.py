"""Which tables a recipe needs: only these are built to apply it to new data."""

import pytest

from analytics.ask.filters import Contains, HasPassage, Query, Region, Values
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude


@pytest.mark.parametrize(
    ("step", "tables"),
    [
        (Step(Exclude((Values("metadata", "x", ("?",)), Contains("from turns")))), set()),
        (Step(Exclude((Region(((0, 0), (0, 1), (1, 1))),))), {"map"}),
        (Step(Exclude((HasPassage("footer"),))), {"repeated_passages", "passage_documents"}),
        (
            Step(Exclude((Query("SELECT doc_id FROM turns JOIN feedback USING (doc_id)"),))),
            {"turns", "feedback"},
        ),
        (Step(Exclude((Region(((0, 0), (0, 1), (1, 1))),)), active=False), set()),
        (Step(Deduplicate()), {"duplicate_pairs"}),
    ],
)
def test_a_recipe_says_which_tables_it_asks(step, tables):
    assert Recipe((step,)).tables() == {"documents", "metadata", "signals"} | tables
