"""Values at which too much is true: 0, 1, equal entries, and whole results."""

from __future__ import annotations

import torch
from torch import Tensor

from livecells.formula.evaluate.points import Names
from livecells.formula.syntax.tree import Call, Node, Reduction

_DIGITS = 1e-6  # of a number; the rounding of float32 is less


def takes_few_values(node: Node) -> bool:
    """Whether an expression has only whole values: it is then right at many points by chance."""
    return (isinstance(node, Reduction) and node.op.startswith("arg")) or (
        isinstance(node, Call) and node.name in ("floor", "ceil", "round")
    )


def says_little(value: Tensor) -> bool:
    """Whether a value of the run is 0 or 1, or an array of equal entries: too much holds there."""
    plain = bool(((value == 0) | (value == 1)).all())
    return plain or (value.numel() > 1 and bool((value == value.flatten()[0]).all()))


def has_many_digits(value: Tensor) -> bool:
    """Whether a number comes from a computation: what holds with it does so not by chance."""
    rounded = torch.tensor([float(f"{x:.5g}") for x in value.flatten().tolist()], dtype=value.dtype)
    return bool(((value.flatten() - rounded).abs() > _DIGITS * value.flatten().abs()).any())


def all_say_little(names: Names) -> bool:
    """Whether that is so of all values, whatever their signs.

    A letter n that counts the entries of an array does not make up for those.
    """
    values = [value for name, value in names.run.items() if name not in names.whole]
    return all(says_little(value.abs()) for value in values or names.run.values())
