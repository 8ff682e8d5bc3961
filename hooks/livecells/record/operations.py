"""See every operation of torch before autograd does, and leave what it does as it is.

A mode of Python would be seen in turn: under a `TorchFunctionMode` torch leaves out its fast
paths, under a `TorchDispatchMode` `reshape` makes other nodes. So this uses a dispatch key that
stands above autograd and that torch keeps for tests; a fallback for it is called for each
operation of a thread that has asked for it, and for those within it, and calls on.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import FrameType
from typing import Any

import torch
from torch._ops import OpOverload
from torch.library import Library, fallthrough_kernel

from livecells.record.caller_frame import call_from, replaced, unblamed

_NAME = "TESTING_ONLY_GenericMode"
_KEY = torch._C._dispatch_key_parse(_NAME)
_KEYS = torch._C.DispatchKeySet(_KEY)
_AUTOGRAD = torch._C.DispatchKey.AutogradCPU
_WIDE: dict[type, torch.dtype] = {
    bool: torch.bool,
    int: torch.int64,
    float: torch.float64,
    complex: torch.complex128,
}
# torch makes objects of other classes from what these give, and that must not have come to Python.
_BARE = ("detach", "alias")

# Called with the operation, its arguments, and what runs it.
See = Callable[[OpOverload, Sequence[object], Mapping[str, object], Callable[[], object]], object]


class _Seen:
    """Who sees the operations of this process now; the fallback is registered once, for good."""

    libraries: tuple[Library, ...] = ()
    see: See | None = None


@contextlib.contextmanager
def seen_by(see: See) -> Iterator[None]:
    """Have all operations of this thread seen in this block."""
    if not _Seen.libraries:
        _Seen.libraries = tuple(_registered())
    outer, _Seen.see = _Seen.see, see
    try:
        with torch._C._IncludeDispatchKeyGuard(_KEY), _blind_under_modes():
            _check()
            yield
    finally:
        _Seen.see = outer


def _check() -> None:
    """Raise where this torch has other ways: an operation must be seen, and before autograd is.

    It makes no node and draws no number, so the program that follows does not notice.
    """
    names: list[str] = []

    def see(func: OpOverload, _args: object, _kwargs: object, run: Callable[[], object]) -> object:
        names.append(func._schema.name)
        return run()

    outer, _Seen.see = _Seen.see, see
    try:
        torch.neg(torch.zeros(1))
    finally:
        _Seen.see = outer
    if "aten::neg" not in names:
        raise RuntimeError(f"the key {_NAME} does not show operations")


@contextlib.contextmanager
def _blind_under_modes() -> Iterator[None]:
    """Have nothing seen under modes of the snippet, nor with tensors that are modes themselves.

    There torch cannot call a fallback that is written in Python.
    """
    modes = torch.utils._python_dispatch
    blind, for_good = torch._C._dispatch_tls_set_dispatch_key_excluded, False

    @unblamed
    def push(real: Any, caller: FrameType, *args: object) -> object:
        blind(_KEY, True)
        return call_from(caller, real, args, {})

    @unblamed
    def pop(real: Any, caller: FrameType, *args: object) -> object:
        mode = call_from(caller, real, args, {})
        blind(_KEY, for_good or _under_modes())
        return mode

    @unblamed
    def wrap(real: Any, caller: FrameType, *args: object, **kwargs: object) -> object:
        nonlocal for_good
        for_good = True  # there is no end of a tensor
        blind(_KEY, True)
        return call_from(caller, real, args, kwargs)

    with (
        replaced(modes, "_push_mode", push),
        replaced(modes, "_pop_mode", pop),
        replaced(torch.Tensor, "_make_wrapper_subclass", wrap, static=True),
    ):
        try:
            yield
        finally:
            blind(_KEY, False)


def _under_modes() -> bool:
    kinds = torch._C._TorchDispatchModeKey.__members__.values()
    return torch._C._len_torch_dispatch_stack() > 0 or any(
        torch._C._get_dispatch_mode(kind) is not None for kind in kinds
    )


def _registered() -> Iterator[Library]:
    """Register the fallback; it holds as long as its libraries live."""
    every: Any = Library("_", "IMPL")  # type: ignore[no-untyped-call]  # torch has no types here
    every.fallback(_fallback, _NAME, with_keyset=True)
    own: Any = Library("aten", "IMPL")  # type: ignore[no-untyped-call]  # as above
    for name in _BARE:
        own.impl(name, fallthrough_kernel, _NAME)
    for operator in torch._ops._higher_order_ops.values():
        operator.non_fallthrough_keys = operator.non_fallthrough_keys.remove(_KEY)
    yield from (every, own)


def unwatched() -> contextlib.AbstractContextManager[None]:
    """Have no operation of this thread seen in a block."""
    return torch._C._ExcludeDispatchKeyGuard(_KEYS)


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """What is asked of torch in this block goes past all modes, and past classes of tensors."""
    with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch(), unwatched():
        yield


def _fallback(
    keys: torch._C.DispatchKeySet, func: OpOverload, *args: object, **kwargs: object
) -> object:
    caller = sys._getframe(1)

    def run() -> object:
        return _run(caller, keys, func, args, kwargs)

    see = _Seen.see
    if see is None or torch._C._dispatch_tls_is_dispatch_key_excluded(_AUTOGRAD):
        return run()
    return see(func, args, kwargs, run)


def _run(
    caller: FrameType,
    keys: torch._C.DispatchKeySet,
    func: OpOverload,
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> object:
    """Call an operation on; what it is made of is seen too, where that has nodes of its own."""
    if _is_composite(func) and not _has_plain_number(func, args):
        below = keys.remove(_KEY)
        return call_from(caller, func._handle.redispatch_boxed, (below, *args), kwargs)
    with unwatched():
        return call_from(caller, func._op, _tensors_for_numbers(func, args), kwargs)


@cache
def _is_composite(func: OpOverload) -> bool:
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    name: str = func.name()  # type: ignore[no-untyped-call]  # torch has no types here
    return bool(has(name, "CompositeImplicitAutograd"))


def _has_plain_number(func: OpOverload, args: Sequence[object]) -> bool:
    """Whether a number stands for a tensor; only from the top may an operation be called so."""
    declared = func._schema.arguments
    return any(
        isinstance(thing, bool | int | float | complex) and str(argument.type) == "Tensor"
        for argument, thing in zip(declared, args, strict=False)
    )


def _tensors_for_numbers(func: OpOverload, args: Sequence[object]) -> Sequence[object]:
    """The arguments as `func` takes them: on its way to Python the 2 of `x * 2` became a number."""
    name = func._schema.name.partition("::")[2]
    if not _has_plain_number(func, args) or torch._C._should_allow_numbers_as_tensors(name):
        return args
    declared = func._schema.arguments
    with unwatched():
        return [
            torch.tensor(thing, dtype=_WIDE[type(thing)])
            if str(argument.type) == "Tensor" and type(thing) in _WIDE
            else thing
            for argument, thing in zip(declared, args, strict=False)
        ]
