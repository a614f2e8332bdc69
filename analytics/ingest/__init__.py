"""Files to tables: containers turn bytes into records, shapes turn records into rows; `formats` finds both.

inputs = find_inputs(["reviews.csv", "crawl/*.jsonl.gz"], {})
describe_input(inputs[0], {}).summary_text()        # how it will be read, before anything is built
"""

from analytics.ingest.description import InputDescription, describe_input
from analytics.ingest.inputs import Input
from analytics.ingest.sources import find_inputs

__all__ = ["Input", "InputDescription", "describe_input", "find_inputs"]
