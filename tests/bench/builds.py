"""One tool on one workload: write, build, time and check it."""

from __future__ import annotations

import contextlib
import html
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .dialects import files, put
from .peers import Peer, last_line, surroundings
from .workload import Lesson, Workload, edited, lessons

TAG = re.compile(r"<[^>]+>")


class BuildError(Exception):
    """A build that ended badly, or not in time."""


class OutputError(Exception):
    """A build that ended well and shows something else than it should."""


@dataclass
class Work:
    """A folder with a workload in one tool's words, and which revision of it was written last."""

    peer: Peer
    python: Path
    workload: Workload
    folder: Path
    budget: float
    revision: int = 0
    built: bool = False
    written: list[Lesson] = field(default_factory=list)

    def cold(self) -> float:
        """A build without anything left of earlier ones: the folder is made anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._write()
        return self._timed()

    def warm(self) -> float:
        """A build after which nothing should differ."""
        self._ensure()
        return self._timed()

    def edit(self) -> float:
        """A build after one constant in one cell of the middle page has changed."""
        self._ensure()
        before = edited(self.written).mark
        self._write()
        return self._timed(before)

    def _ensure(self) -> None:
        if not self.built:
            self.cold()

    def _write(self) -> None:
        self.revision += 1
        self.written = lessons(self.workload, self.revision)
        put(self.folder, files(self.peer.name, self.written))

    def _timed(self, before: str | None = None) -> float:
        self.built = False
        start = time.perf_counter()
        run(self.peer.command(self.python), self.folder, self.python, self.budget)
        seconds = time.perf_counter() - start
        self.built = True
        check(self.peer, self.folder, self.written, before)
        return seconds


def run(command: Sequence[str], folder: Path, python: Path, budget: float) -> None:
    """One whole process; raises BuildError where it does not end well within `budget` seconds."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=surroundings(python),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=budget)
        except BaseException as error:
            end_group(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise BuildError(f"not done after {budget:.0f} s (--budget)") from None
            raise
    if process.returncode:
        raise BuildError(f"exit status {process.returncode}: {last_line(said)}")


def end_group(process: subprocess.Popen[str]) -> None:
    """End a process and what it started in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def check(peer: Peer, folder: Path, written: Sequence[Lesson], before: str | None) -> None:
    """Raises OutputError for the first page that does not show what its code prints now."""
    for lesson in written:
        page = peer.html(folder, lesson.name)
        if not page.is_file():
            raise OutputError(f"there is no page of {lesson.name}")
        raw = page.read_text(encoding="utf-8")
        # Marking up the output may cut the number; looking at the raw page first is much faster.
        if lesson.mark not in raw and lesson.mark not in text_of(raw):
            stale = before is not None and before in text_of(raw)
            fault = "still shows the output from before the edit" if stale else "lacks its output"
            raise OutputError(f"{lesson.name} {fault}")


def text_of(page: str) -> str:
    """A page without its markup."""
    return html.unescape(TAG.sub("", page))
