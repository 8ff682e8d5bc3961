"""The parts that vector-Jacobian rules are written with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a build whose runs are all stored draws graphs without loading torch
    from torch import Tensor


@dataclass(frozen=True)
class Local:
    """What a node has at hand: the gradient in `g`, its inputs, its output `y`, its settings.

    Settings are arguments that are no tensors, by torch's own names (`dim`, `exponent`).
    `g` has the shape of `y`; for a node with several outputs it is a list.
    """

    g: Tensor
    inputs: Sequence[Tensor]
    y: Tensor
    settings: dict[str, Any]

    @property
    def a(self) -> Tensor:
        """The first input."""
        return self.inputs[0]

    @property
    def b(self) -> Tensor:
        """The second input."""
        return self.inputs[1]

    def __getitem__(self, setting: str) -> Any:  # an argument of any operation of torch
        return self.settings[setting]


@dataclass(frozen=True)
class Rule:
    """One local derivative rule; `backward` gives the gradient of each input."""

    key: str
    latex: str
    backward: Callable[[Local], Sequence[Tensor]]

    def vjp(
        self, gradient: Tensor, inputs: Sequence[Tensor], output: Tensor, **settings: object
    ) -> Sequence[Tensor]:
        """The vector-Jacobian product for each input.

        Args:
            gradient: The gradient that comes in, in the shape of `output`.
            inputs: The tensors that went into the forward operation.
            output: What the forward operation made of them.
            **settings: Its other arguments, by torch's own names.

        Returns:
            A gradient for each input, in the shape of that input.
        """
        return self.backward(Local(gradient, inputs, output, settings))


def sum_to(gradient: Tensor, operand: Tensor) -> Tensor:
    """Undo broadcasting: add up the copies of each entry.

    Args:
        gradient: In the broadcast shape.
        operand: What was broadcast; only its shape counts.

    Returns:
        A gradient in the shape of the operand.
    """
    while gradient.dim() > operand.dim():
        gradient = gradient.sum(0)
    for dim, size in enumerate(operand.shape):
        if size == 1 and gradient.shape[dim] != 1:
            gradient = gradient.sum(dim, keepdim=True)
    return gradient


def spread(n: Local, reduced: Tensor) -> Tensor:
    """Copy what has the shape of a reduction to all entries that were reduced."""
    dim = n.settings.get("dim")
    if dim is not None and not n.settings.get("keepdim"):
        reduced = reduced.unsqueeze(dim)
    return reduced.expand(n.a.shape)


def put_back(n: Local) -> list[Tensor]:
    """Zeros, and the gradient where the output was taken from."""
    gradient = n.a.new_zeros(n.a.shape)
    gradient[n["index"]] = n.g
    return [gradient]


def join(n: Local, size: Callable[[Tensor], int]) -> list[Tensor]:
    """The parts one after the other along the first dimension."""
    gradient, start = n.a.new_zeros(n.a.shape), 0
    for part in n.g:
        gradient[start : start + size(part)] = part
        start += size(part)
    return [gradient]


def max_at(n: Local) -> list[Tensor]:
    """The gradient at the index of the maximum along `dim`, and zeros elsewhere."""
    index = n.a.argmax(n["dim"], keepdim=True)
    return [n.a.new_zeros(n.a.shape).scatter(n["dim"], index, n.g.unsqueeze(n["dim"]))]


def nll_loss(n: Local) -> list[Tensor]:
    """Minus the gradient over the number of rows, at each row's target class; zeros elsewhere."""
    target = n["target"].unsqueeze(1)
    return [n.a.new_zeros(n.a.shape).scatter(1, target, -(n.g / len(n.a)).expand(target.shape))]


def mask(condition: Tensor, like: Tensor) -> Tensor:
    """A condition as 0 and 1 in the dtype of `like`."""
    return condition.to(like.dtype)
