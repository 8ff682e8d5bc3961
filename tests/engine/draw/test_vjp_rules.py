"""Every local derivative rule against `torch.autograd.grad`, in float64 on random inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch

from livecells.draw.vjp_rules import RULES, rule_for
from livecells.record.schema import stem

F = torch.nn.functional
CONDITION = torch.tensor([[True, False, True], [False, False, True]])
TARGET = torch.tensor([2, 0])
SOFT_TARGET = torch.tensor([[0.0, 1.0, 0.5], [1.0, 0.25, 0.0]], dtype=torch.float64)
PICK = torch.tensor([0, 1, 0])


def signed(tensor: torch.Tensor) -> torch.Tensor:
    """Every other entry negative."""
    signs = torch.tensor([1.0, -1.0], dtype=tensor.dtype).repeat(tensor.numel())
    return tensor * signs[: tensor.numel()].reshape(tensor.shape)


class Case(NamedTuple):
    """An operation on tensors of these shapes; `settings` go to the rule."""

    key: str
    run: Callable[..., Any]
    shapes: list[tuple[int, ...]]
    settings: dict[str, Any] = {}  # noqa: RUF012  (never changed)
    change: Callable[[torch.Tensor], torch.Tensor] = torch.clone


M, V, S = (2, 3), (3,), ()
CASES = [
    Case("Add", lambda a, b: a + b, [M, V]),
    Case("Add", lambda a: a + 2, [M]),
    Case("Sub", lambda a, b: a - b, [V, M]),
    Case("RsubBackward1", lambda a: 2 - a, [M]),
    Case("Mul", lambda a, b: a * b, [M, (2, 1)]),
    Case("Mul", lambda a, b: a * b, [M, S]),
    Case("Div", lambda a, b: a / b, [M, V]),
    Case("Neg", lambda a: -a, [M]),
    Case("Reciprocal", lambda a: a.reciprocal(), [M]),
    Case("Pow", lambda a: a**3, [M], {"exponent": 3}),
    Case("Pow", lambda a: a.square(), [M], {"exponent": 2}),
    Case("PowBackward1", lambda a, b: a**b, [M, V]),
    Case("PowBackward2", lambda a: 2**a, [M], {"base": 2}),
    Case("Sqrt", lambda a: a.sqrt(), [M]),
    Case("Rsqrt", lambda a: a.rsqrt(), [M]),
    Case("Abs", lambda a: a.abs(), [M], change=signed),
    Case("Clamp", lambda a: a.clamp(0.7, 1.3), [M]),
    Case("Where", lambda a, b: torch.where(CONDITION, a, b), [M, V], {"condition": CONDITION}),
    Case("Clone", lambda a: a.clone(), [M]),
    Case("ToCopy", lambda a: a.to(torch.float32), [M]),
    Case("Exp", lambda a: a.exp(), [M]),
    Case("Log", lambda a: a.log(), [M]),
    Case("Log1P", lambda a: a.log1p(), [M]),
    Case("Sin", lambda a: a.sin(), [M]),
    Case("Cos", lambda a: a.cos(), [M]),
    Case("Tan", lambda a: a.tan(), [M]),
    Case("Atan", lambda a: a.atan(), [M]),
    Case("Tanh", lambda a: a.tanh(), [M]),
    Case("Sigmoid", lambda a: a.sigmoid(), [M]),
    Case("Relu", lambda a: a.relu(), [M], change=signed),
    Case("LeakyRelu", lambda a: F.leaky_relu(a, 0.2), [M], {"negative_slope": 0.2}, signed),
    Case("Softplus", lambda a: F.softplus(a), [M]),
    Case("Silu", lambda a: F.silu(a), [M]),
    Case("Softmax", lambda a: a.softmax(1), [M], {"dim": 1}),
    Case("LogSoftmax", lambda a: a.log_softmax(0), [M], {"dim": 0}),
    Case("Sum", lambda a: a.sum(), [M]),
    Case("Sum", lambda a: a.sum(0), [M], {"dim": 0}),
    Case("Sum", lambda a: a.sum(1, keepdim=True), [M], {"dim": 1, "keepdim": True}),
    Case("Mean", lambda a: a.mean(), [M]),
    Case("Mean", lambda a: a.mean(-1), [M], {"dim": -1}),
    Case("Prod", lambda a: a.prod(), [M]),
    Case("Cumsum", lambda a: a.cumsum(1), [M], {"dim": 1}),
    Case("Var", lambda a: a.var(), [M]),
    Case("Std", lambda a: a.std(), [M]),
    Case("Max", lambda a: a.max(), [M]),
    Case("Max", lambda a: a.max(), [M], change=torch.round),
    Case("MaxBackward0", lambda a: a.max(1).values, [M], {"dim": 1}),
    Case("Min", lambda a: a.min(), [M]),
    Case("LinalgVectorNorm", lambda a: a.norm(), [M]),
    Case("Logsumexp", lambda a: a.logsumexp(1), [M], {"dim": 1}),
    Case("MseLoss", lambda a, b: F.mse_loss(a, b), [M, M]),
    Case("NllLoss", lambda a: F.nll_loss(a, TARGET), [M], {"target": TARGET}),
    Case(
        "BinaryCrossEntropyWithLogits",
        lambda a: F.binary_cross_entropy_with_logits(a, SOFT_TARGET),
        [M],
        {"target": SOFT_TARGET},
    ),
    Case("Mm", lambda a, b: a @ b, [M, (3, 4)]),
    Case("Bmm", lambda a, b: torch.bmm(a, b), [(2, 2, 3), (2, 3, 4)]),
    Case("Mv", lambda a, b: a @ b, [M, V]),
    Case("Dot", lambda a, b: a @ b, [V, V]),
    Case("Addmm", lambda c, a, b: torch.addmm(c, a, b), [(4,), M, (3, 4)]),
    Case("View", lambda a: a.reshape(6), [M]),
    Case("UnsafeView", lambda a: torch.ops.aten._unsafe_view(a, [6]), [M]),
    Case("ReshapeAlias", lambda a: torch.ops.aten._reshape_alias(a, [6], [1]), [M]),
    Case("Unsqueeze", lambda a: a.unsqueeze(1), [M]),
    Case("Squeeze", lambda a: a.squeeze(), [(2, 1, 3)]),
    Case("T", lambda a: a.t(), [M]),
    Case("Transpose", lambda a: a.transpose(0, 2), [(2, 3, 4)], {"dim0": 0, "dim1": 2}),
    Case("Permute", lambda a: a.permute(2, 0, 1), [(2, 3, 4)], {"dims": [2, 0, 1]}),
    Case("Expand", lambda a: a.expand(2, 4, 3), [(4, 1)]),
    Case("Select", lambda a: a[1], [M], {"index": 1}),
    Case("Slice", lambda a: a[0:1], [M], {"index": slice(0, 1)}),
    Case("Diagonal", lambda a: a.diagonal(), [(3, 3)], {"index": (torch.arange(3),) * 2}),
    Case("Index", lambda a: a[PICK], [M], {"index": PICK}),
    Case("Unbind", lambda a: a.unbind(), [M]),
    Case("Split", lambda a: a.split(2), [(3, 2)]),
    Case("SplitWithSizes", lambda a: a.split([2, 1]), [(3, 2)]),
    Case("Stack", lambda a, b: torch.stack([a, b], 1), [M, M], {"dim": 1}),
    Case("Cat", lambda a, b: torch.cat([a, b], 1), [M, (2, 2)], {"dim": 1}),
]


def inputs_for(case: Case) -> list[torch.Tensor]:
    """Different in every entry and away from kinks: within 0.5 to 1.5, signs if asked for."""
    torch.manual_seed(11)
    tensors = [torch.rand(shape, dtype=torch.float64) + 0.5 for shape in case.shapes]
    return [case.change(tensor).requires_grad_() for tensor in tensors]


def result_of(case: Case, inputs: list[torch.Tensor]) -> list[torch.Tensor]:
    result = case.run(*inputs)
    return list(result) if isinstance(result, tuple) else [result]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_rule_is_torch(case: Case):
    inputs = inputs_for(case)
    outputs = result_of(case, inputs)
    gradients = [torch.rand_like(output) for output in outputs]
    expected = torch.autograd.grad(outputs, inputs, gradients)
    one = len(outputs) == 1
    with torch.no_grad():
        actual = RULES[case.key].vjp(
            gradients[0] if one else gradients,
            inputs,
            outputs[0] if one else outputs,
            **case.settings,
        )
    for ours, theirs in zip(actual, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_key_finds_the_node_that_torch_records(case: Case):
    node = result_of(case, inputs_for(case))[0].grad_fn
    assert node is not None
    links = [link for link, _ in node.next_functions if link is not None]
    assert all(type(link).__name__ == "AccumulateGrad" for link in links)  # one operation only
    rule = rule_for(type(node).__name__)
    assert rule is not None
    assert rule.key == case.key


def test_every_rule_is_tested():
    assert set(RULES) - {"AccumulateGrad"} == {case.key for case in CASES}


def test_accumulate_grad_adds():
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    (x * 3).sum().backward()
    (x * 4).sum().backward()
    (added,) = RULES["AccumulateGrad"].vjp(torch.full_like(x, 4), [x], x)
    torch.testing.assert_close(x.grad, torch.full_like(x, 3) + added)


def test_formulas_are_balanced():
    for rule in RULES.values():
        assert rule.latex.count("{") == rule.latex.count("}")
        assert rule.latex.count(r"\Bigl") == rule.latex.count(r"\Bigr")


def test_unknown_operation_has_no_rule():
    assert rule_for("MyFunctionBackward") is None
    assert stem("MyFunctionBackward") == "MyFunction"
