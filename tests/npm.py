"""Tools from npm at the exact versions of a committed lock file, installed into `.cache/`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class NoNodeError(Exception):
    """Node or npm is not on this machine."""


def installed(recipe: Path) -> Path:
    """The `node_modules` that the folder's lock file asks for, installed where it is missing.

    Raises NoNodeError, or CalledProcessError with what npm said.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NoNodeError("Node and npm are not on this machine")
    lock = (recipe / "package-lock.json").read_bytes()
    folder = ROOT / ".cache" / "npm" / hashlib.sha256(lock).hexdigest()[:16]
    if not folder.is_dir():
        _install(npm, recipe, folder)
    return folder / "node_modules"


def _install(npm: str, recipe: Path, folder: Path) -> None:
    """Install beside the folder, which is then there whole or not at all."""
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    part.mkdir(parents=True)
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(recipe / name, part)
        subprocess.run(
            [npm, "ci", *QUIET], cwd=part, check=True, capture_output=True, text=True, timeout=600
        )
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
