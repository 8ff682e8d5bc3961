"""What trim.mjs runs within Pyodide: the standard library without what no learner imports.

Modules are compiled, for that is what takes the time at each start otherwise.
"""

from __future__ import annotations

import gzip
import importlib
import io
import sys
import zipfile
from typing import Any

from compiled import compiled  # type: ignore[import-not-found]  # beside it, within Pyodide

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


def standard_library() -> bytes:
    """A zip of compiled modules, packed as a whole: it is smaller than packed one by one."""
    made = io.BytesIO()
    with zipfile.ZipFile(SOURCE) as source, zipfile.ZipFile(made, "w") as target:
        for name in loaded():
            made_of = compiled(f"{SOURCE}/{name}", source.read(name))
            target.writestr(zipfile.ZipInfo(f"{name}c"), made_of)
    return gzip.compress(made.getvalue(), 9, mtime=0)


def packed(data: Any) -> bytes:
    """Bytes that JavaScript gave, packed."""
    return gzip.compress(data.to_bytes(), 9, mtime=0)
