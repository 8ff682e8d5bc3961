"""What no page may show: what differs in each run, and where this machine keeps its files.

Addresses, the time of the run, and paths of the machine that builds are looked for in all that a
cell printed and displayed. What the author has typed is left alone.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import platform
import re
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from livecells.notebook.executed import Failure
from livecells.notebook.percent import Cell, Snippet
from livecells.notebook.schema import Output
from livecells.notebook.terminal import plain
from livecells.parsed import parsed
from livecells.run.machine_folders import folders_of, folders_of_python, paths_in, wholes
from livecells.run.unsteady import ADDRESS_SAID, CLOCK_SAID, NAME_SAID, PATH_SAID

ADDRESS = re.compile(r"(?:<[^<>\n]{0,80})?\bat 0x[0-9a-fA-F]{6,}(?:[^<>\n]{0,40}>)?")
NUMBER = re.compile(r"(?<![\w.])(?:0x[0-9a-fA-F]{7,16}|\d{14,15})(?![\w.])")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.I)
ASKS_FOR_UUID = re.compile(r"\buuid[14]\b")
ASKS_FOR_SECRET = re.compile(r"\b(?:urandom|secrets|SystemRandom|getrandom|token_\w+)\b")
ASKS_FOR_HOST = re.compile(r"\b(?:gethostname|getfqdn|uname|node\(|nodename|HOSTNAME)")
ASKS_FOR_PROCESS = re.compile(r"\b(getpid|getppid|current_process|native_id|get_native_id)\b")
EPOCH = re.compile(r"(?<![\w.])(\d{10})(\d{3}|\d{6}|\d{9}|\.\d+)?(?![\w.])")
OF_DAY = re.compile(r"(?<![\d:.])(\d\d):(\d\d):(\d\d)(?![\d:])")
MEASURED = re.compile(r"\b(?:CPU times|Wall time): [^\n]*|[^\n]* per loop \(mean [^\n]*")
# How a day and an hour are written, or the parts of them that change within a year.
DAYS = ("%Y", "%d %B", "%B %d", "%d %b", "%b %d", "%d.%m.", "%d/%m", "%m/%d", "%B", "%A", "%H:%M")
ASKS_FOR_DAY = re.compile(r"\b(today|now|utcnow|localtime|gmtime|strftime|ctime)\b")
# What stands in nearly all of these; most pieces that are printed have it not, and cost nothing.
PERHAPS = re.compile(r"0x|\d{4}|\d:\d|/|livecells-|-[0-9a-f]{4}-|times?:|per loop")
# A part of an address: what an object without a `__hash__` of its own gives, or `id(x) // 16`.
SIXTEENTH = re.compile(r"(?<![\w.])\d{12,13}(?![\w.])")
ASKS_FOR_ADDRESS = re.compile(r"\b(?:id|hash)\(")
SCRATCH = re.compile(r"[\w.-]*\blivecells-[\w.-]+", re.I)  # the folder of the run, or one beside it
COUNTER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
ASKS_FOR_COUNTER = re.compile(r"\b(?:monotonic|perf_counter|clock_gettime)(?:_ns)?\b")
ASKS = (
    *(ASKS_FOR_UUID, ASKS_FOR_PROCESS, ASKS_FOR_DAY),
    *(ASKS_FOR_ADDRESS, ASKS_FOR_COUNTER),
    *(ASKS_FOR_SECRET, ASKS_FOR_HOST),
)
UNITS = (1, 10**3, 10**6, 10**9)
SLACK = 3  # seconds that a clock may be apart from the run


@dataclass(frozen=True)
class Found:
    """Something that no page may show: the text itself, and what is said to the author."""

    text: str
    message: str


class Lasting:
    """Looks at the outputs of one run.

    Args:
        snippet: What runs; what stands in its text is the author's own word.
        expressions: What pages ask of it.
    """

    def __init__(self, snippet: Snippet, expressions: Iterable[str] = ()) -> None:
        self._label, self._text, self._began = snippet.label, snippet.text, time.time()
        self._counter = time.monotonic()
        asks = "\n".join([snippet.text, *expressions])
        self._asks = {kind for kind in ASKS if kind.search(asks)}
        self._folders, self._of_python = folders_of(snippet), folders_of_python()
        self._lines: list[tuple[str, int]] = []  # what was found while the cell ran, and where
        # Cells with words of this day, and what is wrong with each if a clock gave the word.
        self.doubts: list[tuple[str, str, Failure]] = []
        self.printed: list[tuple[str, int]] | None = None  # all that is printed, where one asks

    @cached_property
    def _places(self) -> re.Pattern[str]:
        """Finds the paths of this machine; made at the first text that may hold one."""
        return paths_in(wholes(self._folders) | self._of_python)

    def see(self, text: str) -> None:
        """Look at a piece of output while it is made: only now is known which line makes it."""
        found = self.found(text) or self._of_day(text) if PERHAPS.search(text) else None
        line = _line(self._label) if found or self.printed is not None else None
        if self.printed is not None and line is not None:
            self.printed.append((plain(text), line))
        if found and line is not None:
            self._lines.append((found.text, line))

    def found(self, text: str) -> Found | None:
        """The first thing in a text that no page may show; colours may stand in its midst."""
        return next(self._all(plain(text)), None)

    def fault(self, cell: Cell, outputs: list[Output]) -> Failure | None:
        """What is wrong with the outputs of a cell that has ended, or None; adds to `doubts`."""
        lines, self._lines = self._lines, []
        for text in map(plain, map(shown, outputs)):
            found = self.found(text)
            if found is not None:
                return self._failure(found, text, lines, cell)
            for word in self.words_of_day(text):
                doubt = Found(word, CLOCK_SAID.format(word))
                self.doubts.append((cell.name, word, self._failure(doubt, text, lines, cell)))
        return None

    def failure_of(self, cell: Cell, message: str) -> Failure:
        """The failure of a cell whose output does not last, at its last statement."""
        return Failure("unsteady", message, _last_statement(cell), cell.name)

    def _failure(
        self, found: Found, text: str, lines: list[tuple[str, int]], cell: Cell
    ) -> Failure:
        near = [line for seen, line in lines if seen in text and found.text in seen]
        near = near or [line for seen, line in lines if seen in text] or self._named(text)
        line = near[0] if near else _last_statement(cell)
        return Failure("unsteady", found.message, line, cell.name)

    def words_of_day(self, text: str) -> list[str]:
        """What may tell the day of the run, where the snippet asks for one; by chance, or not."""
        if ASKS_FOR_DAY not in self._asks:
            return []
        found = _day_of(self._began, time.time()).finditer(plain(text))
        return [word for word in dict.fromkeys(m[0] for m in found) if word not in self._text]

    @property
    def draws_secrets(self) -> bool:
        """Whether the snippet asks the system for random numbers, which no seed sets."""
        return ASKS_FOR_SECRET in self._asks

    def _of_day(self, text: str) -> Found | None:
        word = next(iter(self.words_of_day(text)), None)
        return None if word is None else Found(word, CLOCK_SAID.format(word))

    def _named(self, text: str) -> list[int]:
        """The lines of the snippet that a traceback or a warning names, the last one first."""
        place = rf'{re.escape(self._label)}(?:", line |:)(\d+)'
        return [int(line) for line in re.findall(place, text)][::-1]

    def _all(self, text: str) -> Iterator[Found]:
        yield from self._those(ADDRESS, text, ADDRESS_SAID)
        numbers = {match[0] for match in NUMBER.finditer(text)}
        for number in _addresses(numbers) if numbers else ():
            if number not in self._text:
                yield Found(number, ADDRESS_SAID.format(number))
        yield from self._parts_of_addresses(text)
        if os.sep in text:
            yield from self._those(self._places, text, PATH_SAID)
        yield from self._scratch(text)
        yield from self._clocks(text)
        yield from self._names(text)

    def _parts_of_addresses(self, text: str) -> Iterator[Found]:
        if ASKS_FOR_ADDRESS in self._asks:
            whole = {str(int(match[0]) * 16): match[0] for match in SIXTEENTH.finditer(text)}
            for number in _addresses(whole) if whole else ():
                if whole[number] not in self._text:
                    yield Found(whole[number], ADDRESS_SAID.format(whole[number]))

    def _scratch(self, text: str) -> Iterator[Found]:
        """The folder of this very run, in whatever way it is written."""
        own = [part for part in _here().lower().split(os.sep) if SCRATCH.fullmatch(part)]
        for match in SCRATCH.finditer(text) if own else ():
            if any(part in match[0].lower() for part in own):
                yield Found(match[0], PATH_SAID.format(match[0]))

    def _counters(self, text: str) -> Iterator[Found]:
        """A clock that counts from the start of the machine, in seconds or a part of them."""
        now = time.monotonic()
        for match in COUNTER.finditer(text) if ASKS_FOR_COUNTER in self._asks else ():
            units = UNITS if "." in match[0] else UNITS[1:]  # small whole numbers are others
            near = (float(match[0]) / unit for unit in units)
            if any(self._counter - SLACK <= seconds <= now + SLACK for seconds in near):
                yield Found(match[0], CLOCK_SAID.format(match[0]))

    def _names(self, text: str) -> Iterator[Found]:
        """Names that a process gets or makes up, looked for where the snippet asks for them."""
        if ASKS_FOR_UUID in self._asks:
            yield from self._those(UUID, text, NAME_SAID)
        host = platform.node()
        if ASKS_FOR_HOST in self._asks and host:
            yield from self._those(re.compile(rf"(?<!\w){re.escape(host)}(?!\w)"), text, NAME_SAID)
        if ASKS_FOR_PROCESS in self._asks:
            own = {os.getpid(), os.getppid(), threading.get_native_id()}
            numbers = re.compile(rf"(?<![\w.])(?:{'|'.join(map(str, own))})(?![\w.])")
            yield from self._those(numbers, text, NAME_SAID)

    def _those(self, pattern: re.Pattern[str], text: str, said: str) -> Iterator[Found]:
        for match in pattern.finditer(text):
            own = match[0] if match.re.groups == 0 else match[1]
            if own not in self._text:
                yield Found(match[0], said.format(match[0]))

    def _clocks(self, text: str) -> Iterator[Found]:
        now = time.time()
        for match in EPOCH.finditer(text):
            if self._began - SLACK <= int(match[1]) <= now + SLACK:
                yield Found(match[0], CLOCK_SAID.format(match[0]))
        for match in OF_DAY.finditer(text):
            if self._is_of_run(match, now) and match[0] not in self._text:
                yield Found(match[0], CLOCK_SAID.format(match[0]))
        yield from self._those(MEASURED, text, CLOCK_SAID)
        yield from self._counters(text)

    def _is_of_run(self, match: re.Match[str], now: float) -> bool:
        """Whether a time of day is that of the run; processes of snippets live in UTC."""
        seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
        since = (seconds - (self._began - SLACK)) % 86400
        return since <= now - self._began + 2 * SLACK


def _day_of(*moments: float) -> re.Pattern[str]:
    """Finds the day of these moments, and their hour and minute, as people write them."""
    words = {time.strftime(form, time.gmtime(at)) for at in moments for form in DAYS}
    words |= {re.sub(r"\b0(?=\d\b)", "", word) for word in words if ":" not in word}
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, ordered))})(?![\w])")


def shown(output: Output) -> str:
    """All that an output holds, as one text: pictures by their bytes."""
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return "\n".join([*output["traceback"], output["evalue"]])
    data = {**output["data"], "metadata": output["metadata"]}
    return "\n".join(_as_text(mime, value) for mime, value in data.items())


def _as_text(mime: str, value: object) -> str:
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if mime.startswith("image/") and "svg" not in mime:
        with contextlib.suppress(binascii.Error, ValueError):
            # Of the bytes of a picture only what it says of itself can be a text.
            words = re.findall(rb"[\x20-\x7e]{8,}", base64.b64decode(value))
            return "\n".join(word.decode("ascii") for word in words if b"/" in word)
    return value


def _line(label: str) -> int | None:
    """The line of the snippet that is at work, in the innermost of its functions."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == label:
            return frame.f_lineno
        if frame.f_back is None:
            return None
        frame = frame.f_back
    return None


def _last_statement(cell: Cell) -> int:
    with contextlib.suppress(SyntaxError, ValueError):
        body = parsed(cell.source).body
        if body:
            return cell.line + body[-1].lineno - 1
    return cell.line


def _here() -> str:
    """The working directory, or nothing where the run has deleted it."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _addresses(numbers: Iterable[str]) -> Iterator[str]:
    """Those of some numbers that are addresses in the memory of this process."""
    mapped = _mapped()
    for text in numbers:
        number = int(text, 16 if text.startswith("0x") else 10)
        if any(first <= number < end for first, end in mapped):
            yield text


def _mapped() -> list[tuple[int, int]]:
    """The parts of the memory that are in use, as Linux lists them; elsewhere nothing is known."""
    with contextlib.suppress(OSError, ValueError):
        lines = Path("/proc/self/maps").read_text("ascii", "replace").splitlines()
        bounds = (line.split(" ", 1)[0].split("-") for line in lines)
        return [(int(first, 16), int(end, 16)) for first, end in bounds]
    return []
