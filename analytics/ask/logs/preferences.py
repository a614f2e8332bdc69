"""Which answer wins? Comparisons of two answers, and how far their judges can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.selection import Selection, where
from analytics.statistics.agreement import Agreement, cohen_kappa, krippendorff_alpha
from analytics.statistics.intervals import Rate, rate, rates
from analytics.statistics.preferences import Ranking, bradley_terry, first_position, head_to_head

OUTCOME = {"a": 1.0, "b": 0.0, "tie": 0.5, "both_bad": 0.5}
"""What a's winning counts; a tie, good or bad, is half a win for both."""

LOSES, TIES, WINS = 0, 1, 2
"""A judgement as seen from the model whose name comes first."""

ALL_KINDS = "all"

EITHER_ORDER = 0.25
"""Share of the comparisons of two models that must show them in the rarer order, for position to be told from
strength.
"""


@dataclass(frozen=True)
class Comparisons:
    """One row a comparison of two known models. `a` and `b` are codes of `models`, `judges` and `prompts` codes from 0
    (-1: unknown), `kinds` who judged ("user", "annotator", "model"), `in_order` whether a was shown first, `longer` the
    words of a over those of b as a logarithm (NaN: unknown).
    """

    models: tuple[str, ...]
    judge_names: tuple[str, ...] = field(repr=False)
    a: np.ndarray = field(repr=False)
    b: np.ndarray = field(repr=False)
    outcome: np.ndarray = field(repr=False)
    judges: np.ndarray = field(repr=False)
    kinds: np.ndarray = field(repr=False)
    prompts: np.ndarray = field(repr=False)
    turns: np.ndarray = field(repr=False)
    in_order: np.ndarray = field(repr=False)
    longer: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.a)

    def keep(self, rows: np.ndarray) -> Comparisons:
        """Only these rows (boolean)."""
        columns = {
            name: getattr(self, name)[rows]
            for name in ("a", "b", "outcome", "judges", "kinds", "prompts", "turns", "in_order", "longer")
        }
        return replace(self, **columns)

    def of_kind(self, kind: str) -> Comparisons:
        """Those judged by one kind of judge, or all."""
        return self if kind == ALL_KINDS else self.keep(self.kinds == kind)

    @property
    def clusters(self) -> np.ndarray:
        """What is resampled for intervals: prompts; where a prompt is unknown, the comparison itself."""
        return pd.factorize(np.where(self.prompts >= 0, self.prompts, -1 - np.arange(len(self))))[0]

    @property
    def ties(self) -> Rate:
        return rate((self.outcome == 0.5).astype(float), self.clusters)

    @property
    def knows_length(self) -> bool:
        """Whether the words of both answers are known for most."""
        return bool(len(self)) and float(np.isfinite(self.longer).mean()) > 0.5


def total(connection: duckdb.DuckDBPyConnection) -> int:
    """How many comparisons there are, whether or not their models are named."""
    if "comparisons" not in tables(connection):
        return 0
    ((found,),) = connection.execute("SELECT count(*) FROM comparisons").fetchall()
    return int(found)


