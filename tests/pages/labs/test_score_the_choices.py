"""Lab: the loss of REINFORCE, for choices that were sampled."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/score_the_choices"
LOGS = "scores.log_softmax(0)[actions]"


def answer(body):
    return f"def policy_loss(scores, actions, advantages):\n    return {body}\n"


def test_solution_agrees_with_the_formula_and_with_differences(run):
    module = run(LAB, upto="solution")
    chances = torch.tensor([0.5, -0.5, 0.0]).softmax(0)
    weights = module.returns - 0.3
    by_formula = -(weights[:, None] * (torch.eye(3)[module.actions] - chances)).mean(0)
    assert_close(module.scores.grad, by_formula)
    scores, nudge = module.scores.detach().double(), 1e-6
    for place, unit in enumerate(torch.eye(3).double()):
        up, down = (
            -(weights * (scores + way * nudge * unit).log_softmax(0)[module.actions]).mean()
            for way in (1, -1)
        )
        slope = (up - down) / (2 * nudge)
        assert_close(module.scores.grad[place].double(), slope, rtol=1e-4, atol=1e-6)
    assert module.value.grad is None


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `policy_loss` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "body",
    [
        "-(advantages.data * torch.distributions.Categorical(logits=scores)"
        ".log_prob(actions)).mean()",
        "(advantages.detach() * torch.nn.functional.cross_entropy("
        "scores.expand(4, 3), actions, reduction='none')).mean()",
    ],
)
def test_check_passes_other_right_answers(judge, body):
    assert judge(LAB, answer(body)) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"(advantages.detach() * {LOGS}).mean()", "sign is wrong"),
        (f"-(advantages.detach() * {LOGS}).sum()", "added up"),
        (f"-(advantages * {LOGS}).mean()", "detach the advantages"),
        ("-(advantages.detach() * scores[actions]).mean()", "raw scores"),
        ("-(advantages.detach() * scores.softmax(0)[actions]).mean()", "logarithm"),
        (f"-{LOGS}.mean()", "advantages are missing"),
        (f"-(advantages.detach() * {LOGS})", "one number"),
        ("-(advantages.detach() * actions).mean()", "does not record"),
        ("-advantages.mean()", "scores get no gradient"),
        (f"-(advantages.detach().square() * {LOGS}).mean()", "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, body, message):
    assert message in judge(LAB, answer(body))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            answer(f"-(advantages.detach() * {LOGS}).mean()").replace(
                "(scores, actions, advantages)", "(scores, chosen, advantages)"
            ),
            "For other choices the gradient should",
        ),
        (
            answer(f"-(advantages.detach() * {LOGS}).mean()").replace(
                "(scores, actions, advantages)", "(scores, actions, gains)"
            ),
            "For other choices the gradient should",
        ),
        (
            answer(f"-((returns - value).detach() * {LOGS}).mean()"),
            "For other choices the gradient should",
        ),
        (
            answer("-(advantages.detach() * scores.log_softmax(0)[[0, 2, 2, 1]]).mean()"),
            "For other choices the gradient should",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (answer(f"-(advantages.detach_() * {LOGS}).mean()"), "detach_() edits"),
        (
            answer(f"-(advantages.detach() * {LOGS}).mean() + 0 * scores.data.add_(1).sum()"),
            "has changed the tensors",
        ),
    ],
)
def test_check_refuses_an_edit_of_what_is_given(judge, wrong, message):
    assert message in judge(LAB, wrong)
