"""The environment that snippets get, and what of it the store compares before it uses a run."""

import os
import subprocess
import sys

import pytest

from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.run.job import Job
from livecells.store import environment
from livecells.store.store import Store

HEAD = '"""D."""\n# %% a\nimport os, subprocess\n'
READS = {
    "get": "os.environ.get('COURSE')",
    "getitem": "os.environ['COURSE']",
    "getenv": "os.getenv('COURSE')",
    "bytes": "os.environb.get(b'COURSE')",
    "expandvars": "os.path.expandvars('$COURSE')",
    "in": "'COURSE' in os.environ",
    "a copy": "{**os.environ}.get('COURSE')",
    "the whole": "[n for n in os.environ if n == 'COURSE']",
    "repr": "'COURSE' in repr(os.environ)",
    "a process": "subprocess.run(['sh', '-c', 'echo $COURSE'])",
    "a shell": "os.system('echo $COURSE')",
    "a magic": "!echo $COURSE",
    "a cell of another language": "\n# %% b\n%%bash\necho $COURSE",
    "a thread": "import threading; threading.Thread(target=os.getenv, args=['COURSE']).start()",
    "a fork": "import multiprocessing; multiprocessing.get_context('fork').Process().start()",
    "another magic": "%env COURSE",
    "c code": "import ctypes; ctypes.CDLL(None).getenv(b'COURSE');",
    "the copy of the system": "import posix; posix.environ.get(b'COURSE')",
    "as the system shows it": "open('/proc/self/environ').read()",
    "a module": "__import__('beside').X",
}


@pytest.fixture(scope="module")
def pool():
    before = os.environ.get("COURSE")
    os.environ["COURSE"] = "one"
    with Pool(1) as made:
        made.start()
        yield made
    del os.environ["COURSE"]
    assert before is None


def kept(folder, pool, text):
    """A store with the run of a snippet; gives what it says when asked again."""
    (folder / "beside.py").write_text("import os\nX = os.environ['COURSE']\n")
    (folder / "story.py").write_text(text)
    run = pool.submit(Job(read(folder / "story.py"))).result(60).run
    assert run.failure is None, run.failure
    Store(folder / ".store").put("story", run.notebook)
    return lambda: Store(folder / ".store").find("story", text, ())[1]


@pytest.mark.parametrize("way", READS)
def test_a_variable_that_was_read_is_a_dependency(tmp_path, pool, monkeypatch, way):
    ask = kept(tmp_path, pool, HEAD + READS[way] + "\n")
    assert ask() == ""
    monkeypatch.setenv("COURSE", "two")
    assert ask() == "COURSE one -> two"
    monkeypatch.delenv("COURSE")
    assert ask() == "COURSE one -> not set"


def test_a_variable_that_nobody_read_is_none(tmp_path, pool, monkeypatch):
    ask = kept(tmp_path, pool, HEAD + "import json, torch\nos.environ.get('OTHER')\nx = 1\n")
    monkeypatch.setenv("COURSE", "two")
    monkeypatch.setenv("HOME", "/elsewhere")
    assert ask() == ""
    monkeypatch.setenv("OTHER", "")
    assert ask() == "OTHER not set -> ''"


def test_what_the_snippet_sets_itself_is_compared_with_what_there_was(tmp_path, pool, monkeypatch):
    ask = kept(tmp_path, pool, HEAD + "os.environ['COURSE'] = 'own'\nos.environ['COURSE']\n")
    assert ask() == ""
    monkeypatch.setenv("COURSE", "own")
    assert ask() == "COURSE one -> own"


def test_what_a_library_read_while_it_was_loaded_counts_for_those_who_use_it(tmp_path, monkeypatch):
    with Pool(1, modules=("torch",)) as warm:
        uses = kept(tmp_path, warm, HEAD + "import torch\n")
        other = tmp_path / "other"
        other.mkdir()
        does_not = kept(other, warm, HEAD + "x = 1\n")
    monkeypatch.setenv("FX_PATCH_GETITEM", "1")
    assert uses() == "FX_PATCH_GETITEM not set -> 1"
    assert does_not() == ""


def test_what_c_code_reads_is_part_of_the_key(tmp_path, pool, monkeypatch):
    ask = kept(tmp_path, pool, HEAD)
    monkeypatch.setenv("MKL_CBWR", "COMPATIBLE")
    assert ask() == "MKL_CBWR not set -> COMPATIBLE"


def test_where_a_library_keeps_what_it_made_is_no_part_of_the_key():
    given = {"TORCHINDUCTOR_CACHE_DIR": "/a", "TORCH_HOME": "/b", "OMP_DYNAMIC": "1"}
    assert environment.settings(given) == {"OMP_DYNAMIC": "1"}


def test_secrets_are_not_written_down():
    marks = environment.marks(["API_TOKEN", "LONG"], {"API_TOKEN": "hush", "LONG": "x" * 99})
    assert "hush" not in str(marks)
    assert len(marks["LONG"]) < 30
    assert environment.difference(marks, {"API_TOKEN": "x", "LONG": "x" * 99}) == (
        "API_TOKEN has changed"
    )
    assert environment.difference(marks, {"LONG": "x" * 99}) == "API_TOKEN set -> not set"


def test_flags_that_change_meanings_do_not_reach_a_run():
    given = {
        "PYTHONOPTIMIZE": "2",
        "PYTHONWARNINGS": "error",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": "hooks",
        "LC_NUMERIC": "de_DE",
        "LANG": "de_DE",
        "TZ": "Asia/Tokyo",
        "COLUMNS": "20",
        "OMP_NUM_THREADS": "7",
        "MATPLOTLIBRC": "/mine",
        "COURSE": "one",
    }
    made = environment.for_runs(given)
    assert made == {
        **environment.FIXED,
        "PYTHONPATH": os.path.abspath("hooks"),
        "COURSE": "one",
    }


@pytest.mark.slow
@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_assertions_hold_in_a_process_without_them(tmp_path, flag):
    (tmp_path / "s.py").write_text("# %% a\nassert 1 == 2, 'held'\n")
    (tmp_path / "doc.py").write_text(
        '# %% a\ndef f():\n    "said"\nassert f.__doc__ and __debug__\n'
    )
    command = [sys.executable, flag, "-m", "livecells", "run", "s.py", "doc.py", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "s.py:2: cell 'a': AssertionError: held" in done.stderr
    assert "doc.py" not in done.stderr
    here = (
        "from livecells.notebook.percent import read\nfrom livecells.run.execute import execute\n"
        "print([execute(read(name))[0].failure is None for name in ('s.py', 'doc.py')])"
    )
    done = subprocess.run([sys.executable, flag, "-c", here], cwd=tmp_path, capture_output=True)
    assert done.stdout == b"[False, True]\n", done.stderr
