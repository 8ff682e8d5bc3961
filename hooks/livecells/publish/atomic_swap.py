"""Put a finished site in the place of the last one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


def staging_folder(target: Path) -> Path:
    """A new folder beside `target`, on the same disk, so that publishing is a matter of renames.

    Folders that a killed build left behind are cleared away.

    Args:
        target: Where the site will be.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}."
    for left in target.parent.glob(f"{prefix}*.part"):
        pid = left.name.removeprefix(prefix).split("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", suffix=".part", dir=target.parent)
    os.chmod(folder, 0o755)
    return Path(folder)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def publish(staging: Path, target: Path) -> None:
    """Move the contents of one folder into another, which is emptied first.

    The folder itself stays the same, for a server may stand in it; like MkDocs, entries whose name
    starts with a dot are left alone. Of builds that publish at once the last one stays.

    Args:
        staging: The new site, in a folder of `staging_folder`, which is gone then.
        target: Where the site is published.
    """
    with _alone_in(target.parent):
        _replace(staging, target)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other build publishes into `folder`; a killed build holds no lock."""
    try:
        import fcntl
    except ImportError:  # a system without: two builds at once are then on their own
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(staging: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for old in target.iterdir():
        if not old.name.startswith("."):
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    for new in sorted(staging.iterdir()):
        place = target / new.name
        if new.name.startswith(".") and place.is_dir():
            shutil.rmtree(place)
        new.replace(place)
    staging.rmdir()
