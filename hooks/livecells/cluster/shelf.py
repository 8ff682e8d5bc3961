"""Things that many jobs share, and that are dropped when nobody has used them for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


@dataclass
class _Kept(Generic[Thing]):
    thing: Thing | None = None
    users: int = 0
    making: threading.Lock = field(default_factory=threading.Lock)


class Shelf(Generic[Key, Thing]):
    """Makes a thing for the first who asks; of those that nobody uses the latest few are kept.

    Args:
        drop: Is given a thing that is kept no longer.
        most: How many may be kept.
    """

    def __init__(self, drop: Callable[[Thing], object], most: int) -> None:
        self._drop, self._most = drop, most
        self._kept: dict[Key, _Kept[Thing]] = {}  # the one used last at the end
        self._lock = threading.Lock()

    def latest(self) -> list[Key]:
        """The keys of what is kept, the one used last first."""
        with self._lock:
            return [*reversed(self._kept)]

    @contextmanager
    def lent(self, key: Key, make: Callable[[], Thing]) -> Iterator[Thing]:
        """The thing of a key, which stays while it is used."""
        with self._lock:
            kept = self._kept[key] = self._kept.pop(key, _Kept[Thing]())
            kept.users += 1
        try:
            with kept.making:
                if kept.thing is None:
                    kept.thing = make()
            yield kept.thing
        finally:
            with self._lock:
                kept.users -= 1
                idle = [key for key, one in self._kept.items() if not one.users]
                over = max(0, len(self._kept) - self._most)
                gone = [self._kept.pop(key) for key in idle[:over]]
            for one in gone:
                if one.thing is not None:
                    self._drop(one.thing)
