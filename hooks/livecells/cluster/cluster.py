"""Runs snippets on the workers of a Dask cluster; a `Runner`, as a pool is.

One thread sends, so that a build does not wait; Dask's own thread brings what comes back.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from typing import Any, NamedTuple

from livecells.cluster import folder, link, order, same
from livecells.cluster.address import SETTING
from livecells.cluster.link import Link, Unreachable
from livecells.notebook.executed import UNREACHED, Failure, Run, blank
from livecells.pool.watch import cancelled, failed
from livecells.run.job import Job, Limits, Result

LOOK = 1.0  # seconds from one look at which workers there are to the next
WAIT = 30.0  # seconds that jobs wait for a first worker
FRESH = 1.0  # seconds for which what was read of a folder holds
PAUSE = 5.0  # seconds until a scheduler that was lost is looked for again
OFTEN = "the worker that ran them was lost, and so were the next ones: see what has ended them"


class _Sent(NamedTuple):
    """A job that is waited for: Dask's future, and who may run it where not all workers may."""

    job: Job
    future: Any = None
    where: list[str] | None = None


class Cluster:
    """Runs jobs on a cluster.

    Args:
        address: The scheduler's address.
        modules: What workers import before the first run; see `preload.modules_for`.
        say: Is told of each worker that cannot be used.
    """

    def __init__(
        self, address: str, modules: Sequence[str] = (), say: Callable[[str], object] = print
    ) -> None:
        self.limits = Limits()
        self._address, self._modules, self._say = address, tuple(modules), say
        self._session, self._round = uuid.uuid4().hex, 0
        self._link: Link | None = None
        self._broken: tuple[float, str] | None = None  # since when there is no scheduler, and why
        self._begun = -PAUSE  # when workers were last told to begin
        self._folders: dict[object, tuple[float, folder.Folder]] = {}  # when packed, and what
        self._pending: dict[Future[Result], _Sent] = {}
        self._lock, self._closed = threading.Lock(), threading.Event()
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="livecells-cluster")
        self._looks: threading.Thread | None = None

    def start(self) -> None:
        """Begin to connect, and have workers import; see `Runner`."""
        self._sender.submit(self._start)

    def submit(self, job: Job) -> Future[Result]:
        """Begin to run a job; the future raises OSError where the cluster has been left."""
        done: Future[Result] = Future()
        with self._lock:
            if self._closed.is_set():
                raise OSError("the cluster has been left")
            self._pending[done] = _Sent(job)
            if self._looks is None:
                self._looks = threading.Thread(target=self._look, daemon=True)
                self._looks.start()
        self._sender.submit(self._send, job, done, self._round)
        return done

    def cancel(self) -> None:
        """End all that was submitted; see `Runner`."""
        self._round += 1
        with self._lock:
            pending = dict(self._pending)
        for done, (job, *_) in pending.items():
            self._settle(done, cancelled(job))
        sent = [sent.future for sent in pending.values() if sent.future is not None]
        if sent:
            self._sender.submit(self._call_off, sent)

    def close(self) -> None:
        """Leave the cluster; what still runs for this build ends."""
        if self._pending:
            self.cancel()
        self._closed.set()
        self._sender.submit(self._leave)
        self._sender.shutdown(wait=True)
        if self._looks is not None:
            self._looks.join()

    # ----- In the thread that sends -----

    def _start(self) -> None:
        if self._broken is not None and time.monotonic() - self._broken[0] > PAUSE:
            self._broken = None
        with contextlib.suppress(Unreachable, OSError, CancelledError):  # its jobs will say so
            self._begin(self._linked())

    def _begin(self, link: Link) -> None:
        if time.monotonic() - self._begun < PAUSE:
            return
        self._begun = time.monotonic()
        for worker, why in link.begin(self._order(None, "")).items():
            self._say(f"{SETTING}: the worker {worker} is not used: {why}")

    def _linked(self) -> Link:
        """The connection, made if there is none; raises Unreachable."""
        if self._broken is not None:
            raise Unreachable(self._broken[1])
        if self._link is None:
            try:
                self._link = Link(self._address)
                self._begin(self._link)
            except Unreachable as error:
                self._broken = time.monotonic(), str(error)
                raise
        return self._link

    def _send(self, job: Job, done: Future[Result], when: int) -> None:
        try:
            if when != self._round:
                return  # it was called off
            packed, known = self._packed(job), self._linked()
            where = known.good() if known.refused else None
            future = known.send(self._order(order.fields(job), packed.digest), packed, where)
        except Unreachable as error:
            self._settle(done, not_reached(job, str(error)))
        except (OSError, CancelledError):
            self._settle(done, not_reached(job, self._lose()))
        except Exception as error:  # one job's: the others go on
            self._settle(done, failed(job, error))
        else:
            with self._lock:
                if done in self._pending:
                    self._pending[done] = _Sent(job, future, where)
            future.add_done_callback(partial(self._take, job, done, when))

    def _without_engine(self, error: Exception, job: Job, done: Future[Result], when: int) -> None:
        """A worker that came later has no engine: find out which, and have another one run it."""
        with contextlib.suppress(Unreachable, OSError, CancelledError):
            self._begun = -PAUSE
            self._begin(self._linked())
            if self._linked().refused:
                self._send(job, done, when)
                return
        self._settle(done, failed(job, error))

    def _packed(self, job: Job) -> folder.Folder:
        home, text = os.path.dirname(job.snippet.file), job.snippet.text
        key = home, tuple(folder.above(home, text))
        when, packed = self._folders.get(key, (-FRESH, None))
        if packed is None or time.monotonic() - when > FRESH:
            packed = folder.pack(home, text)
            self._folders[key] = time.monotonic(), packed
        return packed

    def _order(self, fields: dict[str, Any] | None, digest: str) -> order.Order:
        return {
            "job": fields,
            "programs": same.programs(),
            "limits": asdict(self.limits),
            "modules": self._modules,
            "environment": order.environment_sent(),
            "folder": digest,
            "session": self._session,
            "round": self._round,
        }

    def _call_off(self, futures: Sequence[Any]) -> None:
        if self._link is not None:
            with contextlib.suppress(OSError, CancelledError):
                self._link.call_off(futures, self._session, self._round)

    def _leave(self) -> None:
        if self._link is not None:
            with contextlib.suppress(OSError, CancelledError, TimeoutError):
                self._link.close()
            self._link = None

    # ----- In the threads that bring results -----

    def _take(self, job: Job, done: Future[Result], when: int, future: Any) -> None:
        """A job has come to its end, one way or another."""
        if self._pending.get(done, _Sent(job)).future is not future:
            return  # it was called off, or given to others
        try:
            outcome = future.result()
        except CancelledError:
            self._settle(done, not_reached(job, self._lose()))
        except ImportError as error:
            self._sender.submit(self._without_engine, error, job, done, when)
        except Exception as error:
            lost = type(error).__name__ == "KilledWorker"
            self._settle(done, failed(job, OSError(OFTEN) if lost else error))
        else:
            if outcome["refused"]:
                self._refuse(outcome, job, done, when)
            else:
                self._settle(done, Result(job, _checked(outcome, job)))
        future.release()

    def _refuse(self, outcome: order.Outcome, job: Job, done: Future[Result], when: int) -> None:
        """A worker that came later cannot be used: another one has to run the job."""
        worker, why = outcome["worker"], outcome["refused"]
        if self._link is not None and worker not in self._link.refused:
            self._link.refused[worker] = why
            self._say(f"{SETTING}: the worker {worker} is not used: {why}")
        with contextlib.suppress(RuntimeError):  # closed
            self._sender.submit(self._send, job, done, when)

    def _lose(self) -> str:
        """The scheduler is gone; gives what to say of it."""
        said = link.LOST.format(SETTING, self._address, link.INSTEAD)
        if self._broken is None and not self._closed.is_set():
            self._broken = time.monotonic(), said
            with contextlib.suppress(RuntimeError):
                self._sender.submit(self._leave)
        return said

    def _look(self) -> None:
        """Where no worker has been there for a while, nobody waits for one any longer."""
        last = time.monotonic()
        while not self._closed.wait(LOOK):
            try:
                known = self._link
                good = known.good() if known is not None else []
                if not self._pending or known is None or good:
                    last = time.monotonic()
                    self._send_again(good)
                elif time.monotonic() - last > WAIT:
                    args = SETTING, self._address, round(WAIT), link.INSTEAD
                    self._give_up(link.NOBODY.format(*args))
            except Unreachable as error:
                self._give_up(str(error))
            except (OSError, CancelledError, TimeoutError, AttributeError):
                pass  # the connection is lost, which Dask tells each job

    def _send_again(self, good: Sequence[str]) -> None:
        """Give to others what may run on no worker that is still there."""
        with self._lock:
            pending = dict(self._pending)
        for done, sent in pending.items():
            if sent.where and not {*sent.where} & {*good}:
                self._sender.submit(self._send, sent.job, done, self._round)

    def _give_up(self, why: str) -> None:
        with self._lock:
            pending = dict(self._pending)
        for done, (job, *_) in pending.items():
            self._settle(done, not_reached(job, why))

    def _settle(self, done: Future[Result], result: Result) -> None:
        """Give a result, if none was given yet."""
        with self._lock:
            waited = self._pending.pop(done, None)
        if waited is not None:
            done.set_result(result)


def not_reached(job: Job, why: str) -> Result:
    """The outcome of a job that no worker could run."""
    return Result(job, Run(blank(job.snippet), Failure(UNREACHED, why, 1, "")))


def _checked(outcome: order.Outcome, job: Job) -> Run:
    """The run that a worker made, with a failure where it would not hold on this machine."""
    run = order.run_of(outcome)
    if "depends" in run.info:
        run.info["depends"] = same.as_here(run.info["depends"], job.snippet.text, job.queries)
        why = "" if run.failure else same.first_difference(run.info["depends"])
        if why:
            run.failure = Failure("elsewhere", f"it ran on {outcome['worker']}, and {why}", 1, "")
    return run
