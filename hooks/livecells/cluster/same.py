"""Whether a worker runs snippets as the machine that builds would: by the same programs."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence

from livecells.installed import installed
from livecells.notebook.executed import Query
from livecells.notebook.schema import Depends
from livecells.source import source_digest
from livecells.store.digest import file_digest
from livecells.store.environment import difference as changed_variable
from livecells.store.key import known_before

NONE = "none"
WORDS = {"engine": "the engine", "torch": "torch", "python": "Python", "system": "the system"}
ELSEWHERE = (
    "it reads {}, which is not the same on the worker: have what a snippet reads in its own folder,"
    " which travels with it"
)


def programs() -> dict[str, str]:
    """What decides the outputs of a run, and must be the same on all machines."""
    return {
        "engine": source_digest("livecells.cluster"),
        "torch": installed().get("torch", NONE),
        "python": platform.python_version(),
        "system": f"{sys.platform} {platform.machine()}",
    }


def difference(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """Which programs are others on a worker, with both versions, or nothing."""
    other = [name for name in here if there.get(name) != here[name]]
    pairs = [f"{WORDS[n]} is {there.get(n, NONE)} there and {here[n]} here" for n in other]
    return " and ".join(pairs)


def as_here(depends: Depends, text: str, queries: Sequence[Query]) -> Depends:
    """What a run of a worker depended on, as the store of this machine asks for it."""
    return {**depends, "given": known_before(text, queries)}


def first_difference(depends: Depends) -> str:
    """What of the things that a run has used is another on this machine, in words, or nothing."""
    versions = installed()
    for name, there in depends["distributions"].items():
        here = versions.get(name, NONE)
        if there != here:
            return f"it uses {name}, which is {there} on the worker and {here} here"
    for path, mark in depends["files"].items():
        if file_digest(path) != mark:
            return ELSEWHERE.format(path)
    variable = changed_variable(depends["environment"])
    return f"it reads a variable that differs on the worker: {variable}" if variable else ""
