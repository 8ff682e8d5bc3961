"""One weight, and the formula of its walk."""

import pytest
import torch
from torch.autograd import gradcheck

STORY = "fit_a_line_weight"


def test_one_weight_follows_the_formula(run):
    path = run(STORY, upto="one-weight").path
    assert len(path) == 51
    for n, w in enumerate(path):
        assert w == pytest.approx(3 * (1 - 0.8**n), abs=1e-5)


def test_one_weight_agrees_with_optim(run):
    w = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    walked = [w.item()]
    for _ in range(50):
        optimizer.zero_grad()
        ((w - 3) ** 2).backward()
        optimizer.step()
        walked.append(w.item())
    assert walked == pytest.approx(run(STORY, upto="one-weight").path, abs=1e-5)


def test_slope_agrees_with_finite_differences():
    w = torch.tensor(0.6, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda v: (v - 3) ** 2, w)


def test_by_formula_prints_equal_columns(outputs):
    for row in outputs(STORY)["by-formula"].splitlines()[1:]:
        _, loop, formula = row.split()
        assert loop == formula


def test_one_step_moves_against_the_slope(run):
    module = run(STORY, upto="bowl")
    assert module.begin.grad.item() == pytest.approx(2 * (0 - 3))
    assert run(STORY, upto="one-step").w.item() == pytest.approx(0.6)
