"""What a child and its parent tell each other, one JSON object a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from livecells.notebook.schema import Notebook


class JobMessage(TypedDict):
    """A snippet to run, as plain data.

    `queries` are the fields of each `Query`, `for_page` as in `execute`; `folder` is the working
    directory; `printed` is where the child notes what cells give; `given` is what was known before
    the run; `memory`, `output` and `file` are limits in bytes, None for none; `modules` are what a
    process that was not forked imports first.
    """

    snippet: dict[str, object]
    upto: str | None
    for_page: bool
    folder: str
    printed: str
    queries: list[tuple[str, str, str | None]]
    given: Mapping[str, object]
    memory: int | None
    output: int | None
    file: int | None
    modules: Sequence[str]


class FailureMessage(TypedDict):
    """A `Failure` as plain data."""

    kind: str
    message: str
    line: int
    cell: str
    detail: str
    query: str


class ChildMessage(TypedDict, total=False):
    """One step in a child's life, in this order.

    `pid`; `cell` (the line of a cell, before it runs); `query` (the key of one whose answer takes
    code of its own, before that runs); `run` and `failure` at the end, with whether
    a file met its limit, or `error`, in words, where the child itself failed. The server adds the
    exit `status`, negative for a signal, when the child has ended.
    """

    pid: int
    cell: int
    query: str
    run: Notebook
    failure: FailureMessage | None
    file_limit: bool
    error: str
    status: int
