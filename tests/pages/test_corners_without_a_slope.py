"""The atlas: torch's answer at each corner, tie, jump and border, beside nudges of another size."""

import math
from pathlib import Path

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

from livecells.notebook.percent import read
from livecells.run.execute import execute

STORY = "corners_without_a_slope"
SNIPPETS = Path(__file__).resolve().parents[2] / "snippets"
# What the page says in words, by hand: the operation, the point, both slopes and the answer.
BY_HAND = [
    ("relu", 0.0, 0, 1, "0"),
    ("relu6", 6.0, 1, 0, "0"),
    ("leaky_relu(x, 0.25)", 0.0, 0.25, 1, "0.250"),
    ("hardtanh", 1.0, 1, 0, "0"),
    ("hardsigmoid", 3.0, 1 / 6, 0, "0"),
    ("hardswish", 3.0, 1.5, 1, "1"),
    ("softshrink", 0.5, 0, 1, "0"),
    ("clamp(0, 1)", 0.0, 0, 1, "1"),
    ("clamp(0, 1)", 1.0, 1, 0, "1"),
    ("maximum(x, 0)", 0.0, 0, 1, "0.500"),
    ("fmax(x, 0)", 0.0, 0, 1, "1"),
    ("max(x, 0) of Python", 0.0, 0, 1, "1"),
    ("where(x > 0, x, 0)", 0.0, 0, 1, "0"),
    ("where(x >= 0, x, 0)", 0.0, 0, 1, "1"),
    ("abs", 0.0, -1, 1, "0"),
    ("norm()", 0.0, -1, 1, "0"),
    ("(x**2).sqrt()", 0.0, -1, 1, "nan"),
    ("hypot(x, 0)", 0.0, -1, 1, "nan"),
    ("linalg.matrix_norm(nuc)", 0.0, -1, 1, "1"),
    ("l1_loss", 0.0, -1, 1, "0"),
    ("huber_loss", 1.0, 1, 1, "1"),
    ("hinge_embedding_loss, -1", 1.0, -1, 0, "-1"),
    ("sinc", 0.0, 0, 0, "0"),
]


@pytest.fixture(scope="module")
def atlas():
    """The whole story, run once for the tests below."""
    name = f"{STORY}.py"
    done, module = execute(read(SNIPPETS / name, name, f"snippets/{name}"))
    assert done.failure is None, done.failure
    return module


@pytest.mark.parametrize(("name", "at", "left", "right", "said"), BY_HAND)
def test_table_agrees_with_slopes_by_hand(atlas, name, at, left, right, said):
    _, found_left, found_right, found = atlas.ATLAS[name, at]
    assert_close((found_left, found_right), (float(left), float(right)), rtol=1e-3, atol=1e-3)
    assert found == said


def test_atlas_has_more_than_a_hundred_operations_in_seven_families(atlas):
    names = {name for name, _ in atlas.ATLAS} | set(atlas.TIES)
    assert len(names) > 100
    assert len(atlas.ATLAS) + len(atlas.TIES) == 145  # the number in the page's promise
    families = {found[0] for found in atlas.ATLAS.values()}
    assert families == {"activations", "bounds", "lengths", "jumps", "borders", "losses"}


def test_sides_agree_with_larger_nudges(atlas):
    """Ten thousand times larger ones, and a formula of the test's own, at all sixty corners."""
    assert len(atlas.corners) == 60
    for (name, at), (left, right, _) in atlas.corners.items():
        f, h = atlas.OPERATIONS[name, at], 1e-5
        here, below, above = (f(torch.tensor(at + d, dtype=torch.float64)) for d in (0, -h, h))
        again = ((here - below).item() / h, (above - here).item() / h)
        assert_close((left, right), again, rtol=1e-3, atol=1e-3, msg=name)


