"""Run in an environment with evidently: `evidently_drift.py FOLDER N_OLD RUNS COLUMN` compares the first N_OLD rows of
each RUN.parquet with the others by Evidently's defaults: for more than 1,000 rows, distances (normed Wasserstein of
numbers, Jensen-Shannon of categories) that drift from 0.1 on. Prints JSON: the share of the runs in which a column
drifted, and in which COLUMN did.
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
THRESHOLD = 0.1
folder, n_old, runs, column = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def drifted(frame):
    """The columns that drifted."""
    sides = [Dataset.from_pandas(rows.reset_index(drop=True)) for rows in (frame.iloc[n_old:], frame.iloc[:n_old])]
    metrics = Report([DataDriftPreset()]).run(*sides).dict()["metrics"]
    named = [(re.search(r"ValueDrift\(column=(\w+)", str(one["metric_id"])), one["value"]) for one in metrics]
    return {match[1] for match, value in named if match and float(value) >= THRESHOLD}


by_run = [drifted(pd.read_parquet(folder / f"{run}.parquet")) for run in range(runs)]
print(json.dumps([sum(map(bool, by_run)) / runs, sum(column in one for one in by_run) / runs]))
