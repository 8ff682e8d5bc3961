"""Small sites whose builds are watched: what runs, what is left behind, what is the same."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from .conftest import CONFIG, Site

MARK = "LIVECELLS_TEST"
HEAVY = {
    *("IPython", "jupytext", "matplotlib", "nbformat"),
    *("numpy", "py_mini_racer", "sympy", "torch"),
}


class Watched(Site):
    """A checkout in `home/NAME`; its builds use the folder `home/tmp` for temporary files.

    Every process of a build carries a mark in its environment, so that it is found again wherever
    it has gone: to another session, or to another parent.
    """

    def __init__(self, home: Path, name: str = "checkout") -> None:
        super().__init__(home / name)
        self.home, self.temp = home, home / "tmp"
        self.temp.mkdir(exist_ok=True)
        self.write("mkdocs.yml", CONFIG)

    def snippet(self, name: str, code: str) -> None:
        self.write(f"snippets/{name}.py", f'"""A snippet."""\n{code}')

    def snippet_at_once(self, name: str, code: str) -> None:
        """As editors save that put a whole file in place of the last: nobody sees half of it."""
        whole = self.temp / f"{name}.py"
        whole.write_text(f'"""A snippet."""\n{code}', encoding="utf-8")
        whole.replace(self.root / "snippets" / whole.name)

    def page(self, name: str, *snippets: str) -> None:
        """A page that shows these snippets, the first at line 3, each three lines on.

        One called `figure` comes last, and says what there is to see.
        """
        alt = {"figure": "    alt: A line.\n"}
        blocks = "\n".join(f"/// live | {own}\n{alt.get(own, '')}///\n" for own in snippets)
        self.write(f"docs/{name}.md", f"# Page\n\n{blocks}")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """MkDocs, in the background."""
        return subprocess.Popen(
            [sys.executable, "-m", "mkdocs", *arguments],
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(**environment),
            # As in a terminal: a shell's background job, and all that it starts, ignores Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a build."""
        inherited = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
        settings = {MARK: str(self.home), "TMPDIR": str(self.temp), "NO_MKDOCS_2_WARNING": "1"}
        return inherited | settings | more

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return ended(self.start("build", *arguments, **environment))

    def good(self, *arguments: str, **environment: str) -> str:
        """Build, with success; returns the log."""
        done = self.build(*arguments, **environment)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def processes(self) -> dict[int, str]:
        """The command lines of all processes that builds here have started and that still run."""
        mark = f"{MARK}={self.home}".encode()
        return {
            pid: _read(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace")
            for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
            if mark in _read(pid, "environ").split(b"\0")
        }

    def leavings(self, seconds: float = 8) -> list[str]:
        """Processes and temporary files that are left once everything has had time to end."""
        wait_until(lambda: not self._left(), seconds)
        return self._left()

    def _left(self) -> list[str]:
        parts = sorted(path.name for path in self.root.glob(".*.part"))
        temporary = [str(path.relative_to(self.home)) for path in sorted(self.temp.rglob("*"))]
        return [*(f"process {c}" for c in self.processes().values()), *temporary, *parts]

    def stored(self) -> set[str]:
        """The names of the snippets of which a run is kept."""
        return {path.name.split(".")[0] for path in self.store().glob("*.ipynb")}

    def store(self) -> Path:
        return self.root / ".cache" / "livecells"


def ended(process: subprocess.Popen[str], seconds: float = 120) -> subprocess.CompletedProcess[str]:
    """A process's end and all that it said; to still run after the time given is a fault."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"still running after {seconds:g} s; it said:\n{err}") from None
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_until(condition: Callable[[], object], seconds: float) -> bool:
    """Wait for a condition; whether it came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _read(pid: int, name: str) -> bytes:
    """A file of /proc; nothing where the process is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def imported(log: str) -> set[str]:
    """The packages that a build has imported, from the log with PYTHONPROFILEIMPORTTIME set."""
    names = re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", log, re.MULTILINE)
    return {name.partition(".")[0] for name in names}


def first_difference(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> str:
    """The first file and line in which two sites differ, or nothing."""
    return next(iter(_differences(one, other)), "")


def _differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted({*one, *other}):
        if name not in one or name not in other:
            yield f"{name} is only in the {'second' if name in other else 'first'} site"
        elif one[name] != other[name]:
            yield _first_line(name, one[name].split(b"\n"), other[name].split(b"\n"))


def _first_line(name: str, one: Iterable[bytes], other: Iterable[bytes]) -> str:
    for number, (a, b) in enumerate(zip(one, other, strict=False), start=1):
        if a != b:
            return f"{name}:{number}:\n  {a[:300]!r}\n  {b[:300]!r}"
    return f"{name}: one is longer than the other"
