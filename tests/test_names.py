"""Names of columns are made unique in one way."""

import pytest

from analytics.names import unique_name, unique_names


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a", "a", "a_2"], ["a", "a_3", "a_2"]),
        (["a", "A"], ["a", "A"]),
        ([], []),
    ],
)
def test_a_repeated_name_gets_the_next_free_number(names, unique):
    assert unique_names(names) == unique


def test_a_free_name_stays():
    assert unique_name("text", {"title"}) == "text"


def test_a_prefix_is_repeated_until_the_name_is_free():
    assert unique_name("text", {"text", "metadata_text"}, prefix="metadata") == "metadata_metadata_text"


def test_names_can_be_compared_without_case():
    assert unique_name("Text", {"text", "text_2"}, key=str.lower) == "Text_3"
