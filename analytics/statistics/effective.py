"""How many users does a figure rest on? A user with many ratings counts for more than one with few."""

from __future__ import annotations

import numpy as np

MIN_DEGREES = 1.0


def effective_number(weights: np.ndarray, axis: int = -1) -> np.ndarray:
    """Kish's effective number: (sum of weights)^2 / sum of squared weights, 0 without any weight.

    For the ratings of each user, it is the number of users with equal numbers of ratings that would be as informative.
    Source: Kish 1965.
    """
    squares = (weights**2).sum(axis=axis)
    number: np.ndarray = np.where(squares > 0, weights.sum(axis=axis) ** 2 / np.where(squares > 0, squares, 1.0), 0.0)
    return number


def jackknife_degrees(deviations: np.ndarray) -> np.ndarray:
    """The degrees of freedom of a jackknife variance, from the deviations of the replicates along the first axis.

    Few replicates with large deviations have few degrees of freedom. Source: Johnson & Rust 1992, equation 6
    (Satterthwaite's approximation, corrected for its bias).
    """
    m = len(deviations)
    squares = deviations**2
    fourth = (squares**2).sum(axis=0)
    ratio = squares.sum(axis=0) ** 2 / np.where(fourth > 0, fourth, 1.0)
    degrees = np.where(fourth > 0, (3.16 - 2.77 / np.sqrt(m)) * ratio, m - 1)
    clipped: np.ndarray = np.clip(degrees, MIN_DEGREES, max(m - 1, MIN_DEGREES))
    return clipped
