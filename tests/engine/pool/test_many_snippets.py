"""Thousands of snippets in one go: memory, processes, files and descriptors stay as they were."""

import json
import os
import subprocess
import sys

import pytest

LONG = os.environ.get("LIVECELLS_LONG") == "1" or os.environ.get("CI") == "true"
COUNT = 5000 if LONG else 300

# Runs in a process of its own: the largest size that a process ever had cannot be taken back.
# (`ru_maxrss` would even be inherited from the process that starts it.)
PROGRAM = """
import json, os, sys, time
from pathlib import Path
from livecells.notebook.percent import parse
from livecells.pool.pool import Pool
from livecells.run.job import Job


def jobs(count):
    for n in range(count):
        yield Job(parse(f"# %% a\\nprint({n} * 2)\\n", f"s{n}.py", f"snippets/s{n}.py"))


def right(result):
    return result.run.text("a") == f"{int(result.job.snippet.name[1:]) * 2}\\n"


def held():
    server = pool._server._process.pid
    children = f"/proc/{server}/task/{server}/children"
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "descriptors of the server": len(os.listdir(f"/proc/{server}/fd")),
        "children of the server": len(Path(children).read_text().split()),
        "files": sum(1 for _ in Path(os.environ["TMPDIR"]).rglob("*")),
    }


def size(pid):
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").open())
    return int(status["VmHWM"].split()[0]) // 1024


count = int(sys.argv[1])
with Pool(2) as pool:
    good = sum(map(right, pool.run(jobs(20))))
    before, start = held(), time.perf_counter()
    server_before = size(pool._server._process.pid)
    good += sum(map(right, pool.run(jobs(count))))
    seconds = time.perf_counter() - start
    for _ in range(50):  # the server says that a child has ended before it tidies up after it
        after = held()
        if after == before:
            break
        time.sleep(0.05)
    server_grew = size(pool._server._process.pid) - server_before
left = [path.name for path in Path(os.environ["TMPDIR"]).iterdir()]
print(json.dumps({
    "good": good, "before": before, "after": after, "left": left, "peak": size("self"),
    "server grew": server_grew, "ms a snippet": round(seconds * 1000 / count, 1),
    "threads": len(os.listdir("/proc/self/task")),
}))
"""


@pytest.mark.slow
def test_many_snippets_leak_nothing_and_take_little_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(COUNT)],
        capture_output=True,
        text=True,
        timeout=280,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    print(seen)  # shown with -s, and on a failure
    assert seen["good"] == 20 + COUNT
    assert seen["peak"] < 500, "MiB"
    assert seen["server grew"] < 50, "MiB"
    assert seen["after"].keys() == seen["before"].keys()
    grown = {name: n for name, n in seen["after"].items() if n > seen["before"][name]}
    assert grown == {}
    assert seen["left"] == []
    assert seen["threads"] == 1
