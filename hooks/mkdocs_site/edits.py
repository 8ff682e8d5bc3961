"""What is saved while a build goes on: it ends a build that nobody waits for any more."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.polling import PollingObserver

from livecells.store.digest import file_digest

# How often one file may end a build until one is done: a snippet may write it itself.
OFTEN = 5


class Edits(FileSystemEventHandler):
    """Hears of each file that changes, and ends a build that is out of date.

    Args:
        cancel: Ends the build that goes on, if there is one.
        is_source: Tells of a file whether only a person writes it.

    Attributes:
        since: When it was made, which is before anything is read.
    """

    def __init__(self, cancel: Callable[[], None], is_source: Callable[[str], bool]) -> None:
        self._cancel, self._is_source = cancel, is_source
        self._lock = threading.Lock()
        self._first: PollingObserver | None = None
        self._known: dict[str, str | None] = {}
        self._counts: Counter[str] = Counter()
        self._changed: set[str] = set()
        self._new = False
        self.since = time.time()

    def changed(self) -> set[str]:
        """The files that were saved since this was asked last; whoever asks sees to all of them."""
        with self._lock:
            changed, self._changed = self._changed, set()
            self._new = False
            return changed

    @property
    def superseded(self) -> bool:
        """Whether something was saved since `changed` was asked last."""
        # Under the lock, for what runs may have ended already while the event is being seen to.
        with self._lock:
            return self._new

    def done(self) -> None:
        """A build has come to its end."""
        with self._lock:
            self._counts.clear()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A file was saved, added, moved or deleted."""
        if event.is_directory:
            return
        path = os.fsdecode(event.src_path)
        with self._lock:
            self._changed |= {path, os.fsdecode(event.dest_path)}  # some save by renaming
            self._new |= self._is_news(path)
        self.check()

    def check(self) -> None:
        """End what runs where it is out of date; call also when runs have begun."""
        with self._lock:
            if self._new:
                self._cancel()

    def _is_news(self, path: str) -> bool:
        """Whether a file holds something else than when it was seen last, and not too often."""
        found = file_digest(path)
        if self._known.get(path, "") == found:
            return False
        self._known[path] = found
        self._counts[path] += 1
        return self._counts[path] <= OFTEN or self._is_source(path)

    # ----- The first build of `serve`: MkDocs watches only after it -----

    def watch_first(self, paths: Iterable[str]) -> None:
        """Watch by ourselves until MkDocs does."""
        self._first = PollingObserver(timeout=0.5)
        for path in {os.path.abspath(path) for path in paths if os.path.exists(path)}:
            self._first.schedule(self, path, recursive=True)
        self._first.start()

    def hand_over(self) -> bool:
        """MkDocs watches from now on; gives whether anything was saved since the build began."""
        self.end()
        return self._new

    def end(self) -> None:
        """Watch no more."""
        if self._first is not None:
            self._first.stop()
            self._first.join()
            self._first = None
