"""Which distributions are installed, and which modules are theirs."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path


@cache
def installed() -> dict[str, str]:
    """All distributions on the path with their versions, by the names of their metadata folders.

    Reading names is a thousand times cheaper than asking importlib.metadata for each version.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder or "."):
                if name.endswith(".dist-info"):
                    project, _, version = name.removesuffix(".dist-info").partition("-")
                    found.setdefault(project.lower().replace("-", "_"), version)
    return found


def distributions(modules: Iterable[str]) -> dict[str, str]:
    """The distributions that install these top-level modules, with their versions.

    For the parent: reading what is installed takes a while, and it waits for its children anyway.

    Returns:
        Name -> version, sorted by name.
    """
    versions = installed()
    names = {project for top in modules for project in _projects().get(top, ())}
    return {name: versions[name] for name in sorted(names) if name in versions}


@cache
def _projects() -> dict[str, list[str]]:
    """Top-level module -> the projects that install it; read once.

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
