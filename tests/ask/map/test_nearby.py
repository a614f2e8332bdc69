"""Shares of the documents nearby: planted regions are found, and thin ones are unknown."""

import numpy as np
import pytest

from analytics.ask.map import colour_classes
from analytics.ask.map.colours import choices
from analytics.ask.map.nearby import MIN_NEARBY, known_values, share_nearby
from analytics.ask.map.points import Points, points
from tests.ask.map.test_colours import rated_logs
from tests.mapped import write_mapped


def points_at(x, y):
    ids = np.arange(len(x))
    return Points(ids, np.asarray(x, np.float32), np.asarray(y, np.float32), ids)


@pytest.mark.parametrize("shares", [(0.1, 0.9), (0.0, 0.5), (0.3, 0.35)])
def test_the_share_near_a_point_is_that_of_its_region(shares):
    rng = np.random.default_rng(0)
    n = 4000
    x = np.concatenate([rng.normal(-10, 0.3, n), rng.normal(10, 0.3, n)])
    points = points_at(x, rng.normal(0, 0.3, 2 * n))
    has = rng.random(2 * n) < np.repeat(shares, n)
    near = share_nearby(points, np.arange(2 * n), has.astype(float))
    for region, share in enumerate(shares):
        inside = near[region * n : (region + 1) * n]
        assert np.nanmean(inside) == pytest.approx(share, abs=0.03)


def test_a_point_with_few_known_documents_nearby_is_unknown():
    few = MIN_NEARBY // 4
    x = np.concatenate([np.zeros(500), np.full(500, 50.0)])
    known = np.concatenate([np.arange(500), 500 + np.arange(few)])
    near = share_nearby(points_at(x, np.zeros(1000)), known, np.ones(len(known)))
    assert np.isfinite(near[:500]).all() and np.isnan(near[500:]).all()


def test_newer_documents_are_those_in_the_later_half(tmp_path):
    connection = write_mapped(tmp_path / "w").connect()
    by = next(by for by in choices(connection) if by.kind == "newer")
    doc_ids, has = known_values(connection, by)
    assert has.mean() == pytest.approx(0.5, abs=0.01)
    assert has[np.argsort(doc_ids)].tolist() == sorted(has)


def test_low_ratings_colour_the_documents_near_them(tmp_path):
    connection = rated_logs(tmp_path / "w", "thumbs")
    by = next(by for by in choices(connection) if by.kind == "low")
    doc_ids, has = known_values(connection, by)
    assert dict(zip(doc_ids.tolist(), has.tolist(), strict=True)) == {0: 1.0, 1: 1.0, 2: 0.0}
    colouring = colour_classes.colouring(connection, points(connection), by)
    assert len(colouring.names) == colour_classes.BINS + 1
    assert (colouring.edges[0] + colouring.edges[-1]) / 2 == pytest.approx(2 / 3)
