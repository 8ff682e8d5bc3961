r"""Local derivative rules: what a node does with the gradient that comes in.

Each rule has LaTeX for the reader and a function for the test, which compares it with
`torch.autograd.grad`. In the LaTeX the node made $y$ from $a$, $b$, ...; $\bar y$ is the gradient
that comes in and $\bar a$ the one that goes out to $a$ (a vector-Jacobian product, VJP). $\odot$
multiplies entry by entry. An operand that was broadcast gets the sum over its copies.

The functions use nothing but methods of the tensors they are given, so torch is not imported.
The formulas follow from the definitions of the operations; torch's own stand in
`tools/autograd/derivatives.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from livecells.draw.vjp import (
    Local,
    Rule,
    join,
    mask,
    max_at,
    nll_loss,
    put_back,
    spread,
    sum_to,
)
from livecells.record.schema import stem

if TYPE_CHECKING:
    from torch import Tensor

RULES: dict[str, Rule] = {}


def rule_for(operation: str) -> Rule | None:
    """The rule for a node's class name: `PowBackward1` if it has its own, else that of `Pow`."""
    return RULES.get(operation) or RULES.get(stem(operation))


def _rule(keys: str, latex: str, backward: Callable[[Local], Sequence[Tensor]]) -> None:
    for key in keys.split():
        RULES[key] = Rule(key, latex, backward)


# ----- Arithmetic -----

_rule(
    "Add",
    r"\bar a = \bar y, \qquad \bar b = \bar y",
    lambda n: [sum_to(n.g, operand) for operand in n.inputs],
)
_rule(
    "Sub",
    r"\bar a = \bar y, \qquad \bar b = -\bar y",
    lambda n: [sum_to(n.g, n.a), sum_to(-n.g, n.b)],
)
_rule("RsubBackward1", r"y = c - a: \qquad \bar a = -\bar y", lambda n: [-n.g])
_rule(
    "Mul",
    r"\bar a = \bar y \odot b, \qquad \bar b = \bar y \odot a",
    lambda n: [sum_to(n.g * n.b, n.a), sum_to(n.g * n.a, n.b)],
)
_rule(
    "Div",
    r"\bar a = \frac{\bar y}{b}, \qquad \bar b = -\frac{\bar y \odot a}{b^2}",
    lambda n: [sum_to(n.g / n.b, n.a), sum_to(-n.g * n.a / n.b**2, n.b)],
)
_rule("Neg", r"\bar a = -\bar y", lambda n: [-n.g])
_rule("Reciprocal", r"\bar a = -\bar y \odot y^2", lambda n: [-n.g * n.y**2])
_rule(
    "Pow",
    r"\bar a = \bar y \odot k\,a^{\,k-1}",
    lambda n: [n.g * n["exponent"] * n.a ** (n["exponent"] - 1)],
)
_rule(
    "PowBackward1",
    r"\bar a = \bar y \odot b\,a^{\,b-1}, \qquad \bar b = \bar y \odot a^{\,b} \ln a",
    lambda n: [sum_to(n.g * n.b * n.a ** (n.b - 1), n.a), sum_to(n.g * n.y * n.a.log(), n.b)],
)
_rule(
    "PowBackward2",
    r"y = c^{\,a}: \qquad \bar a = \bar y \odot y \ln c",
    lambda n: [n.g * n.y * n.a.new_tensor(n["base"]).log()],
)
_rule("Sqrt", r"\bar a = \frac{\bar y}{2\,y}", lambda n: [n.g / (2 * n.y)])
_rule("Rsqrt", r"\bar a = -\tfrac{1}{2}\,\bar y \odot y^3", lambda n: [-n.g * n.y**3 / 2])
_rule("Abs", r"\bar a = \bar y \odot \operatorname{sign}(a)", lambda n: [n.g * n.a.sign()])
_rule(
    "Clamp",
    r"\bar a = \bar y \text{ where } a \text{ is within the bounds, else } 0",
    lambda n: [n.g * mask(n.a == n.y, n.g)],
)
_rule(
    "Where",
    r"\bar a = \bar y \text{ where the condition holds, else } 0, \qquad \bar b = \bar y - \bar a",
    lambda n: [
        sum_to(n.g * mask(n["condition"], n.g), n.a),
        sum_to(n.g * mask(~n["condition"], n.g), n.b),
    ],
)
_rule("Clone", r"\bar a = \bar y", lambda n: [n.g])
_rule("ToCopy", r"\bar a = \bar y \text{ in the type of } a", lambda n: [n.g.to(n.a.dtype)])

