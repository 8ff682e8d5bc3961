"""A run depends on what was not there, on where links lead, and on what git says."""

import os
import subprocess

import pytest

from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.run.job import Job
from livecells.store.store import Store

TRY = "try:\n    {}\nexcept ImportError:\n    print('none')\n"
SEARCHES = {
    "import": TRY.format("import newm"),
    "from": TRY.format("from newm import x"),
    "by name": TRY.format("__import__('importlib').import_module('newm')"),
    "a spec": "import importlib.util\nimportlib.util.find_spec('newm')\n",
    "a loader": "import pkgutil\npkgutil.get_loader('newm')\n",
    "in text": f"exec({TRY.format('import newm')!r})\n",
    "of a module beside": "import beside\n",
    "of a value": TRY.format("eval('__import__(\"newm\")')"),
}
WAYS = {"a module": "newm.py", "a package": "newm/__init__.py"}


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as made:
        yield made


def kept(folder, pool, code):
    """A store with the run of a snippet; gives what it says when asked again."""
    text = f'"""D."""\n# %% a\n{code}'
    (folder / "beside.py").write_text(TRY.format("import newm"))
    (folder / "story.py").write_text(text)
    run = pool.submit(Job(read(folder / "story.py"))).result(60).run
    assert run.failure is None, run.failure
    Store(folder / ".store").put("story", run.notebook)
    return lambda: Store(folder / ".store").find("story", text, ())[1]


@pytest.mark.parametrize("search", SEARCHES)
def test_a_module_that_was_not_there_is_a_dependency(tmp_path, pool, search):
    ask = kept(tmp_path, pool, SEARCHES[search])
    assert ask() == ""
    for name in WAYS.values():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
        assert ask() == f"{name.partition('/')[0]} is there now"
        (tmp_path / name).unlink()
    (tmp_path / "newm").rmdir()
    assert ask() == ""


def test_it_is_looked_for_in_folders_that_the_snippet_adds_and_in_packages(tmp_path, pool):
    (tmp_path / "lib").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "__init__.py").write_text("")
    code = "import sys\nsys.path.append(sys.path[0] + '/lib')\n" + TRY.format("import newm")
    ask = kept(tmp_path, pool, code + TRY.format("from own import part"))
    for name in ("lib/newm.py", "own/part.py"):
        assert ask() == ""
        (tmp_path / name).write_text("")
        assert ask() == f"{name.partition('/')[2]} is there now"
        (tmp_path / name).unlink()


def test_a_module_that_would_be_found_first_is_noticed(tmp_path, pool):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "mine.py").write_text("")
    code = "import sys\nsys.path.append(sys.path[0] + '/lib')\nimport mine\nimport colorsys\n"
    ask = kept(tmp_path, pool, code)
    assert ask() == ""
    (tmp_path / "other.py").write_text("")
    (tmp_path / "colorsys.py").write_text("")  # of what is installed nobody looks for another
    assert ask() == ""
    (tmp_path / "mine.py").write_text("")
    assert ask() == "mine.py is there now"


def test_where_modules_are_looked_for_is_asked_again_when_one_was_missing(
    tmp_path, pool, monkeypatch
):
    missing = kept(tmp_path, pool, SEARCHES["import"])
    (tmp_path / "two").mkdir()
    there = kept(tmp_path / "two", pool, "import json\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "elsewhere"))
    assert "PYTHONPATH" in missing()
    assert there() == ""


def test_where_a_link_leads_is_a_dependency(tmp_path, pool):
    link = tmp_path / "elsewhere" / "latest"
    link.parent.mkdir()
    link.symlink_to("t1")
    (tmp_path / "s").mkdir()
    ask = kept(tmp_path / "s", pool, f"import os\n_ = print(os.readlink({str(link)!r}))\n")
    assert ask() == ""
    link.unlink()
    link.symlink_to("t9")
    assert ask() == "latest (link) has changed"


def test_a_commit_is_noticed_where_git_is_asked(tmp_path, pool):
    def git(*words):
        own = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, env=own, check=True)

    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "one")
    (tmp_path / "s").mkdir()
    ask = kept(tmp_path / "s", pool, "!git rev-parse HEAD\n")
    assert ask() == ""
    git("commit", "-q", "--allow-empty", "-m", "two")
    assert ask() == "HEAD has changed"
