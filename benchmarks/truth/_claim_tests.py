"""The tests behind each claim of the dashboard and the report, by a piece of the sentence."""

from __future__ import annotations

TRUTH, STATISTICS, LOGS = "tests/truth/test_logs.py", "tests/statistics", "tests/ask/logs"
COVERED = f"{TRUTH}::test_intervals_mostly_contain_the_truth"
OF_VERDICTS = f"{TRUTH}::test_intervals_of_verdicts_mostly_contain_the_truth"
NO_SLICE = f"{TRUTH}::test_null_logs_rarely_have_a_slice"
NO_QUALITY = f"{TRUTH}::test_what_is_not_quality_is_never_called_quality"
NO_TRAFFIC = f"{TRUTH}::test_what_is_not_traffic_is_rarely_attributed_to_it"
NO_FINDING = "tests/findings/test_ranking.py::test_of_200_datasets_without_effect_at_most_5_percent_have_a_claim"
SIMPSON = f"{LOGS}/test_change.py::test_simpsons_paradox_is_reported_with_its_stratifier"
NO_DIFFERENCE = "tests/ask/comparison/test_differences.py::test_random_halves_differ_in_nothing"
SCORING = "tests/ask/evaluation/test_scoring.py"
NO_DRIFT = "tests/truth/test_drift.py::test_snapshots_without_change_rarely_have_a_reported_difference"
PLANTED_DRIFT = "tests/truth/test_drift.py::test_a_planted_change_is_found_and_ranked_first"
CHOICE = "tests/ask/choice/test_choosing.py"
RANDOM_CHOICE = f"{CHOICE}::test_of_200_random_choices_at_most_5_percent_have_a_group_with_more_or_less_than_by_chance"

