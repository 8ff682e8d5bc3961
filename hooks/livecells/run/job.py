"""A snippet to run, its limits, and what came of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from livecells.notebook.executed import Query, Run
from livecells.notebook.percent import Snippet
from livecells.options import SiteOptions
from livecells.sizes import size_of

MIB = 1 << 20
SITE = SiteOptions()


@dataclass(frozen=True)
class Limits:
    """What one snippet may use.

    Attributes:
        seconds: The time that a cell may take.
        memory: The bytes that a process may hold beyond those at its start; None for no limit.
        output: The bytes that a cell may print; None for no limit.
        file: The bytes that a file may have that the snippet writes; None for no limit.
        option: How messages name the option that sets one of them, with its name for `{}`:
            `timeout`, `memory`, `printed`, `file_size`.
    """

    seconds: float = SITE.timeout
    memory: int | None = size_of(SITE.memory)
    output: int | None = size_of(SITE.printed)
    file: int | None = size_of(SITE.file_size)
    option: str = "the limit `{}`"

    @classmethod
    def of(cls, site: SiteOptions) -> Limits:
        """The limits of a site's snippets."""
        return cls(
            site.timeout,
            size_of(site.memory),
            size_of(site.printed),
            size_of(site.file_size),
            "the site's option `{}`",
        )


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


class Runner(Protocol):
    """Runs jobs: in processes of this machine, or elsewhere. A build asks no more of it.

    Attributes:
        limits: What each snippet may use that is submitted from now on.
    """

    limits: Limits

    def start(self) -> None:
        """A build begins: have ready what it needs, without waiting."""
        ...

    def submit(self, job: Job) -> Future[Result]:
        """Begin to run a job; whatever comes of the snippet is a result."""
        ...

    def cancel(self) -> None:
        """End all that was submitted, with failures of the kind `cancelled`; returns at once."""
        ...

    def close(self) -> None:
        """End everything."""
        ...
