"""What has run before, and why it must run again.

An entry is the executed notebook of a snippet, in a file named

    SLUG.KEY.SEAL.ipynb

SLUG is the snippet's name, KEY a digest of all that is known before a run, SEAL a digest of the
file's bytes. What only the run could tell (local modules, data files, versions of the libraries
that were really imported) stands in the notebook and is compared before the entry is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from livecells.notebook import KEY, Ask, Notebook, Run, dump

DAYS_UNUSED = 30
# The files that decide what a run gives; pages and pictures are made afresh anyway.
ENGINE = ("answers.py", "apis.py", "callsite.py", "cells.py", "execute.py", "graph.py",
          "guesses.py", "notebook.py", "outputs.py", "readings.py", "recorder.py", "shell.py",
          "surroundings.py", "torch_api.tsv", "traces.py", "worker.py")  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A file of the store, as its name tells."""

    slug: str
    key: str
    seal: str
    path: Path

    @classmethod
    def of(cls, path: Path) -> Entry | None:
        """The entry that a file name stands for, or None for a foreign file."""
        parts = path.name.rsplit(".", 3)
        if len(parts) != 4 or parts[3] != "ipynb":
            return None
        return cls(parts[0], parts[1], parts[2], path)


@dataclass
class Store:
    """Entries in `folder`. Nothing here raises: what is wrong with the store is said in `notes`."""

    folder: Path
    notes: list[str] = field(default_factory=list)
    _listing: dict[str, list[Entry]] | None = None
    _writable: bool = True

    def find(self, name: str, text: str, asks: Sequence[Ask]) -> tuple[Run | None, str]:
        """A run that still holds, or None and, in words, why the snippet must run."""
        given = known_before(text, asks)
        key, slug = digest(given), slug_of(name)
        entries = self._entries().get(slug, [])
        same = [entry for entry in entries if entry.key == key]
        if not same:
            return None, self._changed(entries, given)
        notebook, fault = self._load(same[-1])
        if notebook is None:
            self.notes.append(f"{name}: the stored run is {fault}; it runs again")
            return None, f"the stored run is {fault}"
        reason = first_difference(notebook["metadata"][KEY]["depends"], self.folder)
        if reason:
            return None, reason
        self._touch(same[-1])
        return Run(notebook), ""

    def put(self, name: str, notebook: Notebook) -> None:
        """Keep a good run, whole or not at all; the disk being full is no fault of the build."""
        depends = notebook["metadata"][KEY]["depends"]
        data = dump(self._relative(notebook)).encode()
        entry = f"{slug_of(name)}.{digest(depends['given'])}.{seal(data)}.ipynb"
        self._write(self.folder / entry, data)
        for old in self._entries().get(slug_of(name), []):
            if old.key == digest(depends["given"]) and old.path.name != entry:
                with contextlib.suppress(OSError):
                    old.path.unlink()

    def _relative(self, notebook: Notebook) -> Notebook:
        """The notebook with its files named from the store on.

        A checkout that is copied with its store then asks its own files, and not the original's.
        """
        own = notebook["metadata"][KEY]
        marks = own["depends"]["files"]
        files = {os.path.relpath(path, self.folder): mark for path, mark in marks.items()}
        own = {**own, "depends": {**own["depends"], "files": files}}
        return {**notebook, "metadata": {**notebook["metadata"], KEY: own}}

    def side(self, name: str) -> dict[str, Any]:
        """A table kept beside the runs, or an empty one where it is missing or damaged."""
        try:
            data = (self.folder / f"{name}.json").read_bytes()
            mark, _, body = data.partition(b"\n")
            return dict(json.loads(body)) if mark.decode() == seal(body) else {}
        except (OSError, ValueError):
            return {}

    def put_side(self, name: str, table: Mapping[str, Any]) -> None:
        """Keep a table; see `side`."""
        body = json.dumps(table, sort_keys=True).encode()
        self._write(self.folder / f"{name}.json", seal(body).encode() + b"\n" + body)

    def is_empty(self) -> bool:
        """Whether no run is kept at all."""
        return not self._entries()

    def prune(self, now: float | None = None) -> None:
        """Clear away what no build has used for DAYS_UNUSED days, and files cut off by a kill."""
        now = time.time() if now is None else now
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                days = (now - path.stat().st_mtime) / 86400
                if days > (1 if path.suffix == ".part" else DAYS_UNUSED):
                    path.unlink()

    def _entries(self) -> dict[str, list[Entry]]:
        """The store's files by slug, oldest first; read once."""
        if self._listing is None:
            self._listing = {}
            for entry in sorted(self._files(), key=lambda entry: _modified(entry.path)):
                self._listing.setdefault(entry.slug, []).append(entry)
        return self._listing

    def _files(self) -> Iterator[Entry]:
        with contextlib.suppress(OSError):
            for name in os.listdir(self.folder):
                entry = Entry.of(self.folder / name)
                if entry is not None:
                    yield entry

    def _load(self, entry: Entry) -> tuple[Notebook | None, str]:
        """The notebook of an entry, or None and what is wrong with it."""
        try:
            data = entry.path.read_bytes()
        except OSError as error:
            return None, f"unreadable ({error.strerror})"
        if seal(data) != entry.seal:
            return None, "damaged (its bytes are not the ones that were written)"
        try:
            notebook: Notebook = json.loads(data)
            known = notebook["metadata"][KEY]["depends"]["given"]
        except (ValueError, KeyError, TypeError):
            return None, "not of this program"
        return (notebook, "") if digest(known) == entry.key else (None, "filed under a wrong name")

    def _changed(self, entries: Sequence[Entry], given: Mapping[str, Any]) -> str:
        """Why none of the entries of a snippet will do, told from the newest of them."""
        for entry in reversed(entries):
            notebook, _ = self._load(entry)
            if notebook is not None:
                before = notebook["metadata"][KEY]["depends"]["given"]
                return differences(before, given) or "it has changed"
        return "it has not run before"

    def _touch(self, entry: Entry) -> None:
        """Remember that the entry was used; once a day is enough."""
        with contextlib.suppress(OSError):
            if time.time() - _modified(entry.path) > 86400:
                os.utime(entry.path)

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            if self._writable:
                self.notes.append(f"runs cannot be kept in {self.folder.name}: {error.strerror}")
            self._writable = False
            with contextlib.suppress(OSError):
                part.unlink()


