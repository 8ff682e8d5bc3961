"""What is reused, what runs again and why, and how a damaged or full store is borne."""

import json
import os
import time
from pathlib import Path

import nbformat
import pytest

from livecells.installed import installed
from livecells.notebook.executed import Query
from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.run.job import Job
from livecells.store import digest, key
from livecells.store.store import Store
from livecells.store.table import Table

QUERIES = (Query("x"),)
TEXT = '"""D."""\n# %% a\nimport yaml\nimport beside\nx = beside.X\nopen(beside.DATA).read()\n'


@pytest.fixture(scope="module")
def pool():
    with Pool(1) as made:
        yield made


@pytest.fixture
def home(tmp_path):
    """A folder with a snippet, a module and a data file that it uses."""
    (tmp_path / "story.py").write_text(TEXT)
    (tmp_path / "beside.py").write_text(
        "from pathlib import Path\nX = 1\nDATA = Path(__file__).with_name('d.txt')\n"
    )
    (tmp_path / "d.txt").write_text("data")
    return tmp_path


@pytest.fixture
def kept(home, pool):
    """A store that has the snippet's run."""
    store = Store(home / "store")
    run = pool.submit(Job(read(home / "story.py"), QUERIES)).result(60).run
    assert run.failure is None, run.failure
    store.put("story", run.notebook)
    assert store.notes == []
    return home


def find(home, text=TEXT, queries=QUERIES):
    store = Store(home / "store")
    run, why = store.find("story", text, queries)
    return run, why, store.notes


def ran(home, pool, text):
    """The run of a snippet's text, in a folder."""
    (home / "story.py").write_text(text)
    run = pool.submit(Job(read(home / "story.py"))).result(60).run
    assert run.failure is None, run.failure
    return run


def test_an_unchanged_snippet_is_not_run_again(kept):
    run, why, notes = find(kept)
    assert (why, notes) == ("", [])
    assert run.value(Query("x")) == "1"


def test_reasons_are_told_in_words(kept, monkeypatch):
    assert find(kept, TEXT + "\n")[1] == "its text has changed"
    assert find(kept, queries=(Query("x + 1"),))[1] == "pages ask for other values"
    version = installed()["pyyaml"]
    monkeypatch.setattr(key, "installed", lambda: {**installed(), "pyyaml": "99.1"})
    assert find(kept)[1] == f"pyyaml {version} -> 99.1"
    monkeypatch.undo()
    monkeypatch.setattr(key.platform, "python_version", lambda: "3.99.0")
    assert "python 3." in find(kept)[1]
    assert "-> 3.99.0" in find(kept)[1]
    monkeypatch.undo()
    monkeypatch.setattr(key, "source_digest", lambda _: "other")
    assert find(kept)[1] == "the engine has changed"


def test_an_entry_is_a_notebook_in_one_line_and_an_older_one_of_many_is_as_good(kept):
    (entry,) = (kept / "store").glob("story.*.ipynb")
    text = entry.read_text("utf-8")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[-1].source == TEXT.partition("# %% a\n")[2].strip()
    store = Store(kept / "store")
    run, _ = store.find("story", TEXT, QUERIES)
    wide = json.dumps(json.loads(text), indent=1).encode()
    old = entry.with_name(entry.name.replace(store.seals["story"], digest.seal(wide)))
    entry.unlink()
    old.write_bytes(wide)
    again, why, notes = find(kept)
    assert (why, notes) == ("", [])
    assert again.notebook == run.notebook


LINES = {
    "read": "linecache.getline(f'{here}/d.csv', 1)",
    "asked for again": "linecache.getline(f'{here}/d.csv', 1); linecache.checkcache()",
    "read before a traceback": "linecache.getlines(f'{here}/d.csv'); traceback.format_stack()",
}


@pytest.mark.parametrize("way", LINES)
def test_a_file_whose_lines_were_read_is_a_dependency(tmp_path, pool, way):
    (tmp_path / "d.csv").write_text("1\n")
    text = (
        '"""D."""\n# %% a\nimport linecache, os, traceback\nhere = os.path.dirname(__file__)\n'
        f"{LINES[way]};\n"
    )
    run = ran(tmp_path, pool, text)
    Store(tmp_path / "store").put("story", run.notebook)
    assert find(tmp_path, text, ())[1] == ""
    (tmp_path / "d.csv").write_text("2\n")
    assert find(tmp_path, text, ())[1].endswith("d.csv has changed")


