"""The scale of ratings is stated as the build read it, and means are also given on it."""

import pytest

from analytics.ask.logs.rating_scales import RatingScale


@pytest.mark.parametrize(
    ("scale", "mean", "text"),
    [
        (
            RatingScale("stars", (1, 5), False, "scale 1 to 5, the usual one around 3 to 4"),
            0.625,
            "stars: scale 1 to 5, the usual one around 3 to 4. The mean on this scale is 3.5.",
        ),
        (
            RatingScale("effort", (1, 7), True, "as you corrected it"),
            0.5,
            "effort: scale 1 to 7, high is bad, as you corrected it. The mean on this scale is 4.0.",
        ),
        (RatingScale("thumbs", (0, 1), False, "scale 0 to 1, as declared"), 0.5, "thumbs: scale 0 to 1, as declared."),
        (RatingScale("mood", None, False, "words from 'bad' to 'good'"), 0.5, "mood: words from 'bad' to 'good'."),
    ],
)
def test_a_scale_is_stated_with_the_mean_on_it(scale, mean, text):
    assert scale.summary_text(mean) == text


def test_a_reversed_scale_gives_the_raw_value():
    assert RatingScale("effort", (1, 7), True, "").raw(1.0) == 1
    assert RatingScale("effort", (1, 7), True, "").raw(0.0) == 7
