"""Many short snippets on one worker of a Dask cluster and on two, all on this machine.

    python -m tests.bench.cluster [--snippets 1000] [--rounds 1]

Each snippet sleeps for 0.2 s, so that the cores are free and what shows is how jobs are handed out
and brought back. Besides the times, it measures what the building process and the scheduler
compute a snippet: that is what does not become less with more workers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from livecells.cluster.cluster import Cluster
from livecells.notebook.percent import parse
from livecells.run.job import Job

from ..site.dask_cluster import DaskCluster

SECONDS = 0.2
CODE = '"""Sleeps."""\n# %% a\nimport time\ntime.sleep({})\nprint({})\n'


@dataclass(frozen=True)
class Round:
    """Seconds of wall time; processor seconds of the building process and of the scheduler."""

    wall: float
    building: float
    scheduling: float


def jobs(folder: Path, count: int) -> list[Job]:
    """So many snippets, each in a file of its own."""
    made = []
    for number in range(count):
        path = folder / f"s{number}.py"
        path.write_text(CODE.format(SECONDS, number), encoding="utf-8")
        made.append(Job(parse(path.read_text(encoding="utf-8"), path.name, path.name, str(path))))
    return made


def measured(cluster: DaskCluster, workers: int, wanted: Sequence[Job]) -> Round:
    """Run all, from handing over the first to having the last."""
    runner = Cluster(cluster.have(*["good"] * workers))
    try:
        warm = [runner.submit(wanted[0]) for _ in range(2 * workers)]
        assert all(run.result().run.failure is None for run in warm)
        before = time.perf_counter(), time.process_time(), processor_time(cluster.scheduler_pid)
        runs = [runner.submit(job) for job in wanted]
        for number, run in enumerate(runs):
            assert run.result().run.cell("a")["outputs"][0]["text"] == f"{number}\n"
        after = time.perf_counter(), time.process_time(), processor_time(cluster.scheduler_pid)
    finally:
        runner.close()
    return Round(*(late - early for early, late in zip(before, after, strict=True)))


def processor_time(pid: int) -> float:
    """What a process has computed so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    found: dict[int, list[Round]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        (files := Path(folder) / "snippets").mkdir()
        wanted = jobs(files, given.snippets)
        cluster = DaskCluster(Path(folder))
        print(f"load {os.getloadavg()[0]:.1f}")
        try:
            for _ in range(given.rounds):
                for workers, rounds in found.items():
                    rounds.append(measured(cluster, workers, wanted))
                    print(workers, rounds[-1], f"load {os.getloadavg()[0]:.1f}", flush=True)
        finally:
            cluster.close()
    report(found, given.snippets)


def report(found: dict[int, list[Round]], count: int) -> None:
    """The medians, and what they are a snippet."""
    print(f"{'workers':8}{'wall':>9}{'sleep alone':>13}{'building':>16}{'scheduling':>16}")
    for workers, rounds in found.items():
        wall, building, scheduling = (
            statistics.median(getattr(one, name) for one in rounds)
            for name in ("wall", "building", "scheduling")
        )
        alone = count * SECONDS / workers
        each = (f"{seconds / count * 1000:.1f} ms each" for seconds in (building, scheduling))
        print(f"{workers:<8}{wall:>7.1f} s{alone:>11.1f} s", *(f"{text:>15}" for text in each))
    pairs = zip(found[1], found[2], strict=True)
    ratio = statistics.median(one.wall / two.wall for one, two in pairs)
    print(f"one worker / two workers: {ratio:.2f}")


if __name__ == "__main__":
    main()
