"""The file beside a page for who runs its code there: the cells of its snippets, and their outputs.

A page asks for it when a reader first presses Run.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from livecells.builder.results import Results
from livecells.notebook.cell_text import form_of
from livecells.notebook.schema import KEY, CodeCell, Output, cell_name, mime_bundle
from livecells.parsed import parsed

WORKED = ("start", "check")  # of a lab: its solution stands on its page


def run_file(build: Results, snippets: Sequence[str], link: Callable[[str], str]) -> str:
    """What a page needs to run code, as JSON.

    Args:
        build: The results of the build.
        snippets: The names of the snippets of which it offers code.
        link: From the name of a snippet to the address of its file as the page sees it, or nothing.

    Returns:
        `snippets`, by name, each with its `label`, its `cells` in order, the `modules` that it
        imports from beside it, and its `file`. A cell has its `name`, its `source`, its `line` in
        the file, whether it `raises`, and what real torch gave: `stdout`, type and text of an
        `error`, and whether a `figure`.
    """
    made = {name: _snippet(build, name, link(name)) for name in snippets}
    return json.dumps({"snippets": made}, ensure_ascii=False)


def _snippet(build: Results, name: str, file: str) -> dict[str, Any]:
    run = build.run_of(name)
    assert run is not None
    lab = build.options.is_lab(name)
    cells = [_cell(cell) for cell in run.cells()]
    told: dict[str, Any] = {
        "label": run.label,
        "cells": [c for c in cells if not lab or c["name"] in WORKED],
    }
    modules = _modules((c["source"] for c in run.cells()), build.snippet(name).file.parent)
    return told | ({"modules": modules} if modules else {}) | ({"file": file} if file else {})


def _cell(cell: CodeCell) -> dict[str, Any]:
    """A cell as the page's script takes it; what is false or nothing is left out."""
    options, outputs = cell["metadata"], cell["outputs"]
    told = {
        "name": cell_name(cell),
        "source": cell["source"],
        "line": options[KEY]["line"],
        "raises": any(o["output_type"] == "error" for o in outputs),
        "tolerance": "rtol" in options or "atol" in options,
        "stdout": "".join(_printed(o) for o in outputs),
        "error": next(filter(None, map(_error, outputs)), ""),
        "figure": any(form_of(mime_bundle(o)).startswith("image/") for o in outputs),
    }
    return {key: value for key, value in told.items() if value or key == "stdout"}


def _printed(output: Output) -> str:
    is_stdout = output["output_type"] == "stream" and output["name"] == "stdout"
    return output["text"] if is_stdout and output["output_type"] == "stream" else ""


def _error(output: Output) -> str:
    if output["output_type"] != "error":
        return ""
    return f"{output['ename']}: {output['evalue']}" if output["evalue"] else output["ename"]


def _modules(sources: Iterable[str], home: Path) -> dict[str, str]:
    """The modules beside a snippet that are imported, by their paths from there."""
    found, new = dict[str, str](), list(sources)
    while new:
        for name in _imported(new.pop()):
            stem = home / name.replace(".", "/")
            for path in (stem.with_suffix(".py"), stem / "__init__.py"):
                key = path.relative_to(home).as_posix()
                if path.is_file() and key not in found:
                    found[key] = path.read_text(encoding="utf-8-sig")
                    new.append(found[key])
    return dict(sorted(found.items()))


def _imported(source: str) -> Iterator[str]:
    """The names of the modules that a text imports, and of the packages that they are in."""
    try:
        tree = parsed(source)
    except SyntaxError:  # a page may show that
        return
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[: n + 1]) for n in range(len(parts)))
