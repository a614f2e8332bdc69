"""Run in an environment with evidently: `evidently_drift.py FOLDER N_OLD RUNS COLUMN` compares the first N_OLD rows of
each RUN.parquet with the others, by two methods: Evidently's defaults, which for more than 1,000 rows are distances
(normed Wasserstein of numbers, Jensen-Shannon of categories) that drift from 0.1 on; and its tests of significance at
0.05 (Kolmogorov-Smirnov, chi-squared). Prints JSON: for each method the share of the runs in which a column drifted,
and in which one did whose name starts with COLUMN.
"""

import json
import re
import sys
import warnings
from pathlib import Path

import pandas as pd
from evidently import Dataset, Report
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")
DISTANCE, LEVEL = 0.1, 0.05
METHODS = {
    "distances": (DataDriftPreset(), lambda value: value >= DISTANCE),
    "tests": (DataDriftPreset(num_method="ks", cat_method="chisquare"), lambda value: value < LEVEL),
}
folder, n_old, runs, column = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def drifted(frame, preset, is_drift):
    """The columns that drifted."""
    sides = [Dataset.from_pandas(rows.reset_index(drop=True)) for rows in (frame.iloc[n_old:], frame.iloc[:n_old])]
    metrics = Report([preset]).run(*sides).dict()["metrics"]
    named = [(re.search(r"ValueDrift\(column=(\w+)", str(one["metric_id"])), one["value"]) for one in metrics]
    return {match[1] for match, value in named if match and is_drift(float(value))}


drifts = {name: [] for name in METHODS}
for run in range(runs):
    frame = pd.read_parquet(folder / f"{run}.parquet")
    for name, method in METHODS.items():
        drifts[name].append(drifted(frame, *method))
shares = {
    name: [sum(map(bool, by_run)) / runs, sum(any(one.startswith(column) for one in some) for some in by_run) / runs]
    for name, by_run in drifts.items()
}
print(json.dumps(shares))
