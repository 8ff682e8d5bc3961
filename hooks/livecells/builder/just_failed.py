"""Failures of runs that an edit has begun, told again by the build that follows it at once."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from livecells.builder.recorded_runs import Executor
from livecells.notebook.executed import UNREACHED

if TYPE_CHECKING:
    from livecells.run.job import Job, Result

OF_OTHERS = ("cancelled", UNREACHED)  # it is not the snippet that failed


class JustFailed:
    """What has failed since the last save: a snippet that takes a minute to fail does so once."""

    def __init__(self) -> None:
        self._failed: list[Result] = []

    def noting(self, executor: Executor) -> Executor:
        """Runs what it is given, and remembers what fails."""
        return _Noting(executor, self._failed)

    def telling(self, executor: Executor) -> Executor:
        """Runs what it is given, unless that is known to fail."""
        return _Telling(executor, self._failed)


class _Noting:
    def __init__(self, executor: Executor, failed: list[Result]) -> None:
        self._executor, self._failed = executor, failed

    def submit(self, job: Job) -> Future[Result]:
        future = self._executor.submit(job)
        future.add_done_callback(self._note)
        return future

    def _note(self, future: Future[Result]) -> None:
        if future.cancelled() or future.exception() is not None:
            return
        failure = future.result().run.failure
        if failure is not None and failure.kind not in OF_OTHERS:
            self._failed.append(future.result())


class _Telling:
    def __init__(self, executor: Executor, failed: list[Result]) -> None:
        self._executor, self._failed = executor, failed

    def submit(self, job: Job) -> Future[Result]:
        known = next((result for result in self._failed if result.job == job), None)
        if known is None:
            return self._executor.submit(job)
        future: Future[Result] = Future()
        future.set_result(known)
        return future
