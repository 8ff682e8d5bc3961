"""A run again under another clock: what shows the same there does not show the time of the run.

That it is Friday does not make each `Friday` of an output one that came from a clock. A run whose
output has such a word is made a second time, with the clock on a day of another name.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from livecells.notebook.percent import Snippet

FORMS = ("%Y", "%m", "%d", "%A", "%B", "%H", "%M")
STEP = 86_400 * 401 + 3_600 * 5 + 60 * 17
REAL_DATE, REAL_MOMENT = datetime.date, datetime.datetime
READ = ("time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "clock_gettime")


def other_moment(began: float) -> float:
    """The seconds to shift by: year, month, day, weekday, hour and minute are other ones then."""
    shift = STEP
    while any(map(str.__eq__, _parts(began), _parts(began + shift))):
        shift += STEP
    return shift


def _parts(at: float) -> list[str]:
    return [time.strftime(form, time.gmtime(at)) for form in FORMS]


@contextlib.contextmanager
def shifted(seconds: int, snippet: Snippet) -> Iterator[None]:
    """The clock of Python, and of NumPy where it is loaded, another one meanwhile.

    Modules that stand beside the snippet are loaded anew, so that what they have taken out of
    `datetime` and `time` is shifted too.
    """
    kept: list[tuple[Any, str, Any]] = []

    def put(where: Any, name: str, value: Any) -> None:
        kept.append((where, name, getattr(where, name)))
        setattr(where, name, value)

    own = _beside(snippet)
    try:
        for name, value in _of_time(seconds).items():
            put(time, name, value)
        put(datetime, "date", _date())
        put(datetime, "datetime", _moment())
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            put(numpy, "datetime64", _numpy_moment(numpy.datetime64))
        yield
    finally:
        for where, name, value in reversed(kept):
            setattr(where, name, value)
        _beside(snippet)
        sys.modules.update(own)


def _beside(snippet: Snippet) -> dict[str, Any]:
    """Take the modules of the snippet's own folder out of those that are loaded."""
    folder = os.path.dirname(snippet.file) + os.sep
    files = ((name, getattr(one, "__file__", None)) for name, one in list(sys.modules.items()))
    names = [n for n, f in files if isinstance(f, str) and n != "__main__" and f.startswith(folder)]
    return {name: sys.modules.pop(name) for name in names}


def _of_time(seconds: int) -> dict[str, Callable[..., Any]]:
    plain = {name: getattr(time, name) for name in READ}

    def now() -> float:
        return float(plain["time"]()) + seconds

    def of_moment(name: str) -> Callable[..., Any]:
        return lambda at=None: plain[name](now() if at is None else at)

    def of_parts(name: str) -> Callable[..., Any]:
        return lambda *given: plain[name](
            *given, *(() if _has_parts(name, given) else (plain["localtime"](now()),))
        )

    def clock(which: int) -> float:
        return float(plain["clock_gettime"](which)) + seconds * (which == time.CLOCK_REALTIME)

    return {
        "time": now,
        "time_ns": lambda: plain["time_ns"]() + seconds * 10**9,
        **{name: of_moment(name) for name in ("localtime", "gmtime", "ctime")},
        **{name: of_parts(name) for name in ("asctime", "strftime")},
        "clock_gettime": clock,
    }


def _has_parts(name: str, given: tuple[Any, ...]) -> bool:
    return len(given) > (name == "strftime")


class _Kind(type):
    """A class that stands for a real one: what is of that is of this too."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, cls.__bases__[0])

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__bases__[0])


def _date() -> type:
    def today(cls: Any) -> Any:
        return cls.fromtimestamp(time.time())

    return _Kind("date", (REAL_DATE,), {"today": classmethod(today), "__module__": "datetime"})


def _moment() -> type:
    def now(cls: Any, tz: Any = None) -> Any:
        return cls.fromtimestamp(time.time(), tz)

    def utcnow(cls: Any) -> Any:
        return cls.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)

    own = {"now": classmethod(now), "today": classmethod(lambda cls: now(cls))}
    own |= {"utcnow": classmethod(utcnow), "__module__": "datetime"}
    return _Kind("datetime", (REAL_MOMENT,), own)


def _numpy_moment(real: type) -> type:
    """NumPy's moment, in which the words `now` and `today` mean the other clock."""

    def new(cls: Any, *given: Any, **named: Any) -> Any:
        del cls
        if given and given[0] in ("now", "today"):
            unit = given[1:] or (("s",) if given[0] == "now" else ("D",))
            return real(time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()), *unit)
        return real(*given, **named)

    return _Kind("datetime64", (real,), {"__new__": new, "__module__": "numpy"})
