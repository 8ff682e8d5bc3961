"""The calls and the lines in which the nodes of one graph were made, as plain data."""

from __future__ import annotations

import linecache
from collections.abc import Iterable

from livecells.record.records import Origin, ScopeRecord
from livecells.record.schema import Scope


class ScopeList:
    """Numbers the calls behind some nodes, those around them included, outer ones first."""

    def __init__(self, origins: Iterable[Origin]) -> None:
        self._places: dict[int, int] = {}
        self._records: list[ScopeRecord] = []
        self._lines: dict[int, str] = {}
        for origin in origins:
            self._add(origin.scope)
            if origin.line:
                self._lines[origin.line] = origin.filename

    def _add(self, record: ScopeRecord | None) -> None:
        way = []
        while record is not None and id(record) not in self._places:
            way.append(record)
            record = record.within
        for one in reversed(way):
            self._places[id(one)] = len(self._records)
            self._records.append(one)

    def place(self, record: ScopeRecord) -> int:
        """The number of a call."""
        return self._places[id(record)]

    def scopes(self) -> list[Scope]:
        """All calls, in the order of their numbers."""
        return [
            {
                "kind": record.kind,
                "title": record.title,
                "name": record.name,
                "within": None if record.within is None else self.place(record.within),
                "line": record.line,
            }
            for record in self._records
        ]

    def lines(self) -> dict[str, str]:
        """The text of each line by its number, where it can be read."""
        read = {n: linecache.getline(name, n).strip() for n, name in sorted(self._lines.items())}
        return {str(line): text for line, text in read.items() if text}
