"""The tools that are compared, and the environments they live in (`peers.toml`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIG = tomllib.loads((Path(__file__).parent / "peers.toml").read_text(encoding="utf-8"))

VERSIONS = """
import importlib.metadata as m, json, sys
print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))
"""
FOLDERS = ("mkdocs", "zensical")  # each page is the index of a folder


class UnavailableError(Exception):
    """A tool cannot be measured; the message is the reason."""


@dataclass(frozen=True)
class Peer:
    """A tool, how it is called, and where its pages end up."""

    name: str
    environment: str
    tool: str
    packages: tuple[str, ...]
    kernel: bool = False
    pages: str = ""

    def command(self, python: Path) -> list[str]:
        """One build of the workload in the current folder."""
        if self.tool in FOLDERS:
            return [str(python), "-m", self.tool, "build"]
        return [str(python), "-m", "sphinx", "-q", "-b", "html", ".", "_build/html"]

    def html(self, folder: Path, lesson: str) -> Path:
        """The finished page of a lesson."""
        if self.tool in FOLDERS:
            return folder / "site" / lesson / "index.html"
        return folder / "_build" / "html" / self.pages / f"{lesson}.html"


def _peer(name: str, entry: dict[str, Any]) -> Peer:
    return Peer(name=name, **{**entry, "packages": tuple(entry["packages"])})


PEERS = {name: _peer(name, entry) for name, entry in CONFIG["peers"].items()}


def python_of(environment: str, venvs: Path) -> Path:
    """The interpreter of an environment, made first where it is missing or its pins changed."""
    if environment == "here":
        return Path(sys.executable)
    folder, wanted = venvs / environment, "\n".join(CONFIG["environments"][environment]["packages"])
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    marker = folder / "installed.txt"
    if not marker.is_file() or marker.read_text(encoding="utf-8") != wanted:
        print(f"installing {environment} ({len(wanted.splitlines())} pins)", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", *wanted.splitlines()])
        marker.write_text(wanted, encoding="utf-8")
    return python


def _run(command: list[str]) -> None:
    """Raises UnavailableError with what the command said last."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=1800)
    except subprocess.CalledProcessError as error:
        raise UnavailableError(
            last_line(error.stderr) or f"exit status {error.returncode}"
        ) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(str(error)) from None


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def versions(peer: Peer, python: Path) -> dict[str, str]:
    """The installed versions of what the tool consists of."""
    done = subprocess.run(
        [str(python), "-c", VERSIONS, *peer.packages], capture_output=True, text=True, timeout=60
    )
    if done.returncode:
        raise UnavailableError(last_line(done.stderr))
    found: dict[str, str] = json.loads(done.stdout)
    return found


def surroundings(python: Path) -> dict[str, str]:
    """The environment variables of a build: the tool's own programs first, nobody else's code."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {
        **kept,
        "PATH": f"{python.parent}{os.pathsep}{kept.get('PATH', '')}",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "NO_MKDOCS_2_WARNING": "1",  # an advertisement that Material prints
    }
