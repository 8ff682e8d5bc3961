"""Failures of runs that an edit has begun, told again by the build that follows it at once."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a build begins with this module, and loads the rest meanwhile
    from livecells.builder.recorded_runs import Executor
    from livecells.run.job import Job, Result


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
        from livecells.notebook.executed import UNREACHED

        if future.cancelled() or future.exception() is not None:
            return
        failure = future.result().run.failure
        of_others = ("cancelled", UNREACHED)  # it is not the snippet that failed
        if failure is not None and failure.kind not in of_others:
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
