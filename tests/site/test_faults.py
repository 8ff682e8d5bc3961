"""Faults injected into real builds: what is said, what goes on, and what is left behind."""

import itertools
import os
import random
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from livecells.notebook.percent import parse
from livecells.pool.pool import Pool
from livecells.publish.atomic_swap import publish, staging_folder
from livecells.run.job import MIB, Job, Limits

from . import warm_builds
from .conftest import EPOCH
from .watched import Watched, ended, first_difference

# Cell's code, limit in seconds, line of the snippet that must be named, and what must be said.
# The cell's marker stands on line 2, its code starts on line 3; where a process ended without a
# word, or output came from below Python, the cell's first line is all that is known.
FAULTS = {
    "endless_loop": ("while True:\n    pass\n", 1, 3, "the cell ran longer than its limit of 1 s"),
    "endless_in_torch": (
        "import torch\nones = torch.ones(1).expand(1 << 50)\nones.sum()\n",
        2,
        3,
        "the cell ran longer than its limit of 2 s",
    ),
    "blocked_read": (
        "import os\nos.read(os.pipe()[0], 1)\n",
        1,
        3,
        "the cell ran longer than its limit of 1 s",
    ),
    "fork_bomb": (
        "import os, time\nfor _ in range(100):\n    if os.fork() == 0:\n        time.sleep(600)\n"
        "os.wait()\n",
        2,
        3,
        "the cell ran longer than its limit of 2 s",
    ),
    "memory_hog": (
        "import numpy as np\nhog = []\nwhile True:\n    hog.append(np.zeros(1 << 25))\n",
        30,
        6,
        "MemoryError",
    ),
    "segfault": (
        "import ctypes\nctypes.string_at(0)\n",
        30,
        3,
        "the process was ended by SIGSEGV",
    ),
    "hard_exit": ("import os\nos._exit(7)\n", 30, 3, "the process ended itself with status 7"),
    "hard_exit_0": ("import os\nos._exit(0)\n", 30, 3, "the process ended itself with status 0"),
    "soft_exit": ("import sys\nsys.exit(0)\n", 30, 4, "SystemExit: 0"),
    "killed": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n",
        30,
        3,
        "the process was ended by SIGKILL",
    ),
    "recursion": (
        "def deeper():\n    return deeper()\n\n\ndeeper()\n",
        30,
        4,
        "RecursionError: maximum recursion depth exceeded",
    ),
    "gigabyte": (
        "for _ in range(1 << 10):\n    print('x' * (1 << 20))\n",
        30,
        4,
        "more than 10485760 bytes printed",
    ),
    "gigabyte_below_python": (
        "import os\nfor _ in range(1 << 14):\n    os.write(1, b'x' * (1 << 16))\n",
        30,
        3,
        "more than 10485760 bytes printed",
    ),
    "gigabyte_of_a_child": (
        "import subprocess\nsubprocess.run(['head', '-c', '1G', '/dev/zero'])\nx = 1\n",
        30,
        3,
        "more than 10485760 bytes printed",
    ),
    "str_that_raises": (
        "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\n\n\nraise Odd\n",
        30,
        8,
        "Odd: <the error's own str() raised ValueError>",
    ),
    "queries": ("input('Name? ')\n", 30, 3, "EOFError"),
    "descriptors_closed": (
        "import os\nos.closerange(0, 1 << 12)\n",
        30,
        3,
        "the process ended itself with status",
    ),
}

# Odd, but no fault: the code, and what its page must show.
FINE = {
    "folder_deleted": (
        "import os, shutil, torch\nshutil.rmtree(os.getcwd())\nprint('went on')\n",
        ">went on</pre>",
    ),
    "not_utf8": (
        "import os, sys\nos.write(1, b'caf\\xe9 ')\nsys.stdout.buffer.write(b'na\\xefve\\n');\n",
        ">caf\\xe9 na\\xefve</pre>",
    ),
    "half_characters": (
        "print('\\udc80', 'caf\\udcc3\\udca9')\n"
        "type('R', (), {'__repr__': lambda self: '<half \\ud83d>'})()\n",
        ">\ufffd caf\u00e9</pre>",
    ),
    "unpicklable": (
        "import threading\nlock = threading.Lock()\nprint('made')\nlambda: lock\n",
        "&lt;function __main__.&lt;lambda&gt;()&gt;",
    ),
    "children_left": (
        "import os, subprocess, sys, time\nfor _ in range(50):\n    if os.fork() == 0:\n"
        "        time.sleep(600)\n"
        "for _ in range(3):\n"
        "    subprocess.Popen(['sleep', '600'], start_new_session=True)\nprint('gone ahead')\n",
        ">gone ahead</pre>",
    ),
}