CLAIMS: dict[str, tuple[str, ...]] = {
    # slices
    "No slice is tested, because these logs do not identify users": (
        f"{TRUTH}::test_logs_with_hidden_users_have_no_finding",
    ),
    "No slice has significantly more negative ratings": (NO_SLICE,),
    "between equally critical users (95 % confidence interval": (
        COVERED,
        f"{TRUTH}::test_the_effect_between_equally_critical_users_is_that_of_statsmodels",
        f"{TRUTH}::test_reported_effects_are_less_inflated_after_shrinking",
    ),
    "Who rates cannot explain the difference": (
        f"{LOGS}/test_slices.py::test_a_finding_says_whether_who_rates_could_explain_it",
    ),
    "It is unknown whether users are less happy": (
        f"{LOGS}/test_slices.py::test_a_finding_says_whether_who_rates_could_explain_it",
    ),
    "The users are split into two halves": (
        NO_SLICE,
        f"{TRUTH}::test_selection_by_satisfaction_alone_rarely_gives_a_slice",
    ),
    "The expected share of false findings": (NO_SLICE,),
    "False discovery rate": (NO_SLICE, f"{LOGS}/test_prompts.py::test_q_values_are_those_of_statsmodels"),
    "a slice found in one half of the users and significant": (NO_SLICE,),
    "Where are users unhappy, beyond chance?": (NO_SLICE,),
    "Not significant without the rows that they share with these slices": (
        f"{LOGS}/test_slices.py::test_a_slice_that_another_explains_is_not_independent",
    ),
    "One group is always the most negative, even by chance alone": (
        f"{LOGS}/test_slices.py::test_without_users_slices_are_described_and_not_tested",
    ),
    # evaluation sets
    "no slice has significantly more errors": (f"{SCORING}::test_a_model_without_weakness_has_no_worst_slice",),
    "a significant difference": (
        f"{STATISTICS}/test_evaluation_power.py::test_equal_models_differ_in_one_of_twenty_tests",
        f"{SCORING}::test_two_models_are_compared_on_the_same_items",
    ),
    # changes
    "Whether this is chance is unknown": (
        f"{LOGS}/test_change.py::test_without_user_ids_no_change_is_called_significant",
    ),
    "Without user ids it is unknown whether": (
        f"{LOGS}/test_change.py::test_without_user_ids_no_change_is_called_significant",
    ),
    "This is not significant": (f"{TRUTH}::test_null_logs_rarely_have_a_change",),
    "The remaining change within the same strata is not significant": (NO_QUALITY,),
    " - not significant -": (NO_TRAFFIC,),
    "who rates cannot explain the remaining change": (NO_QUALITY,),
    "Who rates cannot explain the remaining change": (
        NO_QUALITY,
        f"{STATISTICS}/test_selection.py::test_a_large_change_at_high_coverage_is_beyond_selection",
    ),
    "It is unknown whether the remaining change is": (
        f"{TRUTH}::test_a_change_of_who_rates_says_how_much_would_explain_it",
    ),
    "Simpson's paradox": (SIMPSON,),
    "cannot explain a change: its role is": (
        f"{LOGS}/test_causality.py::test_a_property_of_the_answer_cannot_stratify_or_be_compared_or_searched",
    ),
    "The rate among rated answers is a mean over strata": (NO_TRAFFIC, NO_QUALITY, SIMPSON),
    "Only columns that are fixed before the answer can explain a rating": (
        f"{LOGS}/test_causality.py::test_worse_answers_are_not_attributed_to_traffic",
    ),
    "The traffic drifted in": (f"{LOGS}/test_drift.py::test_the_dimension_that_drifted_is_first_with_its_sign",),
    "No column drifted": (f"{LOGS}/test_drift.py::test_traffic_without_drift_is_reported_as_such",),
    # rates and agreement
    "Ratings of the same user are correlated; the intervals account for it": (COVERED,),
    "the intervals are too narrow": (f"{TRUTH}::test_logs_with_hidden_users_have_no_finding",),
    "Variance inflation": (
        f"{STATISTICS}/test_intervals.py::test_repeated_ratings_of_one_user_add_no_certainty",
        f"{STATISTICS}/test_intervals.py::test_the_design_effect_is_the_cluster_robust_variance_of_statsmodels",
    ),
    "Kappa (Cohen 1960) compares the action": (f"{STATISTICS}/test_agreement.py::test_kappa_is_that_of_statsmodels",),
    "0 is chance, 1 is perfect": (f"{STATISTICS}/test_agreement.py::test_alpha_is_that_of_krippendorff",),
    "1 is perfect, 0 is chance": (f"{STATISTICS}/test_agreement.py::test_alpha_is_that_of_krippendorff",),
    "one in twenty excludes zero by chance": (COVERED,),
    "so more can exclude zero by chance": (f"{TRUTH}::test_logs_with_hidden_users_have_no_finding",),
    "not yet evidence of bias": (
        f"{LOGS}/test_behaviour.py::test_prompts_that_mention_a_group_are_compared_with_prompts_that_mention_none",
    ),
    # comparisons and wordings
    "Bradley-Terry scores with confidence intervals": (OF_VERDICTS,),
    "Bradley-Terry on the Elo scale": (OF_VERDICTS,),
    "Bradley-Terry model: the log odds": (
        OF_VERDICTS,
        f"{STATISTICS}/test_preferences.py::test_strengths_are_those_of_a_logistic_regression",
    ),
    "wins {} of its {} comparisons": (OF_VERDICTS,),
    "Share of comparisons that the row wins": (
        f"{STATISTICS}/test_preferences.py::test_head_to_head_mirrors_itself_and_ties_count_half",
    ),
    "the effect of length is not significant": (OF_VERDICTS,),
    "log odds for e times as many words": (OF_VERDICTS,),
    "get significantly different answers": (
        f"{LOGS}/test_prompts.py::test_the_sensitive_question_is_first_and_the_only_finding",
        f"{LOGS}/test_prompts.py::test_q_values_are_those_of_statsmodels",
    ),
    "Two prompts ask the same question when": (
        f"{LOGS}/test_prompts.py::test_the_sensitive_question_is_first_and_the_only_finding",
    ),
    "False discovery rate if this question": (f"{LOGS}/test_prompts.py::test_q_values_are_those_of_statsmodels",),
    # findings of the overview
    "all claims of all kinds are tested together (Holm 1979)": (NO_FINDING,),
    "Tested together with all other candidates": (NO_FINDING,),
    "The most important facts and significant differences": (NO_FINDING,),
    "no significant difference between ratings": (NO_FINDING,),
    "whether it is tested against chance": (NO_FINDING,),
    # comparisons of groups, duplicates, labels, rules
    "differs significantly": (NO_DIFFERENCE,),
    "the lower bound of the confidence interval of the log-odds": (
        "tests/ask/comparison/test_differences.py::test_every_bound_is_on_its_side_of_zero",
    ),
    "corrected for bias": (
        "tests/ask/comparison/test_differences.py::test_small_samples_of_one_distribution_show_no_effect_on_average",
    ),
    "verified": ("tests/build/test_duplicates.py::test_near_copies_and_excerpts_are_found_with_their_true_scores",),
    "Verified": ("tests/build/test_duplicates.py::test_near_copies_and_excerpts_are_found_with_their_true_scores",),
    "flagged as likely wrong; some may be correct": (
        "tests/truth/test_labels.py::test_changed_labels_are_flagged_and_little_else",
    ),
    "Which labels are likely wrong?": ("tests/truth/test_labels.py::test_changed_labels_are_flagged_and_little_else",),
    "removed by a small margin or by chance": ("tests/ask/test_classifier.py::test_a_threshold_keeps_what_sql_counts",),
    "Share of {} documents that fail, with its 95 % confidence interval": (
        "tests/ask/test_rules.py::test_the_interval_holds_the_share",
    ),
    "No group refuses significantly more than another": (
        f"{LOGS}/test_refusals.py::test_groups_are_ranked_only_where_the_error_allows_it",
    ),
    "Length has no significant effect": (COVERED,),
    # choices
    "at most one is chosen": (f"{CHOICE}::test_of_near_duplicates_one_is_chosen_unless_they_are_allowed",),
    "more than by chance": (RANDOM_CHOICE,),
    "less than by chance": (RANDOM_CHOICE,),
    "no significant difference": (RANDOM_CHOICE,),
    "not significantly different from": (RANDOM_CHOICE,),
    "(0 is chance).": (OF_VERDICTS,),
    "95 % confidence interval": (COVERED,),
    "with confidence intervals": (COVERED,),
    # since last time
    "values; by chance with a probability of": (NO_DRIFT,),
    "No difference is large enough and significant": (PLANTED_DRIFT,),
    "Each source, language, topic, label and model": (NO_DRIFT, PLANTED_DRIFT),
    "No topic has grown or shrunk significantly": (PLANTED_DRIFT,),
    "standard errors around the mean of the builds before": (
        "tests/history/test_control.py::test_without_a_change_few_points_are_outside",
        "tests/history/test_control.py::test_a_drop_is_outside_the_limits",
    ),
}
"""A piece of each claim, with `{}` for what is filled in, and its tests. The longest piece in a claim counts."""
