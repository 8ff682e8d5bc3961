"""Publishing loses no good site: not on another disk, without rights, or cut off in between."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from livecells.publish import atomic_swap
from livecells.publish.atomic_swap import discard, publish, staging_folder

OLD = {"index.html": "old", "a/index.html": "old", "only/old.txt": "old", ".well-known/x": "kept"}
NEW = {"index.html": "new", "a/index.html": "new", "only-new.txt": "new", ".nojekyll": ""}
AFTER = {**NEW, ".well-known/x": "kept"}


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def held(folder: Path) -> dict[str, str]:
    """All files below a folder; what a publishing leaves behind would be among them."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def parts(target: Path) -> list[str]:
    left = [*target.parent.glob(".*.part"), *target.glob(".*.part")]
    return [str(path) for path in left]


def published(target: Path) -> None:
    staging = staging_folder(target)
    try:
        publish(fill(staging, NEW), target)
    finally:
        discard(staging)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder with a site in it."""
    return fill(tmp_path / "site", OLD)


def test_the_new_site_takes_the_place_of_the_old_one_in_the_same_folder(target: Path) -> None:
    folder = target.stat().st_ino
    published(target)
    assert held(target) == AFTER
    assert (target.stat().st_ino, parts(target)) == (folder, [])


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    published(tmp_path / "far" / "below" / "site")
    assert held(tmp_path / "far" / "below" / "site") == NEW


@pytest.mark.parametrize("there", [True, False])
def test_a_link_to_a_folder_stays_one(target: Path, there: bool) -> None:
    real = target.with_name("real")
    if there:
        target.rename(real)
    else:
        shutil.rmtree(target)
    target.symlink_to(real)
    published(target)
    assert held(real) == (AFTER if there else NEW)
    assert target.is_symlink()


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """A folder on another disk than that of the tests."""
    disk = Path("/dev/shm")
    if not disk.is_dir() or disk.stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev:
        pytest.skip("there is no other disk")
    folder = Path(tempfile.mkdtemp(dir=disk))
    yield folder
    shutil.rmtree(folder)


def test_a_link_to_another_disk_is_published_to(tmp_path: Path, other_disk: Path) -> None:
    (tmp_path / "site").symlink_to(fill(other_disk / "site", OLD))
    published(tmp_path / "site")
    assert held(other_disk / "site") == AFTER
    assert parts(other_disk / "site") == []


Rename = Callable[[Any, Any], None]


def renames(
    monkeypatch: pytest.MonkeyPatch, forbid: Callable[[Path, Path], bool], code: int
) -> None:
    """Let renames fail where `forbid(old, new)` says so."""
    rename = os.rename

    def checked(old: Any, new: Any) -> None:
        if forbid(Path(old), Path(new)):
            raise OSError(code, os.strerror(code), str(old))
        rename(old, new)

    monkeypatch.setattr(os, "rename", checked)


def test_a_mount_point_is_published_to_from_within(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No path leads into it or out of it by renaming, whatever the numbers of the disks say."""

    def crosses(old: Path, new: Path) -> bool:
        return old.is_relative_to(target) != new.is_relative_to(target)

    renames(monkeypatch, crosses, errno.EXDEV)
    assert staging_folder(target).parent == target
    published(target)
    assert held(target) == AFTER


def test_lower_folders_of_a_layered_disk_are_copied_out(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower = {target / "a", target / "only"}
    renames(monkeypatch, lambda old, _: old in lower, errno.EXDEV)
    published(target)
    assert held(target) == AFTER
    assert parts(target) == []


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EACCES, errno.ENOSPC])
@pytest.mark.parametrize("name", ["only", "only-new.txt", "index.html"])
@pytest.mark.parametrize("new", [True, False], ids=["moving in", "moving out"])
def test_where_publishing_fails_the_old_site_is_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch, code: int, name: str, new: bool
) -> None:
    def forbid(old: Path, to: Path) -> bool:
        return (to if new else old) == target / name and ".livecells" not in f"{old}"

    before = held(target)
    renames(monkeypatch, forbid, code)
    if name in (NEW if new else [*OLD, "only"]):
        with pytest.raises(OSError, match=os.strerror(code)):
            published(target)
        assert held(target) == before
    else:
        published(target)
        assert held(target) == AFTER
    assert parts(target) == []


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("killed", [False, True], ids=["Ctrl-C", "kill"])
def test_an_end_at_any_rename_leaves_one_whole_site(
    target: Path, monkeypatch: pytest.MonkeyPatch, killed: bool, inside: bool
) -> None:
    """Ctrl-C leaves the old site; a kill is mended by the next build, even if that fails."""
    if killed:  # nothing is undone then
        monkeypatch.setattr(atomic_swap, "_undone", lambda _: contextlib.nullcontext())
    if inside:
        monkeypatch.setattr(atomic_swap, "_try_to_move", refuse_from_beside)
    monkeypatch.setattr(atomic_swap, "_alive", lambda _: False)
    rename, moments = os.rename, 0
    while True:
        shutil.rmtree(target)
        fill(target, OLD)
        left = moments

        def counted(old: Any, new: Any) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                left = 1000
                raise KeyboardInterrupt
            rename(old, new)

        staging = fill(staging_folder(target), NEW)
        monkeypatch.setattr(os, "rename", counted)
        try:
            publish(staging, target)
            break
        except KeyboardInterrupt:
            monkeypatch.setattr(os, "rename", rename)
        if not killed:
            discard(staging)
            assert (held(target), parts(target)) == (OLD, [])
        discard(staging_folder(target))  # a build that begins, and fails
        assert held(target) == (AFTER if killed else OLD)
        assert parts(target) == []
        moments += 1
    assert moments > 6


def refuse_from_beside(folder: str, target: Path) -> None:
    if Path(folder).parent != target:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


CHILD = """\
import fcntl, json, os, shutil, sys, tempfile
from pathlib import Path
from livecells.publish.atomic_swap import discard, publish, staging_folder
os.setgid(65534), os.setuid(65534)
target = Path(sys.argv[1])
try:
    staging = staging_folder(target)
    (staging / "index.html").write_text("new")
    try:
        publish(staging, target)
    finally:
        discard(staging)
    print(json.dumps("published"))
except OSError as error:
    print(json.dumps(error.strerror))
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give up rights")
@pytest.mark.parametrize(
    ("parent", "site", "inner", "said"),
    [
        (0o755, 0o777, 0o777, "published"),  # as in a container: only the folder itself is ours
        (0o755, 0o755, 0o755, "Permission denied"),
        (0o777, 0o755, 0o755, "Permission denied"),
        (0o755, 0o777, 0o755, "Permission denied"),  # what is in it belongs to somebody else
        (0o755, 0o1777, 0o777, "Operation not permitted"),  # and may not be moved away
    ],
)
def test_without_rights_it_is_published_or_stays_as_it_was(
    parent: int, site: int, inner: int, said: str
) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        target = fill(home / "home" / "site", OLD)
        home.chmod(0o755)
        for path, mode in ((target.parent, parent), (target, site), (target / "a", inner)):
            path.chmod(mode)
        for folder in ("only", ".well-known"):
            (target / folder).chmod(0o777)
        hooks = Path(atomic_swap.__file__).parents[2]
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(target)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(hooks)},
        )
        assert json.loads(done.stdout) == said, done.stderr
        after = {"index.html": "new", ".well-known/x": "kept"}
        assert held(target) == (after if said == "published" else OLD)
        assert parts(target) == []
    finally:
        shutil.rmtree(home)
