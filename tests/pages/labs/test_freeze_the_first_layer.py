"""Lab: the first layer frozen, the last one with a gradient."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/freeze_the_first_layer"
WALK = "model(data).sum().backward()\n"


def test_solution_gives_the_last_layer_its_input(run):
    module = run(LAB, upto="solution")
    first, _, last = module.model
    assert [p.grad for p in first.parameters()] == [None, None]
    hidden = torch.tanh(module.data @ first.weight.T + first.bias)
    assert_close(last.weight.grad[0], hidden.sum(0))
    assert_close(last.bias.grad, torch.tensor([2.0]))


def test_solution_agrees_with_torch_func(run):
    module = run(LAB, upto="solution")
    values = {name: p.detach() for name, p in module.model.named_parameters()}

    def total(values):
        return torch.func.functional_call(module.model, values, (module.data,)).sum()

    slopes = torch.func.grad(total)(values)
    assert_close(module.model[2].weight.grad, slopes["2.weight"])
    assert_close(module.model[2].bias.grad, slopes["2.bias"])


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "still trains" in judge(LAB, "")


@pytest.mark.parametrize(
    "freeze",
    [
        "for p in model[0].parameters():\n    p.requires_grad = False\n",
        "model[0].weight.requires_grad_(False)\nmodel[0].bias.requires_grad_(False)\n",
        "for name, p in model.named_parameters():\n    p.requires_grad_(name.startswith('2.'))\n",
    ],
)
def test_check_passes_other_right_answers(judge, freeze):
    assert judge(LAB, freeze + WALK) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            "for p in model[0].parameters():\n    p.require_grad = False\n" + WALK,
            "is misspelt",
        ),
        ("model[0].require_grad = False\n" + WALK, "is misspelt"),
        ("model[0].requires_grad = False\n" + WALK, "A layer has no flag of its own"),
        ("model.eval()\n" + WALK, "The weight of model[0] still trains"),
        ("model[0].weight.requires_grad = False\n" + WALK, "The bias of model[0] still trains"),
        ("model.requires_grad_(False)\n", "The weight of model[2] is frozen"),
        (
            "model[0].requires_grad_(False)\nmodel[2].bias.requires_grad = False\n" + WALK,
            "The bias of model[2] is frozen",
        ),
        (WALK + "model[0].requires_grad_(False)\n", "freeze it before you run"),
        ("model[0].requires_grad_(False)\n", "has no gradient yet"),
        ("model[0].requires_grad_(False)\n" + 2 * WALK, "run backward() once"),
        ("model[0].requires_grad_(False)\nmodel(data).mean().backward()\n", "add up the results"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


LATE = "model[0].weight.requires_grad_(False)\n" + WALK + "model[0].bias.requires_grad_(False)\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LATE, "The bias of model[0] has received"),
    ],
)
def test_check_refuses_a_bias_that_is_frozen_late(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "model(data).sum().backward()\nmodel[0].zero_grad()\nmodel[0].requires_grad_(False)\n",
            "and were removed",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
