"""What closes the ways from Python to JavaScript, when the worker is ready and before code runs.

Modules of Pyodide go, with what finds them, and with the functions that a program could dig out of
the memory. What they were needed for is done: the worker only calls one function of Python's.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.abc
import sys
import time
import types
import warnings
from functools import cache
from typing import Any, NoReturn, SupportsIndex

from livecells.browser.cells import FIRST

LOOPS = "asyncio"  # its loop is the browser's: it would wait for what never comes
PYODIDE = ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core")


def is_theirs(name: object) -> bool:
    """Whether a module, by its name, is one of Pyodide's."""
    return str(name).partition(".")[0] in PYODIDE


class Nothing(importlib.abc.MetaPathFinder):
    """Finds none of Pyodide's modules, before any other finder can."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Refuse a module of Pyodide's; leave all others to others."""
        if is_theirs(fullname):
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def gone(*_: object, **__: object) -> NoReturn:
    """What stands in the place of each of Pyodide's functions."""
    raise NotImplementedError


def sleep(seconds: float | SupportsIndex, /) -> None:
    """Wait; Pyodide's own asks JavaScript to."""
    length = float(seconds)
    if length < 0:
        raise ValueError("sleep length must be non-negative")
    end = time.monotonic() + length
    while time.monotonic() < end:
        pass


def lock() -> None:
    """Close the ways to JavaScript; nothing opens them again."""
    finders: tuple[list[Any], ...] = (sys.meta_path, sys.path_hooks)
    for found in finders:
        found[:] = [one for one in found if not is_theirs(one.__module__)]  # also a class
    sys.meta_path.insert(0, Nothing())
    time.sleep = sleep
    FIRST.names = (*FIRST.names, LOOPS)
    for name in [name for name in sys.modules if name.partition(".")[0] == LOOPS]:
        del sys.modules[name]
    for name in [name for name in sys.modules if is_theirs(name)]:
        _empty(sys.modules.pop(name))
    _disarm_all()
    gc.collect()


def _disarm_all() -> None:
    """Take what it can do from each object of Pyodide's that is still there."""
    objects = gc.get_objects()
    theirs = cache(is_theirs)  # few names, and tens of thousands of objects
    kinds = {kind for kind in set(map(type, objects)) if theirs(kind.__module__)}
    compiled = []
    for one in objects:
        kind = type(one)
        if kind in kinds and kind.__name__ != "JsProxy":
            _empty(one)
        elif kind is types.FunctionType and theirs(one.__module__):
            if not one.__name__.startswith("__"):  # Python itself asks these, as what is an error
                _replace(one)
        elif kind is types.BuiltinFunctionType and theirs(one.__module__):
            compiled.append(one)
    _forget(compiled)


def _empty(thing: Any) -> None:
    with contextlib.suppress(Exception):
        held = object.__getattribute__(thing, "__dict__")
        for key in [key for key in held if not key.startswith("__")]:
            del held[key]


def _forget(functions: list[types.BuiltinFunctionType]) -> None:
    """Take functions written in C out of all that leads to them: they cannot be changed."""
    theirs = set(map(id, functions))
    for held in gc.get_referrers(*functions):  # one look at all there is
        if isinstance(held, dict):
            for key in [key for key, value in held.items() if id(value) in theirs]:
                del held[key]


def _replace(function: types.FunctionType) -> None:
    with contextlib.suppress(ValueError), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a generator becomes none
        function.__code__ = gone.__code__
