"""Run many snippets, each in a process of its own, over the cores.

A server process imports torch once and forks a child for each snippet (see `fork_server.py`). A
thread a core waits for a child, enforces its limits and turns whatever happens into a `Result`.
"""

from __future__ import annotations

import os
import queue
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from livecells.pool.channel import Channel, ForkServer, Spawned
from livecells.pool.watch import Watch, cancelled
from livecells.run.job import Job, Limits, Result
from livecells.store.key import known_before


class Pool:
    """Runs jobs. Use as a context manager; leaving it ends every process it started.

    Args:
        workers: How many snippets run at a time; see `default_workers`.
        limits: What each snippet may use.
        modules: What is imported once for all; see `preload.modules_for`.
        fork: Whether to fork; without, each job gets a new interpreter.
    """

    def __init__(
        self,
        workers: int | None = None,
        limits: Limits | None = None,
        modules: Sequence[str] = (),
        fork: bool = hasattr(os, "fork"),
    ) -> None:
        self.workers = workers or default_workers()
        self.limits = limits or Limits()
        self.modules = tuple(modules)
        self._fork = fork
        self._server: ForkServer | None = None
        self._scratch: str | None = None
        self._lock = threading.Lock()
        self._cancelled = 0  # how often; a job begun before the last time is not run any more
        self._watches: set[Watch] = set()
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="livecells")

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begin to import the modules, without waiting."""
        with self._lock:
            self._scratch = self._scratch or tempfile.mkdtemp(prefix="livecells-")
            if self._fork:
                if self._server is not None and not self._server.alive():
                    self._server.close()
                    self._server = None
                self._server = self._server or ForkServer(self._scratch, self.modules)

    def submit(self, job: Job) -> Future[Result]:
        """Run one job in the background.

        A snippet that fails, dies or runs too long gives a `Result` too; the future only raises
        OSError where the pool has been closed.
        """
        self.start()
        return self._threads.submit(self._run, job, self._cancelled)

    def cancel(self) -> None:
        """End what runs or waits to run; each job gives a failure that says so.

        The pool stays as it is, and takes new jobs.
        """
        with self._lock:
            self._cancelled += 1
            for watch in self._watches:
                watch.cancel()

    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Run jobs and yield the results as they come, never holding more than a few."""
        waiting: queue.SimpleQueue[Future[Result]] = queue.SimpleQueue()
        source, open_jobs = iter(jobs), 0
        for job in source:
            self.submit(job).add_done_callback(waiting.put)
            open_jobs += 1
            if open_jobs >= 2 * self.workers:
                yield waiting.get().result()
                open_jobs -= 1
        for _ in range(open_jobs):
            yield waiting.get().result()

    def close(self) -> None:
        """End the server and, with it, every child."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None
        self._threads.shutdown(wait=True)
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _run(self, job: Job, begun: int) -> Result:
        folder = tempfile.mkdtemp(dir=self._scratch)
        try:
            return self._watch(job, folder, begun)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _watch(self, job: Job, folder: str, begun: int) -> Result:
        if begun != self._cancelled:
            return cancelled(job)
        channel = self._launch()
        watch = Watch(job, self.limits, channel)
        with self._lock:
            self._watches.add(watch)
            if begun != self._cancelled:
                watch.cancel()
        try:
            channel.send(
                {
                    "snippet": job.snippet.to_json(),
                    "upto": job.upto,
                    "folder": folder,
                    "queries": [
                        (query.expression, query.spec, query.after) for query in job.queries
                    ],
                    "given": known_before(job.snippet.text, job.queries),
                    "memory": self.limits.memory,
                    "output": self.limits.output,
                    "modules": self.modules,
                }
            )
            for message in channel.messages():
                watch.see(message)
        except OSError:
            pass  # the child is gone; `result` says how
        finally:
            with self._lock:
                self._watches.discard(watch)
            watch.stop()
            channel.close()
        return watch.result()

    def _launch(self) -> Channel:
        if not self._fork:
            return Spawned()
        self.start()
        with self._lock:
            if self._server is None:
                raise OSError("the pool is closed")
            return self._server.fork()


def default_workers() -> int:
    """How many snippets run at a time: the variable LIVECELLS_JOBS, or one a core.

    Raises:
        ValueError: The variable is no number above 0.
    """
    wanted = os.environ.get("LIVECELLS_JOBS", "")
    if not wanted:
        return os.cpu_count() or 1
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ValueError(f"LIVECELLS_JOBS must be a number above 0, not {wanted!r}")
    return int(wanted)