# ----- Elementary functions -----

_rule("Exp", r"\bar a = \bar y \odot y", lambda n: [n.g * n.y])
_rule("Log", r"\bar a = \frac{\bar y}{a}", lambda n: [n.g / n.a])
_rule("Log1P", r"\bar a = \frac{\bar y}{1 + a}", lambda n: [n.g / (1 + n.a)])
_rule("Sin", r"\bar a = \bar y \odot \cos a", lambda n: [n.g * n.a.cos()])
_rule("Cos", r"\bar a = -\bar y \odot \sin a", lambda n: [-n.g * n.a.sin()])
_rule("Tan", r"\bar a = \bar y \odot (1 + y^2)", lambda n: [n.g * (1 + n.y**2)])
_rule("Atan", r"\bar a = \frac{\bar y}{1 + a^2}", lambda n: [n.g / (1 + n.a**2)])
_rule("Tanh", r"\bar a = \bar y \odot (1 - y^2)", lambda n: [n.g * (1 - n.y**2)])
_rule("Sigmoid", r"\bar a = \bar y \odot y \odot (1 - y)", lambda n: [n.g * n.y * (1 - n.y)])
_rule(
    "Relu",
    r"\bar a = \bar y \text{ where } a > 0, \text{ else } 0",
    lambda n: [n.g * mask(n.a > 0, n.g)],
)
_rule(
    "LeakyRelu",
    r"\bar a = \bar y \text{ where } a > 0, \text{ else } s\,\bar y",
    lambda n: [n.g * (mask(n.a > 0, n.g) + n["negative_slope"] * mask(n.a <= 0, n.g))],
)
_rule("Softplus", r"\bar a = \bar y \odot \sigma(a)", lambda n: [n.g * n.a.sigmoid()])
_rule(
    "Silu",
    r"\bar a = \bar y \odot \sigma(a) \odot \bigl(1 + a \odot (1 - \sigma(a))\bigr)",
    lambda n: [n.g * n.a.sigmoid() * (1 + n.a * (1 - n.a.sigmoid()))],
)
_rule(
    "Softmax",
    r"\bar a = y \odot \Bigl(\bar y - \sum_i \bar y_i\, y_i\Bigr)",
    lambda n: [n.y * (n.g - (n.g * n.y).sum(n["dim"], keepdim=True))],
)
_rule(
    "LogSoftmax",
    r"\bar a = \bar y - e^{y} \sum_i \bar y_i",
    lambda n: [n.g - n.y.exp() * n.g.sum(n["dim"], keepdim=True)],
)

# ----- Reductions and losses -----

_rule("Sum", r"\bar a_i = \bar y \text{ for every } i", lambda n: [spread(n, n.g)])
_rule(
    "Mean",
    r"\bar a_i = \frac{\bar y}{n} \text{ for each of the } n \text{ entries}",
    lambda n: [spread(n, n.g) * n.y.numel() / n.a.numel()],
)
_rule("Prod", r"\bar a_i = \frac{\bar y\, y}{a_i}", lambda n: [n.g * n.y / n.a])
_rule(
    "Cumsum",
    r"\bar a_i = \sum_{j \ge i} \bar y_j",
    lambda n: [n.g.flip(n["dim"]).cumsum(n["dim"]).flip(n["dim"])],
)
_rule(
    "Var",
    r"\bar a_i = \bar y\, \frac{2\,(a_i - \operatorname{mean} a)}{n - 1}",
    lambda n: [n.g * 2 * (n.a - n.a.mean()) / (n.a.numel() - 1)],
)
_rule(
    "Std",
    r"\bar a_i = \bar y\, \frac{a_i - \operatorname{mean} a}{(n - 1)\, y}",
    lambda n: [n.g * (n.a - n.a.mean()) / ((n.a.numel() - 1) * n.y)],
)
_rule(
    "Max Min",
    r"\bar a_i = \bar y \text{ where } a_i = y \text{ (shared by ties), else } 0",
    lambda n: [n.g * mask(n.a == n.y, n.g) / mask(n.a == n.y, n.g).sum()],
)
_rule(
    "MaxBackward0",
    r"\bar a_i = \bar y \text{ at the index of the maximum, else } 0",
    max_at,
)
_rule("LinalgVectorNorm", r"\bar a = \bar y\, \frac{a}{y}", lambda n: [n.g * n.a / n.y])
_rule(
    "Logsumexp",
    r"\bar a_i = \bar y\, e^{\,a_i - y}",
    lambda n: [spread(n, n.g) * (n.a - spread(n, n.y)).exp()],
)
_rule(
    "MseLoss",
    r"\bar a = \frac{2}{n}\,\bar y\,(a - b), \qquad \bar b = -\bar a",
    lambda n: [n.g * 2 * (n.a - n.b) / n.a.numel(), n.g * 2 * (n.b - n.a) / n.a.numel()],
)
_rule(
    "NllLoss",
    r"\bar a_{ij} = -\frac{\bar y}{n} \text{ at the target class } j \text{ of row } i,"
    r" \text{ else } 0",
    nll_loss,
)
_rule(
    "BinaryCrossEntropyWithLogits",
    r"\bar a = \frac{\bar y}{n}\,(\sigma(a) - t)",
    lambda n: [n.g * (n.a.sigmoid() - n["target"]) / n.a.numel()],
)

