"""Worker processes: isolation, limits, and what becomes of a child that goes wrong."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from livecells.notebook.executed import Query
from livecells.notebook.percent import parse
from livecells.pool.pool import Pool
from livecells.pool.preload import modules_for
from livecells.run.job import MIB, Job, Limits


def job(text, name="story", **options):
    return Job(parse(text, f"{name}.py", f"snippets/{name}.py"), **options)


@pytest.fixture(scope="module")
def pool():
    with Pool(2, Limits(seconds=20, memory=512 * MIB, output=MIB)) as made:
        yield made


def one(pool, text, **options):
    return pool.submit(job(text, **options)).result(timeout=60).run


def test_values_and_outputs_come_back(pool):
    run = one(pool, "# %% a\nx = 2\nprint(x)\n", queries=(Query("x * 3"),))
    assert run.text("a") == "2\n"
    assert run.value(Query("x * 3")) == "6"


def test_snippets_share_nothing(pool):
    first = "# %% a\nimport math, os\nmath.pi = 3\nos.environ['LEFT'] = '1'\n"
    second = "# %% a\nimport math, os\nprint(math.pi, os.environ.get('LEFT'))\n"
    assert one(pool, first).failure is None
    assert one(pool, second).text("a") == "3.141592653589793 None\n"


def test_a_folder_that_the_snippet_deletes_is_no_harm(pool, tmp_path):
    story = parse(
        "# %% a\nimport os\nos.rmdir(os.getcwd())\nprint('still here')\n",
        "story.py",
        "story.py",
        str(tmp_path / "story.py"),
    )
    run = pool.submit(Job(story)).result(timeout=60).run
    assert run.failure is None
    assert run.text("a") == "still here\n"


def test_output_from_below_python_is_caught_in_order(pool):
    run = one(
        pool,
        "# %% a\nimport ctypes, os, subprocess, sys\nprint('one')\nos.write(1, b'two\\n')\n"
        "print('three')\nsubprocess.run(['echo', 'four'])\n"
        "ctypes.CDLL(None).puts(b'five')\nos.write(2, b'err \\xff\\n');",
    )
    assert run.text("a") == "one\ntwo\nthree\nfour\nfive\n"
    assert run.cell("a")["outputs"][-1]["text"] == "err \\xff\n"


FAULTS = {
    "endless loop": ("while True:\n    pass\n", "timeout", 3, "ran longer than its limit of 1 s"),
    "blocked read": (
        "import os\nos.read(os.pipe()[0], 1)\n",
        "timeout",
        3,
        "longer than its limit",
    ),
    "os._exit": ("import os\nos._exit(3)\n", "died", 3, "ended itself with status 3"),
    "sys.exit": ("import sys\nsys.exit(0)\n", "raised", 4, "SystemExit"),
    "signal": ("import os\nos.kill(os.getpid(), 15)\n", "died", 3, "ended by SIGTERM"),
    "segfault": ("import ctypes\nctypes.string_at(0)\n", "died", 3, "ended by SIGSEGV"),
    "memory": ("x = bytearray(3 << 30)\n", "raised", 3, "MemoryError"),
    "recursion": ("def f():\n    return f()\nf()\n", "raised", 4, "RecursionError"),
    "input": ("input()\n", "raised", 3, "EOFError"),
    "a gigabyte": (
        "for _ in range(1 << 10):\n    print('x' * MIB)\n".replace("MIB", str(MIB)),
        "output",
        4,
        "bytes printed",
    ),
    "a gigabyte below": (
        "import os\nwhile True:\n    os.write(1, b'x' * 65536)\n",
        "output",
        3,
        "bytes printed",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_located_and_the_others_finish(pool, fault):
    code, kind, line, message = FAULTS[fault]
    bad = pool.submit(job(f"\n# %% bad timeout={5 if kind == 'output' else 1}\n{code}"))
    good = pool.submit(job("# %% a\nprint('fine')\n"))
    failure = bad.result(timeout=60).run.failure
    assert (failure.kind, failure.cell, failure.line) == (kind, "bad", line), failure
    assert message in failure.message
    assert good.result(timeout=60).run.text("a") == "fine\n"


def descendants(marker):
    return subprocess.run(["pgrep", "-f", marker], capture_output=True, text=True).stdout.split()


def test_children_that_the_snippet_leaves_behind_are_ended(pool):
    marker = f"livecells-left-{os.getpid()}"
    code = (
        "# %% a\nimport os, subprocess, sys\n"
        f"code = 'import time; time.sleep(600) # {marker}'\n"
        "for session in [False] * 5 + [True] * 5:\n"
        "    subprocess.Popen([sys.executable, '-c', code], start_new_session=session)\n"
        "import time\nfor _ in range(90):\n    if os.fork() == 0:\n        time.sleep(600)\n"
    )
    assert one(pool, code).failure is None
    deadline = time.monotonic() + 5
    while descendants(marker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert descendants(marker) == []


@pytest.mark.parametrize("fork", [True, False])
def test_what_runs_and_what_waits_can_be_cancelled_and_the_pool_goes_on(tmp_path, fork):
    begun = tmp_path / "begun"
    endless = f"# %% a\nopen({str(begun)!r}, 'w').close()\nwhile True:\n    pass\n"
    with Pool(1, fork=fork) as pool:
        futures = [pool.submit(job(endless)) for _ in range(5)]
        while not begun.exists():
            time.sleep(0.02)
        start = time.monotonic()
        pool.cancel()
        failures = [future.result(30).run.failure for future in futures]
        assert time.monotonic() - start < 20
        assert {failure.kind for failure in failures} == {"cancelled"}
        assert one(pool, "# %% a\nprint(6 * 7)\n").text("a") == "42\n"


def test_a_server_that_dies_is_replaced():
    with Pool(1) as made:
        assert one(made, "# %% a\nx = 1\n").failure is None
        made._server._process.send_signal(signal.SIGKILL)
        made._server._process.wait()
        assert one(made, "# %% a\nprint(1)\n").text("a") == "1\n"


def test_nothing_is_left_when_the_parent_is_killed(tmp_path):
    (tmp_path / "s.py").write_text(
        f"# %% a\nimport pathlib, time\npathlib.Path({str(tmp_path / 'up')!r}).touch()\n"
        "time.sleep(600)\n"
    )
    code = (
        "import sys, time\nfrom livecells.notebook.percent import read\n"
        "from livecells.pool.pool import Pool\nfrom livecells.run.job import Job\n"
        "pool = Pool(1)\npool.submit(Job(read(sys.argv[1])))\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "s.py")])
    while not (tmp_path / "up").exists():
        time.sleep(0.02)
    workers = [
        pid for pid in descendants("livecells/__init__.py serve") if _parent(pid) == parent.pid
    ]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def _parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def test_where_a_process_cannot_fork_the_same_comes_out():
    text = "# %% a\nimport os\nprint('x')\nos.write(1, b'y\\n')\n6 * 7\n"
    with Pool(1, fork=False) as spawning, Pool(1) as forking:
        assert one(spawning, text).notebook["cells"] == one(forking, text).notebook["cells"]
        assert one(spawning, "# %% a\nimport os\nos._exit(4)\n").failure.kind == "died"
        assert one(spawning, "# %% a timeout=1\nwhile True: pass\n").failure.kind == "timeout"


def test_results_come_as_they_finish_and_none_is_lost():
    jobs = [job(f"# %% a\nprint({n})\n", name=f"s{n}") for n in range(40)]
    with Pool(2) as made:
        done = {result.job.snippet.name: result.run.text("a") for result in made.run(jobs)}
    assert done == {f"s{n}": f"{n}\n" for n in range(40)}


def test_no_descriptor_is_leaked():
    with Pool(2) as made:
        list(made.run(job("# %% a\nx = 1\n") for _ in range(4)))
        before = len(os.listdir("/proc/self/fd"))
        list(made.run(job("# %% a\nx = 1\n") for _ in range(40)))
        assert len(os.listdir("/proc/self/fd")) <= before


def test_only_what_snippets_use_is_preloaded():
    lazy = "torch.fx.experimental.symbolic_shapes"
    assert modules_for(["x = 1", "# import torch is not needed"]) == []
    assert modules_for(["import torch.nn as nn"]) == ["torch"]
    assert modules_for(["from matplotlib.pyplot import plot"]) == ["matplotlib.pyplot"]
    assert modules_for(["import torch\ny.backward(v)"]) == ["torch", lazy]
    assert modules_for(["import torch\ny.backward()"]) == ["torch"]
    assert modules_for(["import torch\ntorch.optim.SGD([x], 1)"]) == ["torch", "torch._dynamo"]
    assert modules_for(["import torch\nnot python !!", "import numpy"]) == ["torch", "numpy"]


LOOP = "# %% a timeout=60\nimport pathlib\npathlib.Path({up!r}).touch()\nwhile True:\n    pass\n"


def wait_for(path):
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert path.exists()


@pytest.mark.parametrize("fork", [True, False])
def test_what_runs_and_what_waits_can_be_called_off(tmp_path, fork):
    with Pool(1, fork=fork) as made:
        up = tmp_path / "up"
        running = made.submit(job(LOOP.format(up=str(up))))
        waiting = [made.submit(job("# %% a\nx = 1\n")) for _ in range(3)]
        wait_for(up)
        began = time.monotonic()
        made.cancel()
        assert time.monotonic() - began < 1
        ends = [future.result(timeout=30).run.failure for future in [running, *waiting]]
        assert [end.kind for end in ends] == ["cancelled"] * 4
        assert (ends[0].cell, ends[0].line) == ("a", 2)
        assert one(made, "# %% a\nprint(1)\n").text("a") == "1\n"


def test_one_run_is_called_off_and_the_others_go_on(tmp_path):
    with Pool(2) as made:
        up = tmp_path / "up"
        endless = job(LOOP.format(up=str(up)))
        running = made.submit(endless)
        wait_for(up)
        made.call_off(job("# %% a\nx = 1\n"))  # none of these
        other = made.submit(job("# %% a\nprint(2)\n"))
        assert other.result(timeout=30).run.text("a") == "2\n"
        made.call_off(endless)
        assert running.result(timeout=30).run.failure.kind == "cancelled"


def test_runs_find_the_environment_that_their_pool_is_given():
    with Pool(1, environment={"COURSE": "autograd", "PATH": os.environ["PATH"]}) as made:
        run = one(
            made, "# %% a\nimport os\nprint(os.environ.get('COURSE'), 'HOME' in os.environ)\n"
        )
    assert run.text("a") == "autograd False\n"
    assert run.info["depends"]["environment"]["COURSE"] == "autograd"


def test_a_run_that_has_not_begun_to_speak_can_be_called_off(tmp_path):
    with Pool(1, modules=("torch",)) as made:  # torch is still being imported
        future = made.submit(job(f"# %% a\nopen({str(tmp_path / 'ran')!r}, 'w').close()\n"))
        while not made._running:
            time.sleep(0.01)
        made.cancel()
        assert future.result(timeout=5).run.failure.kind == "cancelled"
        assert one(made, "# %% a\nprint(1)\n").text("a") == "1\n"
        assert not (tmp_path / "ran").exists()


def test_calling_off_leaves_no_process_behind(tmp_path):
    marker, up = f"livecells-off-{os.getpid()}", tmp_path / "up"
    code = (
        f"# %% a\nimport subprocess, sys\ncode = 'import time; time.sleep(600) # {marker}'\n"
        "subprocess.Popen([sys.executable, '-c', code], start_new_session=True)\n"
        + LOOP.format(up=str(up)).partition("\n")[2]
    )
    with Pool(1) as made:
        made.submit(job(code))
        wait_for(up)
        made.cancel()
        made.cancel()  # a second time is no harm
        deadline = time.monotonic() + 5
        while descendants(marker) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert descendants(marker) == []


def test_what_is_written_past_the_streams_of_a_cell_is_its_output(pool):
    code = (
        '# %% a\nimport sys\nsys.__stdout__.write("out\\n")\nsys.__stderr__.write("err\\n")\n'
        "None\n# %% b\nsys.__stdout__.close()\nprint(2)\n"
    )
    run = one(pool, code)
    assert run.failure is None
    assert {o["name"]: o["text"] for o in run.cell("a")["outputs"]} == {
        "stdout": "out\n",
        "stderr": "err\n",
    }
    assert run.text("b") == "2\n"


def test_what_python_says_without_memory_is_no_print_of_the_cell():
    limits = Limits(memory=100 << 20)
    code = "# %% a\nprint('mine')\nb = bytearray(13 * 2**27)\nb[::4096] = b'x' * len(b[::4096])\n"
    with Pool(1, limits) as made:
        failure = one(made, code).failure
    assert failure.kind in ("memory", "raised")
    assert "excepthook" not in failure.detail
    if failure.kind == "memory":
        assert failure.detail == "the cell had printed:\nmine"


def test_last_words_are_cut_from_what_is_quoted(pool):
    words = "Error in sys.excepthook:\\nTraceback (most recent call last):\\n"
    code = f"# %% a\nimport os\nprint('mine', flush=True)\nos.write(2, b'{words}')\nos._exit(3)\n"
    assert one(pool, code).failure.detail == "the cell had printed:\nmine"
