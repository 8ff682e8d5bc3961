"""Where nodes come from: the calls of modules, the functions and the lines of a snippet.

torch numbers the nodes of a thread in the order in which it makes them. So it is enough to note at
which number each place began; also nodes that are found later, and those that torch makes inside
a module in C++, have their place then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from types import FrameType
from typing import Any
from weakref import ref

import torch
from torch.nn import Module

from livecells.record.call_scopes import CallScopes
from livecells.record.caller_frame import call_from, replaced
from livecells.record.named_tensors import named_modules
from livecells.record.records import Origin, ScopeRecord

_next_number = torch._C._autograd._get_sequence_nr


class Scopes(CallScopes):
    """Follows the calls of a snippet while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: list[int] = []
        self._origins: list[Origin] = []
        self._nameless: list[tuple[ref[Module], ScopeRecord]] = []

    def watched(self) -> AbstractContextManager[None]:
        """Follow the calls of modules in a block."""
        return replaced(Module, "__call__", self._call)

    def of(self, number: int) -> Origin:
        """Where the node with this sequence number was made."""
        place = bisect_right(self._numbers, number) - 1
        return self._origins[place] if place >= 0 else Origin()

    def here(self, frame: FrameType | None) -> None:
        """From now on nodes are made where `frame` stands."""
        self._note(self._stand(list(_of_snippet(frame))[::-1]))

    def name(self, namespace: Mapping[str, object]) -> None:
        """Give modules the names by which the snippet knows them now."""
        if not self._nameless:
            return
        names: dict[int, str] = {}
        for name, module in named_modules(namespace):
            names.setdefault(id(module), name)
        left = []
        for module_of, record in self._nameless:
            known = module_of()
            if known is not None and id(known) in names:
                record.name = names[id(known)]
            elif known is not None:
                left.append((module_of, record))
        self._nameless = left

    def _note(self, origin: Origin) -> None:
        last = self._origins[-1] if self._origins else Origin()
        if (last.scope, last.line) == (origin.scope, origin.line):
            return
        number = _next_number()
        if self._numbers and self._numbers[-1] == number:  # nothing was made there
            self._origins[-1] = origin
        else:
            self._numbers.append(number)
            self._origins.append(origin)

    def _call(
        self, real: Any, caller: FrameType, module: Module, *args: object, **kwargs: object
    ) -> object:
        self.here(caller)
        outer, functions = self._module, self._functions
        line = self._origins[-1].line if self._origins else 0
        self._module = ScopeRecord("module", type(module).__name__, self._scope, line)
        self._functions = []
        self._nameless.append((ref(module), self._module))
        self._note(Origin(self._module))
        try:
            return call_from(caller, real, (module, *args), kwargs)
        finally:
            self._module, self._functions = outer, functions
            self._note(Origin(self._scope))


def _of_snippet(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames of the snippet from `frame` out to the module that is called, innermost first."""
    while frame is not None and frame.f_code is not Scopes._call.__code__:
        own = frame.f_globals.get("__name__") == "__main__"
        if own and not frame.f_code.co_name.startswith("<livecells"):
            yield frame
        frame = frame.f_back
