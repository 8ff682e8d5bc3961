"""Runs programs on real torch, each in a process of its own: JSON in, JSON out."""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import os
import signal
import sys
import types
import warnings
from typing import Any

import torch
import torch._dynamo  # the first call of `backward`, and each optimizer, import it
import torch.fx.experimental.symbolic_shapes
import torch.fx.traceback
from torch.utils._python_dispatch import TorchDispatchMode

LIMIT = 30  # seconds


def run(cells: list[str]) -> list[dict[str, Any]]:
    """What each cell gives, in one namespace."""
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    warnings.resetwarnings()
    nudged = os.environ.get("LIVECELLS_TEST_NUDGED")
    with Nudged() if nudged else contextlib.nullcontext():
        return [_cell(main, source) for source in cells]


class Nudged(TorchDispatchMode):  # type: ignore[misc]
    """Each product, quotient and sum is one last digit too large, where it may be rounded so."""

    ROUNDS = ("mm", "addmm", "mv", "dot", "bmm", "mul", "div", "reciprocal", "sum", "mean")

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        out = func(*args, **(kwargs or {}))
        if func.overloadpacket.__name__ in self.ROUNDS and out.dtype is torch.float32:
            torch.nextafter(out, out * 2, out=out)
        return out


def _cell(main: types.ModuleType, source: str) -> dict[str, Any]:
    out, error = io.StringIO(), None
    lines = source.splitlines(keepends=True)
    linecache.cache["program.py"] = (len(source), None, lines, "program.py")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(source, "program.py", "exec"), main.__dict__)
    except Exception as raised:
        error = [type(raised).__name__, str(raised)]
    return {"stdout": out.getvalue(), "error": error}


def apart(cells: list[str]) -> list[dict[str, Any]] | None:
    """The same in a process of its own; None where that did not come to its end."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        signal.alarm(LIMIT)
        with os.fdopen(writer, "w") as given:
            json.dump(run(cells), given)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as taken:
        text = taken.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None  # type: ignore[no-any-return]


def without_ours(lines: list[str]) -> list[str]:
    """What anomaly mode tells of the program alone, as if nothing had called it."""
    return [line for line in lines if f'"{__file__}"' not in line]


if __name__ == "__main__":
    torch.set_num_threads(1)
    stack = torch.fx.traceback.format_stack
    torch.fx.traceback.format_stack = lambda: without_ours(stack())
    json.dump({name: apart(cells) for name, cells in json.load(sys.stdin).items()}, sys.stdout)
