"""Run cells in this process, with outputs exactly as Jupyter gives them.

IPython's own shell runs the cells, so the last expression, rich displays, magics and matplotlib
figures behave as in a kernel. What differs is on purpose: tracebacks and warnings name the snippet
file and its true line, library frames are trimmed, and no path of this machine is kept.
"""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Mapping
from typing import cast

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import ExecutionResult
from traitlets import Bool, Type
from traitlets.config import Config

from livecells.notebook.percent import Cell, Snippet
from livecells.notebook.schema import MimeBundle, RichOutput
from livecells.parsed import parsed
from livecells.record.caller_frame import clean_traceback
from livecells.run import event_loop
from livecells.run.kernel_marks import HOOK, PUBLISHER, SHELL, name_as
from livecells.run.kernel_shell import KernelShell
from livecells.run.outputs import OF_CELL, Outputs, Stream
from livecells.run.strays import Strays
from livecells.run.tracebacks import message_of, shift_syntax_error, trimmed
from livecells.run.widgets import Widgets, join

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
        self._is_active = False


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
    offset = 0

    def cache(self, *_: object, **__: object) -> str:
        return self.label

    def ast_parse(self, source: str, filename: str = "", symbol: str = "exec") -> ast.AST:
        """Parse a cell; its lines are the file's, of what Python warns of meanwhile as well."""
        parse = super().ast_parse
        with contextlib.suppress(Exception):
            return cast("ast.AST", parse("\n" * self.offset + source, filename, symbol))
        # What is wrong is told as of the cell alone, see `showsyntaxerror`; and told of it once.
        shown, warnings.showwarning = warnings.showwarning, lambda *_, **__: None
        try:
            return cast("ast.AST", parse(source, filename, symbol))
        finally:
            warnings.showwarning = shown

    def __call__(self, source: ast.AST, filename: str, symbol: str, **given: object) -> object:
        """Compile; assertions hold in a process that was started with `-O` too."""
        if filename.startswith("<timed "):  # what `%time` runs has lines of its own
            ast.increment_lineno(source, -self.offset)
        code = super().__call__(source, filename, symbol, **given)
        if not sys.flags.optimize:
            return code
        again: object = compile(
            cast("ast.Module", source), filename, symbol, self.flags, True, optimize=0
        )
        return again


class CellShell(KernelShell):
    """An IPython shell that records a notebook's outputs instead of printing."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    compiler_class = Type(_Compiler)
    displays: dict[str, list[RichOutput]]
    streams: tuple[Stream, ...] = ()
    relief: Callable[[], None] | None = None
    strays: Strays | None = None
    home: str
    widgets: Widgets

    def __init__(self, **kwargs: object) -> None:
        self.error: BaseException | None = None
        self.shown_in_place_of_value = False
        home = tempfile.mkdtemp(prefix="livecells-")
        try:
            super().__init__(ipython_dir=home, config=_CONFIG, **kwargs)
        finally:
            shutil.rmtree(home, ignore_errors=True)
        join(self)
        self.flags = self.compile.flags

    def init_virtualenv(self) -> None:
        """The interpreter that runs this is the right one."""

    def init_hooks(self) -> None:
        """What goes to a pager (`name?`) is no output: a kernel hands it to the front end."""
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *_, **__: None, 99)

    def enable_gui(self, gui: object = None) -> None:
        """No event loop runs here; `%matplotlib inline` asks for none."""

    @property
    def outputs(self) -> Outputs:
        """Where displays go: to the cell that began what runs now."""
        return OF_CELL.get(self._outputs)

    @outputs.setter
    def outputs(self, outputs: Outputs) -> None:
        self._outputs = outputs

    def enter(self, module: types.ModuleType, snippet: Snippet) -> None:
        """Start afresh in the namespace of `module`."""
        self.user_module, self.user_ns = module, module.__dict__
        self.outputs, self.displays, self.execution_count = Outputs(), {}, 1
        self.error = None
        self.begin_session()
        self.widgets = Widgets(self, snippet.label)
        self.compile.label = snippet.label
        self.compile.flags = self.flags  # without the future imports of a snippet before
        self.home = os.path.dirname(snippet.file) + os.sep
        self.history_manager.reset()
        self.init_user_ns()

    def run(self, cell: Cell) -> BaseException | None:
        """Run one cell and return the error that it ended with, if any."""
        self.compile.offset = cell.line - 1
        self.begin_request(cell.source)
        self.widgets.answer()
        self.shown_in_place_of_value = False
        try:
            result = event_loop.complete(self._run_inside(cell.source))
        except BaseException as ended:  # by a task beside the cell, as with `sys.exit`
            self.record(ended)
            return self.taken_error()
        error = self.taken_error()  # that of a thread too, also from between two cells
        if self.strays is None and result.success and not self.shown_in_place_of_value:
            error = None  # it was handled, and only shown
        return error or result.error_before_exec or result.error_in_exec

    async def _run_inside(self, source: str) -> ExecutionResult:
        """Run a cell inside the loop that runs already; the shell alone would begin another."""
        if "await" not in source and "async" not in source:
            return self.run_cell(source, store_history=True)
        broken, text = None, source
        try:
            text = self.transform_cell(source)
        except Exception:
            broken = sys.exc_info()
        given = {"transformed_cell": text, "preprocessing_exc_tuple": broken}
        if not self.should_run_async(source, **given):
            return self.run_cell(source, store_history=True)
        result = None
        try:
            result = await self.run_cell_async(source, store_history=True, **given)
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result

    def taken_error(self) -> BaseException | None:
        """The last error that was recorded and not asked for yet."""
        error, self.error = self.error, None
        return error

    def transform_cell(self, raw_cell: str) -> str:
        """Leave alone what is Python already: looking for magics takes a millisecond a cell."""
        # A prompt is Python too, an annotation, and one line may be the name of a macro.
        if "\n" in raw_cell.strip() and not raw_cell.startswith("In ["):
            with contextlib.suppress(SyntaxError, ValueError):
                parsed(raw_cell)
                return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        return str(super().transform_cell(raw_cell))

    def _format_exception_for_storage(self, *_: object, **__: object) -> dict[str, object]:
        """IPython would format each error once more, for a history that nobody reads."""
        return {}

    def showtraceback(self, exc_tuple: object = None, *_: object, **__: object) -> None:
        """Record the error where IPython would print it; `relief` gives the room to do so."""
        if self.relief is not None:
            self.relief()
        self.shown_in_place_of_value |= self.displayhook.is_active
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
            shift_syntax_error(error, self.compile.offset)
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


name_as(SHELL, CellShell)
name_as(HOOK, _Hook)
name_as(PUBLISHER, _Publisher)


def shell() -> CellShell:
    """This process's shell; a forking parent makes it once for all its children."""
    return cast(CellShell, CellShell.instance())
