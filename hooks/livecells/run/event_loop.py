"""The event loop of one run: cells run inside it, as in a kernel, and tasks go on between them.

A kernel lets no cell start another loop. Here `asyncio.run` works in a cell too, since it does in
the same file run as a script.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import re
from asyncio import events, tasks
from collections.abc import Callable, Coroutine, Iterator
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")
TURNS = 100  # of the loop between two cells, for tasks that have something to do at once

_own: asyncio.AbstractEventLoop | None = None
_context = copy_context()  # in which all cells of a run see what the ones before have set


@contextlib.contextmanager
def opened() -> Iterator[None]:
    """A new loop for the cells that run meanwhile; tasks that are left at the end are dropped."""
    global _own, _context
    base: Any = asyncio.BaseEventLoop
    before, _context = (
        (_own, asyncio.run, asyncio.Runner.run, base.run_forever, base.run_until_complete),
        copy_context(),
    )
    _own = asyncio.new_event_loop()
    asyncio.run = _aside(asyncio.run)
    asyncio.Runner.run = _aside(asyncio.Runner.run)  # type: ignore[method-assign]
    base.run_forever, base.run_until_complete = _aside(before[3]), _aside(before[4])
    try:
        yield
    finally:
        for task in asyncio.all_tasks(_own):
            task._log_destroy_pending = False  # type: ignore[attr-defined]
        _own.close()
        _own, asyncio.run = before[:2]
        asyncio.Runner.run = before[2]  # type: ignore[method-assign]
        base.run_forever, base.run_until_complete = before[3:]


def _aside(run: Callable[..., T]) -> Callable[..., T]:
    """Another loop may run inside a cell; to run the cells' own once more is refused as ever."""

    @functools.wraps(run)
    def started(*arguments: Any, **options: Any) -> T:
        if not arguments or arguments[0] is not _own:
            with _hidden():
                return run(*arguments, **options)
        return run(*arguments, **options)

    return started


@contextlib.contextmanager
def _hidden() -> Iterator[None]:
    """Nobody sees that a loop of ours, or of our host, is running."""
    running = events._get_running_loop()
    if running is None:
        yield
        return
    task = asyncio.current_task(running)
    if task is not None:
        tasks._leave_task(running, task)
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(running)
        if task is not None:
            tasks._enter_task(running, task)


def failed_tasks() -> list[BaseException]:
    """The errors of tasks that have ended and that nobody has asked how, in their order."""
    known: Any = getattr(tasks, "_scheduled_tasks", None) or getattr(tasks, "_all_tasks", ())
    ended: list[Any] = [task for task in list(known) if task.done() and task._log_traceback]
    ended.sort(key=lambda task: int(re.sub(r"\D", "", task.get_name()) or 0))
    return [task.exception() for task in ended]


def complete(work: Coroutine[Any, Any, T]) -> T:
    """Run one cell, and after it whatever is ready to run."""
    assert _own is not None
    with _hidden():
        return _own.run_until_complete(_own.create_task(_with_others(work), context=_context))


def inside(do: Callable[..., T], *arguments: object) -> T:
    """Call a function as if a cell did: numpy and decimal keep settings in the context."""
    return _context.run(do, *arguments)


async def _with_others(work: Coroutine[Any, Any, T]) -> T:
    try:
        return await work
    finally:
        for turn in range(TURNS):
            waiting = turn < 2 and len(asyncio.all_tasks(_own)) > 1  # for a time that may have come
            if not (waiting or getattr(_own, "_ready", False)):
                break
            await asyncio.sleep(0)