class Table(MutableMapping[str, Any]):
    """A side table of a store that keeps only what this build has used."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._known: dict[str, Any] = store.side(name)
        self._before = len(self._known)
        self._used: dict[str, Any] = {}
        self._changed = False

    def __getitem__(self, key: str) -> Any:
        self._used[key] = self._known[key]
        return self._used[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._known[key] = self._used[key] = value
        self._changed = True

    def __delitem__(self, key: str) -> None:
        del self._known[key]
        self._used.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def save(self) -> None:
        """Write what was used, where that is not what is written already."""
        if self._changed or len(self._used) != self._before:
            self._store.put_side(self._name, self._used)
            self._changed, self._before = False, len(self._used)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def slug_of(name: str) -> str:
    """A snippet's name as part of a file name; `/` and `.` cannot stand in names of snippets."""
    return name.replace("/", "--")


def seal(data: bytes) -> str:
    """The digest of a file's bytes, for its name."""
    return hashlib.sha256(data).hexdigest()[:32]


def digest(value: Any) -> str:
    """A short digest of plain data."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def known_before(text: str, asks: Sequence[Ask]) -> dict[str, Any]:
    """All that can be known without running: the dependencies that make the KEY."""
    return {
        "snippet": hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest(),
        "asks": sorted(ask.key for ask in asks),
        "engine": engine_digest(),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "cpu": cpu_model(),
        "threads": 1,
    }


@cache
def engine_digest() -> str:
    """The digest of the engine's own source, as far as it decides what a run gives."""
    made = hashlib.sha256()
    for name in ENGINE:
        made.update(Path(__file__).with_name(name).read_bytes())
    return made.hexdigest()[:16]


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
    "asks": "pages ask for other values",
    "engine": "the engine has changed",
}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What of the dependencies known before a run has changed, in words."""
    changed = [name for name in now if before.get(name) != now[name]]
    return "; ".join(WORDS.get(n, f"{n} {before.get(n)} -> {now[n]}") for n in changed)


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
            return f"{Path(path).name} {'is gone' if now is None else 'has changed'}"
    return ""


def file_digest(path: str) -> str | None:
    """The digest of a file's bytes, or None where it cannot be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]
    except OSError:
        return None


@cache
def installed() -> dict[str, str]:
    """The versions of all distributions on the path, from the names of their metadata folders.

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