def comparisons(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Comparisons:
    """All comparisons between two named models; with a selection, those whose prompt or answers are selected."""
    there = tables(connection)
    words = "ln((1 + one.n_words) / (1 + other.n_words))" if "signals" in there else "NULL"
    joins = (
        "LEFT JOIN signals AS one ON one.doc_id = a_doc_id LEFT JOIN signals AS other ON other.doc_id = b_doc_id"
        if "signals" in there
        else ""
    )
    chosen = " OR ".join(
        f"coalesce({where(connection, selection, column)}, false)"
        for column in ("prompt_doc_id", "a_doc_id", "b_doc_id")
    )
    frame = connection.execute(
        f"""SELECT model_a, model_b, winner, judge, judge_kind, coalesce(prompt_id, prompt_doc_id::VARCHAR) AS prompt, coalesce(turn, 0) AS turn,
            coalesce(in_order, false) AS in_order, {words} AS longer
        FROM comparisons {joins} WHERE model_a IS NOT NULL AND model_b IS NOT NULL AND model_a <> model_b {f"AND ({chosen})" if selection else ""}
        ORDER BY comparison_id"""
    ).df()
    models, codes = np.unique(
        np.concatenate([frame.model_a.to_numpy(object), frame.model_b.to_numpy(object)]), return_inverse=True
    )
    judges, judge_names = pd.factorize(frame.judge, sort=True)
    return Comparisons(
        models=tuple(map(str, models)),
        judge_names=tuple(map(str, judge_names)),
        a=codes[: len(frame)],
        b=codes[len(frame) :],
        outcome=frame.winner.map(OUTCOME).to_numpy(float),
        judges=judges,
        kinds=frame.judge_kind.fillna("unknown").to_numpy(object),
        prompts=pd.factorize(frame.prompt)[0],
        turns=frame.turn.to_numpy(int),
        in_order=frame.in_order.to_numpy(bool),
        longer=frame.longer.to_numpy(float, na_value=np.nan),
    )


def ranking(of: Comparisons, control_length: bool = False) -> Ranking:
    """Bradley-Terry strengths on an Elo scale; with `control_length`, of what would be left between answers of equal
    length.

    Raises DataloupeError when nothing can be ranked.
    """
    if not control_length:
        return bradley_terry(of.a, of.b, of.outcome, of.clusters)
    known = of.keep(np.isfinite(of.longer))
    return bradley_terry(known.a, known.b, known.outcome, known.clusters, known.longer[:, None])


def scores(of: Comparisons, found: Ranking) -> pd.DataFrame:
    """The ranking with the models' names, for a picture: label, value, low, high, hover, n, wins."""
    frame = found.scores.assign(label=[of.models[code] for code in found.scores.model]).rename(columns={"elo": "value"})
    frame["hover"] = [
        f"{row.value:,.0f} ({row.low:,.0f} to {row.high:,.0f}), wins {row.wins:,.1f} of {row.n:,}"
        for row in frame.itertuples()
    ]
    return frame


def summary_text(of: Comparisons, found: Ranking) -> str:
    """Who wins, by how much, and on what evidence."""
    best, *others = scores(of, found).itertuples()
    said = f"{best.label} wins {best.wins / best.n:.0%} of its {best.n:,} comparisons: {best.value:,.0f} on the Elo scale (95 % interval {best.low:,.0f} to {best.high:,.0f})"
    if others:
        sure = "" if best.low > others[0].high else ", whose interval overlaps"
        said += f", before {others[0].label} at {others[0].value:,.0f}{sure}"
    n_judges, n_prompts = len(np.unique(of.judges[of.judges >= 0])), len(np.unique(of.prompts[of.prompts >= 0]))
    return (
        said
        + f". {len(of):,} comparisons of {len(of.models)} models on {n_prompts:,} prompts by {n_judges:,} judge{'s' * (n_judges != 1)}; {of.ties.value:.0%} are ties."
    )


def matrix(of: Comparisons) -> pd.DataFrame:
    """Win rates of each model against each that it met: model, opponent (codes), value, low, high, n."""
    return head_to_head(of.a, of.b, of.outcome, len(of.models), of.clusters)


def position(of: Comparisons) -> Rate | None:
    """How often the answer shown first wins, among models that were shown in either order; None where there are none.

    Where the order of two models never changes (for one kind of judge), winning first and being the better model cannot
    be told apart.
    """
    told = of.keep(of.in_order)
    if not len(told):
        return None
    pair = pd.DataFrame({"kind": told.kinds, "first": np.minimum(told.a, told.b), "second": np.maximum(told.a, told.b)})
    share = (told.a < told.b).astype(float)
    share_in_order = pd.Series(share).groupby([pair.kind, pair["first"], pair.second]).transform("mean").to_numpy()
    both = told.keep((share_in_order >= EITHER_ORDER) & (share_in_order <= 1 - EITHER_ORDER))
    return first_position(both.outcome, both.clusters) if len(both) else None


def agreement(of: Comparisons) -> Agreement:
    """Krippendorff's nominal alpha over all judgements of the same two models, in the same order, on the same prompt
    and turn.
    """
    judged = _judged(of, swap=False)
    return krippendorff_alpha(judged.unit.to_numpy(), judged.verdict.to_numpy())


def against_humans(of: Comparisons) -> tuple[Agreement, float] | None:
    """Model judges against people: Cohen's kappa of their majorities, and the share on which they agree; None where not
    both have judged.
    """
    judged = _judged(of)
    sides = [_majority(judged[(judged.kind == "model") == machine]) for machine in (False, True)]
    both = sides[0].index.intersection(sides[1].index)
    if not len(both):
        return None
    people, machines = (side.loc[both].to_numpy() for side in sides)
    return cohen_kappa(people, machines), float((people == machines).mean())


def judges(of: Comparisons, fewest: int) -> pd.DataFrame:
    """How often each judge is of the majority's mind: judge, kind, value, low, high, n, the least agreeing first.

    The majority is that of all *other* judges of the same thing; where they are divided, or alone, nothing is counted.
    Judges with fewer than `fewest` such verdicts are left out; `attrs["hidden"]` is how many.
    """
    judged = _judged(of)
    judged = judged[judged.judge >= 0]
    counts = np.zeros((int(judged.unit.max()) + 1 if len(judged) else 0, 3))
    np.add.at(counts, (judged.unit.to_numpy(), judged.verdict.to_numpy()), 1)
    own = judged.verdict.to_numpy()
    others = counts[judged.unit.to_numpy()]
    others[np.arange(len(judged)), own] -= 1
    most = others.max(axis=1, initial=0)
    clear = (most > 0) & ((others == most[:, None]).sum(axis=1) == 1)
    agrees = (others.argmax(axis=1) == own)[clear] if len(judged) else np.zeros(0, bool)
    kept = judged[clear] if len(judged) else judged
    found = rates(agrees.astype(float), kept.judge.to_numpy(), len(of.judge_names), kept.unit.to_numpy())
    kinds = kept.groupby("judge").kind.first()
    found.insert(0, "judge", list(of.judge_names))
    found.insert(1, "kind", kinds.reindex(range(len(of.judge_names))).to_numpy())
    shown = found[found.n >= fewest].sort_values("value", kind="stable").reset_index(drop=True)
    shown.attrs["hidden"] = int(((found.n > 0) & (found.n < fewest)).sum())
    return shown


def _judged(of: Comparisons, swap: bool = True) -> pd.DataFrame:
    """One row a judgement of something that has a name: unit (prompt, turn and pair of models, in either order if
    `swap`), verdict, judge, kind.
    """
    known = of.keep(of.prompts >= 0)
    swapped = (known.a > known.b) & swap
    first, second = np.where(swapped, known.b, known.a), np.where(swapped, known.a, known.b)
    outcome = np.where(swapped, 1 - known.outcome, known.outcome)
    units = (
        pd.DataFrame({"prompt": known.prompts, "turn": known.turns, "first": first, "second": second})
        .groupby(["prompt", "turn", "first", "second"])
        .ngroup()
    )
    verdicts = np.select([outcome == 0, outcome == 1], [LOSES, WINS], TIES)
    return pd.DataFrame({"unit": units.to_numpy(int), "verdict": verdicts, "judge": known.judges, "kind": known.kinds})


def _majority(judged: pd.DataFrame) -> pd.Series:
    """The verdict of most judges on each unit; a tie where they are divided."""
    counts = (
        judged.groupby(["unit", "verdict"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=[LOSES, TIES, WINS], fill_value=0)
    )
    clear = counts.eq(counts.max(axis=1), axis=0).sum(axis=1) == 1
    return counts.idxmax(axis=1).where(clear, TIES)
