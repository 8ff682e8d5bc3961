"""Run the tools in turn and keep what they took."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .builds import BuildError, OutputError, Work
from .peers import Peer, UnavailableError, python_of, versions
from .workload import WORKLOADS, Workload

CASES = ("cold", "warm", "edit")


@dataclass(frozen=True)
class Plan:
    """What was asked for; `budget` is in seconds a build."""

    workloads: tuple[Workload, ...]
    peers: tuple[Peer, ...]
    cases: tuple[str, ...]
    rounds: int
    budget: float
    venvs: Path
    folder: Path


@dataclass
class Record:
    """Seconds by workload, case and tool, one entry a round (None: rejected), and remarks."""

    seconds: dict[tuple[str, str, str], list[float | None]] = field(
        default_factory=lambda: defaultdict(list)
    )
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def remark(self, text: str) -> None:
        """Say and keep, once."""
        if text not in self.remarks:
            self.remarks.append(text)
            print(text, file=sys.stderr, flush=True)


@dataclass
class Ready:
    """A tool that works: its interpreter, and the seconds of its first build of one page."""

    peer: Peer
    python: Path
    first: float

    def reason_against(self, workload: Workload, budget: float) -> str | None:
        """Why the tool is not run on a workload."""
        guess = self.first * workload.pages
        if not self.peer.kernel or guess <= budget:
            return None
        return (
            f"starts a kernel a page, so {workload.pages} pages would take about {guess:.0f} s "
            f"a build; the limit is {budget:.0f} s (--budget)"
        )


def measure(plan: Plan) -> Record:
    """All workloads, all cases, all rounds."""
    record = Record()
    ready = [tool for peer in plan.peers if (tool := _prepared(peer, plan, record))]
    for workload in plan.workloads:
        works = _works(ready, workload, plan, record)
        for number in range(1, plan.rounds + 1):
            for case in plan.cases:
                for name in list(works):  # one after the other: drift of the machine cancels
                    _once(works, name, case, number, record)
    return record


def _prepared(peer: Peer, plan: Plan, record: Record) -> Ready | None:
    """Install, and build one page untimed, which fills the caches of files and bytecode."""
    try:
        python = python_of(peer.environment, plan.venvs)
        record.versions[peer.name] = versions(peer, python)
        trial = Work(peer, python, WORKLOADS["W1"], plan.folder / "trial" / peer.name, plan.budget)
        trial.cold()
        return Ready(peer, python, trial.cold() if peer.kernel else 0.0)
    except (UnavailableError, BuildError, OutputError) as error:
        record.remark(f"{peer.name} is skipped: {error}")
        return None


def _works(
    ready: Sequence[Ready], workload: Workload, plan: Plan, record: Record
) -> dict[str, Work]:
    works = {}
    for tool in ready:
        if reason := tool.reason_against(workload, plan.budget):
            record.remark(f"{tool.peer.name} is not run on {workload.name}: it {reason}")
            continue
        folder = plan.folder / workload.name / tool.peer.name
        works[tool.peer.name] = Work(tool.peer, tool.python, workload, folder, plan.budget)
    return works


def _once(works: dict[str, Work], name: str, case: str, number: int, record: Record) -> None:
    """One build; a tool that fails is out of this workload, one that shows wrong output is not."""
    work, seconds = works[name], None
    try:
        seconds = getattr(work, case)()
        print(
            f"{work.workload.name} round {number} {case:4} {name:15} {seconds:7.2f} s",
            file=sys.stderr,
            flush=True,
        )
    except OutputError as error:
        record.remark(f"{name}, {work.workload.name} {case}: rejected, {error}")
    except BuildError as error:
        record.remark(f"{name} is out of {work.workload.name} after {case}: {error}")
        del works[name]
    record.seconds[work.workload.name, case, name].append(seconds)
