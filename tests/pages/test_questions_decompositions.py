"""Gradients of eigenvectors, by the formula of how they turn."""

import torch
from torch.testing import assert_close

PARTS = "questions_decompositions"


def test_the_gradient_of_a_vector_grows_as_one_by_the_difference(run):
    story = run(PARTS, upto="equal")
    for second, (of_vector, of_values) in story.rows.items():
        assert torch.equal(of_values, torch.eye(2, dtype=torch.float64))
        if second != 1:
            # A symmetric nudge h of both corners turns the vector by h / (difference).
            assert_close(of_vector.sum().abs().item(), 1 / (second - 1))
    assert story.rows[1.0][0].isnan().any()


def test_kept_apart_the_gradient_of_the_projection_is_what_nudges_say(run):
    story = run(PARTS, upto="apart")
    assert story.of_plane.isnan().any()
    nudge, step = torch.zeros(3, 3, dtype=torch.float64), 1e-5
    nudge[0, 2] = nudge[2, 0] = step
    b = story.b.detach()
    slope = (story.onto_the_plane(b + nudge) - story.onto_the_plane(b - nudge)) / (2 * step)
    assert_close((story.of_plane_apart[0, 2] + story.of_plane_apart[2, 0]).item(), slope.item(),
                 atol=1e-4, rtol=0)  # fmt: skip
    assert_close(slope.item(), 1 / (1 - 3), atol=1e-6, rtol=0)


def test_a_matrix_from_its_parts_is_nan_and_its_values_are_not(run):
    story = run(PARTS)
    assert_close(story.u * story.s @ story.vh, story.low)
    assert story.of_product.isnan().any()
    assert story.of_s.isfinite().all()