def test_a_traceback_makes_no_file_a_dependency(tmp_path, pool):
    text = (
        '"""D."""\n# %% a\nimport traceback\n'
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.format_exc()\n"
    )
    (tmp_path / "story.py").write_text(text)
    (tmp_path / "beside.txt").write_text("")
    run = pool.submit(Job(read(tmp_path / "story.py"))).result(60).run
    assert run.failure is None, run.failure
    assert run.info["depends"]["files"] == {}


FOLDERS = {
    "listdir": "os.listdir(f'{here}/data')",
    "scandir": "[e.name for e in os.scandir(f'{here}/data')]",
    "glob": "glob.glob(f'{here}/data/*.csv')",
    "iterdir": "list(pathlib.Path(here, 'data').iterdir())",
    "rglob": "list(pathlib.Path(here).rglob('*.csv'))",
}


@pytest.mark.parametrize("way", FOLDERS)
def test_a_folder_that_was_listed_is_a_dependency(tmp_path, pool, way):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/one.csv").write_text("1")
    text = (
        '"""D."""\n# %% a\nimport glob, os, pathlib\nhere = os.path.dirname(__file__)\n'
        f"{FOLDERS[way]};\n"
    )
    run = ran(tmp_path, pool, text)
    Store(tmp_path / "store").put("story", run.notebook)
    (tmp_path / "other.py").write_text("")  # beside the snippet: imports list that folder too
    if way != "rglob":
        assert find(tmp_path, text, ())[1] == ""
    (tmp_path / "data/two.csv").write_text("2")
    assert find(tmp_path, text, ())[1].endswith("has changed")


def test_a_file_that_was_not_there_is_a_dependency(tmp_path, pool):
    text = (
        '"""D."""\n# %% a\nimport os\ntry:\n    x = open(f"{os.path.dirname(__file__)}/d").read()\n'
        "except OSError:\n    x = 0\n"
    )
    run = ran(tmp_path, pool, text)
    Store(tmp_path / "store").put("story", run.notebook)
    assert find(tmp_path, text, ())[1] == ""
    (tmp_path / "d").write_text("1")
    assert find(tmp_path, text, ())[1] == "d is there now"


ASKED = {
    "exists": "os.path.exists(f'{here}/d')",
    "isfile": "os.path.isfile(f'{here}/d')",
    "path": "pathlib.Path(here, 'd').exists()",
    "stat": "[os.stat(f'{here}/d').st_size] if os.path.lexists(f'{here}/d') else []",
}


@pytest.mark.parametrize(
    ("way", "before"),
    [*((way, "1") for way in ASKED), *((way, None) for way in ASKED if way != "stat")],
)
def test_a_file_that_was_only_asked_for_is_a_dependency(tmp_path, pool, way, before):
    text = (
        '"""D."""\n# %% a\nimport os, pathlib\nhere = os.path.dirname(__file__)\n'
        f"print({ASKED[way]})\n"
    )
    (tmp_path / "story.py").write_text(text)
    if before:
        (tmp_path / "d").write_text(before)
    run = pool.submit(Job(read(tmp_path / "story.py"))).result(60).run
    assert run.failure is None, run.failure
    Store(tmp_path / "store").put("story", run.notebook)
    assert find(tmp_path, text, ())[1] == ""
    if before:
        (tmp_path / "d").unlink()
    else:
        (tmp_path / "d").write_text("1")
    assert find(tmp_path, text, ())[1] == ("d is gone" if before else "d is there now")


def test_a_distribution_that_was_not_imported_does_not_matter(kept, monkeypatch):
    monkeypatch.setattr(key, "installed", lambda: {**installed(), "mkdocs": "99.1"})
    assert find(kept)[0] is not None


@pytest.mark.parametrize("name", ["beside.py", "d.txt"])
def test_a_changed_module_or_data_file_is_seen(kept, name):
    (kept / name).write_text((kept / name).read_text() + "\n# more\n")
    assert find(kept)[1] == f"{name} has changed"
    (kept / name).unlink()
    assert find(kept)[1] == f"{name} is gone"


