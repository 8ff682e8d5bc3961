"""What the last good build of a site was made of, and whether another one would give the same.

A build reads files, and facts such as versions and options; its runs read files and variables of
the environment too. Where all that is as it was, and the site and the store are as they were left,
a build would write the same site again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livecells.notebook.schema import Depends
from livecells.store.digest import file_digest
from livecells.store.key import first_difference
from livecells.store.store import Store

NAME = "build"
# Written by every build for others to read, or by one that goes on.
NOT_READ = (f"{NAME}.json", "junit.xml")
Marks = dict[str, str]


@dataclass(frozen=True)
class Inputs:
    """What a build is made of, as far as that is known before it begins.

    Attributes:
        facts: Facts in words, by what they are called, such as `python`.
        files: A mark of each file, by its path.
    """

    facts: Marks
    files: Marks


class LastBuild:
    """Remembers one good build.

    Args:
        store: The store that it kept its runs in.
        site: The folder of the site.
    """

    def __init__(self, store: Store, site: Path) -> None:
        self._store, self._site = store, site

    def is_known(self) -> bool:
        """Whether there was one, and its site is there."""
        return self._site.is_dir() and bool(self._store.side(NAME))

    def difference(self, inputs: Inputs) -> str:
        """What has changed since, in words, or nothing; call it only where one is known.

        Args:
            inputs: What a build that begins now would be made of.
        """
        known = self._store.side(NAME)
        return (
            _changed_facts(known["facts"], inputs.facts)
            or _changed_files(known["files"], inputs.files)
            or first_difference(known["depends"], self._store.folder)
            or (_changed_files(known["store"], self._stored()) and "the store has changed")
            or (_changed_files(known["site"], marks([self._site])) and "the site was changed")
        )

    def remember(self, inputs: Inputs, runs: Iterable[Depends]) -> None:
        """Keep what a good build was made of; call it when its site is in its place.

        Args:
            inputs: What was known when it began.
            runs: What its runs depended on.
        """
        table: dict[str, Any] = {
            "facts": inputs.facts,
            "files": inputs.files,
            "depends": _joined(runs, self._store.folder),
            "store": self._stored(),
            "site": marks([self._site]),
        }
        self._store.put_side(NAME, table)

    def forget(self) -> None:
        """Have the next build made in any case."""
        with contextlib.suppress(OSError):
            (self._store.folder / f"{NAME}.json").unlink()

    def _stored(self) -> Marks:
        return {
            path: mark
            for path, mark in marks([self._store.folder]).items()
            if os.path.basename(path) not in NOT_READ and not path.endswith(".part")
        }


def contents(paths: Iterable[Path]) -> Marks:
    """A digest of each file, and of each file in each folder, by its path."""
    return {path: file_digest(path) or "" for path in _files(paths)}


def marks(paths: Iterable[Path]) -> Marks:
    """The same by size and times, for files that only programs write."""
    found: Marks = {}
    for path in _files(paths):
        with contextlib.suppress(OSError):
            status = os.stat(path)
            found[path] = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
    return found


def _files(paths: Iterable[Path]) -> Iterator[str]:
    for path in map(str, paths):
        if not os.path.isdir(path):
            yield path
        for folder, folders, names in os.walk(path, followlinks=True):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (os.path.join(folder, name) for name in sorted(names))


def _joined(runs: Iterable[Depends], folder: Path) -> dict[str, Any]:
    """What several runs depended on; what one of them has found holds for all."""
    joined: dict[str, dict[str, Any]] = {"distributions": {}, "files": {}, "environment": {}}
    for depends in runs:
        files = {os.path.relpath(folder / path, folder): m for path, m in depends["files"].items()}
        joined["distributions"] |= depends["distributions"]
        joined["files"] |= files
        joined["environment"] |= depends["environment"]
    return joined


def _changed_facts(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    return f"{names[0]} has changed" if names else ""


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    for path in sorted({*before, *now}):
        if path not in before:
            return f"{os.path.relpath(path)} is new"
        if path not in now:
            return f"{os.path.relpath(path)} is gone"
        if before[path] != now[path]:
            return f"{os.path.relpath(path)} has changed"
    return ""
