"""Which module imports which, each by its whole name: what a snippet reaches by its imports.

The forking server has loaded more than a snippet uses. What such a module read while it was loaded
is a dependency only of the snippets that reach it, so that a run says the same whatever runs
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

MAIN = "__main__"  # the snippet, and the server before
_imported: dict[str, set[str]] = {}  # importer -> names that it imports, of modules or in them
_later: dict[str, set[str]] = {}  # the same, noted after `close`
_closures: dict[str, frozenset[str]] = {}  # big module -> the modules that it reached at `close`
_now = _imported


class Reached:
    """Names that an import reaches: `name in reached`."""

    def __init__(self) -> None:
        self._own = {"IPython"}
        self._closed: list[frozenset[str]] = []

    def __contains__(self, name: object) -> bool:
        """Whether the module of that name is among them."""
        return name in self._own or any(name in closed for closed in self._closed)

    def names(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self._own).union(*self._closed)

    def add(self, names: set[str]) -> set[str]:
        """Add names, and tell the ones that they import."""
        closed = [_closures[name] for name in names & _closures.keys()]
        self._closed += closed
        own = {name for name in names if name not in self}
        self._own |= own
        then = [_later[name] for name in _later if any(name in known for known in closed)]
        return set().union(
            *then,
            *(_imported.get(name, ()) for name in own),
            *(_later.get(name, ()) for name in own),
        )


def note(names: Mapping[str, object], name: str, wanted: Sequence[str] | None, level: int) -> None:
    """Note one import.

    Args:
        names: The globals of the importer.
        name: What stands behind `import` or `from`.
        wanted: What is imported from it.
        level: The dots before it.
    """
    target = name
    if level:
        package = str(names.get("__package__") or names.get("__name__") or "")
        base = package.rsplit(".", level - 1)[0] if level > 1 else package
        target = f"{base}.{name}" if name else base
    found = _now.setdefault(str(names.get("__name__") or MAIN), set())
    found.add(target)
    found.update(f"{target}.{one}" for one in wanted or ())


def forget_main() -> None:
    """What the process imported so far was not for the snippet."""
    _imported.pop(MAIN, None)
    _later.pop(MAIN, None)


def close(names: Iterable[str]) -> None:
    """Find once for all children what big modules reach.

    Args:
        names: Modules that are loaded, and that snippets import.
    """
    global _now
    for name in names:
        _closures[name] = _from({name}).names()
    _now = _later


def forget() -> None:
    """Note from nothing, in a copy of the process."""
    _now.clear()


def noted() -> dict[str, set[str]]:
    """The imports that were noted since `close` or `forget`: importer -> names."""
    return _now


def add(found: Mapping[str, Sequence[str]]) -> None:
    """Add what a copy of the process has noted."""
    for importer, names in found.items():
        _now.setdefault(importer, set()).update(names)


def reached() -> Reached:
    """The modules that the snippet reaches, and other names that it imports from them."""
    return _from({MAIN})


def _from(names: set[str]) -> Reached:
    found = Reached()
    while names:
        imported = found.add(names)
        imported |= set().union(*map(_packages, imported))
        names = {name for name in imported if name not in found}
    return found


def _packages(name: str) -> set[str]:
    """The packages that a module is in: they are loaded before it."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}
