"""A fast part of the truth bench about labels: changed labels are flagged, and little else."""

from analytics.build.label_evidence import class_probabilities
from analytics.statistics.labels import label_issues
from benchmarks.truth import labels


def test_changed_labels_are_flagged_and_little_else(tmp_path):
    documents, classes, _ = labels.known(labels.generate(0), tmp_path)
    figures = labels.flagged(documents, labels.with_changes(documents.labels, classes, 0), classes)
    assert figures.recall >= 0.8
    assert figures.precision >= 0.5
    assert figures.average_precision >= 0.8
    assert figures.flagged <= labels.MAX_FLAGGED * labels.CHANGED_SHARE * len(documents.labels)
    clean = class_probabilities(documents, classes)
    assert label_issues(documents.labels, clean.probabilities, clean.noise).mean() <= 0.02


def test_the_interval_of_a_checked_sample_contains_the_truth():
    assert labels.coverage(500, 1072, runs=300).is_passed
    assert labels.coverage(2, 60, runs=300).is_passed
