"""A snippet's folder arrives elsewhere as it was."""

import os
from pathlib import Path

import pytest

from livecells.cluster import folder
from livecells.cluster.folder import pack, unpack


@pytest.fixture
def home(tmp_path):
    made = tmp_path / "site" / "snippets"
    (made / "data" / "deep").mkdir(parents=True)
    (made / "empty").mkdir()
    (made / "story.py").write_text("x = 1\n")
    (made / "data" / "deep" / "n.bin").write_bytes(bytes(range(256)))
    (made / "run.sh").write_text("echo\n")
    (made / "run.sh").chmod(0o755)
    os.utime(made / "run.sh", ns=(1_500_000_000_123_456_789,) * 2)
    (made / "__pycache__").mkdir()
    (made / ".git").mkdir()
    (made.parent / "above.txt").write_text("above")
    (made.parent / "far.txt").write_text("far")
    return made


def arrived(home, text, tmp_path):
    """Where the folder stands once it has arrived."""
    root = tmp_path / "there"
    root.mkdir()
    unpack(pack(str(home), text).data, str(root))
    return Path(f"{root}{home}")


def names(place):
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))


def test_files_modes_times_and_empty_folders_arrive(home, tmp_path):
    there = arrived(home, "", tmp_path)
    own = ["data", "data/deep", "data/deep/n.bin", "empty", "run.sh", "story.py"]
    assert names(there) == own
    assert (there / "data" / "deep" / "n.bin").read_bytes() == bytes(range(256))
    assert os.access(there / "run.sh", os.X_OK)
    assert (there / "run.sh").stat().st_mtime_ns == 1_500_000_000_123_456_789
    assert names(there.parent) == ["snippets", *(f"snippets/{name}" for name in own)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("open('../above.txt')", ["above.txt"]),
        ("Path(__file__).parent.parent / 'far.txt'", ["far.txt"]),
        ("'above.txt'", []),
        ("open('../above.txts')", []),
        ("'..', 'above.txt', 'far.txt'", ["above.txt", "far.txt"]),
    ],
)
def test_of_the_folders_above_what_is_named_arrives(home, tmp_path, text, found):
    there = arrived(home, text, tmp_path)
    assert [name for name in names(there.parent) if not name.startswith("snippets")] == found


def test_links_arrive_as_links_within_the_folder_and_as_files_from_elsewhere(home, tmp_path):
    (home / "inner").symlink_to("data/deep/n.bin")
    (home / "outer").symlink_to("../above.txt")
    (home / "whole").symlink_to(home.parent / "far.txt")
    (home / "nothing").symlink_to("nowhere")
    (home / "round").symlink_to("..")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "s.txt").write_text("shared")
    (home / "folder").symlink_to(tmp_path / "shared")
    os.mkfifo(home / "pipe")
    there = arrived(home, "", tmp_path)
    assert os.readlink(there / "inner") == "data/deep/n.bin"
    assert (there / "inner").read_bytes() == bytes(range(256))
    assert (there / "outer").read_text() == "above"
    assert (there / "whole").read_text() == "far"
    assert (there / "folder" / "s.txt").read_text() == "shared"
    assert os.path.islink(there / "nothing")
    assert not (there / "pipe").exists()


def test_the_digest_is_that_of_the_content(home):
    first = pack(str(home), "")
    assert pack(str(home), "").digest == first.digest
    (home / "story.py").write_text("x = 2\n")
    assert pack(str(home), "").digest != first.digest


def test_what_is_too_much_is_said(home, monkeypatch):
    monkeypatch.setattr(folder, "MOST", 100)
    with pytest.raises(ValueError, match=r"snippets is more than the 100 bytes that travel"):
        pack(str(home), "")
