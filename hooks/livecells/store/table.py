"""Side tables of the store: what costs time to make, by its key."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Generic, TypeVar

from livecells.store.store import Store

Value = TypeVar("Value")


class Table(MutableMapping[str, Value], Generic[Value]):
    """A side table of a store that keeps only what this build has used.

    Args:
        store: Where the table is kept.
        name: What it is called there.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._known: dict[str, Value] = store.side(name)
        self._before = len(self._known)
        self._used: dict[str, Value] = {}
        self._changed = False
        self.asked: set[str] = set()  # since whoever wants to know has emptied it

    def __getitem__(self, key: str) -> Value:
        self._used[key] = self._known[key]
        self.asked.add(key)
        return self._used[key]

    def __setitem__(self, key: str, value: Value) -> None:
        self._known[key] = self._used[key] = value
        self.asked.add(key)
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
