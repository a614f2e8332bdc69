"""Pairs that are close in meaning are semantic duplicates only if their texts say the same; all others are related."""

import pytest

from analytics.build.semantic_copies import Rarity, Wording, is_copy

CORPUS = [
    f"The {word} of the town opens at noon and people like to go there with friends when it rains in {month}"
    for word in ("market", "museum", "bakery", "harbour", "library", "station", "garden", "cinema", "stadium", "mill")
    for month in ("May", "June", "July", "August", "spring", "autumn", "winter", "summer")
]
RARITY = Rarity.of(map(Wording.of, CORPUS))

SAME = [
    ("Thank you so much!", "thank you, so much"),
    ("What are your plans for summer?", "what are your plans for the summer?"),
    ("The people like to go there.", "people like to go there"),
    ("Two tickets for the late show, please", "two tickets for the late show please!"),
    (
        "# lantern\n\nLight a lantern from the command line. Use `lantern on` to switch it on, `lantern off` to switch "
        "it off, and `lantern status` to see which lantern is on. Give a colour with `lantern colour red`, and a "
        "brightness from 1 to 10 with `lantern bright 7`. All lanterns are listed by `lantern list`.",
        "# lantern\n\nLight a lantern from the command line. Switch it on with `lantern on`, off with `lantern off`. "
        "`lantern status` tells which lantern is on. A colour is given by `lantern colour red`, a brightness of 1 to "
        "10 by `lantern bright 7`. To see all of them, run `lantern list`.",
    ),
    ("Der Zug kommt heute nicht.", "der zug kommt heute nicht"),
]
RELATED = [
    ("What are good ways of killing time at the airport?", "What are good ways of killing people at the airport?"),
    ("Remind me in 10 days", "Remind me in 24 days"),
    ("Is it frustrating?", "It is frustrating"),
    ("I like this lamp", "I do not like this lamp"),
    ("can I get a decaf latte", "can I get a latte"),
    ("Not sure why", "Sure why not"),
    ("I think I would like it", "I think you would like it"),
    (
        "MARTA OLSEN (born 4 May 1970) is a former cricketer from Norway. She played 12 matches for her country and "
        "later taught at a school in Bergen, where she lives with her family and two dogs near the old harbour.",
        "JANE FINNEY (born 9 June 1966) is a former cricketer from Ireland. She played 24 matches for her country and "
        "later taught at a school in Cork, where she lives with her family and two dogs near the old harbour.",
    ),
    (
        "# rack start\n\nAlias of `box rack start`.\n\nSee `box rack start`.",
        "# rack stop\n\nAlias of `box rack stop`.\n\nSee `box rack stop`.",
    ),
    (
        "Here is an outline for a talk that says we should buy the new chairs for the office, with three reasons: "
        "health, comfort and price. Each reason has a slide of its own with a picture, and a short list of facts.",
        "Here is an outline for a talk that says we should not buy the new chairs for the office, with three reasons: "
        "health, comfort and price. Each reason has a slide of its own with a picture, and a short list of facts.",
    ),
    ("ประเทศไทยมีฝนตกมาก", "โปรแกรมเมอร์แก้บั๊กทั้งคืน"),
    ("", "anything"),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_wordings_of_one_text_are_copies(one, other):
    assert is_copy(Wording.of(one), Wording.of(other), RARITY)
    assert is_copy(Wording.of(other), Wording.of(one), RARITY)


@pytest.mark.parametrize(("one", "other"), RELATED)
def test_texts_that_say_something_else_are_only_related(one, other):
    assert not is_copy(Wording.of(one), Wording.of(other), RARITY)
    assert not is_copy(Wording.of(other), Wording.of(one), RARITY)


def test_words_of_scripts_with_marks_are_whole_and_those_without_spaces_single():
    assert Wording.of("मैंने कल पढ़ा").words == ("मैंने", "कल", "पढ़ा".replace("ढ़", "ढ़"))
    assert Wording.of("明月12.5光").words == ("明", "月", "12.5", "光")
