"""The Data page: the state of the build, what was built from which input, rejected rows, and adding data."""

from analytics.ui.data.adding import add_data
from analytics.ui.data.building import build_again, build_state
from analytics.ui.data.inputs import built, inputs, rejected_rows, rejects, stages, warn_outdated
from analytics.ui.data.quarantine import quarantine
from analytics.ui.data.rereading import read_differently

__all__ = [
    "add_data",
    "build_again",
    "build_state",
    "built",
    "inputs",
    "quarantine",
    "read_differently",
    "rejected_rows",
    "rejects",
    "stages",
    "warn_outdated",
]
