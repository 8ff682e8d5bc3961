"""A scheduler and workers of Dask as users start them, each a process of this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "dask"]
QUIET = ["--host", "127.0.0.1", "--no-dashboard"]
TORCH = "9.9.9"


class DaskCluster:
    """One scheduler, and the workers that a test asks for.

    A worker is `good`, or has another `torch`, another `engine` or no engine: `bare`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._places = {
            "good": ROOT / "hooks",
            "torch": _other_torch(folder / "torch"),
            "engine": _other_engine(folder / "engine"),
            "bare": _no_engine(folder / "bare"),
        }
        self._scheduler: subprocess.Popen[bytes] | None = None
        self._workers: dict[int, tuple[str, subprocess.Popen[bytes]]] = {}
        self._count = 0

    @contextlib.contextmanager
    def client(self) -> Iterator[Any]:
        from distributed import Client

        file = str(self._file)
        with Client(scheduler_file=file, set_as_default=False, timeout=60) as client:
            yield client

    @property
    def scheduler_pid(self) -> int:
        assert self._scheduler is not None
        return self._scheduler.pid

    @property
    def _file(self) -> Path:
        return self.folder / f"scheduler-{self._count}.json"

    def have(self, *kinds: str) -> str:
        """Have a scheduler with these workers and no others; gives its address."""
        self._clear()
        if self._scheduler is None:
            self._count += 1
            scheduler = ["scheduler", *QUIET, "--port", "0", "--scheduler-file", str(self._file)]
            self._scheduler = self._start(scheduler, ROOT / "hooks")
        missing = list(kinds)
        for pid, (kind, _) in list(self._workers.items()):
            if kind in missing:
                missing.remove(kind)
            else:
                self.end(pid)
        for kind in missing:
            self._add(kind)
        with self.client() as client:
            client.wait_for_workers(len(kinds), timeout=60)
            return str(client.scheduler.address)

    def _clear(self) -> None:
        """Forget what has ended."""
        if self._scheduler is not None and self._scheduler.poll() is not None:
            self.close()
        ended = [pid for pid, (_, worker) in self._workers.items() if worker.poll() is not None]
        for pid in ended:
            del self._workers[pid]

    def _add(self, kind: str) -> None:
        own = ["--scheduler-file", str(self._file), "--local-directory", str(self.folder / "local")]
        one = ["worker", *QUIET, "--no-nanny", "--nthreads", "1", *own]
        worker = self._start(one, self._places[kind])
        self._workers[worker.pid] = kind, worker

    def _start(self, command: list[str], path: Path) -> subprocess.Popen[bytes]:
        # Another home and another working directory: what a worker has of the build is sent to it.
        environment = {**os.environ, "PYTHONPATH": str(path), "HOME": str(self.folder)}
        environment["COURSE"] = "another one"
        with open(self.folder / "log.txt", "ab") as log:
            return subprocess.Popen(
                [*COMMAND, *command],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self, pid: int) -> None:
        """End a worker as a machine that fails does."""
        self._workers[pid][1].kill()
        self.end(pid)

    def end(self, pid: int) -> None:
        _, worker = self._workers.pop(pid)
        worker.terminate()
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:  # it looks for a scheduler that has gone at that moment
            worker.kill()
            worker.wait()

    def kill_scheduler(self) -> None:
        assert self._scheduler is not None
        self._scheduler.send_signal(signal.SIGKILL)
        self._scheduler.wait()

    def close(self) -> None:
        """End all."""
        for pid in list(self._workers):
            self.end(pid)
        if self._scheduler is not None:
            self._scheduler.kill()
            self._scheduler.wait()
            self._scheduler = None


def _other_torch(folder: Path) -> Path:
    (folder / f"torch-{TORCH}.dist-info").mkdir(parents=True)
    return folder


def _other_engine(folder: Path) -> Path:
    unwanted = shutil.ignore_patterns("__pycache__", "bundle", "torch")
    shutil.copytree(ROOT / "hooks" / "livecells", folder / "livecells", ignore=unwanted)
    with open(folder / "livecells" / "pool" / "child.py", "a") as file:
        file.write("# another one\n")
    return folder


def _no_engine(folder: Path) -> Path:
    folder.mkdir()
    (folder / "livecells.py").write_text("raise ImportError('it is not installed')\n")
    return folder
