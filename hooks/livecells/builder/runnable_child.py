"""What runs snippets on the stand-in, in a process of its own: `python -I -S runnable_child.py`.

Each line of stdin is a snippet, each line of stdout what came of one cell, of the values that
pages ask for, or that the snippet has ended. It sees nothing but Python and the stand-in, as the
worker of a page.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import asdict
from typing import Any, TextIO

HOOKS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [HOOKS, os.path.join(HOOKS, "livecells", "browser")]

from livecells.browser.cells import Program  # noqa: E402  found by the path above
from livecells.browser.live_graph import Recorder  # noqa: E402
from livecells.notebook.executed import GRAPH, Query  # noqa: E402
from livecells.run.queries import QueryAnswers  # noqa: E402

SECONDS = 6.0  # of the processor, that a cell may take; one that is busy counts twice as much


class Late(BaseException):
    """A cell takes longer than a reader would wait."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """End what takes longer than `SECONDS`, where the system can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(*_: object) -> None:
        raise Late

    signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def run(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What came of a snippet, cell by cell."""
    queries = [Query(*parts) for parts in asked["queries"]]
    graphs = {query.expression for query in queries if query.spec == GRAPH}
    ahead = {query.after for query in queries if query.spec == GRAPH}
    answers = QueryAnswers([query for query in queries if query.spec != GRAPH])
    program, found = Program(untouched=hasattr(os, "fork")), dict[str, object]()
    with Recorder(graphs) if graphs else contextlib.nullcontext() as recorder:
        for name, source, line in asked["cells"]:
            with limited():
                outcome = program.run(asked["file"], source, line)
            if recorder is not None:
                recorder.after_cell(program.main.__dict__)
            answers.after(name, program.main.__dict__)
            found |= _graphs(recorder, queries, name)
            ahead.discard(name)
            if recorder is not None and not ahead:
                recorder.close()  # as the build's own recording, which ends there
            yield {"cell": name, **asdict(outcome)}
            if outcome.state in ("refused", "full") or (outcome.error or ("",))[0] == "Late":
                return
    answers.end(program.main.__dict__)
    found |= {**answers.found, **_graphs(recorder, queries, None)}
    yield {"values": found, "refused": bool(program.refusals)}


def _graphs(recorder: Any, queries: Iterable[Query], after: str | None) -> dict[str, object]:
    """The graphs that are asked for after a cell, or at the end."""
    asked = [query for query in queries if query.spec == GRAPH and query.after == after]
    return {query.key: {"graph": deepcopy(recorder.graph(query.expression))} for query in asked}


def main() -> None:
    """Answer each line with lines; the last of each says that it was the last."""
    Program()  # loads the stand-in, once for all where the system can fork
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a snippet writes below Python is lost
        for line in sys.stdin:
            if hasattr(os, "fork"):
                _apart(line, out)
            else:
                _answer(line, out)
            out.write(json.dumps({"ended": True}) + "\n")
            out.flush()


def _answer(line: str, out: TextIO) -> None:
    for found in run(json.loads(line)):
        out.write(json.dumps(found) + "\n")
        out.flush()


def _apart(line: str, out: TextIO) -> None:
    """Answer in a process of its own: whatever a snippet does to Python ends with it."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        _answer(line, out)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
