"""Where the nodes of a program on the stand-in come from: calls of modules, functions and lines."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FrameType

from livecells.record.records import Origin, ScopeRecord


class LiveScopes:
    """Follows the calls of a program; `enter` and `leave` stand round each call of a module."""

    def __init__(self) -> None:
        self._module: ScopeRecord | None = None
        self._functions: list[ScopeRecord] = []
        self._outer: list[tuple[ScopeRecord | None, list[ScopeRecord]]] = []
        self._nameless: list[tuple[object, ScopeRecord]] = []
        self.calls: list[FrameType] = []

    def here(self, frame: FrameType | None) -> Origin:
        """Where a node is that is made while the program stands at `frame`."""
        frames = list(self._of_program(frame))[::-1]
        functions = [one for one in frames[1:] if not one.f_code.co_name.startswith("<")]
        for place, one in enumerate(functions):
            self._function(place, one)
        del self._functions[len(functions) :]
        line = frames[-1].f_lineno or 0 if frames else 0
        filename = frames[-1].f_code.co_filename if frames else ""
        return Origin(self._scope, line, filename)

    @property
    def _scope(self) -> ScopeRecord | None:
        return self._functions[-1] if self._functions else self._module

    def _of_program(self, frame: FrameType | None) -> Iterator[FrameType]:
        """The frames of the program out to the module that is called, innermost first."""
        while frame is not None and not (self.calls and frame is self.calls[-1]):
            if frame.f_globals is vars(sys.modules["__main__"]):
                yield frame
            frame = frame.f_back

    def _function(self, place: int, frame: FrameType) -> None:
        """Be in the call of a function that is `place` calls deep, a new one or one known."""
        if place < len(self._functions):
            known = self._functions[place]
            same = known.code is frame.f_code and known.frame == id(frame)
            if same and (frame.f_lasti >= known.at or _has_loop(frame.f_code)):
                known.at = frame.f_lasti
                return
        within = self._functions[place - 1] if place else self._module
        caller = frame.f_back
        line = caller.f_lineno or 0 if caller is not None else 0
        made = ScopeRecord("function", frame.f_code.co_name, within, line)
        made.code, made.frame, made.at = frame.f_code, id(frame), frame.f_lasti
        self._functions[place:] = [made]

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


@lru_cache(maxsize=1024)
def _has_loop(code: CodeType) -> bool:
    return any("JUMP_BACKWARD" in step.opname for step in dis.get_instructions(code))
