"""Know of every run of torch's engine that a program asks for."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

import torch

from livecells.record.caller_frame import call_from

Run = Callable[[Callable[[], object], "EngineCall"], object]


class EngineCall:
    """One call of the engine, by the arguments that torch hands to it.

    Attributes:
        outputs: The tensors, or edges of the graph, from which it starts.
        inputs: Those whose gradients are asked for; empty means all leaves.
        call: `backward`, or `grad` where gradients go to the caller.
        create_graph: Whether the gradients get a graph of their own.
    """

    def __init__(self, outputs: Sequence[object], args: Sequence[Any], kwargs: Any) -> None:
        self.outputs = outputs
        self.inputs: Sequence[object] = args[3] if len(args) > 3 else kwargs.get("inputs", ())
        self.create_graph = bool(args[2] if len(args) > 2 else kwargs.get("create_graph", False))
        self.call = "backward" if kwargs.get("accumulate_grad") else "grad"


@contextlib.contextmanager
def watched(run: Run, elsewhere: Callable[[], None]) -> Iterator[None]:
    """Hand every call of the engine to `run`, which makes it.

    Args:
        run: Called with what makes the call, and what is known of it.
        elsewhere: Called where another thread than this one uses the engine.
    """
    torch_autograd: Any = torch.autograd  # the name is not public
    real, home = torch_autograd._engine_run_backward, threading.get_ident()

    def engine(outputs: Sequence[object], *args: object, **kwargs: object) -> object:
        if threading.get_ident() != home:
            elsewhere()
            return real(outputs, *args, **kwargs)
        caller: FrameType = sys._getframe(1)
        known = EngineCall(outputs, args, kwargs)
        return run(lambda: call_from(caller, real, (outputs, *args), kwargs), known)

    torch_autograd._engine_run_backward = engine
    try:
        yield
    finally:
        torch_autograd._engine_run_backward = real
