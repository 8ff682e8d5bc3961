"""A snippet to run, its limits, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from livecells.notebook.executed import Query, Run
from livecells.notebook.percent import Snippet

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one snippet may use: seconds a cell, bytes of memory beyond the start, bytes printed."""

    seconds: float = 60.0
    memory: int | None = 4096 * MIB
    output: int = MIB


@dataclass(frozen=True)
class Job:
    """A snippet to run and the values to read from it; `for_page` as in `execute`."""

    snippet: Snippet
    queries: tuple[Query, ...] = ()
    upto: str | None = None
    for_page: bool = False


@dataclass(frozen=True)
class Result:
    """A finished job."""

    job: Job
    run: Run