@pytest.fixture
def site(tmp_path):
    """A site with one good page."""
    made = Watched(tmp_path)
    made.snippet("good", "# %% a\nprint('good', 6 * 7)\n")
    made.page("index", "good")
    return made


def test_every_fault_is_located_once_and_harms_nothing_else(site):
    site.good("--strict")
    before = site.files()
    for name, (code, limit, _, _) in FAULTS.items():
        site.snippet(name, f"# %% bad timeout={limit}\n{code}")
    site.snippet("fresh", "# %% a\nprint('fresh', 6 * 9)\n")
    site.page("index", *FAULTS)
    site.page("second", "fresh", "good")
    done = site.build()

    assert done.returncode == 1, done.stderr
    assert f"{len(FAULTS)} errors in the live pages" in done.stderr
    for number, (name, (_, _, line, message)) in enumerate(FAULTS.items()):
        said = f"snippets/{name}.py:{line}: cell 'bad': {message}"
        assert f"see docs/index.md:{3 + 3 * number}\n" in done.stderr
        assert done.stderr.count(said) == 1, f"{said}\n is not in\n{done.stderr}"
        assert done.stderr.count(f"snippets/{name}.py:") == 1
    assert site.files() == before
    assert site.stored() == {"good", "fresh"}
    assert site.leavings() == []

    site.page("index", "good")
    log = site.good("--strict")
    assert "it has not run before" not in log, "the good snippet of the failed build ran twice"
    assert ">fresh 54</pre>" in site.html("second/index.html")


def test_what_is_odd_but_no_fault_is_shown(site):
    for name, (code, _) in FINE.items():
        site.snippet(name, f"# %% odd timeout=30\n{code}")
    site.page("index", *FINE)
    site.good("--strict")
    for _, shown in FINE.values():
        assert shown in site.html()
    assert site.leavings() == []


@pytest.mark.parametrize("size", [1 << 6, 1 << 12, 1 << 20])
def test_a_process_without_any_memory_left_still_says_where(size):
    text = f"# %% a timeout=30\nhog = []\nwhile True:\n    hog.append(bytearray({size}))\n"
    with Pool(1, Limits(memory=16 * MIB)) as pool:
        failure = pool.submit(Job(parse(text, "s.py", "snippets/s.py"))).result(60).run.failure
    assert (failure.kind, failure.cell) == ("raised", "a")
    assert failure.line in (2, 4)  # Python itself may lack the memory to keep the line,
    if size > 1 << 10:  # or even, filled up with the smallest of objects, the error's name
        assert failure.message.startswith("MemoryError")


def test_an_error_that_a_cell_announces_does_not_free_the_next_from_its_limit():
    text = "# %% a raises=\"ValueError\"\nint('x')\n# %% b\nx = bytearray(128 << 20)\n"
    with Pool(1, Limits(memory=16 * MIB)) as pool:
        failure = pool.submit(Job(parse(text, "s.py", "snippets/s.py"))).result(60).run.failure
    words = "a process may hold 16 MiB of memory; the limit `memory` allows more"
    assert (failure.message, failure.cell) == (f"MemoryError: [{words}]", "b")


def nowhere(path):
    """A file where the store's folder should be."""
    path.parent.mkdir()
    path.write_text("")


def unwritable(path):
    """A folder in which not even root can write, as on a full disk."""
    path.parent.mkdir()
    path.symlink_to("/proc/self/fdinfo")


@pytest.mark.parametrize("spoil", [nowhere, unwritable])
def test_a_store_that_cannot_be_written_costs_a_warning_and_not_the_build(site, spoil):
    spoil(site.store())
    log = site.good("--strict")
    assert log.count("Warning: runs cannot be kept in livecells: ") == 1
    assert ">good 42</pre>" in site.html()
    assert site.leavings() == []


