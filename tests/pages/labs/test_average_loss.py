"""Lab: an average of losses that keeps no graph."""

import pytest

LAB = "labs/average_loss"


def test_solution_is_the_mean_of_all_batches_at_once(run):
    """All batches have ten rows, so the mean of the means is the mean of all rows."""
    module = run(LAB, upto="solution")
    assert module.average == pytest.approx(module.loss_of(module.batches).item(), rel=1e-6)


def test_solution_agrees_with_a_sum_in_python(run):
    module = run(LAB, upto="solution")
    weight = module.weight.tolist()
    squares = [
        sum(a * b for a, b in zip(row, weight, strict=True)) ** 2
        for batch in module.batches.tolist()
        for row in batch
    ]
    assert module.average == pytest.approx(sum(squares) / len(squares), rel=1e-5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the loop" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "with torch.no_grad():\n    average = sum(loss_of(b) for b in batches) / 6",
        "total = 0\nfor batch in batches:\n    loss = loss_of(batch)\n    total += loss.item()\n"
        "average = total / 6",
        "average = torch.stack([loss_of(b).detach() for b in batches]).mean()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("average = sum(loss_of(b) for b in batches) / 6", "`average` still has a grad_fn"),
        ("average = sum(loss_of(b).item() for b in batches)", "divide by the number"),
        ("average = loss_of(batches[0]).item()", "should be"),
        (
            "losses = [loss_of(b) for b in batches]\naverage = sum(losses).item() / 6",
            "`losses` still holds the graphs",
        ),
        (
            "total = 0\nfor b in batches:\n    total = total + loss_of(b)\n"
            "average = total.item() / 6",
            "`total` still holds the graphs",
        ),
        (
            "total = 0\nfor b in batches:\n    loss = loss_of(b)\n    loss.backward()\n"
            "    total += loss.item()\naverage = total / 6",
            "needs no backward()",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "losses = tuple(loss_of(b) for b in batches)\n"
            "average = sum(l.item() for l in losses) / 6",
            "`losses` still holds",
        ),
        (
            "losses = {i: loss_of(b) for i, b in enumerate(batches)}\n"
            "average = sum(l.item() for l in losses.values()) / 6",
            "`losses` still holds",
        ),
        (
            "losses = [[loss_of(b)] for b in batches]\n"
            "average = sum(l[0].item() for l in losses) / 6",
            "`losses` still holds",
        ),
        (
            "class Log:\n    total = 0\n\n\nlog = Log()\nfor b in batches:\n"
            "    log.total = log.total + loss_of(b)\naverage = log.total.item() / 6",
            "`log` still holds",
        ),
        (
            "from collections import deque\nlast = deque(loss_of(b) for b in batches)\n"
            "average = sum(l.item() for l in last) / 6",
            "`last` still holds",
        ),
        ("average = None", "should be one number"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
