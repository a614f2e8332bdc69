"""The matrix of win rates."""

import math

import pandas as pd

from analytics.figures.win_rates import win_rate_matrix


def test_the_row_wins_against_the_column_best_first_and_few_comparisons_stay_empty():
    frame = pd.DataFrame(
        {"model": [0, 1, 0], "opponent": [1, 0, 2], "value": [0.3, 0.7, 1.0], "low": 0.2, "high": 0.8, "n": [10, 10, 2]}
    )
    figure = win_rate_matrix(frame, ["a<b>", "b", "c"], [1, 0, 2], 5)
    assert figure.data[0].z[0][1] == 0.7 and figure.data[0].z[1][0] == 0.3 and math.isnan(figure.data[0].z[1][2])
    assert list(figure.layout.xaxis.ticktext) == ["b", "a&lt;b&gt;", "c"]
