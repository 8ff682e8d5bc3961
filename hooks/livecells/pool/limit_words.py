"""What is said where a limit was met: which, how much it is, and the option that sets another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from livecells.notebook.executed import Failure
from livecells.run.job import Limits
from livecells.sizes import in_words

# A MemoryError without a line is the parser's: it has met code that is nested too deep.
NO_MEMORY = re.compile(
    r'File "[\s\S]*MemoryError|std::bad_alloc|can(?:no|\')t allocate memory|unable to allocate'
    r"|out of memory",
    re.IGNORECASE,
)
# 25 is the signal, and 153 what a shell makes of a command that it ended.
NO_ROOM = re.compile(
    r"file too large|file size limit exceeded|SIGXFSZ|exit status (?:-25|153)\b", re.IGNORECASE
)


def _option(limits: Limits, name: str) -> str:
    """How people name an option: with a hyphen on a command line."""
    form = limits.option
    return form.format(name.replace("_", "-") if "--" in form else name)


def time_limit(limits: Limits, seconds: float, asked: str = "") -> str:
    """That a cell ran too long, or that reading what a page asks of it did."""
    if asked:
        return (
            f"reading the value `{asked}` took longer than the limit of {seconds:g} s and was"
            " stopped: compute it in a cell"
        )
    return (
        f"the cell ran longer than its limit of {seconds:g} s and was stopped; `timeout=` in its"
        f" marker or {_option(limits, 'timeout')} gives more"
    )


def memory_limit(limits: Limits) -> str:
    """What a process may hold."""
    option = _option(limits, "memory")
    return f"a process may hold {in_words(limits.memory)} of memory; {option} allows more"


def print_limit(limits: Limits) -> str:
    """What a cell may print."""
    option = _option(limits, "printed")
    return f"a cell may print {in_words(limits.output)}; {option} allows more"


def file_limit(limits: Limits) -> str:
    """What a file may hold."""
    option = _option(limits, "file_size")
    return f"a file that a cell writes may have {in_words(limits.file)}; {option} allows more"


def with_limits(
    failure: Failure, limits: Limits, printed: str, *, memory: bool, file: bool
) -> Failure:
    """The failure with a word for each limit that it comes from.

    Args:
        failure: Why a run is not good.
        limits: The limits of the run.
        printed: What the cell at fault has printed.
        memory: Whether a process got no more memory.
        file: Whether a file met its limit.
    """
    words = "; ".join(_words(failure, limits, printed, memory, file))
    if not words:
        return failure
    first, end, rest = failure.message.partition("\n")  # a compiler's message has many lines
    return replace(failure, message=f"{first.rstrip()} [{words}]{end}{rest}")


def _words(
    failure: Failure, limits: Limits, printed: str, memory: bool, file: bool
) -> Iterator[str]:
    if failure.kind == "output":
        yield print_limit(limits)
    if failure.kind in ("timeout", "memory", "output"):
        return
    text = failure.message + failure.detail + printed
    if limits.memory is not None and (memory or NO_MEMORY.search(text)):
        yield memory_limit(limits)
    if limits.file is not None and (file or NO_ROOM.search(text)):
        yield file_limit(limits)
