"""What stands out in the data? Findings: facts and claims with their evidence, ranked by what they affect.

One module of `kinds` per kind of finding. A module has `TABLES`, the tables that it needs, and
`candidates(connection)`, which yields its findings; `ranking` corrects for multiple tests and orders what remains.
"""

from analytics.findings.finding import ACTION, DESCRIPTION, Finding
from analytics.findings.ranking import ranked
from analytics.findings.search import search_findings

__all__ = ["ACTION", "DESCRIPTION", "Finding", "ranked", "search_findings"]
