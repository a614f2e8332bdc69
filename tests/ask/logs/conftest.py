"""Logs that several questions are put to."""

import pytest

from analytics.ask.logs.ratings import ratings
from tests.logs import rated_answers


@pytest.fixture(scope="session")
def answers(tmp_path_factory):
    """A connection to 3,000 answers in which model b fails in topic x."""
    return rated_answers(tmp_path_factory.mktemp("answers") / "answers").connect()


@pytest.fixture(scope="session")
def thumbs(answers):
    return ratings(answers, "thumbs")
