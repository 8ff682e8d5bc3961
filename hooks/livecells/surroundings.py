"""What a run depended on beyond its own text, seen from inside the process that ran it."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from livecells.cells import Snippet
from livecells.store import cpu_model, file_digest, installed

_opened: set[str] = set()
_watching = False
ENGINE = str(Path(__file__).parent) + os.sep


def watch_files() -> None:
    """Note every file that is opened from now on; there is no way to stop an audit hook."""
    global _watching
    _opened.clear()
    if not _watching:
        sys.addaudithook(_note)
        _watching = True


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        _opened.add(os.path.abspath(os.fsdecode(arguments[0])))


def depends(given: Mapping[str, Any], own: str, declared: Iterable[str] = ()) -> dict[str, Any]:
    """Everything that the run of the file `own` depended on, for the store.

    `given` is what was known before; `declared` are data files that C code reads unseen.
    """
    return {
        "given": dict(given),
        "distributions": distributions(),
        "files": files(own, declared),
    }


def made_with(seconds: float, peak_kib: float) -> dict[str, Any]:
    """What a page says at its foot: where its outputs come from."""
    torch = sys.modules.get("torch")
    return {
        "python": platform.python_version(),
        "torch": torch.__version__ if torch else None,
        "dtype": str(torch.get_default_dtype()).removeprefix("torch.") if torch else None,
        "cpu": cpu_model(),
        "seconds": round(seconds, 3),
        "peak_mib": round(peak_kib / 1024),
    }


def declared_data(snippet: Snippet) -> list[str]:
    """The files of the markers' `data=` options; they stand relative to the snippet."""
    folder = os.path.dirname(snippet.file)
    given = [cell.options["data"] for cell in snippet.code if "data" in cell.options]
    names = [name for value in given for name in ([value] if isinstance(value, str) else value)]
    return [os.path.join(folder, name) for name in names]


def distributions() -> dict[str, str]:
    """The versions of the distributions of which a module is loaded."""
    tops = {name.partition(".")[0] for name in sys.modules}
    versions = installed()
    names = {project for top in tops for project in _projects().get(top, ())}
    return {name: versions[name] for name in sorted(names) if name in versions}


@cache
def _projects() -> dict[str, list[str]]:
    """Top-level module -> the projects that install it; read once, before a server forks.

    `importlib.metadata.packages_distributions` gives the same in a second and a half.
    """
    found: dict[str, list[str]] = {}
    for folder in sys.path:
        for info in Path(folder or ".").glob("*.dist-info"):
            project = info.name.partition("-")[0].lower()
            for top in _top_levels(info):
                found.setdefault(top, []).append(project)
    return found


def _top_levels(info: Path) -> set[str]:
    """The modules of one installed project."""
    try:
        return set((info / "top_level.txt").read_text().split())
    except OSError:
        pass
    try:
        lines = (info / "RECORD").read_bytes().splitlines()
    except OSError:
        return set()
    tops = {line.partition(b"/" if b"/" in line else b",")[0].decode() for line in lines}
    return {top.partition(".")[0] for top in tops if not top.startswith(".")}


def files(own: str, declared: Iterable[str]) -> dict[str, str]:
    """Digests of the local modules and data files that the run used, the file `own` left out."""
    loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    paths = {path for path in loaded if isinstance(path, str)} | _opened | set(declared)
    ours = {os.path.abspath(path) for path in paths if not path.startswith(_foreign())} - {own}
    marks = {path: file_digest(path) for path in sorted(ours)}
    return {path: mark for path, mark in marks.items() if mark is not None}


@cache
def _foreign() -> tuple[str, ...]:
    """Where files lie that are no author's: libraries, the engine, the system, our own scratch."""
    paths = [os.path.abspath(path) for path in sysconfig.get_paths().values()]
    # In a virtual environment the interpreter and its library lie elsewhere.
    paths += [sys.prefix, os.path.join(sys.base_prefix, "lib")]
    paths += [os.path.expanduser(f"~/{name}") for name in (".cache", ".config", ".matplotlib")]
    paths += ["/proc", "/dev", "/sys", "/etc", "/usr/lib", "/usr/share"]
    scratch = os.path.join(tempfile.gettempdir(), "livecells-")
    return (*(path + os.sep for path in paths), ENGINE, scratch)
