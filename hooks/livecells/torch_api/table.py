"""The table of documented names and their addresses."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

BASE = "https://docs.pytorch.org/docs/stable/"
TABLE = Path(__file__).with_name("table.tsv")


class Use(NamedTuple):
    """A name of torch in a cell: the line (from 1), the columns in characters, the name."""

    line: int
    start: int
    end: int
    name: str


@functools.cache
def addresses() -> Mapping[str, str]:
    """Where the reference of each documented name stands."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, page = line.partition("\t")
            found[name] = BASE + (page or f"generated/{name}.html")
    return found
