"""The accuracy that the static encoder loses against the model that it was distilled from.

    python -m benchmarks.encoders [--data FOLDER]

banking77 (Casanueva et al. 2020): 77 intents of short questions to a bank. A test question gets the most common intent
of its 15 nearest training questions by exact cosine; the accuracy is the share of right intents.
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
MAX_POINTS_LOST = 5.0


def main() -> int:
    """Measure and print the table; gives 1 if the static encoder loses more than MAX_POINTS_LOST points."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, default=BANKING77, help="a folder with train.csv and test.csv: text, category"
    )
    folder = parser.parse_args().data
    if not (folder / "train.csv").is_file():
        print(f"{folder} has no train.csv. Use --data FOLDER.")
        return 1
    print(f"{'encoder':12} {'accuracy':>9} {'texts/s':>9}")
    accuracies = {name: _measure(name, folder) for name in ("static", "minilm")}
    lost = 100 * (accuracies["minilm"] - accuracies["static"])
    print(f"\nstatic loses {lost:.1f} points")
    return int(lost > MAX_POINTS_LOST)


def _measure(name: str, folder: Path) -> float:
    """The accuracy of an encoder; also prints its row."""
    encoder = encoders.encoder(name)
    started = time.perf_counter()
    accuracy = intent_accuracy(encoder, folder)
    texts = sum(len(pd.read_csv(folder / f"{half}.csv")) for half in ("train", "test"))
    print(f"{name:12} {accuracy:9.4f} {texts / (time.perf_counter() - started):9.0f}", flush=True)
    return accuracy


def intent_accuracy(encoder: encoders.Encoder, folder: Path) -> float:
    """The share of the test questions in `folder` that get their true intent from their nearest training questions."""
    train, test = pd.read_csv(folder / "train.csv"), pd.read_csv(folder / "test.csv")
    intents, train_intent = np.unique(train["category"].to_numpy(str), return_inverse=True)
    test_intent = np.searchsorted(intents, test["category"].to_numpy(str))
    train_vectors, test_vectors = encoder.encode(list(train["text"])), encoder.encode(list(test["text"]))
    nearest = np.argpartition(-(test_vectors @ train_vectors.T), K, axis=1)[:, :K]
    votes = np.zeros((len(test), len(intents)), int)
    np.add.at(votes, (np.arange(len(test))[:, None], train_intent[nearest]), 1)
    return float((votes.argmax(axis=1) == test_intent).mean())


if __name__ == "__main__":
    sys.exit(main())
