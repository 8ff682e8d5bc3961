"""What a run prints, over both streams, in order."""

from __future__ import annotations

import io

from livecells.browser.cells import LIMIT


class TooMuchError(BaseException):
    """A run printed more than it may; no `except Exception` of a reader may swallow it."""


class Printed:
    """What a run has printed, over both streams, in order."""

    def __init__(self, room: int = LIMIT) -> None:
        self.room = room
        self.outputs: list[dict[str, str]] = []

    def add(self, kind: str, text: str) -> None:
        """Add a text.

        Raises:
            TooMuchError: There is no room for it.
        """
        self.room -= len(text)
        if self.room < 0:
            raise TooMuchError
        self.note(kind, text)

    def note(self, kind: str, text: str) -> None:
        """Add a text that is ours, whether there is room or not."""
        if self.outputs and self.outputs[-1]["kind"] == kind:
            self.outputs[-1]["text"] += text
        elif text:
            self.outputs.append({"kind": kind, "text": text})


class Stream(io.TextIOBase):
    """One of the two streams of a run.

    Args:
        printed: Where its texts go.
        kind: `stdout` or `stderr`.
    """

    def __init__(self, printed: Printed, kind: str) -> None:
        self._printed, self._kind = printed, kind

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Print a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._printed.add(self._kind, text)
        return len(text)
