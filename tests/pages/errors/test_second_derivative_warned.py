"""backward(create_graph=True) warns, and .grad leads back to its own leaf."""

import pytest
import torch

STORY = "errors/second_derivative_warned"


@pytest.fixture
def warn_always():
    """Torch gives this warning once in a process, and another test may have come first."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


@pytest.mark.usefixtures("warn_always")
def test_warned_of_a_reference_cycle(executed):
    said = {o["name"]: o["text"] for o in executed(STORY).cell("warned")["outputs"]}
    assert said["stdout"] == "True\n"
    assert (
        "UserWarning: Using backward() with create_graph=True will create a reference cycle "
        "between the parameter and its gradient which can cause a memory leak." in said["stderr"]
    )


def test_the_record_of_the_gradient_leads_to_the_leaf(run):
    x = run(STORY).x
    todo, leaves = [x.grad.grad_fn], []
    while todo:
        node = todo.pop()
        leaves += [node.variable] if hasattr(node, "variable") else []
        todo += [below for below, _ in node.next_functions if below is not None]
    assert any(leaf is x for leaf in leaves)


def test_the_second_slope_adds_up_in_grad(run):
    x = run(STORY).x
    first = x.grad.item()
    x.grad.backward()
    assert first == 12
    assert x.grad.item() == 12 + 12
