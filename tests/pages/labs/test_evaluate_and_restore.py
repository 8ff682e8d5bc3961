"""Lab: an evaluation that restores modes."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/evaluate_and_restore"
GOOD = """def evaluate(model, batches):
    before = {part: part.training for part in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return [model(batch) for batch in batches]
    finally:
        for part, trains in before.items(): part.training = trains
"""
OF_THE_WHOLE = GOOD.replace(
    "before = {part: part.training for part in model.modules()}", "before = model.training"
).replace("for part, trains in before.items(): part.training = trains", "model.train(before)")
DECORATED = """@torch.no_grad()
def evaluate(model, batches):
    before = {part: part.training for part in model.modules()}
    try:
        return [model.eval()(batch) for batch in batches]
    finally:
        for part, trains in before.items(): part.training = trains
"""
BY_CALLS = """def evaluate(model, batches):
    parts = [(part, part.training) for part in model.modules()]
    records = torch.is_grad_enabled()
    model.eval()
    torch.set_grad_enabled(False)
    try:
        return [model(batch) for batch in batches]
    finally:
        torch.set_grad_enabled(records)
        for part, trains in parts: part.train(trains) if part is not model else None
        model.training = parts[0][1]
"""
NO_TRY = """def evaluate(model, batches):
    before = model.training
    model.eval()
    with torch.no_grad():
        results = [model(batch) for batch in batches]
    model.train(before)
    return results
"""


def test_solution_gives_what_the_layers_give_without_dropout(run):
    module = run(LAB, upto="solution")
    first, _, last = module.model
    for result, batch in zip(
        module.evaluate(module.model, module.batches), module.batches, strict=True
    ):
        hidden = batch @ first.weight.T + first.bias
        assert_close(result, (hidden @ last.weight.T + last.bias).detach())
        assert not result.requires_grad
    assert module.model.training
    assert torch.is_grad_enabled()


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `evaluate` yet" in judge(LAB, "")


@pytest.mark.parametrize("answer", [DECORATED, BY_CALLS])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("evaluate = leaky", "Recording was True before, and is False now, after an error"),
        (OF_THE_WHOLE.replace("train(before)", "train()"), "`training` was False before"),
        (OF_THE_WHOLE, "The model was in train() and a part of it was not"),
        (NO_TRY, "`training` was True before, and is False now, after an error"),
        (GOOD.replace("no_grad", "inference_mode"), "inference tensors"),
        (GOOD.replace("    model.eval()\n", ""), "dropout was on"),
        (GOOD.replace("no_grad", "enable_grad"), "Recording was on"),
        (
            GOOD.replace("no_grad", "enable_grad").replace("model(batch)", "model(batch).detach()"),
            "Recording was on",
        ),
        (BY_CALLS.replace("enabled(records)", "enabled(True)"), "Recording was False before"),
        (GOOD.replace("return [", "yield from ["), "returns a list"),
        (
            GOOD.replace("    finally", "    except ValueError:\n        pass\n    finally"),
            "was swallowed",
        ),
        (GOOD.replace("in batches]", "in batches[:1]]"), "2 results"),
        (GOOD.replace("model(batch)", "model(batch) * 2"), "not those of the model"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    before = torch.is_grad_enabled()
    try:
        assert message in judge(LAB, answer)
    finally:
        torch.set_grad_enabled(before)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            GOOD.replace("for batch in batches]", "for batch, _ in zip(batches, range(2))]"),
            "Of five other batches there are",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "def evaluate(model, batches):\n    before = model.training\n"
            "    model.training = False\n    try:\n        with torch.no_grad():\n"
            "            return [model(batch) for batch in batches]\n    finally:\n"
            "        model.training = before\n",
            "The model or a part of it ran in train()",
        ),
        (
            "def evaluate(model, batches):\n    before = model.training\n    model.eval()\n"
            "    try:\n        with torch.no_grad():\n"
            "            return [model(batch) for batch in batches]\n    finally:\n"
            "        model.training = before\n",
            "`training` was True before, and is False now",
        ),
        ("def evaluate(model, batches): return [None, None]", "should be"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
