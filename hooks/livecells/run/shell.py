"""Run cells in this process, with outputs exactly as Jupyter gives them.

IPython's own shell runs the cells, so the last expression, rich displays, magics and matplotlib
figures behave as in a kernel. What differs is on purpose: tracebacks and warnings name the snippet
file and its true line, library frames are trimmed, and no path of this machine is kept.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import os
import shutil
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Mapping
from typing import cast

from IPython.core.autocall import ZMQExitAutocall
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any, Bool, Instance, Type, default
from traitlets.config import Config

from livecells.notebook.percent import Cell, Snippet
from livecells.notebook.schema import MimeBundle, RichOutput
from livecells.record.caller_frame import clean_traceback
from livecells.run.kernel_magics import KernelMagics
from livecells.run.kernel_marks import (
    HOOK,
    PUBLISHER,
    SHELL,
    IPKernelApp,
    Kernel,
    Memory,
    name_as,
    request,
    seen_as,
    stand_in,
)
from livecells.run.outputs import Outputs, Stream
from livecells.run.strays import Strays
from livecells.run.tracebacks import message_of, shift_syntax_error, trimmed

BACKEND = "matplotlib_inline.backend_inline"

_CONFIG = Config(
    {
        "HistoryManager": {"enabled": False},
        "InteractiveShell": {"ast_node_interactivity": "last_expr"},
        # Vector figures stay sharp, their text stays text; ids and dates must not differ.
        "InlineBackend": {
            "figure_formats": {"svg"},
            "rc": {"svg.hashsalt": "livecells", "svg.fonttype": "none"},
            "print_figure_kwargs": {"bbox_inches": "tight", "metadata": {"Date": None}},
        },
        "IPKernelApp": {"connection_file": ""},  # what many libraries look for
    }
)


class _Hook(DisplayHook):  # type: ignore[misc]  # IPython is untyped
    """The last expression of a cell becomes an `execute_result`."""

    def write_output_prompt(self) -> None:
        """A notebook has no `Out[1]:` in its text."""

    def write_format_data(self, format_dict: MimeBundle, md_dict: MimeBundle | None = None) -> None:
        self.shell.outputs.result(format_dict, md_dict or {}, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing is buffered here."""


