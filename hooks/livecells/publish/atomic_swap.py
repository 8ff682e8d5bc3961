"""Put a finished site in the place of the last one, by renames alone.

The old site is moved out before the new one is moved in, and put back where that fails. A process
that is killed in between leaves both in its folder; the next one goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

# In the folder of a site that is being published: the old one, while it is moved out and after.
LEAVING, LEFT = ".livecells-leaving", ".livecells-left"


def staging_folder(target: Path) -> Path:
    """A new folder on the same disk as `target`, so that publishing is a matter of renames.

    It lies beside `target`; where that is another disk, or may not be written, in it. What killed
    builds left behind is finished or cleared away.

    Args:
        target: Where the site will be.

    Raises:
        OSError: No site can be published there. What is there has not been touched.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    clear(target)
    try:
        return _new_folder(target.parent, target)
    except OSError:
        if not target.is_dir():
            raise
        return _new_folder(target, target)


def clear(target: Path) -> None:
    """Finish what killed builds were publishing to `target`, and clear away what they left."""
    target = target.resolve()
    for home in (target.parent, target):
        _clear(home, target)


def _new_folder(home: Path, target: Path) -> Path:
    """A folder in `home` from which things can be moved to `target`; raises OSError."""
    made = tempfile.mkdtemp(prefix=f"{_prefix(target)}{os.getpid()}-", suffix=".part", dir=home)
    try:
        os.chmod(made, 0o755)
        if target.exists():
            _try_to_move(made, target)
    except OSError:
        os.rmdir(made)
        raise
    return Path(made)


def _try_to_move(folder: str, target: Path) -> None:
    """See whether renames lead from a folder to `target`: no number of the disk tells for sure."""
    probe = tempfile.mkdtemp(dir=folder)
    moved = target / f"{_prefix(target)}{os.getpid()}-{os.path.basename(probe)}.part"
    try:
        os.rename(probe, moved)
        probe = str(moved)
    finally:
        os.rmdir(probe)


def _prefix(target: Path) -> str:
    return f".{target.name}."


def _clear(home: Path, target: Path) -> None:
    """Finish what killed builds were publishing, and clear away what they left in `home`."""
    prefix = _prefix(target)
    for left in home.glob(f"{prefix}*.part"):
        pid = left.name.removeprefix(prefix).split("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            try:
                _finish(left, target)
            except OSError:
                discard(left)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _finish(left: Path, target: Path) -> None:
    """Publish what a killed build had begun to publish."""
    if (left / LEAVING).is_dir() or (left / LEFT).is_dir():
        with _alone_in(target):
            _swap(left, target)


def publish(staging: Path, target: Path) -> None:
    """Move the contents of one folder into another, and what was there before away.

    The folder itself stays the same, for a server may stand in it; like MkDocs, entries whose name
    starts with a dot are left alone. Of builds that publish at once the last one stays.

    Args:
        staging: The new site, in a folder of `staging_folder`, which is gone then.
        target: Where the site is published.

    Raises:
        OSError: It could not be done. What was there before is there still.
    """
    target = target.resolve()
    target.mkdir(exist_ok=True)
    with _alone_in(target):
        _swap(staging, target)
    shutil.rmtree(staging, ignore_errors=True)


def discard(staging: Path) -> None:
    """Clear away a site that was not published, but never one that could not be put back."""
    kept = (staging / LEAVING, staging / LEFT)
    if not any(path.is_dir() and any(path.iterdir()) for path in kept):
        shutil.rmtree(staging, ignore_errors=True)


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
        with contextlib.suppress(OSError):  # some network disks have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _swap(staging: Path, target: Path) -> None:
    """Move the old site out and the new one in; go on where a killed process stopped."""
    leaving, left = staging / LEAVING, staging / LEFT
    begun: list[Path] = []
    with _undone(lambda: _put_back(begun, staging, target)):
        if not left.is_dir():
            leaving.mkdir(exist_ok=True)
            for old in sorted(target.iterdir()):
                if _is_replaced(old, staging):
                    _move(old, leaving / old.name)
            os.rename(leaving, left)
        for new in sorted(staging.iterdir()):
            if new != left:
                _remove(target / new.name)
                begun.append(new)
                _move(new, target / new.name)


def _is_replaced(old: Path, staging: Path) -> bool:
    """Whether something goes when a new site comes."""
    if old == staging:  # it may lie in the site's own folder
        return False
    return not old.name.startswith(".") or os.path.lexists(staging / old.name)


def _put_back(begun: list[Path], staging: Path, target: Path) -> None:
    """Move what has been moved of the new site out, and the old one in."""
    for new in begun:
        if not os.path.lexists(new):
            _move(target / new.name, new)
    for old in (staging / LEAVING, staging / LEFT):
        if old.is_dir():
            for entry in sorted(old.iterdir()):
                _move(entry, target / entry.name)
            old.rmdir()


def _remove(path: Path) -> None:
    """Clear away what somebody has put there since a killed build moved the old site out."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _move(path: Path, to: Path) -> None:
    """Rename; a layered disk, such as that of a container, cannot do so with its lower folders."""
    try:
        os.rename(path, to)
    except OSError as error:
        if error.errno != errno.EXDEV or not path.is_dir() or path.is_mount():
            raise
        _copy(path, to)
        shutil.rmtree(path)


def _copy(path: Path, to: Path) -> None:
    """A copy of a folder, whole or not at all."""
    try:
        shutil.copytree(path, to, symlinks=True)
    except OSError:
        shutil.rmtree(to, ignore_errors=True)
        raise


@contextlib.contextmanager
def _undone(undo: Callable[[], None]) -> Iterator[None]:
    """Undo what was begun where it cannot be finished, or somebody presses Ctrl-C."""
    try:
        yield
    except BaseException:
        undo()
        raise
