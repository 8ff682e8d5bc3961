"""The namespace, streams and warnings of one run, and its loop over cells."""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import random
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TextIO

from livecells.notebook.percent import Cell, Snippet
from livecells.notebook.schema import Output
from livecells.run import event_loop
from livecells.run.outputs import OF_CELL, OutputLimit, Outputs, Stream
from livecells.run.processes import Main, end_of_copy
from livecells.run.shell import shell
from livecells.run.strays import Strays
from livecells.run.tracebacks import quoted


@dataclass(frozen=True)
class Done:
    """What one cell left behind; `error` is None where the cell ended well."""

    cell: Cell
    outputs: list[Output]
    count: int | None
    seconds: float
    error: BaseException | None


def run_cells(
    cells: Sequence[Cell],
    before: Callable[[Cell], None] | None = None,
    limit: int | None = None,
    see: Callable[[str], None] | None = None,
) -> Iterator[Done]:
    """Run cells in the open `namespace`, one after another, and yield what each left behind.

    Args:
        cells: The cells of code.
        before: Called with each cell before it starts.
        limit: The bytes that a cell may print.
        see: Called with each text that a cell prints or displays, at that moment.
    """
    earlier: list[Outputs] = []
    for cell in cells:
        if before:
            before(cell)
        outputs = Outputs(limit, shell().displays)
        outputs.see = see
        done = _run_cell(cell, outputs, cell is cells[-1])
        if done.error is None and any(late.overflow for late in earlier):
            done = replace(done, error=OutputLimit(f"tasks have printed more than {limit} bytes"))
        earlier.append(outputs)
        yield done


def _run_cell(cell: Cell, outputs: Outputs, last: bool) -> Done:
    runner, start = shell(), time.perf_counter()
    count = runner.execution_count if cell.source.strip() else None  # an empty cell does not run
    runner.outputs = outputs
    event_loop.inside(OF_CELL.set, outputs)
    for stream in runner.streams:
        stream.point(outputs)
    process = os.getpid()
    error = runner.run(cell)
    if os.getpid() != process:
        end_of_copy(error)
    if last and runner.strays is not None:
        runner.strays.settle()
        error = error or runner.taken_error()
    outputs.flush()
    outputs.over = True
    if outputs.overflow and not isinstance(error, OutputLimit):
        error = OutputLimit(f"more than {outputs.limit} bytes printed")
    return Done(cell, outputs.items, count, time.perf_counter() - start, error)


@contextlib.contextmanager
def namespace(snippet: Snippet, strict: bool = False) -> Iterator[types.ModuleType]:
    """A new module `__main__` in which the snippet's cells run, as when it runs as a script.

    Args:
        snippet: The file.
        strict: Errors that Python only prints, as in threads, are errors of the cell.
    """
    module = Main("__main__", snippet.cells[0].source if snippet.cells else None)
    module.__dict__["__file__"] = snippet.file
    previous = sys.modules["__main__"], sys.argv, sys.path[:]
    sys.modules["__main__"], sys.argv = module, [snippet.path]
    sys.path[:0] = [os.path.dirname(snippet.file), ""]  # "": what the cells write, as in Jupyter
    lines = list(io.StringIO(snippet.text, newline=""))  # as Python counts them
    # An entry without a time is never looked up on disk again, where the label does not exist.
    linecache.cache[snippet.label] = (len(snippet.text), None, lines, snippet.label)
    # Figures are shown as in a notebook, also in the reader's copy run there.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    os.environ["MATPLOTLIBRC"] = os.devnull  # no settings of the one who runs this
    if "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules:
        # A host has loaded a part of it, and with that read the setting before it was made.
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
    shell().enter(module, snippet)
    try:
        with _streams(), _warnings(), _strays(strict), event_loop.opened():
            yield module
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = previous


@contextlib.contextmanager
def _streams() -> Iterator[None]:
    """Everything printed in this process goes to the outputs of the cell that runs."""
    previous = sys.stdout, sys.stderr, sys.displayhook
    sys.stdout, sys.stderr = shell().streams = Stream("stdout", 1), Stream("stderr", 2)
    try:
        yield
    finally:
        sys.stdout, sys.stderr, sys.displayhook = previous


@contextlib.contextmanager
def _strays(strict: bool) -> Iterator[None]:
    runner = shell()
    runner.strays = Strays(runner.record) if strict else None
    with runner.strays.caught() if runner.strays else contextlib.nullcontext():
        yield


@contextlib.contextmanager
def _warnings() -> Iterator[None]:
    """Warnings as a fresh `python script.py` shows them, whatever the host has set."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for category in (
            ResourceWarning,
            ImportWarning,
            PendingDeprecationWarning,
            DeprecationWarning,
        ):
            warnings.simplefilter("ignore", category)
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
        warnings.showwarning = _show_warning
        yield


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    text = warnings.formatwarning(message, category, filename, lineno, line)
    runner = shell()
    (file or sys.stderr).write(quoted(text, runner.compile.label, runner.home))


def seed_from_entropy() -> None:
    """Give every global generator a seed of its own.

    Forked children inherit one state, so an unseeded snippet would print the same numbers twice
    here and never again on the reader's machine. This makes a missing seed show.
    """
    random.seed()
    # A generator that is not loaded yet seeds itself when it is.
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    if "torch" in sys.modules:  # `torch.seed` would look for accelerators first
        sys.modules["torch"].default_generator.seed()
