"""The magics that a kernel adds to those of IPython, as far as they can be without one."""

from __future__ import annotations

import os
import threading
import warnings
from pathlib import Path
from typing import Any

from IPython.core import page
from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magics import CodeMagics, MacroToEdit
from IPython.display import Javascript, display
from IPython.utils import openpy


@magics_class
class KernelMagics(Magics):  # type: ignore[misc]  # IPython is untyped
    """What a notebook's cells may ask of its kernel; nothing is opened and nobody is called."""

    shell: Any

    @line_magic  # type: ignore[untyped-decorator]
    def autosave(self, line: str) -> None:
        """Set how often the notebook is saved, in seconds; 0 is never."""
        try:
            interval = int(line)
        except ValueError as error:
            raise UsageError(f"%autosave requires an integer, got {line!r}") from error
        script = Javascript(f"IPython.notebook.set_autosave_interval({1000 * interval})")
        display(script, include=["application/javascript"])
        print(f"Autosaving every {interval} seconds" if interval else "Autosave disabled")

    @line_magic  # type: ignore[untyped-decorator]
    def clear(self, _line: str) -> None:
        """Clear the terminal."""
        self.shell.system("clear" if os.name == "posix" else "cls")

    @line_magic  # type: ignore[untyped-decorator]
    def less(self, line: str) -> None:
        """Show a file in the pager, which is no output of the cell."""
        if not line:
            raise UsageError("Missing filename.")
        if line.endswith(".py"):
            page.page(self.shell.pycolorize(openpy.read_py_file(line, skip_encoding_cookie=False)))
        else:
            page.page(Path(line).read_text())

    more = line_magic("more")(less)

    @line_magic  # type: ignore[untyped-decorator]
    def man(self, line: str) -> None:
        """Show a page of the manual in the pager, which is no output of the cell."""
        page.page(self.shell.getoutput(f"man {line} | col -b", split=False))

    @line_magic  # type: ignore[untyped-decorator]
    def edit(self, line: str, last_call: list[str] | None = None) -> None:
        """Open an editor; a notebook's cell does not wait for it."""
        options, rest = self.parse_options(line, "prn:")
        try:
            CodeMagics._find_edit_target(self.shell, rest, options, last_call or ["", ""])
        except MacroToEdit:
            print("Macro editing not yet implemented in 2-process model.")

    @line_magic  # type: ignore[untyped-decorator]
    def connect_info(self, _line: str) -> None:
        """Print how to connect to the kernel: there is none, and so a warning says."""
        warnings.warn("Could not get connection info: no kernel runs here", stacklevel=2)

    @line_magic  # type: ignore[untyped-decorator]
    def qtconsole(self, _line: str) -> None:
        """Open another window on this session: nobody sits before it."""

    @line_magic  # type: ignore[untyped-decorator]
    def subshell(self, _line: str) -> None:
        """Print the threads of this session."""
        print("subshell id: None")
        print(f"thread id: {threading.get_ident()}")
        print(f"main thread id: {threading.main_thread().ident}")
        print(f"pid: {os.getpid()}")
        print(f"thread count: {threading.active_count()}")
        print("subshell list: []")


if os.name == "nt":
    KernelMagics.cls = line_magic("cls")(KernelMagics.clear)
