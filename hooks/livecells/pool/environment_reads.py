"""Which environment variables a run read, seen from inside the process that ran it."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FrameType

from livecells.store.environment import ALL, PLACES, marks

ENGINE = str(Path(__file__).parent.parent) + os.sep
LOOPS = os.path.join(ENGINE, "run", "event_loop.py")  # stands between whoever begins a loop and it
IMPORTS = os.path.join(ENGINE, "importlib", "_bootstrap.py")  # the name of our own import
AUTHOR = ""  # who reads, where it is the snippet or a module beside it
# What IPython is made of, and begins processes with.
SHELL = ("IPython", "traitlets", "matplotlib_inline", "pexpect", "ptyprocess")
LAUNCHES = {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}

_MAPPING = "_collections_abc"
_copied = (0, 0)  # the step that began last to read the whole environment
_start: dict[str, str] = {}  # the environment before anybody could change it
_read: dict[str, set[str]] = {}  # module of the reader -> the names that it read
_while_loading: dict[str, set[str]] = {}  # the same, from before the snippet began
# What a machine makes every Python run first.
FIRST = {"sitecustomize", "usercustomize"}


def watch() -> None:
    """Note from now on who reads which variable; call once, before libraries are loaded.

    All ways of Python to read one (`os.environ`, `environb`, `getenv`, `expandvars`, a whole copy)
    end in these methods of one class.
    """
    for known in (_standard, _shell, _libraries):
        known()  # while nobody notes it: Python 3.13 reads the environment for them
    kind = type(os.environ)
    _start.update(os.environ)
    getitem, iterate, show = kind.__getitem__, kind.__iter__, kind.__repr__

    def noting_getitem(self: object, key: str | bytes) -> object:
        if isinstance(key, str | bytes) and not _copying(sys._getframe(1)):
            _note(os.fsdecode(key))
        return getitem(self, key)  # type: ignore[arg-type]  # bytes for `environb`

    def noting(whole: Callable[..., object]) -> Callable[[object], object]:
        def read(self: object) -> object:
            global _copied
            _copied = _step(sys._getframe(1))
            _note(ALL)
            return whole(self)

        return read

    setattr(kind, "__getitem__", noting_getitem)  # noqa: B010 - mypy lets no method be assigned
    setattr(kind, "__iter__", noting(iterate))  # noqa: B010
    setattr(kind, "__repr__", noting(show))  # noqa: B010


def begin() -> None:
    """The snippet starts now: what was read before was read by libraries that were loaded."""
    for reader, names in _read.items():
        _while_loading.setdefault(reader, set()).update(names)
    _read.clear()


def forget() -> None:
    """Note from nothing, in a copy of the process."""
    _read.clear()


def noted() -> dict[str, set[str]]:
    """What was read since the snippet began: module of the reader -> names."""
    return _read


def add(found: Mapping[str, Sequence[str]]) -> None:
    """Add what a copy of the process has noted."""
    for reader, names in found.items():
        _read.setdefault(reader, set()).update(names)


def _step(frame: FrameType | None) -> tuple[int, int]:
    """The very step of the program that asks, outside of what makes a mapping of `os.environ`."""
    while frame is not None and _MAPPING in frame.f_code.co_filename:
        frame = frame.f_back
    return (0, 0) if frame is None else (id(frame), frame.f_lasti)


def _copying(frame: FrameType) -> bool:
    """Whether one variable is read because all are, as in `{**os.environ}` or `.items()`."""
    if _MAPPING in frame.f_code.co_filename:
        return frame.f_code.co_name == "__iter__"
    return _step(frame) == _copied


def _note(name: str) -> None:
    reader = _reader()
    if reader == AUTHOR or (reader is not None and not PLACES.fullmatch(name)):
        _read.setdefault(reader, set()).add(name)


def launched(event: str, arguments: Sequence[object]) -> None:
    """Note a process that was begun; it has the whole environment if it was given no other."""
    own = event == "subprocess.Popen" and arguments[3] is not None
    if not own and _reader() == AUTHOR:
        _read.setdefault(AUTHOR, set()).add(ALL)


def looked_up(name: object) -> None:
    """Note that C code is called by its name: `getenv` reads whatever it is asked for."""
    if isinstance(name, str) and name.endswith("getenv") and _reader() == AUTHOR:
        _read.setdefault(AUTHOR, set()).add(ALL)


def imported(name: str) -> None:
    """Note that somebody takes the module that holds the environment as it was at the start."""
    if name in ("posix", "nt") and imported_by_author():
        _read.setdefault(AUTHOR, set()).add(ALL)


def opened(path: str) -> None:
    """Note that somebody reads the environment of a process as the system shows it."""
    if path.startswith("/proc/") and path.endswith("/environ") and _reader() == AUTHOR:
        _read.setdefault(AUTHOR, set()).add(ALL)


def by_author() -> bool:
    """Whether it is the author's code that asks for a file or a folder now, and not an import."""
    importing = sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")
    return not importing and _reader() == AUTHOR


def imported_by_author() -> bool | None:
    """Whether the author's code imports now, and not a library; None for the engine's own."""
    reader = _reader((LOOPS, IMPORTS))
    return None if reader is None else reader == AUTHOR


def _reader(ours: Collection[str] = (LOOPS,)) -> str | None:
    """Whose code reads: the author's, a library's by its name, or None for the engine's."""
    frame: FrameType | None = sys._getframe(3)  # behind this module, or the hook that called it
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(ENGINE) and file not in ours:
            return None
        if file not in ours and not _between(file):
            name = str(frame.f_globals.get("__name__") or "")
            if name in FIRST:
                return None
            return name if file.startswith(_libraries()) else AUTHOR
        frame = frame.f_back
    return AUTHOR  # a thread of the standard library: the author's code has begun it


def _between(file: str) -> bool:
    """Whether a file is of the standard library or of IPython, which read for somebody else."""
    if file.startswith("<frozen "):
        return True
    if file.startswith(_libraries()):
        return file.startswith(_shell())
    return file.startswith(_standard())


@cache
def _libraries() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    found = {os.path.abspath(paths[key]) + os.sep for key in ("purelib", "platlib")}
    return tuple(found)


@cache
def _standard() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    return tuple({os.path.abspath(paths[key]) + os.sep for key in ("stdlib", "platstdlib")})


@cache
def _shell() -> tuple[str, ...]:
    found = [importlib.util.find_spec(name) for name in SHELL]
    return tuple(os.path.dirname(spec.origin) + os.sep for spec in found if spec and spec.origin)


def environment(modules: Container[str]) -> dict[str, str | None]:
    """What is kept of the variables that a run read; see `store.environment.marks`.

    Args:
        modules: The modules that the snippet reaches; what others have read while the server
            loaded them says nothing of it.
    """
    return marks({*_names(_read, _read), *_names(_while_loading, modules)}, _start)


def _names(read: Mapping[str, set[str]], readers: Container[str]) -> Iterator[str]:
    for reader in read:
        if reader in readers:
            yield from read[reader]
