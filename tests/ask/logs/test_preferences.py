"""Who wins, and whether the judges can be trusted; MT-bench's votes are the public oracle."""

from pathlib import Path

import numpy as np
import pytest

from analytics.ask.filters import Rows
from analytics.ask.logs.preferences import (
    against_humans,
    agreement,
    comparisons,
    judges,
    matrix,
    position,
    ranking,
    scores,
    summary_text,
    total,
)
from analytics.ask.selection import ALL, Selection
from analytics.build.pipeline import build
from analytics.errors import DataloupeError
from tests.logs import write_logs

VOTES = Path(__file__).parents[4] / "shared" / "data" / "logs" / "mtbench_human_votes"


def vote(a, b, winner, prompt, judge="j", kind="user", **other):
    return {
        "model_a": a,
        "model_b": b,
        "winner": winner,
        "prompt_id": str(prompt),
        "judge": judge,
        "judge_kind": kind,
        "in_order": True,
        "turn": 1,
        **other,
    }


def asked(path, votes, turns=({"conversation_id": "c"},) * 4):
    rows = [{"comparison_id": place, **one} for place, one in enumerate(votes)]
    return write_logs(path, list(turns), comparisons=rows).connect()


@pytest.fixture(scope="module")
def votes(tmp_path_factory):
    """On 60 prompts x beats y in two of three, y beats z likewise; shown in either order; a lonely model; a pair
    without names.
    """
    rows = []
    for prompt in range(60):
        for place, (better, worse) in enumerate((("x", "y"), ("y", "z"))):
            first, second = (better, worse) if (prompt + place) % 2 else (worse, better)
            winner = better if prompt % 3 else worse
            for judge in ("one", "two"):
                rows.append(vote(first, second, "a" if winner == first else "b", prompt, judge))
            rows.append(vote(first, second, "b" if winner == first else "a", prompt, "contrary"))
    rows += [
        vote("x", "lonely", "a", 1, "one"),
        vote(None, None, "a", 1, "one"),
        vote("x", "y", "tie", 61, "machine", "model"),
    ]
    return asked(tmp_path_factory.mktemp("votes") / "w", rows)


def test_models_are_ranked_by_who_beats_whom(votes):
    of = comparisons(votes, ALL)
    people = of.keep(of.judges != of.judge_names.index("contrary"))
    found = ranking(people)
    assert scores(people, found).label.tolist() == ["x", "y", "z"] and [
        of.models[code] for code in found.unconnected
    ] == ["lonely"]
    assert summary_text(people, found).startswith("x wins 67% of its ")


def test_comparisons_without_models_are_counted_but_not_ranked(votes):
    assert total(votes) == 363 and len(comparisons(votes, ALL)) == 362


def test_the_matrix_is_the_share_of_wins_with_ties_as_halves(votes):
    of = comparisons(votes, ALL).of_kind("model")
    assert matrix(of).value.tolist() == [0.5, 0.5] and of.ties.value == 1.0


def test_a_judge_who_contradicts_the_others_is_first_on_the_list(votes):
    found = judges(comparisons(votes, ALL).of_kind("user"), 20)
    assert found.judge[0] == "contrary" and found.value[0] == 0.0
    assert judges(comparisons(votes, ALL), 10_000).empty


def test_agreement_is_lower_where_a_judge_contradicts(votes):
    of = comparisons(votes, ALL).of_kind("user")
    assert agreement(of).value < 0 < agreement(of.keep(of.judges != of.judge_names.index("contrary"))).value


def test_position_does_not_count_where_the_order_never_changes(tmp_path):
    fixed = asked(tmp_path / "fixed", [vote("x", "y", "a", prompt) for prompt in range(40)])
    assert position(comparisons(fixed, ALL)) is None
    both = asked(
        tmp_path / "both",
        [vote(*(("x", "y") if prompt % 2 else ("y", "x")), "a" if prompt % 4 else "b", prompt) for prompt in range(40)],
    )
    assert position(comparisons(both, ALL)).value == pytest.approx(0.75)


def test_people_and_models_agree_as_often_as_their_majorities_do(tmp_path):
    rows = [vote("x", "y", "a", prompt, "ann") for prompt in range(10)] + [
        vote("y", "x", "b" if prompt < 8 else "a", prompt, "gpt", "model") for prompt in range(10)
    ]
    kappa, share = against_humans(comparisons(asked(tmp_path / "w", rows), ALL))
    assert share == pytest.approx(0.8) and kappa.n_units == 10
    assert against_humans(comparisons(asked(tmp_path / "v", rows[:10]), ALL)) is None


def test_a_selection_keeps_the_comparisons_of_its_answers(tmp_path):
    rows = [
        vote("x", "y", "a", 1, a_doc_id=0, b_doc_id=1),
        vote("x", "y", "b", 2, a_doc_id=2, b_doc_id=3),
        vote("x", "y", "b", 3),
    ]
    connection = asked(tmp_path / "w", rows)
    assert len(comparisons(connection, Selection((Rows((1,)),)))) == 1 and len(comparisons(connection, ALL)) == 3


def test_length_control_takes_the_sway_of_length_out(tmp_path):
    rng = np.random.default_rng(0)
    texts, rows = [], []
    for prompt in range(300):
        long = rng.random() < (0.8 if prompt % 2 else 0.2)  # x is the long one more often, and length alone decides
        texts += ["word " * (40 if long else 10), "word " * (10 if long else 40)]
        rows.append(
            vote(
                "x",
                "y",
                "a" if (rng.random() < 0.8) == long else "b",
                prompt,
                a_doc_id=2 * prompt,
                b_doc_id=2 * prompt + 1,
            )
        )
        rows[-1] |= {} if prompt % 2 else {"model_a": "y", "model_b": "x"}
    of = comparisons(asked(tmp_path / "w", rows, [{"conversation_id": "c", "text": text} for text in texts]), ALL)
    plain, controlled = (scores(of, ranking(of, control)).set_index("label").value for control in (False, True))
    assert of.knows_length and plain["x"] - plain["y"] > 100 > 40 > abs(controlled["x"] - controlled["y"])
    assert ranking(of, True).effects[0].low > 0


def test_nothing_to_rank_is_one_clear_line(tmp_path):
    with pytest.raises(DataloupeError, match="no two models can be ranked"):
        ranking(comparisons(asked(tmp_path / "w", [vote("x", "y", "a", 1)]), ALL))


@pytest.mark.skipif(not VOTES.exists(), reason="the MT-bench votes are not beside this checkout")
def test_the_votes_of_mt_bench_give_the_published_ranking(tmp_path):
    workspace = build(str(tmp_path / "w"), [str(VOTES / "human.jsonl")], until="conversations")
    of = comparisons(workspace.connect(), ALL)
    assert len(of) == 3355
    found = scores(of, ranking(of)).set_index("label").value
    published = {
        "gpt-4": 1177,
        "claude-v1": 1112,
        "gpt-3.5-turbo": 1104,
        "vicuna-13b-v1.2": 990,
        "alpaca-13b": 868,
        "llama-13b": 749,
    }
    assert found.to_dict() == pytest.approx(published, abs=2)
    assert agreement(of).value == pytest.approx(0.478, abs=0.005)
