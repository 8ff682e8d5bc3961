"""Modules from one archive, in the place of files: what a page's Python imports."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import types
from collections.abc import Mapping
from typing import Any

SHELF = "/shelf/"  # where the modules say that they are
HEAD = 16  # bytes that a compiled module begins with


class Shelf(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Modules from one archive, read once: a fresh import only runs them again.

    Args:
        files: What each file holds, by its path in the archive; `.py` for the source of a module,
            `.pyc` for one that is compiled already, which takes a tenth of the time.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.beside: list[str] = []  # what was laid out
        self._codes: dict[str, types.CodeType] = {}

    def _place(self, name: str) -> str:
        stem = name.replace(".", "/")
        places = (f"{stem}{end}" for end in ("/__init__.pyc", ".pyc", "/__init__.py", ".py"))
        return next((place for place in places if place in self.files), "")

    def find_spec(
        self,
        fullname: str,
        path: Any = None,  # noqa: ARG002
        target: Any = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of a module of the archive, or None."""
        place = self._place(fullname)
        if not place:
            return None
        package = place.rpartition("/")[2].startswith("__init__.")
        return importlib.util.spec_from_loader(
            fullname, self, origin=SHELF + place.removesuffix("c"), is_package=package
        )

    def get_source(self, fullname: str) -> str | None:
        """The text of a module of the archive, where it is there."""
        place = self._place(fullname)
        return self.files[place].decode() if place.endswith(".py") else None

    def get_code(self, fullname: str) -> types.CodeType:
        """A module of the archive, compiled."""
        place = self._place(fullname)
        if place not in self._codes:
            data = self.files[place]
            self._codes[place] = (
                compile(data.decode(), SHELF + place, "exec", dont_inherit=True)
                if place.endswith(".py")
                else marshal.loads(data[HEAD:])
            )
        return self._codes[place]

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module."""
        place = self._place(module.__name__)
        module.__file__ = SHELF + place.removesuffix("c")
        exec(self.get_code(module.__name__), module.__dict__)

    def lay_out(self, modules: Mapping[str, str]) -> None:
        """Have modules that lie beside a snippet found, in the place of those of the run before.

        Args:
            modules: The source of each file, by its path.
        """
        for place in self.beside:
            del self.files[place]
            self._codes.pop(place, None)
        self.beside = [p for p in modules if p not in self.files and f"{p}c" not in self.files]
        self.files.update({place: modules[place].encode() for place in self.beside})
