"""Any recipe, for tests of laws that hold for all."""

from hypothesis import strategies as some

from analytics.ask.duplicates import KEEP_RULES
from analytics.ask.filters import Contains, Fails, Range, Rows, Values
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude, FailRules, KeepOnly, Mask, Tag
from tests.recipe.conftest import N

SCORES = some.none() | some.floats(0, 1)
FILTERS = some.one_of(
    some.builds(
        Values,
        some.just("documents"),
        some.just("source"),
        some.lists(some.sampled_from(["a", "b", None]), max_size=3).map(tuple),
    ),
    some.builds(Values, some.just("metadata"), some.just("yes"), some.sampled_from([(True,), (False,), (None,)])),
    some.builds(
        Range,
        some.just("signals"),
        some.just("n_words"),
        some.none() | some.integers(0, 200),
        some.none() | some.integers(0, 300),
    ),
    some.builds(Range, some.just("metadata"), some.just("stars"), some.integers(0, 5)),
    some.builds(Contains, some.sampled_from(["w1", "example", "", "2"]), some.booleans(), some.booleans()),
    some.builds(Rows, some.lists(some.integers(-1, N + 1), max_size=5).map(tuple)),
    some.sampled_from(["Gopher quality", "C4", "NeMo"]).map(lambda name: Fails(((name,),))),
)
SELECTIONS = some.lists(FILTERS, min_size=1, max_size=3).map(tuple)
ACTIONS = some.one_of(
    some.builds(Exclude, SELECTIONS),
    some.builds(KeepOnly, SELECTIONS),
    some.builds(FailRules, some.lists(FILTERS, min_size=1, max_size=2).map(tuple)),
    some.builds(
        Deduplicate,
        SCORES,
        SCORES,
        SCORES,
        some.sampled_from(list(KEEP_RULES)),
        some.just("n_words"),
        some.booleans(),
        some.sampled_from([(), ("b", "a")]),
        some.booleans(),
    ),
    some.builds(Tag, some.sampled_from(["good", "bad", "=x"]), SELECTIONS),
    some.builds(Mask, some.sampled_from([("email",), ("phone", "email")])),
)
RECIPES = some.builds(
    Recipe, some.lists(some.builds(Step, ACTIONS, some.text(max_size=20), some.booleans()), max_size=6).map(tuple)
)
