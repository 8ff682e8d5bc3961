"""Which call of a function or a module a program stands in, told from its frames.

No torch is needed for that, so a program on the stand-in is followed by the same rules.
"""

from __future__ import annotations

import dis
from collections.abc import Sequence
from functools import lru_cache
from types import CodeType, FrameType

from livecells.record.records import Origin, ScopeRecord


class CallScopes:
    """The calls that a program is in; each is one record as long as it lasts."""

    def __init__(self) -> None:
        self._module: ScopeRecord | None = None
        self._functions: list[ScopeRecord] = []

    @property
    def _scope(self) -> ScopeRecord | None:
        return self._functions[-1] if self._functions else self._module

    def _stand(self, frames: Sequence[FrameType]) -> Origin:
        """Where a node is that is made now; `frames` are the program's own, outermost first."""
        functions = [one for one in frames[1:] if not one.f_code.co_name.startswith("<")]
        for place, one in enumerate(functions):
            self._function(place, one)
        del self._functions[len(functions) :]
        line = frames[-1].f_lineno or 0 if frames else 0
        filename = frames[-1].f_code.co_filename if frames else ""
        return Origin(self._scope, line, filename)

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


@lru_cache(maxsize=1024)
def _has_loop(code: CodeType) -> bool:
    return any("JUMP_BACKWARD" in step.opname for step in dis.get_instructions(code))
