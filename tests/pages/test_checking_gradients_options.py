"""Each option of gradcheck finds the fault that the page says, and its error names it."""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.autograd.gradcheck import GradcheckError

OPTIONS = "checking_gradients_options"


@pytest.fixture
def story(run):
    return run(OPTIONS, upto="options")


def test_the_table_has_one_refusal_for_each_fault(story):
    names = [function.__name__ for function in story.functions]
    refused = {check: {n for n, good in zip(names, row, strict=True) if not good}
               for check, row in story.table.items()}  # fmt: skip
    usual = {"Wrong", "Wavering"}
    assert refused == {
        "as it is": usual,
        "fast_mode": usual,
        "nondet_tol=1e-8": {"Wrong"},
        "check_batched_grad": usual | {"Branching"},
        "check_forward_ad": usual | {"Forward"},
        "gradgradcheck": {"Constant", "Wavering"},
    }


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("Wrong", {}, "Jacobian mismatch"),
        ("Wavering", {}, "not reentrant"),
        ("Branching", {"check_batched_grad": True}, "batched|vmap"),
        ("Forward", {"check_forward_ad": True}, "Jacobian"),
    ],
)
def test_the_error_says_which_fault_it_is(story, name, options, words):
    with pytest.raises((GradcheckError, RuntimeError), match=words):
        gradcheck(getattr(story, name).apply, story.x, **options)


def test_the_second_slope_of_the_constant_one_is_none_of_a_square(story):
    with pytest.raises(GradcheckError):
        gradgradcheck(story.Constant.apply, story.x)
    at = torch.tensor(2.0, dtype=torch.float64)
    assert torch.func.grad(torch.func.grad(lambda t: t * t))(at) == 2


def test_a_nudge_that_crosses_the_corner_is_refused(run):
    reach = run(OPTIONS, upto="eps").reach
    slope = {eps: (max(1e-7 + eps, 0) - max(1e-7 - eps, 0)) / (2 * eps) for eps in reach}
    assert {eps: abs(one - 1) < 1e-3 for eps, one in slope.items()} == reach
