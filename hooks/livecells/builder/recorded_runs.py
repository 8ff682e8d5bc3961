"""A snippet whose graph is drawn runs twice: plainly for its outputs, and once more, recorded.

The second run ends where the last graph was asked for, which may be long before the first one does.

What a page shows of outputs and values is that of the plain run, so that recording cannot change
it; both runs must have printed the same, else the graph would be that of another program.
"""

from __future__ import annotations

import difflib
import json
import math
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from livecells.builder import same_values
from livecells.notebook.executed import GRAPH, UNREACHED, Failure, Query, Run
from livecells.notebook.percent import Snippet
from livecells.notebook.schema import CodeCell, Output, cell_info, cell_name, with_run_info
from livecells.store.key import known_before

if TYPE_CHECKING:
    from livecells.run.job import Job, Result

NOT_THE_SAME = (
    "a snippet whose graph is drawn runs twice, and this is not the same the second time, when the"
    " graph is recorded: {!r}, then {!r}. Seed what is random, print nothing that differs in each"
    " run, or draw the graph of a snippet without this line"
)
FAILED = (
    "a snippet whose graph is drawn runs twice, and the second time, when the graph is recorded,"
    " it failed: {}. Draw the graph of a snippet without this line"
)
# Failures whose message says it all.
ALREADY_SAID = ("cancelled", "unsteady", "recorded", UNREACHED)

FRACTION = re.compile(r"[-+]?\d+\.\d+(?:[eE][-+]?\d+)?")


class Executor(Protocol):
    """Runs snippets beside the build, in whatever way."""

    def submit(self, job: Job) -> Future[Result]:
        """Begin to run a job."""
        ...


def submitted(executor: Executor, snippet: Snippet, queries: tuple[Query, ...]) -> Future[Result]:
    """Begin to run a snippet for a page."""
    from livecells.run.job import Job

    graphs = tuple(query for query in queries if query.spec == GRAPH)
    if not graphs:
        return executor.submit(Job(snippet, queries, for_page=True))
    others = tuple(query for query in queries if query.spec != GRAPH)
    named, upto = tuple(map(same_values.asked_by, graphs)), last_asked(snippet, graphs)
    plain = executor.submit(Job(snippet, others + named, for_page=True))
    recorded = executor.submit(Job(snippet, graphs + named, upto, for_page=True))
    return _Both(plain, recorded, Job(snippet, queries, for_page=True))


def last_asked(snippet: Snippet, graphs: Sequence[Query]) -> str | None:
    """The last cell after which one of these graphs is asked for; None for the end of the run."""
    after = {query.after for query in graphs}
    names = [cell.name for cell in snippet.code if cell.name in after]
    return names[-1] if names and len(names) == len(after) else None


class _Both(Future[Any]):
    """Ends when both runs have ended."""

    def __init__(self, plain: Future[Result], recorded: Future[Result], job: Job) -> None:
        super().__init__()
        self._runs, self._job = (plain, recorded), job
        self._lock, self._missing = threading.Lock(), 2
        for run in self._runs:
            run.add_done_callback(self._ended)

    def _ended(self, _: object) -> None:
        with self._lock:
            self._missing -= 1
            if self._missing:
                return
        from livecells.run.job import Result

        try:
            plain, recorded = (run.result().run for run in self._runs)
            joined = join(plain, recorded, self._job.snippet, self._job.queries)
        except BaseException as error:  # a closed pool says so in this way
            self.set_exception(error)
        else:
            self.set_result(Result(self._job, joined))


def join(plain: Run, recorded: Run, snippet: Snippet, queries: Sequence[Query]) -> Run:
    """The plain run with the graphs of the recorded one, or with what is wrong with that."""
    if plain.failure is not None:
        return plain
    if recorded.failure is not None and recorded.failure.kind in ALREADY_SAID:
        return Run(plain.notebook, recorded.failure)
    if recorded.failure is not None:
        why = FAILED.format(recorded.failure.message)
        return Run(plain.notebook, replace(recorded.failure, message=why))
    graphs = [query for query in queries if query.spec == GRAPH]
    failure = next(_differences(plain, recorded, last_asked(snippet, graphs)), None)
    failure = failure or same_values.fault(plain.info, recorded.info, snippet, graphs)
    if failure is not None:
        return Run(plain.notebook, failure)
    values = {**plain.info["values"], **recorded.info["values"]}
    for query in map(same_values.asked_by, graphs):
        values.pop(query.key, None)
    info = {**plain.info, "values": values}
    if "depends" in plain.info and "depends" in recorded.info:
        first, second = plain.info["depends"], recorded.info["depends"]
        files = {**second["files"], **first["files"]}
        given = known_before(snippet.text, queries)
        info["depends"] = {**first, "given": given, "files": files}
    return Run(with_run_info(plain.notebook, info))  # type: ignore[arg-type]  # RunInfo, with more


def _differences(plain: Run, recorded: Run, upto: str | None) -> Iterator[Failure]:
    for first, second in zip(plain.cells(), recorded.cells(), strict=True):
        if not _same(first["outputs"], second["outputs"]):
            was, now = _where(first["outputs"], second["outputs"])
            line = _line(first, second, recorded.info.get("printed", []))
            message = NOT_THE_SAME.format(was, now)
            yield Failure("recorded", message, line, cell_name(first))
        if cell_name(first) == upto:
            return


def _same(first: list[Output], second: list[Output]) -> bool:
    """Whether outputs are equal, but for what linear algebra rounds by where memory begins."""
    old, new = (json.dumps(outputs, sort_keys=True) for outputs in (first, second))
    if old == new:
        return True
    if FRACTION.split(old) != FRACTION.split(new):
        return False
    pairs = zip(FRACTION.findall(old), FRACTION.findall(new), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=1e-5, abs_tol=1e-6) for a, b in pairs)


def _where(first: list[Output], second: list[Output]) -> tuple[str, str]:
    """The first lines that differ, as far as a message can hold them."""
    old, new = (_lines(outputs) for outputs in (first, second))
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return "\n".join(old[i:j])[:200], "\n".join(new[k:m])[:200]
    return "one picture", "another"


def _lines(outputs: list[Output]) -> list[str]:
    return [line for output in outputs for line in _text(output).splitlines()]


def _text(output: Output) -> str:
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return "\n".join(output["traceback"])
    return "\n".join(value for value in output["data"].values() if isinstance(value, str))


def _line(first: CodeCell, second: CodeCell, printed: list[tuple[str, int]]) -> int:
    """The line that printed what differs: of the pieces that were printed the first new one."""
    begin = cell_info(first)["line"]
    known = "\n".join(map(_text, first["outputs"]))
    end = begin + len(second["source"].splitlines())
    here = [(text, line) for text, line in printed if begin <= line < end]
    return next((line for text, line in here if text not in known), begin)