def test_two_builds_at_once_on_one_checkout_are_both_right(site):
    epoch = {"SOURCE_DATE_EPOCH": "1700000000"}
    for name in ("one", "two", "three"):
        site.snippet(name, f"# %% a\nprint('this is', {name!r})\n")
    site.page("index", "good", "one", "two", "three")
    site.good(**epoch)
    reference = site.files()
    for cold in (True, False):
        if cold:
            shutil.rmtree(site.store())
        both = [site.start("build", **epoch) for _ in range(2)]
        for done in map(ended, both):
            assert done.returncode == 0, done.stderr
            assert "Warning" not in done.stderr
        assert first_difference(reference, site.files()) == ""
        assert site.stored() == {"good", "one", "two", "three"}
        assert "it has not run" not in site.good(**epoch)
    assert site.leavings() == []


def test_sites_published_at_the_same_moment_do_not_mix(tmp_path):
    """Whole builds seldom meet in the milliseconds of publishing; here they always do."""
    target, faults = tmp_path / "site", []
    start = threading.Barrier(2)

    def build(text):
        staging = staging_folder(target)
        for number in range(40):
            page = staging / f"page{number}" / "index.html"
            page.parent.mkdir()
            page.write_text(text)
        start.wait()
        try:
            publish(staging, target)
        except OSError as error:
            faults.append(error)

    for _ in range(20):
        threads = [threading.Thread(target=build, args=(text,)) for text in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        texts = [page.read_text() for page in target.rglob("index.html")]
        assert len(texts) == 40
        assert len(set(texts)) == 1


MOMENTS, SOME = 50, 6  # some: where not all are tried
KILLS = itertools.count()
MORE = 40  # where no kill has met the milliseconds of publishing


def kill_once(site, kind, chance, lasts):
    """Begin a build and kill it, at a random moment or in the midst of publishing."""
    if kind == "cold":
        shutil.rmtree(site.store())
    elif kind == "publishing" or chance.random() < 0.5:  # else it sees that nothing has changed
        (site.store() / "build.json").unlink(missing_ok=True)
    before = os.listdir(site.root / "site")
    said = site.home / f"said{next(KILLS)}"
    said.mkdir()
    process = warm_builds.start((), site.root, site.environment(**EPOCH), str(said))
    if kind == "publishing":
        while process.exitcode is None and len(os.listdir(site.root / "site")) >= len(before):
            pass
        time.sleep(chance.uniform(0, 0.001))
    else:
        time.sleep(chance.uniform(0, lasts[kind]))
    process.kill()  # this process alone; what it started has to see to itself
    process.join()


def good(site):
    """A build that succeeds, forked from a process that has imported MkDocs."""
    done = warm_builds.build((), site.root, site.environment(**EPOCH), 120)
    assert done.returncode == 0, done.stderr


def lasting(site, cold):
    """A first build: the site's files, and how long it takes."""
    if cold:
        shutil.rmtree(site.store(), ignore_errors=True)
    start = time.monotonic()
    good(site)
    return time.monotonic() - start


def survive(home, seed, moments):
    """Kills at so many moments, in a folder of its own; returns how often a publish was cut off."""
    chance, cut = random.Random(seed), 0
    home.mkdir()
    site = Watched(home)
    site.snippet("good", "# %% a\nimport time\ntime.sleep(0.2)\nprint('good', 6 * 7)\n")
    site.page("index", "good")
    for number in range(25):
        site.write(f"docs/more/{number}.txt", f"{number}")
        site.write(f"docs/f{number}.txt", f"{number}")
    lasts = {"cold": lasting(site, True), "warm": lasting(site, False)}
    reference = site.files()
    for number in range(moments + MORE):
        kind = ("cold", "warm", "publishing", "warm")[number % 4]
        if number >= moments:
            if cut:
                break
            kind = "publishing"
        kill_once(site, kind, chance, lasts)
        cut += site.files().keys() != reference.keys()
        good(site)
        difference = first_difference(reference, site.files())
        assert difference == "", f"after kill {number} ({kind}, seed {seed}): {difference}"
        assert list(site.root.glob(".site.*")) == []
        assert site.stored() == {"good"}
    assert site.leavings() == []
    return cut


@pytest.mark.slow
def test_after_a_kill_at_any_moment_the_next_build_is_right(tmp_path, drawn):
    """The moments are those of two seeds, or of one that is drawn."""
    moments = (SOME if drawn.seed else MOMENTS) // 2
    with ThreadPoolExecutor(2) as threads:
        halves = [
            threads.submit(survive, tmp_path / name, f"{name} {drawn.seed}".strip(), moments)
            for name in ("one", "two")
        ]
        cut = [half.result() for half in halves]
    assert sum(cut) > 0, "no kill met the publishing"
