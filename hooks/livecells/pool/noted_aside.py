"""What a copy of the process that reads values has noted, handed over to the run itself."""

from __future__ import annotations

import os
import sys
from typing import Any

from livecells.pool import dependencies, environment_reads, import_graph
from livecells.run import aside

_last = ""  # the module that was loaded last before the copy was made


def keep() -> None:
    """From now on values are read in copies; what those depend on, the run depends on."""
    aside.keeper = aside.Keeper(_begin, _told, _take, _own)


def _begin() -> None:
    """In the copy: forget what the run knows itself."""
    global _last
    _last = next(reversed(sys.modules))
    environment_reads.forget()
    import_graph.forget()
    opened, imports, _ = dependencies.noted()
    opened.clear()
    imports.clear()


def _told() -> dict[str, Any]:
    """In the copy, at its end."""
    opened, imports, mirror = dependencies.noted()
    modules = dependencies.loaded_after(_last)
    files = (getattr(module, "__file__", None) for _, module in modules)
    return {
        "opened": [*opened, *(path for path in files if _whole(path))],
        "loaded": [name for name, _ in modules if "." not in name],
        "imports": _lists(imports),
        "graph": _lists(import_graph.noted()),
        "environment": _lists(environment_reads.noted()),
        "mirror": mirror and mirror.told(),
    }


def _take(told: dict[str, Any]) -> None:
    """In the run."""
    opened, imports, mirror = dependencies.noted()
    opened.update(told["opened"])
    for importer, names in [*told["imports"].items(), ("__main__", told["loaded"])]:
        imports.setdefault(importer, set()).update(names)
    import_graph.add(told["graph"])
    environment_reads.add(told["environment"])
    if mirror is not None:
        mirror.take(told["mirror"])


def _own() -> bool:
    """Whether the folder of the run is being filled."""
    mirror = dependencies.noted()[2]
    return mirror is not None and mirror.at_work()


def _lists(sets: dict[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(found) for name, found in sets.items()}


def _whole(path: object) -> bool:
    return isinstance(path, str) and os.path.isabs(path)
