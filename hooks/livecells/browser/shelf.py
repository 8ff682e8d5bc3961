"""Modules from one archive, in the place of files: what a page's Python imports."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import types
from collections.abc import Mapping
from typing import Any

SHELF = "/shelf/"  # where the modules say that they are


class Shelf(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Modules from one archive, compiled once: a fresh import only runs them again.

    Args:
        texts: The source of each file, by its path in the archive.
    """

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.beside: list[str] = []  # what was laid out
        self._codes: dict[str, types.CodeType] = {}

    def _place(self, name: str) -> str:
        stem = name.replace(".", "/")
        return next((p for p in (f"{stem}/__init__.py", f"{stem}.py") if p in self.texts), "")

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
        package = place.endswith("__init__.py")
        return importlib.util.spec_from_loader(
            fullname, self, origin=SHELF + place, is_package=package
        )

    def get_source(self, fullname: str) -> str:
        """The text of a module of the archive."""
        return self.texts[self._place(fullname)]

    def get_code(self, fullname: str) -> types.CodeType:
        """A module of the archive, compiled."""
        place = self._place(fullname)
        if place not in self._codes:
            self._codes[place] = compile(
                self.texts[place], SHELF + place, "exec", dont_inherit=True
            )
        return self._codes[place]

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module."""
        place = self._place(module.__name__)
        module.__file__ = SHELF + place
        exec(self.get_code(module.__name__), module.__dict__)

    def lay_out(self, modules: Mapping[str, str]) -> None:
        """Have modules that lie beside a snippet found, in the place of those of the run before.

        Args:
            modules: The source of each file, by its path.
        """
        for place in self.beside:
            del self.texts[place]
            self._codes.pop(place, None)
        self.beside = [place for place in modules if place not in self.texts]
        self.texts.update({place: modules[place] for place in self.beside})
