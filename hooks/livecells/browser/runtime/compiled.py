"""What compiles modules for pages: run within Pyodide, whose Python is the one of pages."""

from __future__ import annotations

import importlib.util
import marshal
import types


def without_lines(code: types.CodeType) -> types.CodeType:
    """The same code, which does not tell its lines: no traceback in a page shows those of Python.

    The table says of eight instructions at a time that they have no place in the source.
    """
    units = len(code.co_code) // 2
    table = [0xF8 | min(8, units - done) - 1 for done in range(0, units, 8)]
    inner = (without_lines(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return code.replace(co_linetable=bytes(table), co_consts=tuple(inner))


def compiled(file: str, text: bytes) -> bytes:
    """A module as Python finds it beside none: with the hash of its source, never checked."""
    code = without_lines(compile(text, file, "exec", dont_inherit=True, optimize=2))
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
    return head + importlib.util.source_hash(text) + marshal.dumps(code)
