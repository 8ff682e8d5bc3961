"""Numbers that are too large or too small for float64, told from points without a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

_GROWING = frozenset(
    {
        "exp", "exp2", "expm1", "mul", "add", "sub", "div", "pow", "cosh", "sinh", "square", "sum",
        "prod", "mm", "bmm", "dot", "addmm", "baddbmm", "cumsum", "cumprod", "sigmoid",
    }
)  # fmt: skip
_VANISHING = frozenset({"exp", "exp2", "sigmoid"})  # 1 / e^{-1000} is a number


class Overflow(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Within, `seen` tells whether an operation of finite numbers has left those of float64.

    1/0 and log 0 have no value, and e^{1000} has one.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen = False

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Do the operation, and look at what it gives."""
        found = func(*args, **(kwargs or {}))
        name = func._schema.name.removeprefix("aten::").rstrip("_")
        if isinstance(found, Tensor) and found.is_floating_point() and name in _GROWING:
            self.seen |= _leaves(name, [a for a in args if isinstance(a, Tensor)], found)
        return found


def _leaves(name: str, inputs: Sequence[Tensor], found: Tensor) -> bool:
    """Whether finite numbers have become none, or 0 that cannot be."""
    if name in _VANISHING and bool((found == 0).any()):
        return True
    if not bool(found.isinf().any()) or not all(bool(a.isfinite().all()) for a in inputs):
        return False
    if name in ("div", "pow"):
        critical = inputs[-1] if name == "div" else inputs[0]
        return bool((found.isinf() & (critical != 0)).any())
    return True
