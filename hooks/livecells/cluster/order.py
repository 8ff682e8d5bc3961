"""What a build sends to a worker, and what comes back: plain data, whatever is installed there."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from livecells.notebook.executed import Failure, Query, Run
from livecells.notebook.percent import Snippet
from livecells.notebook.schema import Notebook
from livecells.run.job import Job, Limits
from livecells.store.environment import PLACES, PLACES_OF_PYTHON, SECRET, for_runs

# Where a machine has its libraries; of the settings that C code reads they alone do not travel.
LIBRARIES = ("LD_", "DYLD_")


class Order(TypedDict):
    """A snippet to run, or none yet: `job` as `fields` gives it, `programs` as in `same`.

    `folder` is the digest of what stands beside the snippet. `session` and `round` tell which jobs
    are called off together.
    """

    job: Mapping[str, Any] | None
    programs: Mapping[str, str]
    limits: Mapping[str, Any]
    modules: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    session: str
    round: int


class Outcome(TypedDict):
    """What came of it: a notebook and a failure, or by which worker it was `refused`, and why."""

    worker: str
    refused: str
    notebook: Notebook | None
    failure: Mapping[str, Any] | None


def fields(job: Job) -> dict[str, Any]:
    """A job as plain data."""
    queries = [(query.expression, query.spec, query.after) for query in job.queries]
    own = {"snippet": job.snippet.to_json(), "queries": queries}
    return {**own, "upto": job.upto, "for_page": job.for_page}


def job_of(order: Order, root: str) -> Job:
    """The job of an order, with its snippet where its folder was unpacked."""
    given = order["job"]
    assert given is not None
    snippet = Snippet.from_json({**given["snippet"], "file": root + given["snippet"]["file"]})
    queries = tuple(Query(*query) for query in given["queries"])
    return Job(snippet, queries, given["upto"], given["for_page"])


def limits_of(order: Order) -> Limits:
    """The limits of an order's run."""
    return Limits(**order["limits"])


def run_of(outcome: Outcome) -> Run:
    """The run that came back."""
    assert outcome["notebook"] is not None
    failure = outcome["failure"]
    return Run(outcome["notebook"], None if failure is None else Failure(**failure))


def environment_sent() -> dict[str, str]:
    """The variables that a run finds on any machine: all but that machine's own, and secrets."""
    return {name: value for name, value in for_runs().items() if not _stays(name)}


def environment_on(sent: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run on this worker, with what was sent to it."""
    own = {name: value for name, value in for_runs().items() if _stays(name)}
    return {**own, **sent}


def _stays(name: str) -> bool:
    of_machine = PLACES.fullmatch(name) or name in PLACES_OF_PYTHON or name.startswith(LIBRARIES)
    return bool(of_machine or SECRET.search(name))


def renamed(value: Any, root: str) -> Any:
    """Plain data with the paths of the unpacked folder as they are called where it came from."""
    if isinstance(value, str):
        return value.replace(root + os.sep, os.sep) if root in value else value
    if isinstance(value, dict):
        return {renamed(key, root): renamed(inner, root) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(inner, root) for inner in value]
    return value
