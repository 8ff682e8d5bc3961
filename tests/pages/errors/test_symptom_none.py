"""Two flags tell four tensors apart, as far as flags can."""

import pytest
import torch

STORY = "errors/symptom_none"


def test_ask_gives_the_table_of_the_page(run):
    flags = {name: (t.requires_grad, t.is_leaf) for name, t in run(STORY).suspects.items()}
    assert flags == {
        "w": (True, True),
        "plain": (False, True),
        "doubled": (True, False),
        "unused": (True, True),
    }


def test_ask_agrees_with_who_has_a_gradient(run):
    module = run(STORY)
    assert module.w.grad.tolist() == [2.0, 2.0]
    slopes = torch.func.grad(lambda w: (w * 1 * 2).sum())(torch.ones(2))
    assert torch.equal(module.w.grad, slopes)
    assert module.plain.grad is None
    assert module.unused.grad is None


def test_grad_tells_the_last_two_apart():
    w, unused = (torch.ones(2, requires_grad=True) for _ in range(2))
    loss = (w * 2).sum()
    torch.autograd.grad(loss, w, retain_graph=True)
    with pytest.raises(RuntimeError, match="not have been used in the graph"):
        torch.autograd.grad(loss, unused)
