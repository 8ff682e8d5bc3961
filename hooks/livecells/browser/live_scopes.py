"""Where the nodes of a program on the stand-in come from: calls of modules, functions and lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType

from livecells.record.call_scopes import CallScopes
from livecells.record.records import Origin, ScopeRecord


class LiveScopes(CallScopes):
    """Follows the calls of a program; `enter` and `leave` stand round each call of a module."""

    def __init__(self) -> None:
        super().__init__()
        self._outer: list[tuple[ScopeRecord | None, list[ScopeRecord]]] = []
        self._nameless: list[tuple[object, ScopeRecord]] = []
        self.calls: list[FrameType] = []

    def here(self, frame: FrameType | None) -> Origin:
        """Where a node is that is made while the program stands at `frame`."""
        return self._stand(list(self._of_program(frame))[::-1])

    def _of_program(self, frame: FrameType | None) -> Iterator[FrameType]:
        """The frames of the program out to the module that is called, innermost first."""
        while frame is not None and not (self.calls and frame is self.calls[-1]):
            if frame.f_globals is vars(sys.modules["__main__"]):
                yield frame
            frame = frame.f_back

    def enter(self, module: object, frame: FrameType) -> None:
        """A module is called; `frame` is that of the call itself, inside the stand-in."""
        line = self.here(frame.f_back).line
        self._outer.append((self._module, self._functions))
        self._module = ScopeRecord("module", type(module).__name__, self._scope, line)
        self._functions = []
        self._nameless.append((module, self._module))
        self.calls.append(frame)

    def leave(self) -> None:
        """The call has ended."""
        self.calls.pop()
        self._module, self._functions = self._outer.pop()

    def name(self, modules: dict[int, str]) -> None:
        """Give calls the names by which the program knows their modules, by their id."""
        for module, record in self._nameless:
            record.name = record.name or modules.get(id(module), "")
