"""Follows one child and says what became of it."""

from __future__ import annotations

import signal
import threading

from livecells.installed import distributions
from livecells.notebook.executed import Failure, Run, blank
from livecells.notebook.percent import Cell
from livecells.pool.channel import Channel
from livecells.pool.messages import ChildMessage
from livecells.run.job import Job, Limits, Result


class Watch:
    """Follows one child, ends it when a cell takes too long, and says what became of it."""

    def __init__(self, job: Job, limits: Limits, channel: Channel) -> None:
        self.job, self.limits, self.channel = job, limits, channel
        self.cell: Cell | None = None
        self.late = False
        self.cancelled = False
        self.answer: ChildMessage | None = None
        self.status: int | None = None
        self.error: str | None = None
        self._timer: threading.Timer | None = None
        self._by_line = {cell.line: cell for cell in job.snippet.code}

    def see(self, message: ChildMessage) -> None:
        """Take one message of the child."""
        if "cell" in message:
            self.cell = self._by_line[message["cell"]]
            self._time(self._seconds(self.cell))
        elif "run" in message:
            self.answer = message
            self.stop()
        self.status = message.get("status", self.status)
        self.error = message.get("error", self.error)
        if self.cancelled:  # before the process had said its number
            self.channel.kill()

    def cancel(self) -> None:
        """End the process; the result says that it was not wanted any more."""
        self.cancelled = True
        self.channel.kill()

    def _seconds(self, cell: Cell) -> float:
        return self.limits.seconds if cell.timeout is None else cell.timeout

    def stop(self) -> None:
        """No more time limit."""
        if self._timer is not None:
            self._timer.cancel()

    def _time(self, seconds: float) -> None:
        self.stop()
        self._timer = threading.Timer(seconds, self._too_late)
        self._timer.daemon = True
        self._timer.start()

    def _too_late(self) -> None:
        self.late = True
        self.channel.kill()

    def result(self) -> Result:
        """What the child gave, or a failure at the cell in which it ended.

        A failure's kind is `timeout`, `cancelled` or `died`; its notebook is blank.
        """
        if self.answer is None:
            cell = self.cell
            failure = Failure(
                "timeout" if self.late else "cancelled" if self.cancelled else "died",
                self._end(),
                cell.line if cell else 1,
                cell.name if cell else "",
            )
            return Result(self.job, Run(blank(self.job.snippet), failure))
        failed = self.answer["failure"]
        run = Run(self.answer["run"], None if failed is None else Failure(**failed))
        depends = run.info["depends"]
        depends["distributions"] = distributions(depends.pop("modules"))
        return Result(self.job, run)

    def _end(self) -> str:
        """How a child that gave no answer came to its end, in words."""
        if self.late and self.cell:
            limit = self._seconds(self.cell)
            return f"the cell ran longer than its limit of {limit:g} s and was stopped"
        if self.cancelled:
            return "the run was cancelled, for something was saved meanwhile"
        if self.error:
            return f"the worker failed: {self.error}"
        if self.status is None:
            return "the process that runs the snippets ended"
        if self.status < 0:
            return f"the process was ended by {signal.Signals(-self.status).name}"
        return f"the process ended itself with status {self.status}"


def cancelled(job: Job) -> Result:
    """What a job gives that was cancelled before it ran."""
    watch = Watch(job, Limits(), Channel())
    watch.cancel()
    return watch.result()
