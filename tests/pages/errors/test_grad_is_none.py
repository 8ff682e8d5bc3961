"""zero_grad() leaves None, and what Python says of None."""

import pytest
import torch

STORY = "errors/grad_is_none"


def test_cause_leaves_none(run, outputs):
    assert run(STORY, upto="cause").w.grad is None
    assert outputs(STORY)["cause"] == "None\n"


def test_raise_is_a_type_error(executed):
    error = executed(STORY).cell("raise")["outputs"][-1]
    assert error["ename"] == "TypeError"
    assert error["evalue"] == "'NoneType' object is not subscriptable"


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda w: 0.1 * w.grad, r"unsupported operand type\(s\) for \*: 'float' and 'NoneType'"),
        (lambda w: w.grad.data, "'NoneType' object has no attribute 'data'"),
        (lambda w: w.grad.norm(), "'NoneType' object has no attribute 'norm'"),
    ],
)
def test_other_uses_have_other_messages(use, said):
    with pytest.raises((TypeError, AttributeError), match=said):
        use(torch.ones(3, requires_grad=True))


def test_set_to_none_false_leaves_zeros():
    w = torch.ones(3, requires_grad=True)
    sgd = torch.optim.SGD([w], lr=0.1)
    (w**2).sum().backward()
    sgd.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0, 0, 0]


def test_the_list_names_what_had_no_part_and_what_is_frozen():
    model = torch.nn.ModuleDict({name: torch.nn.Linear(1, 1) for name in ("used", "idle", "cold")})
    model["cold"].requires_grad_(False)
    model["used"](model["cold"](torch.ones(1))).sum().backward()
    assert [name for name, p in model.named_parameters() if p.grad is None] == [
        "idle.weight",
        "idle.bias",
        "cold.weight",
        "cold.bias",
    ]
