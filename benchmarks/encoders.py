"""What the static encoder loses against the model that it was distilled from: `python -m benchmarks.encoders [--data
FOLDER]`.

banking77 (Casanueva et al. 2020): 77 intents of short questions to a bank. A test question gets the intent that most of
its 15 nearest training questions have, by exact cosine; the share that are right is the accuracy.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analytics import encoders

BANKING77 = Path(__file__).parents[2] / "shared" / "data" / "logs" / "banking77"
K = 15
MOST_POINTS_LOST = 5.0


def main() -> int:
    """Measure, print the table, and give 1 when the static encoder loses more than MOST_POINTS_LOST points."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--data",
        type=Path,
        default=BANKING77,
        help="a folder with train.csv and test.csv, each with the columns text and category",
    )
    folder = parser.parse_args().data
    if not (folder / "train.csv").is_file():
        print(f"no train.csv in {folder} - give --data FOLDER")
        return 1
    train, test = pd.read_csv(folder / "train.csv"), pd.read_csv(folder / "test.csv")
    intents, train_intent = np.unique(train["category"].to_numpy(str), return_inverse=True)
    test_intent = np.searchsorted(intents, test["category"].to_numpy(str))
    print(f"{'encoder':12} {'accuracy':>9} {'texts/s':>9}")
    accuracies = {}
    for name in encoders.NAMES:
        encoder = encoders.encoder(name)
        started = time.perf_counter()
        known, asked = encoder.encode(list(train["text"])), encoder.encode(list(test["text"]))
        seconds = time.perf_counter() - started
        nearest = np.argpartition(-(asked @ known.T), K, axis=1)[:, :K]
        votes = np.zeros((len(asked), len(intents)), int)
        np.add.at(votes, (np.arange(len(asked))[:, None], train_intent[nearest]), 1)
        accuracies[name] = float((votes.argmax(axis=1) == test_intent).mean())
        print(f"{name:12} {accuracies[name]:9.4f} {(len(train) + len(test)) / seconds:9.0f}", flush=True)
    lost = 100 * (accuracies["minilm"] - accuracies["static"])
    print(f"\nstatic loses {lost:.1f} points")
    return int(lost > MOST_POINTS_LOST)


if __name__ == "__main__":
    sys.exit(main())
