"""The command line, as a person uses it."""

import subprocess
import sys
from importlib.metadata import entry_points

import nbformat
import pytest

from livecells.cli.main import main


def livecells(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "livecells", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
    )


def test_one_valid_notebook_a_file(tmp_path):
    (tmp_path / "one.py").write_text("# %% a\nprint('one')\n")
    (tmp_path / "two.py").write_text("x = 2\nx\n")
    done = livecells("run", "one.py", "two.py", "--out", "deep/out", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for name in ("one", "two"):
        nbformat.validate(nbformat.read(tmp_path / "deep" / "out" / f"{name}.ipynb", 4))


def test_a_run_starts_without_what_only_pages_need(tmp_path):
    (tmp_path / "one.py").write_text("# %% a\nprint('one')\n")
    code = (
        "import sys\nfrom livecells.cli.main import main\nstatus = main(sys.argv[1:])\n"
        "rooms = {name.split('.')[1] for name in sys.modules if name.startswith('livecells.')}\n"
        "more = rooms & {'blocks', 'builder', 'draw', 'formula', 'kinds', 'render', 'typeset'}\n"
        "sys.exit(f'{status} {more}' if status or more else 0)"
    )
    command = [sys.executable, "-c", code, "run", "one.py", "--out", "out"]
    subprocess.run(command, check=True, timeout=60, cwd=tmp_path)


def test_a_failing_cell_is_located_and_what_ran_is_kept(tmp_path):
    (tmp_path / "bad.py").write_text("# %% a\nprint('kept')\n# %% b\n1 / 0\n")
    (tmp_path / "good.py").write_text("# %% a\nprint('fine')\n")
    done = livecells("run", "bad.py", "good.py", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("bad.py:4: cell 'b': ZeroDivisionError: division by zero\n")
    assert "kept" in (tmp_path / "out" / "bad.ipynb").read_text()
    assert "fine" in (tmp_path / "out" / "good.ipynb").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.py"], "missing.py: there is no such file; check its name, and the folder"),
        (["a"], "a: this is a folder; name the files in it"),
        (["bad.py"], "bad.py:1: not UTF-8 text"),
        (["a/x.py", "b/x.py"], "a/x.py and b/x.py would both be written to x.ipynb"),
    ],
)
def test_files_that_cannot_be_run_are_named(tmp_path, arguments, message):
    (tmp_path / "bad.py").write_bytes(b"x = '\xff'\n")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.py").write_text("x = 1\n")
    done = livecells("run", *arguments, "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_out_that_is_a_file_is_named(tmp_path):
    (tmp_path / "x.py").write_text("x = 1\n")
    done = livecells("run", "x.py", "--out", "x.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "x.py cannot be the folder for the notebooks: File exists\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [["run", "x.py"], ["run", "--out", "o"], ["run", "x.py", "--out", "o", "--jobs", "0"]],
)
def test_a_wrong_command_line_is_status_2(tmp_path, arguments):
    assert livecells(*arguments, cwd=tmp_path).returncode == 2


def test_the_command_livecells_is_installed_and_names_itself(tmp_path):
    (command,) = entry_points(group="console_scripts", name="livecells")
    assert command.load() is main
    for module in ("", "run", "diff", "clean", "publish"):
        words = [module] if module else []
        assert livecells(*words, "--help", cwd=tmp_path).stdout.startswith("usage: livecells")


def test_help_is_a_manual(tmp_path):
    text = livecells("run", "--help", cwd=tmp_path).stdout
    for part in ("NAME", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "raises=", "timeout="):
        assert part in text


def test_clean_empties_the_store_and_nothing_else(tmp_path):
    store = tmp_path / ".cache" / "livecells"
    store.mkdir(parents=True)
    (store / "story.0.0.ipynb").write_text("{}")
    (tmp_path / "mine.ipynb").write_text("{}")
    done = livecells("clean", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "removed .cache/livecells (1 file)\n")
    assert not store.exists()
    assert (tmp_path / "mine.ipynb").exists()
    assert livecells("clean", cwd=tmp_path).stdout == "nothing to remove in .cache/livecells\n"


UNSTEADY = {
    "dice.py": ("import random\nprint(random.random())", 2),
    "clock.py": ("import time\nprint('fine')\n# %% b\ntime.perf_counter()", 5),
    "names.py": ("print(set('abcdefghijklmnop'))", 2),
    "once.py": ("import pathlib\npathlib.Path({mark!r}).mkdir()", 3),
}


def test_twice_finds_what_differs_from_run_to_run(tmp_path):
    for name, (code, _) in UNSTEADY.items():
        (tmp_path / name).write_text(f"# %% a\n{code.format(mark=str(tmp_path / 'made'))}\n")
    (tmp_path / "seeded.py").write_text(
        "# %% a\nimport random\nrandom.seed(0)\nprint(random.random(), sorted({'b', 'a'}))\n"
    )
    files = [*UNSTEADY, "seeded.py"]
    done = livecells("run", *files, "--out", "out", "--twice", cwd=tmp_path)
    assert done.returncode == 1
    for name, (_, line) in UNSTEADY.items():
        assert f"{name}:{line}: cell '" in done.stderr
    assert "set the seeds" in done.stderr
    assert "failed when it ran again: FileExistsError" in done.stderr
    assert "seeded.py" not in done.stderr
    assert livecells("run", "dice.py", "--out", "out", cwd=tmp_path).returncode == 0


def test_twice_sees_the_values_of_pages(tmp_path):
    (tmp_path / "snippets").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "snippets/story.py").write_text('"""D."""\n# %% a\nimport random\n\nx = 1\n')
    (tmp_path / "docs/index.md").write_text(
        "# H\n\n/// live | story:a\n///\n\n[[story:x]] and [[story:random.random()]] and\n"
        "[[story:list({'b', 'a', 'c', 'd'})]]\n"
    )
    done = livecells("run", "snippets/story.py", "--out", "out", "--twice", cwd=tmp_path)
    assert done.returncode == 1
    assert "docs/index.md:6: the value `random.random()` was something else" in done.stderr
    assert "docs/index.md:7: the value `list({'b', 'a', 'c', 'd'})` was some" in done.stderr
    assert "`x`" not in done.stderr
