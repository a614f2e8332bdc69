"""Run in an environment with evidently: `evidently_drift.py FOLDER N_OLD RUNS COLUMN` compares the first N_OLD rows of
each RUN.parquet with the others, by the tests that Evidently chooses. Prints JSON: the share of the runs in which a
column drifted, and in which COLUMN did.
"""

import json
import sys
import warnings
from pathlib import Path

import pandas as pd
from evidently import Dataset, Report
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")
folder, n_old, runs, column = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def drifted(frame):
    """The columns that drifted."""
    sides = [Dataset.from_pandas(rows.reset_index(drop=True)) for rows in (frame.iloc[n_old:], frame.iloc[:n_old])]
    result = Report([DataDriftPreset()]).run(*sides).dict()
    columns = set()
    for metric in result["metrics"]:
        config = metric.get("config", {})
        if "ValueDrift" in metric.get("metric_name", "") and isinstance(metric["value"], (int, float)):
            method, threshold = str(config.get("method", "")), config.get("threshold") or 0.1
            is_p_value = "p_value" in method
            if (metric["value"] < threshold) if is_p_value else (metric["value"] >= threshold):
                columns.add(config.get("column"))
    return columns


by_run = [drifted(pd.read_parquet(folder / f"{run}.parquet")) for run in range(runs)]
print(json.dumps([sum(map(bool, by_run)) / runs, sum(column in one for one in by_run) / runs]))
