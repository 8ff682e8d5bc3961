"""What is known before a run: the key of its entry, and what of it has changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from livecells.installed import installed
from livecells.notebook.executed import Query
from livecells.source import source_digest
from livecells.store import environment
from livecells.store.digest import file_digest

ENGINE = "livecells.pool"  # decides what a run gives; pages and pictures are made afresh anyway


def known_before(text: str, queries: Sequence[Query]) -> dict[str, Any]:
    """All that can be known without running: the dependencies that make the KEY."""
    return {
        "snippet": hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest(),
        "queries": sorted(query.key for query in queries),
        "engine": source_digest(ENGINE),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "cpu": cpu_model(),
        "threads": 1,
        "settings": environment.settings(),
    }


@cache
def cpu_model() -> str:
    """The processor's name: torch picks its kernels, and so last digits, by it."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()


WORDS = {
    "snippet": "its text has changed",
    "queries": "pages ask for other values",
    "engine": "the engine has changed",
}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What of the dependencies known before a run has changed, in words."""
    changed = [name for name in now if before.get(name) != now[name]]
    return "; ".join(_words(name, before.get(name), now[name]) for name in changed)


def _words(name: str, before: object, now: object) -> str:
    if isinstance(before, dict) and isinstance(now, dict):  # of the settings, those that differ
        names = [key for key in sorted({*before, *now}) if before.get(key) != now.get(key)]
        return "; ".join(environment.changed(n, before.get(n), now.get(n)) for n in names)
    return WORDS.get(name, f"{name} {before} -> {now}")


def first_difference(depends: Mapping[str, Any], folder: Path) -> str:
    """What of the dependencies found by the run is not so any more, in words, or nothing.

    Files are named from `folder` on.
    """
    versions = installed()
    for name, version in depends["distributions"].items():
        if versions.get(name) != version:
            return f"{name} {version} -> {versions.get(name, 'not installed')}"
    for path, mark in depends["files"].items():
        now = file_digest(os.path.join(folder, path))
        if now != mark:
            how = "is gone" if now is None else "is there now" if mark is None else "has changed"
            return f"{Path(path).name} {how}"
    return environment.difference(depends["environment"])
