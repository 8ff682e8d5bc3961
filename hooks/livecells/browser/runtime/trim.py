"""What trim.mjs runs within Pyodide: the standard library without what no learner imports.

Modules are compiled, for that is what takes the time at each start otherwise.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import io
import marshal
import sys
import types
import zipfile
from typing import Any

SOURCE = "/lib/python314.zip"

# What programs of learners import, what the drawing of graphs needs, and what Pyodide starts with.
# Modules that these import come along.
WANTED = [
    "abc",
    "array",
    "ast",
    "bisect",
    "calendar",
    "cmath",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "copyreg",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "gc",
    "graphlib",
    "hashlib",
    "heapq",
    "html",
    "inspect",
    "io",
    "itertools",
    "json",
    "keyword",
    "linecache",
    "math",
    "numbers",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "pprint",
    "random",
    "re",
    "reprlib",
    "statistics",
    "string",
    "struct",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "token",
    "tokenize",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "warnings",
    "weakref",
    "zipfile",
    "zlib",
    "encodings.ascii",
    "encodings.cp437",
    "encodings.idna",
    "encodings.latin_1",
    "encodings.utf_8",
]


def loaded() -> list[str]:
    """The modules of the library that are there when all wanted ones are imported."""
    for name in WANTED:
        importlib.import_module(name)
    places = (getattr(module, "__file__", None) or "" for module in list(sys.modules.values()))
    inside = (place.removeprefix(SOURCE + "/") for place in places if place.startswith(SOURCE))
    return sorted({place.removesuffix("c") for place in inside})


def without_lines(code: types.CodeType) -> types.CodeType:
    """The same code, which does not tell its lines: no traceback in a page shows those of Python.

    The table says of eight instructions at a time that they have no place in the source.
    """
    units = len(code.co_code) // 2
    table = [0xF8 | min(8, units - done) - 1 for done in range(0, units, 8)]
    inner = (without_lines(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return code.replace(co_linetable=bytes(table), co_consts=tuple(inner))


def compiled(name: str, text: bytes) -> bytes:
    """A module as Python finds it beside none: with the hash of its source, never checked."""
    code = compile(text, f"{SOURCE}/{name}", "exec", dont_inherit=True, optimize=2)
    code = without_lines(code)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
    return head + importlib.util.source_hash(text) + marshal.dumps(code)


def standard_library() -> bytes:
    """A zip of compiled modules, packed as a whole: it is smaller than packed one by one."""
    made = io.BytesIO()
    with zipfile.ZipFile(SOURCE) as source, zipfile.ZipFile(made, "w") as target:
        for name in loaded():
            target.writestr(zipfile.ZipInfo(f"{name}c"), compiled(name, source.read(name)))
    return gzip.compress(made.getvalue(), 9, mtime=0)


def packed(data: Any) -> bytes:
    """Bytes that JavaScript gave, packed."""
    return gzip.compress(data.to_bytes(), 9, mtime=0)
