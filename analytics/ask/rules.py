"""Which documents would the published rules drop, source by source?"""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask.selection import Fails, Part, Selection, Values, where
from analytics.errors import DataloupeError
from analytics.rules import fails_any, rules
from analytics.statistics.intervals import wilson

ALL_SOURCES, NO_SOURCE, ANY = "all", "(no source)", "any of them"


def failures(connection: duckdb.DuckDBPyConnection, selection: Selection, rule_set: str) -> pd.DataFrame:
    """Every rule of a set, for all documents ("all", first) and for each source, largest first.

    One row a rule and source with rule, source, documents, applicable, failing, share (of the applicable; NaN where there are
    none: not applicable is not zero), low, high (Wilson's 95 % interval). A last rule, "any of them", fails when one rule does.
    Raises DataloupeError naming the rule sets there are.
    """
    chosen = rules(rule_set)
    tests = {rule.name: rule.fails() for rule in chosen}
    tests[ANY] = fails_any(rule_set)
    counts = ", ".join(f"count(({test})), count(*) FILTER ({test})" for test in tests.values())
    rows = connection.execute(
        f"""SELECT grouping(source) = 1 AS is_all, source, count(*) AS documents, {counts}
            FROM signals JOIN (SELECT doc_id, coalesce(source, '{NO_SOURCE}') AS source FROM documents) USING (doc_id)
            WHERE {where(connection, selection)} GROUP BY GROUPING SETS ((), (source)) ORDER BY is_all DESC, documents DESC, source"""
    ).fetchall()
    found = pd.DataFrame(
        [
            (name, ALL_SOURCES if is_all else source, documents, counted[2 * index], counted[2 * index + 1])
            for is_all, source, documents, *counted in rows
            for index, name in enumerate(tests)
        ],
        columns=["rule", "source", "documents", "applicable", "failing"],
    )
    found["share"] = (found.failing / found.applicable).where(found.applicable > 0)
    found["low"], found["high"] = wilson(found.failing.to_numpy(), found.applicable.to_numpy())
    return found


def sentence(found: pd.DataFrame, rule_set: str) -> str:
    """What a set would drop, in words: `found` as of `failures`."""
    every = found[found.source == ALL_SOURCES].set_index("rule")
    if every.empty or not every.applicable[ANY]:
        return f"No rule of {rule_set} applies to any of these documents."
    worst = every.drop(index=ANY).failing.astype(int).idxmax()
    said = f"{rule_set} would drop {every.failing[ANY]:,} of {every.applicable[ANY]:,} documents ({every.share[ANY]:.1%})"
    return said + (f", most of them by “{worst}” ({every.failing[worst]:,})." if every.failing[worst] else ".")


def cell(found: pd.DataFrame, rule_set: str, rule: int, source: int) -> tuple[Part, ...]:
    """The failing documents behind a cell of the table of shares, by the places of its rule and source in `found`'s order."""
    rules_there, sources = list(dict.fromkeys(found.rule)), list(dict.fromkeys(found.source))
    if not (0 <= rule < len(rules_there) and 0 <= source < len(sources)):
        raise DataloupeError(f"there is no cell {rule}, {source} - there are {len(rules_there)} rules and {len(sources)} sources")
    fails = Fails(rule_set, None if rules_there[rule] == ANY else rules_there[rule])
    name = sources[source]
    return (fails,) if source == 0 else (fails, Values("documents", "source", (None if name == NO_SOURCE else name,)))
