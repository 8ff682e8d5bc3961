"""A tensor rebuilt from results has their numbers and not their record."""

import pytest
import torch

STORY = "errors/nothing_recorded_rebuilt"
MESSAGE = "element 0 of tensors does not require grad and does not have a grad_fn"


@pytest.fixture
def warn_always():
    """Torch gives this warning once in a process, and another test may have come first."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


@pytest.mark.usefixtures("warn_always")
def test_cause_loses_the_record_and_warns(run, executed):
    module = run(STORY, upto="cause")
    assert module.a.cos().requires_grad
    assert not module.point.requires_grad
    (warned,) = (o for o in executed(STORY).cell("cause")["outputs"] if o.get("name") == "stderr")
    assert "Converting a tensor with requires_grad=True to a scalar" in warned["text"]


def test_raise_says_so(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert (error["ename"], error["evalue"]) == ("RuntimeError", MESSAGE)


def under_no_grad(a):
    with torch.no_grad():
        return (a**2).sum()


@pytest.mark.parametrize(
    "lose",
    [
        under_no_grad,
        lambda a: (a**2).detach().sum(),
        lambda a: (a**2).data.sum(),
        lambda a: torch.tensor((a**2).sum().item()),
        lambda a: torch.from_numpy((a**2).detach().numpy()).sum(),
        lambda a: a.argmax(),
        lambda a: (a > 1).float().sum(),
        lambda a: a.long().float().sum(),
        lambda _: torch.ones(3).sum(),
    ],
)
def test_the_other_ways_to_lose_it(lose):
    with pytest.raises(RuntimeError, match=MESSAGE):
        lose(torch.tensor([1.0, 3.0, 2.0], requires_grad=True)).backward()


def test_the_flag_on_the_loss_silences_it_and_reaches_nothing(run):
    module = run(STORY, upto="cause")
    module.loss.requires_grad_()
    module.loss.backward()
    assert module.a.grad is None


def test_the_number_counts_the_tensors_of_a_list():
    both = [torch.ones(2, requires_grad=True).sum(), torch.ones(2).sum()]
    with pytest.raises(RuntimeError, match="element 1 of tensors does not require grad"):
        torch.autograd.backward(both)
