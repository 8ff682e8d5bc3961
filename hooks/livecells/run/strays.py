"""Errors that Python only prints: in threads, in `__del__`, in tasks that nobody awaits.

A kernel shows them as text, and the cell counts as good. On a page they are errors like any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import thread as pools
from typing import TYPE_CHECKING, Any

from livecells.run import event_loop

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PATIENCE = 60.0  # seconds for each thread that is left; a limit of the whole cell comes before


class Strays:
    """Hands every error that is raised where nobody can catch it to `record`."""

    def __init__(self, record: Callable[[BaseException], None]) -> None:
        self._record = record
        self._before = set(threading.enumerate())

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """Catch them while this is open."""
        loop: Any = asyncio.BaseEventLoop
        previous = threading.excepthook, sys.unraisablehook, loop.default_exception_handler

        def of_task(self_: object, context: dict[str, Any]) -> None:
            error = context.get("exception")
            if isinstance(error, BaseException):
                self._take(error)
            else:
                previous[2](self_, context)

        threading.excepthook = lambda args: self._take(args.exc_value)
        sys.unraisablehook = self._of_nobody
        loop.default_exception_handler = of_task
        try:
            yield
        finally:
            threading.excepthook, sys.unraisablehook, loop.default_exception_handler = previous

    def _of_nobody(self, args: UnraisableHookArgs) -> None:
        self._take(args.exc_value)

    def _take(self, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, SystemExit):  # that ends a thread quietly
            self._record(error)

    def settle(self) -> None:
        """Wait for threads as a script does at its end, and let go of what nobody holds."""
        for thread in threading.enumerate():
            idle = thread in pools._threads_queues  # waits for work until the process ends
            if thread not in self._before and not (thread.daemon or idle):
                thread.join(PATIENCE)
        gc.collect()
        for error in event_loop.failed_tasks():
            self._take(error)
