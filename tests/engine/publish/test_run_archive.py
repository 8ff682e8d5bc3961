"""The archive of modules for pages: compiled by the Python of pages, made once for each engine."""

from __future__ import annotations

import ast
import gzip
import io
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from livecells.errors import LiveError
from livecells.publish import run_archive
from livecells.publish.page_python import compile_modules
from livecells.publish.run_archive import RUNTIME, RunArchive, run_modules

pytestmark = pytest.mark.slow


def test_it_is_made_once_and_kept_and_the_same_from_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "modules.0123456789abcdef.bin").write_bytes(b"of another engine")
    first, there = RunArchive(kept), RunArchive().data
    assert first.data == there, "the same sources gave other bytes"
    (file,) = kept.iterdir()
    assert file.read_bytes() == there
    before = file.stat()
    assert RunArchive(kept).data == there
    assert file.stat().st_mtime_ns == before.st_mtime_ns, "it was made again"


def test_it_holds_all_modules_compiled_by_the_python_of_pages() -> None:
    with zipfile.ZipFile(io.BytesIO(gzip.decompress(RunArchive().data))) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert set(held) == {f"{name}c" for name in run_modules()}
    (magic,) = {data[:4] for data in held.values()}
    with zipfile.ZipFile(
        io.BytesIO(gzip.decompress((RUNTIME / "stdlib.bin").read_bytes()))
    ) as theirs:
        assert theirs.read("abc.pyc")[:4] == magic, "compiled by another Python than that of pages"


def test_where_nothing_can_be_kept_it_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(run_archive, "run_archive", lambda: b"made")
    (tmp_path / "a file, and no folder").touch()
    run_archive.make(str(tmp_path / "a file, and no folder" / "modules.0.bin"))
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"made"
    monkeypatch.setattr(run_archive, "MAKE", "print('made')")
    assert RunArchive(tmp_path / "a file, and no folder").data == b"made\n"


def test_what_is_kept_is_read_before_another_engine_takes_it_away(tmp_path: Path) -> None:
    there = RunArchive().data
    shutil.copy(run_archive.KEPT / f"modules.{RunArchive().digest}.bin", tmp_path)
    begun = RunArchive(tmp_path)
    next(tmp_path.iterdir()).unlink()
    assert begun.data == there


def test_what_cannot_be_made_is_one_error_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_archive, "MAKE", "raise SyntaxError('not this Python')")
    with pytest.raises(LiveError) as caught:
        _ = RunArchive(tmp_path).data
    told = str(caught.value)
    assert told == "what pages run cannot be compiled: SyntaxError: not this Python"
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_a_module_names_it_and_a_broken_python_does_not_hang(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError, match=r"invalid syntax \(a\.py, line 2\)"):
        compile_modules({"a.pyc": ("a.py", b"x = 1\ndef\n")}, RUNTIME)
    broken = tmp_path / "runtime"
    shutil.copytree(RUNTIME, broken)
    (broken / "stdlib.bin").write_bytes(gzip.compress(b"no zip"))
    with pytest.raises(RuntimeError):
        compile_modules({"a.pyc": ("a.py", b"x = 1\n")}, broken)


def test_what_the_other_python_compiles_is_what_this_one_reads() -> None:
    """The texts that are compiled are Python to the Python of builds as well."""
    for name, text in run_modules().items():
        ast.parse(text, name)