class _Publisher(DisplayPublisher):  # type: ignore[misc]  # IPython is untyped
    """`display(...)` and figures become `display_data`."""

    store_display_history = Bool(False).tag(config=True)

    def publish(
        self,
        data: MimeBundle,
        metadata: MimeBundle | None = None,
        *,
        transient: Mapping[str, str] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        ident = (transient or {}).get("display_id")
        if update:
            self.shell.outputs.update(data, metadata or {}, ident)
        else:
            self.shell.outputs.display(data, metadata or {}, ident)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class _Compiler(CachingCompiler):  # type: ignore[misc]  # IPython is untyped
    """Compiles under the snippet's name, so that every message names the file and not a cell."""

    label = "<snippet>"

    def cache(self, *_: object, **__: object) -> str:
        return self.label

    def __call__(self, source: ast.AST, filename: str, symbol: str, **given: object) -> object:
        """Compile; assertions hold in a process that was started with `-O` too."""
        code = super().__call__(source, filename, symbol, **given)
        if not sys.flags.optimize:
            return code
        again: object = compile(
            cast("ast.Module", source), filename, symbol, self.flags, True, optimize=0
        )
        return again


class _Shift(ast.NodeTransformer):
    """Moves a cell's line numbers to where the cell stands in its file."""

    offset = 0

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.increment_lineno(node, self.offset)


class CellShell(InteractiveShell):  # type: ignore[misc]  # IPython is untyped
    """An IPython shell that records a notebook's outputs instead of printing."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    compiler_class = Type(_Compiler)
    exiter = Instance(ZMQExitAutocall)
    kernel = Any()
    keepkernel_on_exit: bool | None = None
    outputs: Outputs
    displays: dict[str, list[RichOutput]]
    streams: tuple[Stream, ...] = ()
    relief: Callable[[], None] | None = None
    strays: Strays | None = None
    home: str

    def __init__(self, **kwargs: object) -> None:
        self.error: BaseException | None = None
        self.shift = _Shift()
        self.kernel, self.request = Kernel(self), request("")
        stand_in()
        home = tempfile.mkdtemp(prefix="livecells-")
        try:
            super().__init__(ipython_dir=home, config=_CONFIG, **kwargs)
        finally:
            shutil.rmtree(home, ignore_errors=True)
        self.extension_manager.load_extension("storemagic")
        self.configurables.append(IPKernelApp(parent=self))
        self.ast_transformers.append(self.shift)
        self.flags = self.compile.flags

    @property  # type: ignore[misc]  # nobody sets it
    def __class__(self) -> type:
        """That of a kernel's shell, for those who have loaded it to compare."""
        return seen_as(SHELL, CellShell)

    @default("exiter")  # type: ignore[untyped-decorator]
    def _exiter(self) -> ZMQExitAutocall:
        return ZMQExitAutocall(self)

    def init_magics(self) -> None:
        """Those of IPython and those of a kernel."""
        super().init_magics()
        self.register_magics(KernelMagics)

    def ask_exit(self) -> None:
        """`exit` and `quit` show nothing."""

    def get_parent(self) -> dict[str, object]:
        """The request to run the present cell."""
        return self.request

    parent_header = property(get_parent)

    def init_virtualenv(self) -> None:
        """The interpreter that runs this is the right one."""

    def init_hooks(self) -> None:
        """What goes to a pager (`name?`) is no output: a kernel hands it to the front end."""
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *_, **__: None, 99)

    def enable_gui(self, gui: object = None) -> None:
        """No event loop runs here; `%matplotlib inline` asks for none."""

    def enter(self, module: types.ModuleType, snippet: Snippet) -> None:
        """Start afresh in the namespace of `module`."""
        self.user_module, self.user_ns = module, module.__dict__
        self.user_ns.update(__builtin__=builtins, __builtins__=builtins)
        self.outputs, self.displays, self.execution_count = Outputs(), {}, 1
        self.error, self.db = None, Memory()
        self.compile.label = snippet.label
        self.compile.flags = self.flags  # without the future imports of a snippet before
        self.home = os.path.dirname(snippet.file) + os.sep
        self.history_manager.reset()
        self.init_user_ns()
        self._await_figures()

    def _await_figures(self) -> None:
        """Let the back end join this shell at the first figure, and no sooner, as in a kernel."""
        backend = sys.modules.get(BACKEND)
        if backend is not None and backend.flush_figures in self.events.callbacks["post_execute"]:
            backend._enable_matplotlib_integration()  # in a run before in this process
        elif backend is not None:  # a host has loaded it, before there was a shell
            del sys.modules[BACKEND]
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None and not pyplot.get_fignums():
                vars(pyplot)["_backend_mod"] = None

    def run(self, cell: Cell) -> BaseException | None:
        """Run one cell and return the error that it ended with, if any."""
        self.shift.offset, self.request = cell.line - 1, request(cell.source)
        result = self.run_cell(cell.source, store_history=True)
        error = self.taken_error()  # that of a thread too, also from between two cells
        return error or result.error_before_exec or result.error_in_exec

    def taken_error(self) -> BaseException | None:
        """The last error that was recorded and not asked for yet."""
        error, self.error = self.error, None
        return error

    def transform_cell(self, raw_cell: str) -> str:
        """Leave alone what is Python already: looking for magics takes a millisecond a cell."""
        # A prompt is Python too, an annotation, and one line may be the name of a macro.
        if "\n" in raw_cell.strip() and not raw_cell.startswith("In ["):
            with contextlib.suppress(SyntaxError, ValueError):
                ast.parse(raw_cell)
                return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        return str(super().transform_cell(raw_cell))

    def _format_exception_for_storage(self, *_: object, **__: object) -> dict[str, object]:
        """IPython would format each error once more, for a history that nobody reads."""
        return {}

    def showtraceback(self, exc_tuple: object = None, *_: object, **__: object) -> None:
        """Record the error where IPython would print it; `relief` gives the room to do so."""
        if self.relief is not None:
            self.relief()
        _, error, _ = self._get_exc_info(exc_tuple)
        if type(error) is UsageError:  # a wrong magic: one line, as in a kernel
            self.error = error
            self.show_usage_error(error)
        else:
            self.record(error)

    def showsyntaxerror(self, *_: object, **__: object) -> None:
        """Record a syntax error, with the lines of the file and not of the cell."""
        error = sys.exc_info()[1]
        if isinstance(error, SyntaxError) and error.filename == self.compile.label:
            shift_syntax_error(error, self.shift.offset)
        self.record(error)

    showindentationerror = showsyntaxerror

    def record(self, error: BaseException | None) -> None:
        """Make an error an output of the cell that runs, and what the cell ended with."""
        if error is not None:
            clean_traceback(error)  # a recorded graph adds frames of its own
            self.error = error
            lines = trimmed(error, self.compile.label, self.home)
            self._showtraceback(type(error), error, lines)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        """Add the output; `rich.traceback` and others put one of their own in this place."""
        self.outputs.error(etype.__name__, message_of(evalue), stb)

    def should_run_async(self, raw_cell: str, **given: object) -> bool:
        """Whether a cell awaits something; a kernel asks twice, and so Python warns twice."""
        shown, warned = warnings.showwarning, False

        def show(*arguments: object, **more: object) -> None:
            nonlocal warned
            warned = True
            shown(*arguments, **more)  # type: ignore[arg-type]

        warnings.showwarning = show
        try:
            asks = super().should_run_async(raw_cell, **given)
        finally:
            warnings.showwarning = shown
        return bool(super().should_run_async(raw_cell, **given) if warned and not asks else asks)


name_as(SHELL, CellShell)
name_as(HOOK, _Hook)
name_as(PUBLISHER, _Publisher)


def shell() -> CellShell:
    """This process's shell; a forking parent makes it once for all its children."""
    return cast(CellShell, CellShell.instance())
