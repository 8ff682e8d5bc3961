"""Files beside a snippet: there for it as they are in Jupyter, and left as they are by it."""

import hashlib
import os

import pytest

from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.run.job import Job
from livecells.store.store import Store


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as made:
        made.start()
        yield made


@pytest.fixture
def home(tmp_path):
    """A folder of a course: `nb` with the snippets, `shared` beside it."""
    for name, text in {
        "nb/numbers.csv": "1,2\n",
        "nb/data/deep/x.txt": "deep\n",
        "nb/beside.py": "N = 1\n",
        "shared/y.txt": "shared\n",
        "shared/tools.py": "def triple(x):\n    return 3 * x\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "nb"


def state(folder):
    """Every file of a folder with the digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def snippet(home, name, text):
    (home / f"{name}.py").write_text(text)
    return Job(read(home / f"{name}.py"))


WRITES = {
    "over": "open('numbers.csv', 'w').write('new')",
    "append": "open('numbers.csv', 'a').write('new')",
    "in place": "f = open('numbers.csv', 'r+'); f.write('new'); f.close()",
    "new": "open('new.csv', 'w').write('new')",
    "in a folder": "open('data/deep/x.txt', 'w').write('new'); open('data/new', 'w').close()",
    "above": "open('../shared/y.txt', 'a').write('new'); open('../shared/new', 'w').close()",
    "far above": "os.makedirs('../../made/here')",
    "a path": "pathlib.Path('data').joinpath('deep', 'x.txt').write_text('new')",
    "a shell": "os.system('echo new >> numbers.csv; rm data/deep/x.txt; mkdir more')",
    "a shell above": "os.system('echo new >> ../shared/y.txt; touch ../shared/more')",
    "c code above": "import ctypes; ctypes.CDLL(None).truncate(b'../shared/y.txt', 0)",
    "a process": "subprocess.run(['sh', '-c', 'echo new > numbers.csv'], check=True)",
    "a magic": "!echo new > numbers.csv",
    "c code": "import ctypes; ctypes.CDLL(None).truncate(b'numbers.csv', 0)",
    "remove": "os.remove('numbers.csv'); shutil.rmtree('data'); shutil.rmtree('../shared')",
    "rename": "os.rename('numbers.csv', 'n'); os.rename('data', 'd'); open('d/new', 'w').close()",
    "a link": "os.link('numbers.csv', 'l'); open('l', 'a').write('new')",
    "from elsewhere": "os.chdir('data/deep'); open('../../numbers.csv', 'w').write('new')",
    "a thread": (
        "t = threading.Thread(target=pathlib.Path('numbers.csv').write_text, args=['new']);"
        " t.start(); t.join()"
    ),
    "a child": (
        "p = multiprocessing.get_context('fork').Process(target=os.remove, args=['numbers.csv']);"
        " p.start(); p.join()"
    ),
    "a table": "sqlite3.connect('numbers.csv').close()",
    "times": "os.utime('../shared/y.txt', (0, 0)); os.chmod('../shared/y.txt', 0o600)",
}
HEAD = (
    "# %% a\nimport multiprocessing, os, pathlib, shutil, sqlite3, subprocess, threading\n# %% b\n"
)


def test_nothing_that_a_snippet_does_changes_its_folder(pool, home):
    jobs = [snippet(home, f"w{n}", f"{HEAD}{way};\n") for n, way in enumerate(WRITES.values())]
    good = snippet(home, "good", "# %% a\nprint(open('numbers.csv').read())\n")
    before, top = state(home.parent), sorted(os.listdir(home.parent.parent))
    times = os.stat(home.parent / "shared" / "y.txt")
    done = {result.job.snippet.name: result.run for result in pool.run([*jobs, good])}
    for n, way in enumerate(WRITES.values()):
        assert done[f"w{n}"].failure is None, (way, done[f"w{n}"].failure)
    assert done["good"].text("a") == "1,2\n\n"
    assert state(home.parent) == before
    assert sorted(os.listdir(home.parent.parent)) == top
    assert os.stat(home.parent / "shared" / "y.txt") == times


def test_what_was_written_is_there_for_the_rest_of_the_run(pool, home):
    text = (
        "# %% a\nimport os\nopen('numbers.csv', 'a').write('3\\n')\nos.system('cat numbers.csv')\n"
        "os.mkdir('data/new')\nprint(sorted(os.listdir('data')))\n"
        "# %% b\nopen('beside.py', 'w').write('N = 2\\n')\nimport beside\nprint(beside.N)\n"
        "# %% c\nprint(os.getcwd())\nos.system('pwd')\n"
        "raise OSError(os.path.abspath('numbers.csv'))\n"
    )
    run = pool.submit(snippet(home, "story", text)).result(60).run
    assert run.text("a") == "1,2\n3\n['deep', 'new']\n"
    assert run.text("b") == "2\n"
    assert run.text("c") == f"{home}\n" * 2  # and not where the run keeps its copy
    assert run.failure.message == f"OSError: {home}/numbers.csv"
    assert "livecells-" not in run.failure.detail


READS = {
    # What is done: the file that then matters.
    "open('numbers.csv').read()": "nb/numbers.csv",
    "open('../shared/y.txt').read()": "shared/y.txt",
    "os.chdir('data'); open('deep/x.txt').read()": "nb/data/deep/x.txt",
    "os.path.getsize('numbers.csv')": "nb/numbers.csv",
    "os.system('cat data/deep/x.txt')": "nb/data/deep/x.txt",
    "import ctypes; ctypes.CDLL(None).open(b'numbers.csv', 0)": "nb/numbers.csv",
    "!cat numbers.csv": "nb/numbers.csv",
    "subprocess.run(['python3', 'beside.py'])": "nb/beside.py",
    "sys.path.append('../shared'); from tools import triple": "shared/tools.py",
    "open('numbers.csv').read(); open('numbers.csv', 'w').close()": "nb/numbers.csv",
    "p = multiprocessing.get_context('fork').Process(target=open, args=['numbers.csv']);"
    " p.start(); p.join()": "nb/numbers.csv",
}


def test_what_was_read_beside_is_a_dependency(pool, home):
    jobs = [
        snippet(
            home, f"r{n}", f"# %% a\nimport multiprocessing, os, subprocess, sys\n# %% b\n{way};\n"
        )
        for n, way in enumerate(READS)
    ]
    store, kept = home / ".store", {}
    for result in pool.run(jobs):
        assert result.run.failure is None, result.run.failure
        Store(store).put(result.job.snippet.name, result.run.notebook)
        kept[result.job.snippet.name] = result.job.snippet.text
    for number, (way, changed) in enumerate(READS.items()):
        ask = (f"r{number}", kept[f"r{number}"], ())
        assert Store(store).find(*ask)[1] == "", way
        path = home.parent / changed
        before = path.read_bytes()
        path.write_bytes(before + b"# more\n")
        assert Store(store).find(*ask)[1] == f"{path.name} has changed", way
        path.write_bytes(before)


def test_what_the_run_made_itself_is_no_dependency(pool, home):
    text = "# %% a\nopen('own.txt', 'w').write('x')\nprint(open('own.txt').read())\n"
    job = snippet(home, "story", text)
    Store(home / ".store").put("story", pool.submit(job).result(60).run.notebook)
    (home / "own.txt").write_text("of somebody else")
    assert Store(home / ".store").find("story", text, ())[1] == ""


def test_what_the_run_made_elsewhere_is_no_dependency_and_what_was_there_is_one(pool, home):
    data = home.parent / "given"
    data.mkdir()
    (data / "three.txt").write_text("3")
    text = f"""# %% a
import os, tempfile
from pathlib import Path

made, given = Path(tempfile.mkdtemp()), Path({str(data)!r})
(made / "one.txt").write_text("1")
os.makedirs(given, exist_ok=True)
print(len(list(made.iterdir())), (made / "one.txt").read_text())
print(os.listdir(given), (given / "three.txt").read_text())
"""
    result = pool.submit(snippet(home, "story", text)).result(60)
    assert result.run.failure is None, result.run.failure
    files = result.run.info["depends"]["files"]
    # `makedirs` asks for the folder above as well.
    assert set(files) - {str(home.parent)} == {str(data), str(data / "three.txt")}


def test_a_folder_of_many_and_large_files_is_there_at_once(pool, home):
    (home / "many").mkdir()
    for number in range(1200):
        (home / "many" / f"{number}.txt").touch()
    with open(home / "large.bin", "wb") as large:
        large.truncate(5 << 30)  # nothing but holes
    text = (
        "# %% a\nimport os\nprint(len(os.listdir('many')), os.path.getsize('large.bin') >> 30)\n"
        "print(sum(len(files) for _, _, files in os.walk('.')))\n"
        "# %% b\nopen('many/0.txt', 'w').write('new')\nopen('many/new.txt', 'w').close()\n"
        "open('large.bin', 'wb').write(b'small')\n"
        "print(len(os.listdir('many')), [*map(os.path.getsize, ('many/0.txt', 'large.bin'))])\n"
    )
    job = snippet(home, "story", text)
    run = pool.submit(job).result(60).run
    assert run.failure is None, run.failure
    assert run.text("a") == "1200 5\n1205\n"
    assert run.text("b") == "1201 [3, 5]\n"
    assert (home / "large.bin").stat().st_size == 5 << 30
    assert (home / "many" / "0.txt").read_text() == ""
    assert not (home / "many" / "new.txt").exists()


def test_folders_that_hold_odd_things_are_no_harm(pool, home):
    os.mkfifo(home / "pipe")
    (home / "nowhere").symlink_to("gone.txt")
    (home / "around").symlink_to(".")
    (home / "linked.csv").symlink_to("numbers.csv")
    text = (
        "# %% a\nimport os\nprint(sorted(os.listdir('.')))\nopen('linked.csv', 'a').write('3\\n')\n"
        "open('around/numbers.csv', 'a').write('4\\n')\n"
        "print(open('linked.csv').read(), os.path.exists('nowhere'), os.path.islink('nowhere'))\n"
    )
    before = state(home.parent)
    run = pool.submit(snippet(home, "story", text)).result(60).run
    before["nb/story.py"] = state(home)["story.py"]
    assert run.failure is None, run.failure
    names = [
        "around",
        "beside.py",
        "data",
        "linked.csv",
        "nowhere",
        "numbers.csv",
        "pipe",
        "story.py",
    ]
    assert run.text("a") == f"{names}\n1,2\n3\n False True\n"
    assert state(home.parent) == before


def test_a_large_file_that_is_written_below_python_is_told(pool, home):
    with open(home / "large.bin", "wb") as large:
        large.truncate(65 << 20)
    job = snippet(home, "story", "# %% a\n!truncate -s 5 large.bin\n")
    failure = pool.submit(job).result(60).run.failure
    assert failure.message.startswith("large.bin beside the file has changed while it ran")
    assert "let the cell write to another name" in failure.message


def shown(result):
    assert result.run.failure is None, result.run.failure
    return "".join(o["text"] for cell in result.run.cells() for o in cell["outputs"])


def test_a_link_inside_the_folder_stays_one_file_with_what_it_leads_to(home, pool):
    (home / "latest.csv").symlink_to("numbers.csv")
    (home / "last").symlink_to("data/deep")
    (home / "whole.csv").symlink_to(home / "numbers.csv")
    before = state(home)
    text = (
        "import os\n"
        "_ = open('numbers.csv', 'w').write('new')\n"
        "print(open('latest.csv').read(), open('whole.csv').read())\n"
        "_ = open('last/x.txt', 'a').write('er')\n"
        "print(open('data/deep/x.txt').read().split(), sorted(os.listdir('.'))[:2])\n"
        "print(os.path.islink('latest.csv'), os.readlink('last'))\n"
    )
    found = shown(pool.submit(snippet(home, "links", f'"""L."""\n# %% a\n{text}')).result())
    assert found == "new new\n['deep', 'er'] ['beside.py', 'data']\nTrue data/deep\n"
    assert state(home).items() >= before.items()


def test_what_a_process_may_read_is_told_at_once_where_much_code_stands_about(home, pool):
    """Modules are followed by their names; each of many names each other, as in a large package."""
    names = [f"part_{number}" for number in range(300)]
    body = "\n".join(f"import {name}  # {'x' * 200}" for name in names)
    for name in names:
        (home / f"{name}.py").write_text(body)
    text = '"""P."""\n# %% a timeout=5\nimport subprocess\nprint(subprocess.run(["echo", "hi"],'
    text += " capture_output=True).stdout)  # part_7, not beside\n"
    result = pool.submit(snippet(home, "starts", text)).result()
    assert shown(result) == "b'hi\\n'\n"
    files = {os.path.basename(path) for path in result.run.info["depends"]["files"]}
    assert files >= {"part_7.py", "part_299.py", "numbers.csv"}


IMPORTS = """# %% a
import importlib
import posix  # whose `stat` is the one that no run is told of
try:
    import made
except ImportError:
    print("none yet")
import tools
try:
    posix.stat("tools.py")
except FileNotFoundError:
    print("nothing is copied")
print(open("tools.py").read())
posix.stat("tools.py")
open("made.py", "w").write("N = 3")
import made
open("tools.py", "w").write("def triple(x): return 40 * x")
print(tools.triple(2), made.N, importlib.reload(tools).triple(2))
"""


def test_a_search_for_a_module_copies_nothing_and_finds_what_is_written_later(pool, home):
    folder = home.parent / "shared"
    (folder / "y.txt").unlink()  # code alone
    found = shown(pool.submit(snippet(folder, "imports", IMPORTS)).result(60))
    read = "def triple(x):\n    return 3 * x\n\n"
    assert found == f"none yet\nnothing is copied\n{read}6 3 80\n"
