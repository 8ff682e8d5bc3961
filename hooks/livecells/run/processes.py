"""What processes that a cell starts meet: the module `__main__`, and the end of a forked copy."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import traceback
import types
from typing import NoReturn

from livecells.parsed import parsed
from livecells.run.tracebacks import in_library

CHILD = os.path.join(os.path.dirname(__file__), "main_of_child.py")
FILE_OF_CHILD = "LIVECELLS_MAIN"  # tells it where the snippet is
LOOKS_AT_SOURCE = {"inspect", "linecache", "doctest", "pdb"}
GUARD = re.compile(r"^if __name__ ==", re.MULTILINE)


class Main(types.ModuleType):
    """The module that cells run in, which knows its file, and hides it from libraries.

    In a kernel there is none: a process that `multiprocessing` spawns does not run it all over,
    and libraries that ask find somebody who works interactively.
    """

    @property  # nobody has to write it
    def __file__(self) -> str:  # type: ignore[override]
        """The snippet, for its own code."""
        file: str = self.__dict__["__file__"]
        asking = sys._getframe(1)
        name = asking.f_globals.get("__name__")
        if name == "multiprocessing.spawn" and _is_guarded(file):
            os.environ[FILE_OF_CHILD] = file
            return CHILD
        if in_library(asking.f_code.co_filename) and name not in LOOKS_AT_SOURCE:
            raise AttributeError("module '__main__' has no attribute '__file__'")
        return file

    def __dir__(self) -> list[str]:
        """All names but that of the file: who lists them, as unittest does, asks for each."""
        return [name for name in self.__dict__ if name != "__file__"]


def _is_guarded(file: str) -> bool:
    """Whether a file is a script that can run as the main module of a child without harm."""
    with (
        contextlib.suppress(OSError, SyntaxError, ValueError),
        open(file, encoding="utf-8") as lines,
    ):
        text = lines.read()
        return bool(GUARD.search(text)) and bool(parsed(text))
    return False


def end_of_copy(error: BaseException | None) -> NoReturn:
    """A copy that a cell has made by `os.fork` ends with its cell: nobody knows of its outputs."""
    status = 1
    try:
        if isinstance(error, SystemExit) and not isinstance(error.code, str):
            status = error.code or 0
        elif error is None:
            status = 0
        else:
            traceback.print_exception(error)
        sys.stdout.flush()
    finally:
        os._exit(status)