def test_answers_agree_with_func_grad(atlas):
    """Another way to ask torch: no leaf and no record of one's own."""
    for (name, at), (_, _, said) in atlas.corners.items():
        if "Python" in name:
            continue  # max() of Python gives back one of its arguments
        f = atlas.OPERATIONS[name, at]
        x = torch.tensor(at, dtype=torch.float64)
        slope = torch.func.grad(lambda t, f=f: f(t).sum())(x).item()
        assert_close(slope, said, rtol=1e-3, atol=1e-3, equal_nan=True, msg=name)


def test_answers_at_jumps_are_those_of_one_side(atlas):
    for (name, _), (family, left, right, said) in atlas.ATLAS.items():
        if family == "jumps" and said != "raises":
            bounded = [side for side in (left, right) if abs(side) < 1e7] or [0.0]
            assert float(said) in [pytest.approx(side, abs=1e-6) for side in bounded], name


def test_four_spellings_have_four_times_these_slopes(atlas):
    assert list(atlas.at_zero.values()) == [0, 0.5, 1, 0]


def test_gradcheck_compares_with_the_mean_of_both_sides():
    at_zero = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    assert not gradcheck(torch.relu, at_zero, raise_exception=False)
    assert gradcheck(torch.abs, at_zero)
    assert gradcheck(torch.relu, torch.full((1,), 0.1, dtype=torch.float64, requires_grad=True))


def test_plot_shows_these_four(atlas):
    assert list(atlas.shown) == ["relu(x)", "maximum(x, 0)", "clamp(min=0)", "abs(x)"]


def test_from_the_bound_by_hand(atlas):
    assert_close((atlas.by_clamp, atlas.by_hardtanh), (3 * 0.1, 0.0))


def test_clipped_error_by_hand(atlas):
    d = [-3.0, 0.5, 2.0]
    clamp, huber = atlas.pulls.values()
    assert clamp == [e if abs(e) < 1 else 0 for e in d]
    assert huber == [max(-1.0, min(1.0, e)) for e in d]


def test_ties_share_one_in_all(atlas):
    assert len(atlas.shares) == 27
    for name, share in atlas.shares.items():
        assert math.isclose(sum(share), 1, abs_tol=2e-3), name


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("max()", [0.5, 0.5, 0]),
        ("amax()", [0.5, 0.5, 0]),
        ("maximum(t[0], t[1])", [0.5, 0.5, 0]),
        ("max(0)", [1, 0, 0]),
        ("topk(1)", [1, 0, 0]),
        ("quantile(1.0)", [0, 1, 0]),
        ("cummax(0)[-1]", [0, 1, 0]),
        ("fmax(t[0], t[1])", [1, 0, 0]),
        ("max_pool1d(3)", [1, 0, 0]),
    ],
)
def test_ties_go_where_the_page_says(atlas, name, share):
    assert atlas.shares[name] == share


def test_a_tie_by_nudges_gives_one_from_above_and_none_from_below():
    t = torch.tensor([2.0, 2.0, 1.0], dtype=torch.float64)
    e = torch.tensor([1e-6, 0, 0], dtype=torch.float64)
    assert_close(((t + e).max() - t.max()).item() / 1e-6, 1.0, rtol=1e-6, atol=0)
    assert (t - e).max() == t.max()


def test_summary_counts_what_the_atlas_has(atlas, outputs):
    lines = outputs(STORY)["summary"].splitlines()
    assert lines[0] == "measured: 118 and 27 ties"
    assert len(atlas.steep) < len(atlas.corners) / 2
    assert {name for name, _ in atlas.outside} == {"(x**2).sqrt()", "hypot(x, 0)"}
    assert all(math.isnan(atlas.corners[key][2]) for key in atlas.outside)
    assert len(outputs(STORY)["steep"].splitlines()) == len(atlas.steep)


def test_flattest_and_between_by_examples(atlas):
    assert atlas.between(0, 1, 0.5)
    assert not atlas.between(0, 1, 2)
    assert atlas.flattest(-1, 1, 0)
    assert not atlas.flattest(0, 1, 1)
