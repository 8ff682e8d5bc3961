"""Functions of the C library that Python has not, looked up once.

To look one up makes a class and reads names of libraries, for which each child would copy pages.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from typing import Any

MADV_COLLAPSE = 25  # Linux 6.1 and later


def _found(name: str, *arguments: Any) -> Callable[..., int]:
    """A function of the C library; one that does nothing where the system has it not."""
    with contextlib.suppress(Exception):
        function = getattr(ctypes.CDLL(None), name)
        function.argtypes = arguments or None
        return function  # type: ignore[no-any-return]  # ctypes makes functions of any kind
    return lambda *_: -1


prctl = _found("prctl")
flush = _found("fflush", ctypes.c_void_p)
madvise = _found("madvise", ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
