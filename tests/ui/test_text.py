import re

from hypothesis import given
from hypothesis import strategies as st

from analytics.ui.components.text import WORD_JOINER, plain
from tests.workspaces import HOSTILE


def shown(markdown):
    """What a reader of the Markdown sees: escapes resolved, invisible joiners gone."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(WORD_JOINER, "")


@given(st.text())
def test_a_reader_sees_the_text_on_one_line(text):
    assert shown(plain(text)) == " ".join(text.replace(WORD_JOINER, "").split()) or WORD_JOINER in text


@given(st.text(alphabet="<>*_`$:[]()#|~!-\\abw.@ /", max_size=40))
def test_nothing_that_could_be_markup_stays_bare(text):
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>*_`$\[\]|~]", plain(text))
    assert not re.search(r":[a-z_/]+:|\w@\w|www\.|->|<-", plain(text).replace("\\", ""))


def test_long_text_is_cut():
    assert plain("word " * 40, limit=12) == "word word w…"


def test_hostile_text_is_shown_as_it_is():
    for text in HOSTILE:
        assert shown(plain(text)) == text
