"""Lab: a measure with no chance and no record, that leaves the model ready to train."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/report_without_dice"


def answer(*lines, head=""):
    return head + "def measure(model, data):\n" + "".join(f"    {line}\n" for line in lines)


def test_solution_is_the_mean_of_the_linear_layer(run):
    module = run(LAB, upto="solution")
    score = module.measure(module.model, module.data)
    layer = module.model[0]
    on_paper = sum((row @ layer.weight.T + layer.bias).sum() for row in module.data) / 16
    assert_close(score, on_paper.detach())
    with torch.inference_mode():
        assert_close(score, layer(module.data).mean().clone())


def test_solution_leaves_no_trace(run):
    module = run(LAB, upto="solution")
    score = module.measure(module.model, module.data)
    assert (score.requires_grad, score.grad_fn) == (False, None)
    assert module.model.training
    assert torch.is_grad_enabled()


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        answer(
            "model.eval()",
            "with torch.inference_mode():",
            "    score = model(data).mean().item()",
            "model.train()",
            "return score",
        ),
        answer(
            "before = model.training",
            "model.train(False)",
            "with torch.set_grad_enabled(False):",
            "    result = model(data)",
            "    score = result.sum() / result.numel()",
            "model.train(before)",
            "return score",
        ),
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            answer(
                "torch.set_grad_enabled(False)",
                "model.eval()",
                "score = model(data).mean()",
                "model.train()",
                "return score",
            ),
            "Recording is still off",
        ),
        (answer("model(data).mean()", head="@torch.no_grad()\n"), "returns nothing"),
        (
            answer("model.eval()", "score = model(data).mean()", "model.train()", "return score"),
            "The result records",
        ),
        (
            answer(
                "model.eval()",
                "score = model(data).mean().detach()",
                "model.train()",
                "return score",
            ),
            "comes too late",
        ),
        (answer("return model(data).mean()", head="@torch.no_grad()\n"), "throws dice"),
        (
            answer("model.eval()", "return model(data).mean()", head="@torch.no_grad()\n"),
            "still in eval()",
        ),
        (
            answer(
                "model.eval()",
                "score = model(data).sum()",
                "model.train()",
                "return score",
                head="@torch.no_grad()\n",
            ),
            "The mean should be",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)
    assert torch.is_grad_enabled()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            answer(
                "with torch.no_grad():",
                "    model.eval()",
                "    score = model(data).sum() / 16",
                "    model.train()",
                "    return score",
            ),
            "For another model and other data the",
        ),
        (
            answer(
                "with torch.no_grad():",
                "    model.eval()",
                "    score = model(data).mean()",
                "    model.train()",
                "    return score",
            ).replace("(model, data)", "(net, data)"),
            "For another model and other data the",
        ),
        (
            answer("with torch.no_grad():", "    return model[0](data).mean()"),
            "For another model and other data the",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)
