"""Run many snippets, each in a process of its own, over the cores.

A server process imports torch once and forks a child for each snippet (see `fork_server.py`). A
thread a core waits for a child, enforces its limits and turns whatever happens into a `Result`.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from livecells.pool.channel import Channel, ForkServer, Spawned
from livecells.pool.interpreter import server_command, server_environment
from livecells.pool.watch import Watch, cancelled, failed
from livecells.run.job import Job, Limits, Result
from livecells.store.key import known_before

TICK = 0.05  # seconds from one look at what the children use to the next


class Pool:
    """Runs jobs. Use as a context manager; leaving it ends every process it started.

    Args:
        workers: How many snippets run at a time; see `default_workers`.
        limits: What each snippet may use.
        modules: What is imported once for all; see `preload.modules_for`.
        fork: Whether to fork; without, each job gets a new interpreter.
        python: The interpreter that runs the jobs; without, this one.
        environment: The variables that runs find; without, those of this process, see `for_runs`.
    """

    def __init__(
        self,
        workers: int | None = None,
        limits: Limits | None = None,
        modules: Sequence[str] = (),
        fork: bool = hasattr(os, "fork"),
        python: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.workers = workers or default_workers()
        self.limits = limits or Limits()
        self.modules = tuple(modules)
        self._fork = fork
        known = server_environment(python) if environment is None else environment
        self._begun_by = server_command(python), known
        self._server: ForkServer | None = None
        self._scratch: str | None = None
        self._lock = threading.Lock()
        self._running: set[Watch] = set()
        self._busy = threading.Condition(self._lock)
        self._looks: threading.Thread | None = None
        self._closed = False
        self._round = 0  # how often all was cancelled; a job of an earlier round does not begin
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
                self._server = self._server or ForkServer(
                    self._scratch, self.modules, *self._begun_by
                )

    def submit(self, job: Job) -> Future[Result]:
        """Run one job in the background.

        A snippet that fails, dies or runs too long gives a `Result` too; the future only raises
        OSError where the pool has been closed.
        """
        self.start()
        return self._threads.submit(self._run, job, self._round)

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

    def cancel(self) -> None:
        """End every job that was submitted, running or not; returns at once.

        Their futures give a `Result` with a failure of the kind `cancelled`. The server stays warm,
        and what is submitted from now on runs as ever.
        """
        with self._lock:
            self._round += 1
            running = list(self._running)
        for watch in running:
            watch.cancel()

    def call_off(self, job: Job) -> None:
        """End one job that runs; its future gives a failure of the kind `cancelled`."""
        with self._lock:
            running = [watch for watch in self._running if watch.job is job]
        for watch in running:
            watch.cancel()

    def close(self) -> None:
        """End the server and, with it, every child."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
            self._busy.notify_all()
            if self._server is not None:
                self._server.close()
                self._server = None
        self._threads.shutdown(wait=True)
        if self._looks is not None:
            self._looks.join()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _run(self, job: Job, when: int) -> Result:
        if when != self._round:
            return cancelled(job)
        folder = tempfile.mkdtemp(dir=self._scratch)
        printed = tempfile.mkdtemp(prefix="printed-", dir=self._scratch)
        try:
            return self._watch(job, folder, printed, when)
        except Exception as error:  # one job's: the others go on
            if self._closed:
                raise
            return failed(job, error)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(printed, ignore_errors=True)

    def _watch(self, job: Job, folder: str, printed: str, when: int) -> Result:
        channel = self._launch()
        watch = Watch(job, self.limits, channel, printed)
        try:
            self._begin(watch, when)
            channel.send(
                {
                    "snippet": job.snippet.to_json(),
                    "upto": job.upto,
                    "for_page": job.for_page,
                    "folder": folder,
                    "printed": printed,
                    "queries": [
                        (query.expression, query.spec, query.after) for query in job.queries
                    ],
                    "given": known_before(job.snippet.text, job.queries),
                    "memory": self.limits.memory,
                    "output": self.limits.output,
                    "file": self.limits.file,
                    "modules": self.modules,
                }
            )
            for message in channel.messages():
                watch.see(message)
        except OSError:
            pass  # the child is gone; `result` says how
        finally:
            watch.stop()
            with self._lock:
                self._running.discard(watch)
            channel.close()
        return watch.result()

    def _begin(self, watch: Watch, when: int) -> None:
        """From now on `cancel` ends the job; where that came between, it ends here."""
        with self._lock:
            self._running.add(watch)
            late = when != self._round
            if self._looks is None:
                self._looks = threading.Thread(target=self._look, daemon=True)
                self._looks.start()
            self._busy.notify_all()
        if late:
            watch.cancel()

    def _look(self) -> None:
        """Hold what runs to its limits, until the pool is closed."""
        while True:
            with self._lock:
                self._busy.wait_for(lambda: self._running or self._closed)
                if self._closed:
                    return
                running = list(self._running)
            for watch in running:
                with contextlib.suppress(OSError):  # the child has just ended
                    watch.check()
            with self._lock:
                self._busy.wait_for(lambda: self._closed, TICK)

    def _launch(self) -> Channel:
        if not self._fork:
            return Spawned(*self._begun_by)
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
