"""What the tensors that an author has named hold at one point of a run, told in a few numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

MOST = 32  # entries of a tensor that are told one by one; of more the sums are told too
Fingerprints = dict[str, list[float]]


def fingerprints(expression: str, namespace: Mapping[str, object]) -> Fingerprints:
    """The numbers of each named tensor and of its gradient, by name: `w`, `w.grad`.

    Args:
        expression: One more tensor, as an author has called it.
        namespace: The names of the snippet.
    """
    from livecells.record.named_tensors import named_tensors, tensor_called

    found: Fingerprints = {}
    one = tensor_called(expression, namespace)
    more = [] if one is None else [(expression, one)]
    for name, tensor in [*named_tensors(namespace), *more]:
        with contextlib.suppress(RuntimeError, TypeError, NotImplementedError):
            found[name] = _numbers(tensor)
            gradient = _gradient(tensor)
            if gradient is not None:
                found[f"{name}.grad"] = _numbers(gradient)
    return found


def _gradient(tensor: Tensor) -> Tensor | None:
    """The `.grad` of a tensor that has one; of others torch would warn."""
    return tensor.grad if tensor.is_leaf or tensor.retains_grad else None


def _numbers(tensor: Tensor) -> list[float]:
    """The first entries, and where there are more of them, two sums of all."""
    import torch

    with torch.no_grad():
        plain = tensor.detach()
        plain = torch.view_as_real(plain.resolve_conj()) if plain.is_complex() else plain
        entries = plain.to(torch.float64).flatten()
        sums = [entries.sum(), entries.abs().sum()] if len(entries) > MOST else []
        numbers: list[float] = [*entries[:MOST].tolist(), *(sum_.item() for sum_ in sums)]
        return numbers
