"""Which fields are ratings?

By their own name or that of the object around them; by the name of who rated (annotator_1); because their values are
opinions; or because they are small numbers next to ratings on the same scale.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from analytics.ingest.reading.model import RatingField
from analytics.ingest.reading.paths import join
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.rating_options import UNNAMED, VALUES, RatingOption, options_of
from analytics.ingest.reading.scales import LADDERS, is_unrated, word_of
from analytics.ingest.reading.sides import tokens
from analytics.ingest.reading.vocabulary import COUNTS, RATINGS, name_rank, plain

USER_RATINGS = frozenset(["thumbs", "thumb", "feedback", "user_rating", "vote", "like", "liked", "reaction"])
"""Names of ratings that users give, not annotators."""
NAMES_NEXT_TO_SCORES = ("name", "metric", "criterion", "key", "aspect", "attribute", "dimension")
RATER_FIELD = re.compile(r"^(?:annotator|rater|worker|evaluator|judge|assessor|coder|reviewer)(?:_?id|_name)?$")
"""Names of a field that says who rated."""
COMMENT_FIELD = re.compile(r"^(?:comments?|feedback_(?:text|comment)|rating_(?:reason|comment)|explanation|rationale)$")
MAX_OPINIONS = 8
THUMB_WORDS = frozenset({"up", "down", "thumbs_up", "thumbs_down", "thumb_up", "thumb_down", "thumbsup", "thumbsdown",
                         "👍", "👎", "like", "dislike", "upvote", "downvote"})  # fmt: skip
OPINIONS = [frozenset(ladder) for ladder in LADDERS if re.search("agree|satisf|excellent|poor|great", " ".join(ladder))]


def _is_of_answer(one: RatingOption, marks: Sequence[set[str]]) -> bool:
    """Whether a value is that of one of several answers, by its letter or number: label_1 with good and bad."""
    steps = {token for step in one.steps for token in tokens(plain(step))}
    is_verdict = one.is_grid or one.scale.ends is None
    return is_verdict and not COUNTS.search(plain(one.steps[-1])) and sum(bool(m) and m <= steps for m in marks) == 1


def rating_fields(
    profile: Profile,
    parent: str,
    level: str,
    taken: Collection[str],
    marks: Sequence[set[str]] = (),
    lists: Collection[str] = (),
) -> Iterator[RatingField]:
    """Rating fields below a parent, the nearest first; one field a name and rater.

    `marks` are the letters or numbers of several answers, `lists` the lists that have answers.
    """
    options = list(options_of(profile, parent, level, taken, lists))
    seen: set[tuple[str, str | None]] = set()
    for one in options:
        is_evident = one.named or one.rater or _are_opinions(one.field) or _is_of_answer(one, marks)
        is_evident = is_evident or bool(lists and one.is_list and (one.is_grid or one.scale.ends is None))
        if not (is_evident or _is_next_to_ratings(one, options)):
            continue
        rating = _rating_field(profile, parent, one, level)
        key = (f"list {one.steps[-2:][0]}" if rating.name_path else plain(rating.name), rating.rater)
        if key in seen or (rating.name_path and plain(one.steps[-1]) not in VALUES):
            continue
        seen.add(key)
        yield rating


def _is_next_to_ratings(one: RatingOption, options: Sequence[RatingOption]) -> bool:
    """Whether small numbers are ratings: next to one with a name on the same scale, or columns without names."""
    if (
        not one.is_grid
        or one.field.n_distinct < 2
        or COUNTS.search(plain(one.steps[-1]))
        or name_rank(one.steps[-1], "order") > 0.3
    ):
        return False
    if any(name_rank(one.steps[-1], what) > 0.3 for what in ("id", "label", "conversation", "parent")):
        return False
    near = [other for other in options if other is not one and other.holder == one.holder and other.is_grid]
    if UNNAMED.match(one.steps[-1]):
        return one.is_list or sum(other.scale.ends == one.scale.ends for other in near) >= 1
    is_scale = one.scale.ends is not None and (one.scale.ends != (0.0, 1.0) or len(near) > 1)
    return is_scale and any(other.named for other in near)


def _are_opinions(one: Field) -> bool:
    """Whether the values can mean nothing but opinions: thumbs, or several steps from one extreme to the other."""
    if not one.is_text or one.n_distinct > MAX_OPINIONS:
        return False
    spoken = {word_of(value) for value in one.strings if not is_unrated(value)}
    return len(spoken) > 1 and (spoken <= THUMB_WORDS or (len(spoken) > 2 and any(spoken <= one for one in OPINIONS)))


def _rating_field(profile: Profile, parent: str, one: RatingOption, level: str) -> RatingField:
    leaf, name = one.steps[-1], one.steps[-1]
    if one.named and leaf != one.named and plain(leaf) in ("value", "score", "label"):
        name = one.steps[-2]
    rater = one.rater
    if rater:
        above = one.steps[-2] if len(one.steps) > 1 else ""
        name = one.named if one.named and one.named != leaf else above if RATINGS.search(above) else "rating"
    name_path = _name_path(profile, parent, one.path)
    return RatingField(
        name, one.path, level, one.scale.ends, one.scale.words, one.scale.reverse, one.is_list, rater, name_path,
        rater_kind="user" if plain(name) in USER_RATINGS else "annotator",
        reason=one.scale.reason,
        rater_path=None if rater or one.is_list else _next_to(profile, parent, one, RATER_FIELD),
        comment_path=_next_to(profile, parent, one, COMMENT_FIELD),
    )  # fmt: skip


def _next_to(profile: Profile, parent: str, one: RatingOption, name: re.Pattern[str]) -> str | None:
    """The path of a text with such a name in the object that has the rating; none in a list."""
    if "[" in one.path or "*" in one.path:
        return None
    for other in profile.below(parent):
        path = relative(other.path, parent)
        is_value = other.count and not other.types["bool"] and not other.types["float"]
        if path.rpartition(".")[0] == one.holder and "[" not in path and name.search(plain(other.name)) and is_value:
            return path
    return None


def _name_path(profile: Profile, parent: str, path: str) -> str | None:
    """The field that names the rating, where ratings are a list of {name, score}."""
    if "[]" not in path or not path.rpartition(".")[0].endswith("[]"):
        return None
    holder = path.rpartition(".")[0]
    for leaf in NAMES_NEXT_TO_SCORES:
        one = profile.fields.get(join(parent, holder, leaf) if parent else f"{holder}.{leaf}")
        if one is not None and one.is_text and one.mean_length < 60:
            return f"{holder}.{leaf}"
    return None