# ----- Linear algebra -----

_rule(
    "Mm",
    r"\bar A = \bar Y B^{\mathsf T}, \qquad \bar B = A^{\mathsf T} \bar Y",
    lambda n: [n.g @ n.b.mT, n.a.mT @ n.g],
)
_rule(
    "Bmm",
    r"\bar A_k = \bar Y_k B_k^{\mathsf T}, \qquad \bar B_k = A_k^{\mathsf T} \bar Y_k",
    lambda n: [n.g @ n.b.mT, n.a.mT @ n.g],
)
_rule(
    "Mv",
    r"\bar A = \bar y\, v^{\mathsf T}, \qquad \bar v = A^{\mathsf T} \bar y",
    lambda n: [n.g.outer(n.b), n.a.mT @ n.g],
)
_rule("Dot", r"\bar a = \bar y\, b, \qquad \bar b = \bar y\, a", lambda n: [n.g * n.b, n.g * n.a])
_rule(
    "Addmm",
    r"\bar c = \bar Y, \qquad \bar A = \bar Y B^{\mathsf T}, \qquad \bar B = A^{\mathsf T} \bar Y",
    lambda n: [sum_to(n.g, n.a), n.g @ n.inputs[2].mT, n.b.mT @ n.g],
)

# ----- Shape and choice: the gradient goes back to where its entry came from -----

_rule(
    "View UnsafeView ReshapeAlias Unsqueeze Squeeze",
    r"\bar a = \bar y \text{ in the shape of } a",
    lambda n: [n.g.reshape(n.a.shape)],
)
_rule("T", r"\bar A = \bar Y^{\mathsf T}", lambda n: [n.g.t()])
_rule(
    "Transpose",
    r"\bar A = \bar Y \text{ with the two dimensions swapped back}",
    lambda n: [n.g.transpose(n["dim0"], n["dim1"])],
)
_rule(
    "Permute",
    r"\bar A = \bar Y \text{ with the dimensions put back in order}",
    lambda n: [n.g.permute([n["dims"].index(dim) for dim in range(n.g.dim())])],
)
_rule(
    "Expand",
    r"\bar a = \text{the sum of } \bar y \text{ over the copies}",
    lambda n: [sum_to(n.g, n.a)],
)
_rule(
    "Select Slice Diagonal",
    r"\bar a = \bar y \text{ where } y \text{ was taken from, else } 0",
    put_back,
)
_rule(
    "Index",
    r"\bar a_i = \sum_{j:\ \text{index}_j = i} \bar y_j",
    lambda n: [n.a.new_zeros(n.a.shape).index_put((n["index"],), n.g, accumulate=True)],
)
_rule("Unbind", r"\bar a_i = \bar y_i \text{ for each slice}", lambda n: join(n, lambda _part: 1))
_rule(
    "Split SplitWithSizes",
    r"\bar a = \text{the parts } \bar y_1, \bar y_2, \dots \text{ joined again}",
    lambda n: join(n, len),
)
_rule("Stack", r"\bar a_i = \text{slice } i \text{ of } \bar y", lambda n: n.g.unbind(n["dim"]))
_rule(
    "Cat",
    r"\bar a_i = \text{the part of } \bar y \text{ that came from } a_i",
    lambda n: n.g.split_with_sizes([part.shape[n["dim"]] for part in n.inputs], n["dim"]),
)

# ----- Leaves -----

_rule("AccumulateGrad", r"a\texttt{.grad} \mathrel{+}= \bar a", lambda n: [n.g])
