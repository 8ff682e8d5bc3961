"""A column minus a row is a table, whose mean is a loss of its own."""

import pytest
import torch
from torch.func import grad
from torch.nn import functional
from torch.testing import assert_close

STORY = "errors/more_mse_sizes"
CORE = "Using a target size"


def test_warned_and_wrong(run, executed):
    warned, printed = executed(STORY).cell("warned")["outputs"]
    assert CORE in warned["text"]
    assert "7.0" in printed["text"]
    module = run(STORY, upto="warned")
    pairs = [(p - t) ** 2 for p in module.targets.tolist() for t in module.targets.tolist()]
    assert module.wrong.item() == pytest.approx(sum(pairs) / 16)


def test_silent_by_hand(run, executed):
    (printed,) = executed(STORY).cell("silent")["outputs"]
    assert printed["name"] == "stdout"
    module = run(STORY, upto="silent")
    assert torch.equal(module.by_hand, module.wrong)


def test_pull_is_towards_the_mean(run):
    module = run(STORY, upto="pull")
    paper = 2 / 4 * (module.targets - module.targets.mean())
    assert_close(module.column.grad.squeeze(1), paper)
    start = module.column.detach()
    table = grad(lambda p: ((p - module.targets) ** 2).mean())(start)
    assert_close(module.column.grad, table)


def test_learns_the_mean_where_the_right_shape_learns_the_targets(run):
    module = run(STORY)
    assert_close(module.stuck, torch.full((4,), 3.0), rtol=0, atol=1e-3)
    torch.manual_seed(0)
    layer = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.05)
    for _ in range(2000):
        optimizer.zero_grad()
        ((layer(module.inputs).squeeze(1) - module.targets) ** 2).mean().backward()
        optimizer.step()
    assert_close(layer(module.inputs).squeeze(1).detach(), module.targets, rtol=0, atol=1e-2)


@pytest.mark.parametrize("loss", [functional.l1_loss, functional.smooth_l1_loss])
def test_other_losses_warn_alike(loss):
    with pytest.warns(UserWarning, match=CORE):
        loss(torch.ones(4, 1), torch.zeros(4))


def test_binary_cross_entropy_raises():
    with pytest.raises(ValueError, match=CORE):
        functional.binary_cross_entropy(torch.ones(4, 1), torch.zeros(4))
