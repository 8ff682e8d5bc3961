"""Builds of small sites without the third of a second that importing MkDocs takes each time.

A server process imports what all of them import and forks a child for each build: a process of its
own, which has read none of the site before. What runs its snippets is forked too, where nothing is
asked of the environment; see `warm_servers.py`. A site that has an engine of its own (a copy of the
real one) is built by a new Python, as are builds that are told something of Python itself.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from . import warm_servers

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = (
    *("mkdocs.__main__", "mkdocs.commands.build", "markdown", "jinja2"),
    *("mkdocs_site.plugin", "mkdocs_site.build", "mkdocs_site.unchanged"),
    "mkdocs_site.page_assets",
    *("jupytext", "livecells.cluster.address", "livecells.render.warm_up"),  # in any first build
)
USUAL = warm_servers.mark(os.environ)


def build(
    arguments: Sequence[str], folder: Path, environment: dict[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build` with these arguments in a folder; what it says, and its exit code."""
    command = [sys.executable, "-m", "mkdocs", "build", *arguments]
    with tempfile.TemporaryDirectory() as said:
        process = start(arguments, folder, environment, said)
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(command, timeout)
        texts = (Path(said, name).read_text("utf-8") for name in ("stdout", "stderr"))
        return subprocess.CompletedProcess(command, process.exitcode, *texts)


def start(arguments: Sequence[str], folder: Path, environment: dict[str, str], said: str) -> Any:
    """Begin `mkdocs build`; gives its process, which writes what it says into the folder `said`."""
    usual = warm_servers.mark(environment) == USUAL
    servers = warm_servers.Place(str(_servers()), os.getpid()) if usual else None
    order = (["build", *arguments], str(folder), environment, said, servers)
    process = _context().Process(target=_build, args=order)
    process.start()
    return process


@cache
def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*IMPORTED, f"{__package__}.warm_patterns", __name__])
    return context


@cache
def _servers() -> Path:
    """Where the sockets of warm servers are; a path for sockets is short."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _build(
    command: list[str],
    folder: str,
    environment: dict[str, str],
    said: str,
    servers: warm_servers.Place | None,
) -> None:
    """The child: builds as `python -m mkdocs build` does."""
    from mkdocs.__main__ import cli

    for number, name in enumerate(("stdout", "stderr"), start=1):
        descriptor = os.open(Path(said, name), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # that of the environment, and not the server's
    sys.path[:] = [folder, *(path for path in sys.path if path not in ("", str(ROOT)))]
    if servers is not None:
        warm_servers.use(servers)
    try:
        cli(command, prog_name="mkdocs")
    finally:
        atexit._run_exitfuncs()  # a forked process leaves them out
