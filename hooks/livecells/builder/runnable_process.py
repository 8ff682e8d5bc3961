"""The process in which the stand-in runs snippets."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

CHILD = Path(__file__).with_name("runnable_child.py")
PATIENCE = 60.0  # seconds for one cell, where the system cannot end it by itself
Ended: Final[Mapping[str, Any]] = {"ended": True}


class StandIn:
    """Runs snippets one after the other; one that hangs or ends the process costs no other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._folder = tempfile.TemporaryDirectory(prefix="livecells-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()
        self._folder.cleanup()

    def run(self, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """What came of each cell, and then the values; less where the snippet did not get there."""
        process = self._started()
        assert process.stdin is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                line = ""
            if not line:
                self._end()
                return
            found = json.loads(line)
            if "ended" in found:
                return
            yield found

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-X", "utf8", str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                cwd=self._folder.name,
            )
            self._lines = queue.Queue()
            reader = threading.Thread(target=_read, args=(self._process, self._lines), daemon=True)
            reader.start()
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None


def _read(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    """Hand on what the process says; an empty line when it says no more."""
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.put(line)
    except ValueError:  # closed while it was read
        pass
    lines.put("")
