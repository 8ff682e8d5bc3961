"""What becomes of warnings and all else that a cell writes to stderr."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from livecells.notebook.cell_text import output_text
from livecells.notebook.executed import Run
from livecells.notebook.schema import Cell, CodeCell, Output, cell_info, cell_name, cell_options

SAID = (
    "cell {!r} writes to stderr: {}; mend what it is about, or say in the cell's marker what is to"
    ' become of it, stderr="show" or stderr="remove"'
)
SHOWN = 120  # characters of a message


@dataclass(frozen=True)
class Noise:
    """What a cell has written to stderr against the policy: the line, the words, how bad it is."""

    line: int
    message: str
    stops: bool


def noises(run: Run, default: str) -> Iterator[Noise]:
    """The cells whose stderr is to be told of, where nothing else is said in their markers.

    Args:
        run: The run.
        default: The policy of the site, a word of `options.STDERR`.
    """
    for cell in run.cells():
        policy = cell_options(cell).get("stderr", default)
        text = "".join(output_text(output) for output in cell["outputs"] if _is_stderr(output))
        if policy in ("warn", "error") and text.strip():
            line, said = _first(cell, text, run.label)
            yield Noise(line, SAID.format(cell_name(cell), said), policy == "error")


def _first(cell: CodeCell, text: str, label: str) -> tuple[int, str]:
    """The line that a warning names, or that of the marker, and the first words."""
    named = re.search(rf"^{re.escape(label)}:(\d+): (.*)", text, re.MULTILINE)
    warned = named or re.search(r"()(\w*Warning: .*)", text)
    said = warned[2] if warned else text.strip().split("\n")[0]
    line = int(named[1]) if named else cell_info(cell)["line"] - 1
    return line, said if len(said) <= SHOWN else f"{said[:SHOWN]}..."


def kept(run: Run, default: str) -> Run:
    """The run as it is published: without stderr where that is to be removed."""
    if default != "remove" and not any("stderr" in cell_options(cell) for cell in run.cells()):
        return run
    cells: list[Cell] = [
        _without(cell, default) if cell["cell_type"] == "code" else cell
        for cell in run.notebook["cells"]
    ]
    return Run({**run.notebook, "cells": cells}, run.failure)


def _without(cell: CodeCell, default: str) -> CodeCell:
    if cell_options(cell).get("stderr", default) != "remove":
        return cell
    return {**cell, "outputs": [one for one in cell["outputs"] if not _is_stderr(one)]}


def _is_stderr(output: Output) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"
