"""Say how far the snippets are: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


def _nowhere(_: str) -> None:
    """For those who do not want to be told."""


class Progress:
    """Counts finished runs; `line` takes a line of text. Nothing is shown until a run begins."""

    def __init__(self, line: Callable[[str], None] | None = None) -> None:
        self._line = line or _nowhere
        self._lock = threading.Lock()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self.started = 0
        self.finished = 0

    def say(self, message: str) -> None:
        """A message of its own, such as why a snippet runs."""
        self._line(message)

    def begin(self, count: int) -> None:
        """`count` more runs are on their way."""
        self.started += count
        if self.started and sys.stderr.isatty():
            self._open_bar()

    def step(self, *_: object) -> None:
        """One more has finished; may be called from any thread."""
        with self._lock:
            self.finished += 1
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=self.finished, total=self.started)
            elif self.finished % 50 == 0 or (self.finished == self.started > 4):
                self._line(f"ran {self.finished} of {self.started} snippets")

    def close(self) -> None:
        """Take the bar away."""
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _open_bar(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar

        if self._bar is None:
            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Running snippets", total=self.started)
            self._bar.start()