def test_data_that_only_c_code_reads_can_be_declared(home, pool):
    text = '"""D."""\n# %% a data="d.txt"\nx = 1\n'
    (home / "story.py").write_text(text)
    store = Store(home / "store")
    store.put("story", pool.submit(Job(read(home / "story.py"))).result(60).run.notebook)
    assert find(home, text, ())[0] is not None
    (home / "d.txt").write_text("other")
    assert find(home, text, ())[1] == "d.txt has changed"


def test_a_second_store_of_the_same_replaces_the_first(kept, pool):
    run = pool.submit(Job(read(kept / "story.py"), QUERIES)).result(60).run
    Store(kept / "store").put("story", run.notebook)
    assert len(list((kept / "store").glob("story.*"))) == 1


def test_going_back_to_an_earlier_text_finds_its_run(kept, pool):
    (kept / "story.py").write_text(TEXT + "y = 2\n")
    run = pool.submit(Job(read(kept / "story.py"), QUERIES)).result(60).run
    Store(kept / "store").put("story", run.notebook)
    assert find(kept)[0] is not None
    assert find(kept, TEXT + "y = 2\n")[0] is not None


def entry(home):
    return next((home / "store").glob("story.*.ipynb"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:100]), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b'"1"', b'"2"')), "damaged"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: (path.unlink(), path.mkdir()), "unreadable"),
    ],
)
def test_damage_is_noticed_said_and_run_again(kept, damage, said):
    damage(entry(kept))
    run, why, notes = find(kept)
    assert run is None
    assert said in why
    assert said in notes[0]


def test_a_foreign_file_with_a_right_seal_is_noticed(kept):
    path = entry(kept)
    slug, key, _, _ = path.name.split(".")
    path.unlink()
    data = b'{"cells": []}'
    (kept / "store" / f"{slug}.{key}.{digest.seal(data)}.ipynb").write_bytes(data)
    assert find(kept)[1] == "the stored run is not of this program"


def test_an_entry_under_another_snippets_name_is_noticed(kept):
    path = entry(kept)
    _, _, seal, _ = path.name.split(".")
    wrong = digest.digest(key.known_before("other", QUERIES))
    path.rename(path.with_name(f"story.{wrong}.{seal}.ipynb"))
    assert find(kept, "other")[1] == "the stored run is filed under a wrong name"


def test_other_files_in_the_folder_are_left_alone(kept):
    (kept / "store" / "README.txt").write_text("mine")
    Store(kept / "store").prune()
    assert (kept / "store" / "README.txt").exists()
    assert find(kept)[0] is not None


def test_a_store_that_cannot_be_written_is_one_note_and_no_error(home, pool):
    (home / "store").write_text("a file where the folder should be")
    run = pool.submit(Job(read(home / "story.py"), QUERIES)).result(60).run
    store = Store(home / "store")
    store.put("story", run.notebook)
    store.put("story", run.notebook)
    assert len(store.notes) == 1
    assert "runs cannot be kept in store" in store.notes[0]


def test_a_full_disk_leaves_no_half_entry(kept, monkeypatch, pool):
    def full(self, data):
        with open(self, "wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    entry(kept).unlink()
    run = pool.submit(Job(read(kept / "story.py"), QUERIES)).result(60).run
    monkeypatch.setattr(Path, "write_bytes", full)
    store = Store(kept / "store")
    store.put("story", run.notebook)
    monkeypatch.undo()
    assert "No space left" in store.notes[0]
    assert list((kept / "store").iterdir()) == []


def test_unused_entries_go_after_a_time(kept):
    store = Store(kept / "store")
    store.prune(time.time() + 29 * 86400)
    assert entry(kept)
    old = time.time() - 40 * 86400
    os.utime(entry(kept), (old, old))
    assert Store(kept / "store").find("story", TEXT, QUERIES)[0] is not None  # used: young again
    store.prune()
    assert entry(kept)
    os.utime(entry(kept), (old, old))
    store.prune()
    assert not list((kept / "store").glob("story.*"))


def test_a_table_keeps_what_was_used_and_notices_damage(tmp_path):
    store = Store(tmp_path)
    table = Table(store, "maths")
    table["a"], table["b"] = "1", "2"
    table.save()
    again = Table(store, "maths")
    assert again["a"] == "1"
    again.save()
    assert dict(Table(store, "maths")) == {"a": "1"}
    path = tmp_path / "maths.json"
    path.write_bytes(path.read_bytes().replace(b'"1"', b'"9"'))
    assert dict(Table(store, "maths")) == {}
