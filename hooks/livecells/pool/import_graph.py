"""Which module imports which, each by its whole name: what a snippet reaches by its imports.

The forking server has loaded more than a snippet uses. What such a module read while it was loaded
is a dependency only of the snippets that reach it, so that a run says the same whatever runs
beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MAIN = "__main__"  # the snippet, and the server before
_imported: dict[str, set[str]] = {}  # importer -> names that it imports, of modules or in them


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
    found = _imported.setdefault(str(names.get("__name__") or MAIN), set())
    found.add(target)
    found.update(f"{target}.{one}" for one in wanted or ())


def forget_main() -> None:
    """What the process imported so far was not for the snippet."""
    _imported.pop(MAIN, None)


def forget() -> None:
    """Note from nothing, in a copy of the process."""
    _imported.clear()


def noted() -> dict[str, set[str]]:
    """All imports that were noted: importer -> names."""
    return _imported


def add(found: Mapping[str, Sequence[str]]) -> None:
    """Add what a copy of the process has noted."""
    for importer, names in found.items():
        _imported.setdefault(importer, set()).update(names)


def reached() -> set[str]:
    """The modules that the snippet reaches, and other names that it imports from them."""
    found, new = {"IPython"}, {MAIN}
    while new:
        found |= new
        names = set[str]().union(*(_imported.get(name, ()) for name in new))
        new = names.union(*map(_packages, names)) - found
    return found


def _packages(name: str) -> set[str]:
    """The packages that a module is in: they are loaded before it."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}
