"""Follows one child and says what became of it."""

from __future__ import annotations

import os
import re
import signal
import time

from livecells.installed import distributions
from livecells.notebook.cell_text import output_text
from livecells.notebook.executed import GRAPH, Failure, Query, Run, blank
from livecells.notebook.percent import Cell
from livecells.notebook.schema import Notebook, cell_info
from livecells.pool import memory
from livecells.pool.channel import Channel
from livecells.pool.messages import ChildMessage
from livecells.run.job import Job, Limits, Result

SLACK = 1 << 30  # a process may touch so much more of what it was given before its limit
PRINTED = 64 << 20  # bytes that may be printed below Python before anybody looks
PAUSE = 3  # looks that see nothing new: a pause in what is printed
SHOWN = 10  # lines that a failure has of what a cell printed before its process ended
SERVER_ENDED = "the process that runs the snippets ended"
# Python's own, where it has no memory to tell of an error: the cell has not printed that.
LAST_WORDS = re.compile(r"^Error in sys\.excepthook:\n[\s\S]*\Z", re.MULTILINE)
RECORDING = 10  # how much longer a run may take while a graph is recorded


class Watch:
    """Follows one child, ends it when it goes beyond a limit, and says what became of it.

    Args:
        job: What the child runs.
        limits: Its limits; `check` holds it to them.
        channel: Where it speaks.
        printed: The folder where it notes what cells give.
    """

    def __init__(self, job: Job, limits: Limits, channel: Channel, printed: str = "") -> None:
        self.job, self.limits, self.channel, self.printed = job, limits, channel, printed
        self.cell: Cell | None = None
        self.query: Query | None = None  # what is read from the run now
        self.cancelled = False
        self.ended = ""  # the limit for which the child was ended: a kind of failure
        self.answer: ChildMessage | None = None
        self.status: int | None = None
        self.error: str | None = None
        self._due: float | None = None
        self._sizes, self._quiet = (0, 0), 0
        self._frozen: set[int] = set()
        self._most: int | None = None
        self._by_line = {cell.line: cell for cell in job.snippet.code}

    def see(self, message: ChildMessage) -> None:
        """Take one message of the child."""
        if "pid" in message:
            held = memory.held(message["pid"])
            if held is not None and self.limits.memory is not None:
                self._most = held + self.limits.memory
        elif "cell" in message:
            self.cell, self.query = self._by_line[message["cell"]], None
            self._frozen.clear()
            self._due = time.monotonic() + self._seconds(self.cell)
        elif "query" in message and self.cell is not None:
            self.query = next((q for q in self.job.queries if q.key == message["query"]), None)
            self._due = time.monotonic() + self._seconds(self.cell)
        elif "run" in message:
            self.answer = message
            self.stop()
        self.status = message.get("status", self.status)
        self.error = message.get("error", self.error)

    def _seconds(self, cell: Cell) -> float:
        seconds = self.limits.seconds if cell.timeout is None else cell.timeout
        recorded = any(query.spec == GRAPH for query in self.job.queries)
        return seconds * RECORDING if recorded else seconds  # the plain run is held to the limit

    def stop(self) -> None:
        """No more limits."""
        self._due = None

    def check(self) -> None:
        """Hold the child to its limits; called many times a second."""
        if self._due is None or self.ended:
            return
        if time.monotonic() > self._due:
            self._end("timeout")
        elif self.printed and self._prints_too_much():
            self._end("output")
        elif self._most is not None and self.channel.pid is not None:
            for pid in memory.family(self.channel.pid):
                self._check_memory(pid, self._most)

    def _check_memory(self, pid: int, most: int) -> None:
        held = memory.held(pid) or 0
        if held > most + SLACK:
            self._end("memory")
        elif held > most and pid not in self._frozen:
            self._frozen.add(pid)
            memory.freeze(pid)

    def _prints_too_much(self) -> bool:
        """Look at what was printed below Python; a pause is noted, see `run.journal`."""
        first, second = (os.stat(os.path.join(self.printed, name)).st_size for name in "12")
        sizes = first, second
        if any(sizes):
            self._look_for_a_pause(sizes)
        return self.limits.output is not None and max(sizes) > self.limits.output + PRINTED

    def _look_for_a_pause(self, sizes: tuple[int, int]) -> None:
        from livecells.run.journal import forget_pauses, note_pause

        if sizes[0] < self._sizes[0] or sizes[1] < self._sizes[1]:
            forget_pauses(self.printed)
        self._quiet = self._quiet + 1 if sizes == self._sizes else 0
        self._sizes = sizes
        if self._quiet == PAUSE:
            note_pause(self.printed, sizes)

    def _end(self, kind: str) -> None:
        self.ended = kind
        self.channel.kill()

    def cancel(self) -> None:
        """Nobody waits for the job any more: end the child."""
        self.cancelled = True
        self.stop()
        self.channel.drop()

    def result(self) -> Result:
        """What the child gave, or what there is of it and a failure at the cell in which it ended.

        A failure's kind is then `timeout`, `memory`, `output`, `cancelled` or `died`.
        """
        if self.cancelled:
            return cancelled(self.job, self.cell)
        if self.answer is None:
            return self._cut_short()
        told = self.answer["failure"]
        run = Run(self.answer["run"])
        if told is not None:
            failure = Failure(**told)
            run.failure = self._explained(failure, _shown(run.notebook, failure.cell))
        depends = run.info["depends"]
        depends["distributions"] = distributions(depends.pop("modules"))
        return Result(self.job, run)

    def _explained(self, failure: Failure, printed: str) -> Failure:
        from livecells.pool.limit_words import with_limits

        met = self.answer is not None and self.answer.get("file_limit", False)
        return with_limits(failure, self.limits, printed, memory=bool(self._frozen), file=met)

    def _cut_short(self) -> Result:
        cell = self.cell
        notebook = blank(self.job.snippet)
        self._keep(notebook)
        line, name = (cell.line, cell.name) if cell else (1, "")
        printed = LAST_WORDS.sub("", _shown(notebook, name)).rstrip("\n")
        last = "\n".join(printed.split("\n")[-SHOWN:])
        detail = f"the cell had printed:\n{last}" if printed else ""
        query = self.query.key if self.query is not None else ""
        failure = Failure(self.ended or "died", self._how(), line, name, detail, query)
        return Result(self.job, Run(notebook, self._explained(failure, printed)))

    def _keep(self, notebook: Notebook) -> None:
        """Put what the cells gave into the notebook."""
        from livecells.run.journal import replayed

        kept = replayed(self.printed, self.limits.output) if self.printed else {}
        for cell in notebook["cells"]:
            found = kept.get(cell_info(cell)["line"])
            if found is not None and cell["cell_type"] == "code":
                cell["execution_count"], cell["outputs"] = found.execution_count, found.outputs

    def _how(self) -> str:
        """How a child that gave no answer came to its end, in words."""
        from livecells.pool.limit_words import memory_limit, time_limit

        if self.ended == "timeout" and self.cell:
            asked = self.query.expression if self.query is not None else ""
            return time_limit(self.limits, self._seconds(self.cell), asked)
        if self.ended == "memory":
            return f"the process was ended: {memory_limit(self.limits)}"
        if self.ended == "output":
            return f"more than {self.limits.output} bytes printed"
        if self.error:
            return f"the worker failed: {self.error}"
        if self.status is None:
            return SERVER_ENDED
        if self.status < 0:
            return f"the process was ended by {_signal(-self.status)}"
        return f"the process ended itself with status {self.status}"


def _shown(notebook: Notebook, name: str) -> str:
    """What the cell of that name gave, as text."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell_info(cell)["name"] == name:
            return "".join(map(output_text, cell["outputs"]))
    return ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one of the real-time signals
        return f"signal {number}"


def cancelled(job: Job, cell: Cell | None = None) -> Result:
    """The outcome of a job that was called off; `cell` is the one that ran."""
    line, name = (cell.line, cell.name) if cell else (1, "")
    failure = Failure("cancelled", "the run was called off before it ended", line, name)
    return Result(job, Run(blank(job.snippet), failure))


def failed(job: Job, error: Exception) -> Result:
    """The outcome of a job that could not even be watched."""
    message = f"the cells could not be run: {type(error).__name__}: {error}"
    return Result(job, Run(blank(job.snippet), Failure("died", message, 1, "")))
