"""Files to tables: containers turn bytes into records, shapes turn records into documents; `formats` lists both.

inputs = find_inputs(["reviews.csv", "crawl/*.jsonl.gz"], {})
describe(inputs[0], {}).line()        # what is understood, before anything is built
"""

from analytics.ingest.inputs import Input, find_inputs
from analytics.ingest.understanding import Understanding, describe

__all__ = ["Input", "Understanding", "describe", "find_inputs"]
