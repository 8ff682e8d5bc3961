"""On a worker of the cluster: a pool as on any machine, for the jobs that come to it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, NamedTuple

from livecells.cluster import folder
from livecells.cluster.order import (
    Order,
    Outcome,
    environment_on,
    job_of,
    limits_of,
    renamed,
)
from livecells.cluster.same import difference, programs
from livecells.cluster.shelf import Shelf
from livecells.notebook.executed import Run
from livecells.pool.pool import Pool
from livecells.run.job import Job, Limits, Result

LOOK = 0.1  # seconds from one look at what was called off to the next
POOLS, FOLDERS = 2, 4  # so many stay, for the next build
THREADS = 1024  # of a pool, begun as needed: how many runs go on at a time is Dask's to say


class _Kind(NamedTuple):
    """By what one pool differs from another."""

    modules: frozenset[str]
    environment: tuple[tuple[str, str], ...]
    limits: Limits


_pools: Shelf[_Kind, Pool] = Shelf(Pool.close, POOLS)
_folders: Shelf[str, str] = Shelf(folder.remove, FOLDERS)
_called_off: dict[str, int] = {}  # session -> the first round that still runs


def begin(order: Order) -> dict[str, str]:
    """Have ready what an order of this kind needs; tells what is installed here."""
    known = programs()
    if not difference(known, order["programs"]):
        kind = _kind(order)
        with _pools.lent(kind, partial(_pool, kind)) as pool:
            pool.start()
    return known


def call_off(session: str, rounds: int) -> None:
    """End what a session has sent in the rounds before this one."""
    _called_off[session] = rounds


def run(order: Order, pieces: Sequence[bytes]) -> Outcome:
    """Run a snippet.

    Args:
        order: The snippet, its limits and what it may find.
        pieces: Its folder, packed.

    Returns:
        What came of it, in the names of the machine that sent it.
    """
    why = difference(programs(), order["programs"])
    if why:
        return {"worker": _worker().address, "refused": why, "notebook": None, "failure": None}
    kind = _kind(order)
    unpacked = partial(_unpacked, order["folder"], pieces)
    with (
        _folders.lent(order["folder"], unpacked) as root,
        _pools.lent(kind, partial(_pool, kind)) as pool,
    ):
        job = job_of(order, root)
        result = _followed(order, pool, job, pool.submit(job))
        return _outcome(result.run, root)


def _outcome(run: Run, root: str) -> Outcome:
    failure = None if run.failure is None else renamed(vars(run.failure), root)
    notebook = renamed(run.notebook, root)
    return {"worker": _worker().address, "refused": "", "notebook": notebook, "failure": failure}


def _followed(order: Order, pool: Pool, job: Job, future: Future[Result]) -> Result:
    """Wait for a job, and end it where nobody waits for it any more."""
    while True:
        try:
            return future.result(LOOK)
        except TimeoutError:
            if order["round"] < _called_off.get(order["session"], 0):
                pool.call_off(job)


def _kind(order: Order) -> _Kind:
    """The kind of pool for an order; one that has imported more will do."""
    wanted = frozenset(order["modules"])
    environment = tuple(sorted(environment_on(order["environment"]).items()))
    asked = _Kind(wanted, environment, limits_of(order))
    known = (kind for kind in _pools.latest() if kind[1:] == asked[1:] and kind.modules >= wanted)
    return next(known, asked)


def _pool(kind: _Kind) -> Pool:
    modules, environment = sorted(kind.modules), dict(kind.environment)
    return Pool(THREADS, kind.limits, modules, environment=environment)


def _unpacked(digest: str, pieces: Sequence[bytes]) -> str:
    """Where a folder stands from now on; its name is none that a run passes over."""
    place = os.path.realpath(_worker().local_directory)
    root = tempfile.mkdtemp(prefix=f"livefiles-{digest[:8]}-", dir=place)
    folder.unpack(b"".join(pieces), root)
    return root


def _worker() -> Any:
    from distributed import get_worker

    return get_worker()
