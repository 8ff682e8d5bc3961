"""Lab: an average of losses that keeps no graph."""

import textwrap

import pytest

LAB = "labs/average_loss"


def report(lines: str) -> str:
    """The answer with these lines in it."""
    return f"def report():\n{textwrap.indent(lines, '    ')}\n    return average\n"


def test_solution_is_the_mean_of_all_batches_at_once(run):
    """All batches have ten rows, so the mean of the means is the mean of all rows."""
    module = run(LAB, upto="solution")
    assert module.report() == pytest.approx(module.loss_of(module.batches).item(), rel=1e-6)


def test_solution_agrees_with_a_sum_in_python(run):
    module = run(LAB, upto="solution")
    weight = module.weight.tolist()
    squares = [
        sum(a * b for a, b in zip(row, weight, strict=True)) ** 2
        for batch in module.batches.tolist()
        for row in batch
    ]
    assert module.report() == pytest.approx(sum(squares) / len(squares), rel=1e-5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `report` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        report("with torch.no_grad():\n    average = sum(loss_of(b) for b in batches) / 6"),
        report(
            "total = 0\nfor batch in batches:\n    loss = loss_of(batch)\n"
            "    total += loss.item()\naverage = total / 6"
        ),
        report("average = torch.stack([loss_of(b).detach() for b in batches]).mean()"),
        report(
            "with torch.inference_mode():\n    average = torch.func.vmap(loss_of)(batches).mean()"
        ),
        report("average = ((batches @ weight.detach()) ** 2).mean()"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (report("average = sum(loss_of(b) for b in batches) / 6"), "still has a grad_fn"),
        (report("average = sum(loss_of(b).item() for b in batches)"), "divide by the number"),
        (report("average = loss_of(batches[0]).item()"), "should return"),
        (
            report(
                "total = 0\nfor b in batches:\n    loss = loss_of(b)\n    loss.backward()\n"
                "    total += loss.item()\naverage = total / 6"
            ),
            "needs no backward()",
        ),
        (report("average = None"), "should be one number"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        report("losses = [loss_of(b) for b in batches]\naverage = sum(losses).item() / 6"),
        report("average = (sum(loss_of(b) for b in batches) / len(batches)).item()"),
        report("average = torch.stack([loss_of(b) for b in batches]).mean().detach()"),
        report("average = ((batches @ weight) ** 2).mean().item()"),
        report(
            "total = 0\nfor b in batches:\n    total = total + loss_of(b)\n"
            "average = total.item() / 6"
        ),
        report(
            "losses = {i: loss_of(b) for i, b in enumerate(batches)}\n"
            "average = sum(l.item() for l in losses.values()) / 6"
        ),
        "class Log:\n    total = 0\n\n\nlog = Log()\n"
        + report(
            "for b in batches:\n    log.total = log.total + loss_of(b)\n"
            "average = log.total.item() / 6"
        ),
        "from collections import deque\n"
        + report(
            "last = deque(loss_of(b) for b in batches)\naverage = sum(l.item() for l in last) / 6"
        ),
    ],
)
def test_check_sees_graphs_that_are_held_on_the_way(judge, answer):
    assert "the graphs of 6 batches were kept at one time" in judge(LAB, answer)
