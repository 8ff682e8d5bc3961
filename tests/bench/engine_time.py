"""What the engine costs a snippet beyond the snippet's own execution, and whether that grows.

    python -m tests.bench.engine_time [--rounds 5] [--counts 50,100,200]

The same files run twice in each round, in turn: by the engine as a build uses it, from the file to
the stored run, and by a bare loop that imports torch once and executes each file in a forked child,
as many at a time, its output thrown away. The difference is what the engine costs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from .dialects import snippet
from .workload import Workload, lessons

CELLS = 5
# What a file's own execution takes: torch with what it loads late, a child a file, one thread.
BARE = """
import os, sys
import torch
import torch.fx.experimental.symbolic_shapes
torch.set_num_threads(1)
torch.ones(2, requires_grad=True).sum().backward()
jobs, files = int(sys.argv[1]), sys.argv[2:]
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
running = 0
for file in files:
    if running == jobs:
        os.wait()
        running -= 1
    if os.fork() == 0:
        code = compile(open(file).read(), file, "exec")
        exec(code, {"__name__": "__main__"})
        sys.stdout.flush()
        os._exit(0)
    running += 1
for _ in range(running):
    os.wait()
os._exit(0)
"""


ENGINE = """
import sys
from pathlib import Path
from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.pool.preload import modules_for
from livecells.run.job import Job
from livecells.store.store import Store
jobs, folder, files = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
store = Store(Path(folder))
with Pool(jobs, modules=modules_for([Path(file).read_text() for file in files])) as pool:
    pool.start()
    for result in pool.run([Job(read(file)) for file in files]):
        assert result.run.failure is None, result.run.failure
        store.put(result.job.snippet.name, result.run.notebook)
"""


def seconds(command: Sequence[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def write(folder: Path, count: int) -> list[str]:
    """The first `count` lessons of the bench as snippet files."""
    made = []
    for lesson in lessons(Workload("", count, CELLS)):
        path = folder / f"{lesson.name}.py"
        path.write_text(snippet(lesson), encoding="utf-8")
        made.append(str(path))
    return made


def pair(files: Sequence[str], store: str) -> tuple[float, float]:
    """Seconds of the bare loop and of the engine."""
    jobs = str(os.cpu_count() or 1)
    bare = seconds([sys.executable, "-c", BARE, jobs, *files])
    return bare, seconds([sys.executable, "-c", ENGINE, jobs, store, *files])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--counts", default="50,100,200")
    given = parser.parse_args()
    counts = [int(count) for count in given.counts.split(",")]
    found: dict[int, list[tuple[float, float]]] = {count: [] for count in counts}
    with tempfile.TemporaryDirectory() as folder:
        files = write(Path(folder), max(counts))
        pair(files[:2], folder)  # fills the file cache
        for _ in range(given.rounds):
            for count in counts:
                found[count].append(pair(files[:count], folder))
    print(f"{'snippets':10}{'bare':>8}{'engine':>9}{'engine time a snippet':>24}")
    for count, pairs in found.items():
        bare, engine = (statistics.median(times) for times in zip(*pairs, strict=True))
        extra = statistics.median((one - other) / count * 1000 for other, one in pairs)
        print(f"{count:<10}{bare:>6.2f} s{engine:>7.2f} s{extra:>21.1f} ms")


if __name__ == "__main__":
    main()
