"""What has run before, and why it must run again.

An entry is the executed notebook of a snippet, in a file named

    SLUG.KEY.SEAL.ipynb

SLUG is the snippet's name, KEY a digest of all that is known before a run, SEAL a digest of the
file's bytes. What only the run could tell (local modules, data files, versions of the libraries
that were really imported) stands in the notebook and is compared before the entry is used.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livecells.notebook.executed import Query, Run, packed
from livecells.notebook.schema import Depends, Notebook, RunInfo, run_info, with_run_info
from livecells.store.digest import digest, seal, slug_of
from livecells.store.key import differences, first_difference, known_before

DAYS_UNUSED = 30


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
    """Entries in `folder`. Nothing here raises: what is wrong with the store stands in `notes`."""

    folder: Path
    notes: list[str] = field(default_factory=list)
    seals: dict[str, str] = field(default_factory=dict)  # of the runs found or put, by snippet
    _listing: dict[str, list[Entry]] | None = None
    _writable: bool = True

    def find(self, name: str, text: str, queries: Sequence[Query]) -> tuple[Run | None, str]:
        """A run that still holds.

        Args:
            name: The snippet's name.
            text: Its text.
            queries: What pages read from it.

        Returns:
            The run and an empty text, or None and, in words, why the snippet must run.
        """
        given = known_before(text, queries)
        key, slug = digest(given), slug_of(name)
        entries = self._entries().get(slug, [])
        same = [entry for entry in entries if entry.key == key]
        if not same:
            return None, self._changed(entries, given)
        notebook, damage = self._load(same[-1])
        if notebook is None:
            self.notes.append(f"{name}: the stored run is {damage}; it runs again")
            return None, f"the stored run is {damage}"
        reason = first_difference(run_info(notebook)["depends"], self.folder)
        if reason:
            return None, reason
        self._touch(same[-1])
        self.seals[name] = same[-1].seal
        return Run(notebook), ""

    def put(self, name: str, notebook: Notebook) -> None:
        """Keep a good run, whole or not at all; a full disk does not fail the build."""
        depends = run_info(notebook)["depends"]
        data = packed(self._relative(notebook)).encode()
        self.seals[name] = seal(data)
        entry = f"{slug_of(name)}.{digest(depends['given'])}.{self.seals[name]}.ipynb"
        self._write(self.folder / entry, data)
        same = self._entries().setdefault(slug_of(name), [])
        same += filter(None, [Entry.of(self.folder / entry)])
        for old in same:
            if old.key == digest(depends["given"]) and old.path.name != entry:
                with contextlib.suppress(OSError):
                    old.path.unlink()

    def _relative(self, notebook: Notebook) -> Notebook:
        """The notebook with its files named from the store on.

        A checkout that is copied with its store then asks its own files, and not the original's.
        """
        info = run_info(notebook)
        digests = info["depends"]["files"]
        files = {os.path.relpath(path, self.folder): found for path, found in digests.items()}
        depends: Depends = {**info["depends"], "files": files}
        own: RunInfo = {**info, "depends": depends}
        return with_run_info(notebook, own)

    def side(self, name: str) -> dict[str, Any]:
        """A table kept beside the runs, or an empty one where it is missing or damaged."""
        try:
            data = (self.folder / f"{name}.json").read_bytes()
            sealed, _, body = data.partition(b"\n")
            return dict(json.loads(body)) if sealed.decode() == seal(body) else {}
        except (OSError, ValueError):
            return {}

    def put_side(self, name: str, table: Mapping[str, object]) -> None:
        """Keep a table; see `side`."""
        body = json.dumps(table, sort_keys=True).encode()
        self._write(self.folder / f"{name}.json", seal(body).encode() + b"\n" + body)

    def is_empty(self) -> bool:
        """Whether no run is kept at all."""
        return not self._entries()

    def prune(self, now: float | None = None) -> None:
        """Remove what no build has used for DAYS_UNUSED days, and files cut off by a kill.

        Args:
            now: The time to count from, in seconds since the epoch; by default the present.
        """
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
            known = run_info(notebook)["depends"]["given"]
        except (ValueError, KeyError, TypeError):
            return None, "not of this program"
        return (notebook, "") if digest(known) == entry.key else (None, "filed under a wrong name")

    def _changed(self, entries: Sequence[Entry], given: Mapping[str, object]) -> str:
        """Why none of the entries of a snippet will do, told from the newest of them."""
        for entry in reversed(entries):
            notebook, _ = self._load(entry)
            if notebook is not None:
                before = run_info(notebook)["depends"]["given"]
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


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
