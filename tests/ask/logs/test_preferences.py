"""Rankings and the reliability of judges; the public votes of MT-bench are the oracle."""

from pathlib import Path

import numpy as np
import pytest

from analytics.ask.filters import Rows
from analytics.ask.logs.comparisons import count, load_comparisons
from analytics.ask.logs.judges import agreement, human_agreement, judge_agreement, position_effect
from analytics.ask.logs.preferences import rank, scores, summary_text, win_rates
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
    """On 60 prompts, x wins two of three against y, and y against z, shown in both orders; a model that never wins; a
    pair without names.
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


def test_models_are_ranked_by_their_wins(votes):
    of = load_comparisons(votes, ALL)
    people = of.keep(of.judges != of.judge_names.index("contrary"))
    ranking = rank(people)
    assert scores(people, ranking).label.tolist() == ["x", "y", "z"]
    assert [of.models[code] for code in ranking.unconnected] == ["lonely"]
    assert summary_text(people, ranking).startswith("x wins 67% of its ")


def test_comparisons_without_models_are_counted_but_not_ranked(votes):
    assert count(votes) == 363 and len(load_comparisons(votes, ALL)) == 362


def test_the_matrix_is_the_share_of_wins_with_ties_as_halves(votes):
    of = load_comparisons(votes, ALL).of_kind("model")
    assert win_rates(of).value.tolist() == [0.5, 0.5] and of.ties.value == 1.0


def test_the_judge_with_the_lowest_agreement_is_first(votes):
    judges = judge_agreement(load_comparisons(votes, ALL).of_kind("user"), 20).table
    assert judges.judge[0] == "contrary" and judges.value[0] == 0.0
    hidden = judge_agreement(load_comparisons(votes, ALL), 10_000)
    assert hidden.table.empty and hidden.hidden_judges == 1  # the others have a majority only against "contrary"


def test_agreement_is_lower_where_a_judge_contradicts(votes):
    of = load_comparisons(votes, ALL).of_kind("user")
    assert agreement(of).value < 0 < agreement(of.keep(of.judges != of.judge_names.index("contrary"))).value


def test_the_effect_of_position_is_unknown_when_the_order_never_changes(tmp_path):
    fixed = asked(tmp_path / "fixed", [vote("x", "y", "a", prompt) for prompt in range(40)])
    assert position_effect(load_comparisons(fixed, ALL)) is None
    both = asked(
        tmp_path / "both",
        [vote(*(("x", "y") if prompt % 2 else ("y", "x")), "a" if prompt % 4 else "b", prompt) for prompt in range(40)],
    )
    assert position_effect(load_comparisons(both, ALL)).value == pytest.approx(0.75)


def test_people_and_models_agree_as_often_as_their_majorities_do(tmp_path):
    rows = [vote("x", "y", "a", prompt, "ann") for prompt in range(10)] + [
        vote("y", "x", "b" if prompt < 8 else "a", prompt, "gpt", "model") for prompt in range(10)
    ]
    answer = human_agreement(load_comparisons(asked(tmp_path / "w", rows), ALL))
    assert answer.share == pytest.approx(0.8) and answer.kappa.n_units == 10
    assert human_agreement(load_comparisons(asked(tmp_path / "v", rows[:10]), ALL)) is None


def test_a_selection_keeps_the_comparisons_of_its_answers(tmp_path):
    rows = [
        vote("x", "y", "a", 1, a_doc_id=0, b_doc_id=1),
        vote("x", "y", "b", 2, a_doc_id=2, b_doc_id=3),
        vote("x", "y", "b", 3),
    ]
    connection = asked(tmp_path / "w", rows)
    assert (
        len(load_comparisons(connection, Selection((Rows((1,)),)))) == 1 and len(load_comparisons(connection, ALL)) == 3
    )


def test_length_control_removes_the_effect_of_length(tmp_path):
    rng = np.random.default_rng(0)
    texts, rows = [], []
    for prompt in range(300):
        long = rng.random() < (0.8 if prompt % 2 else 0.2)  # x is the long one more often, and length alone decides
        texts += ["word " * (40 if long else 10), "word " * (10 if long else 40)]
        winner = "a" if (rng.random() < 0.8) == long else "b"
        rows.append(vote("x", "y", winner, prompt, a_doc_id=2 * prompt, b_doc_id=2 * prompt + 1))
        rows[-1] |= {} if prompt % 2 else {"model_a": "y", "model_b": "x"}
    of = load_comparisons(asked(tmp_path / "w", rows, [{"conversation_id": "c", "text": text} for text in texts]), ALL)
    plain, controlled = (scores(of, rank(of, control)).set_index("label").value for control in (False, True))
    assert of.has_lengths and plain["x"] - plain["y"] > 100 > 40 > abs(controlled["x"] - controlled["y"])
    assert rank(of, True).effects[0].low > 0


def test_nothing_to_rank_raises_one_clear_error(tmp_path):
    with pytest.raises(DataloupeError, match="The models cannot be ranked"):
        rank(load_comparisons(asked(tmp_path / "w", [vote("x", "y", "a", 1)]), ALL))


@pytest.mark.skipif(not VOTES.exists(), reason="the MT-bench votes are not on this machine")
def test_the_votes_of_mt_bench_give_the_published_ranking(tmp_path):
    workspace = build(str(tmp_path / "w"), [str(VOTES / "human.jsonl")], until="conversations")
    of = load_comparisons(workspace.connect(), ALL)
    assert len(of) == 3355
    elo = scores(of, rank(of)).set_index("label").value
    published = {
        "gpt-4": 1177,
        "claude-v1": 1112,
        "gpt-3.5-turbo": 1104,
        "vicuna-13b-v1.2": 990,
        "alpaca-13b": 868,
        "llama-13b": 749,
    }
    assert elo.to_dict() == pytest.approx(published, abs=2)
    assert agreement(of).value == pytest.approx(0.478, abs=0.005)
