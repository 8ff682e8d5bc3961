"""What a run depended on beyond its own text, seen from inside the process that ran it."""

from __future__ import annotations

import builtins
import functools
import importlib
import linecache
import os
import platform
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

from livecells.notebook.percent import Snippet
from livecells.notebook.schema import Depends, Made
from livecells.pool import environment_reads, import_graph, module_searches
from livecells.pool.git_state import git_state
from livecells.pool.mirror import Mirror
from livecells.run import aside, places
from livecells.store.digest import LINK, file_digest
from livecells.store.key import cpu_model

_imports: dict[str, set[str]] = {}  # top-level module -> the ones that its code imports
_last = ""  # the module that was loaded last before the snippet began
_opened: set[str] = set()
_made: set[str] = set()  # folders that the run has made itself
_watching = False
_plain_stat, _plain_lstat, _plain_readlink = os.stat, os.lstat, os.readlink
_mirror: Mirror | None = None  # the folder that the snippet works in
FORKS = ("os.fork", "os.forkpty")
# Asks for files whose lines are known, each time a traceback is made, as for every seed of torch.
AGAIN = linecache.checkcache.__code__
ENGINE = str(Path(__file__).parent.parent) + os.sep


def watch_imports() -> None:
    """Note from now on which module imports which, loaded already or not.

    What the forking server has loaded is in `sys.modules` of every child. Only this tells what a
    snippet uses of it, so that a run says the same whatever runs beside it.
    """
    plain, by_name = builtins.__import__, importlib.import_module

    def statement(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        import_graph.note(globals or {}, name, fromlist, level)
        environment_reads.imported(name)
        if level == 0:
            _note_import((globals or {}).get("__name__"), name)
        return plain(name, globals, locals, fromlist, level)

    def call(name: str, package: str | None = None) -> ModuleType:
        caller = sys._getframe(1).f_globals
        import_graph.note(caller, name, (), 0)
        _note_import(caller.get("__name__"), name or package or "")
        return by_name(name, package)

    for step in (statement, call):  # a warning that looks for who imports passes over such names
        step.__code__ = step.__code__.replace(co_filename=environment_reads.IMPORTS)
    builtins.__import__, importlib.import_module = statement, call


def _note_import(importer: object, name: str) -> None:
    top = str(importer or "__main__").partition(".")[0]
    _imports.setdefault(top, set()).add(name.partition(".")[0])


def begin(mirror: Mirror | None = None) -> None:
    """The snippet starts now: what its process did before was not for it.

    Args:
        mirror: The folder that it works in.
    """
    global _last, _mirror
    _mirror = mirror
    _imports.pop("__main__", None)
    import_graph.forget_main()
    environment_reads.begin()
    _last = next(reversed(sys.modules))
    watch_files()


def noted() -> tuple[set[str], dict[str, set[str]], Mirror | None]:
    """The files that were opened, the imports of each module, and the folder, as they stand now."""
    return _opened, _imports, _mirror


def used() -> set[str]:
    """The top-level modules that the snippet uses, each with what that uses in turn.

    What the engine and the standard library import for others does not count as theirs.
    """
    found, new = {"IPython"}, {"__main__"} | {name for name, _ in _loaded() if "." not in name}
    while new:
        found |= new
        new -= sys.stdlib_module_names | {"livecells"}
        new = set[str]().union(*(_imports.get(name, ()) for name in new)) - found
    return found


def _loaded() -> list[tuple[str, ModuleType]]:
    """The modules that were loaded since the snippet began, the latest first.

    The thousands from before are not even looked at: in a forked child, each look copies a page.
    """
    return loaded_after(_last)


def loaded_after(last: str) -> list[tuple[str, ModuleType]]:
    """The modules that were loaded after one of them, the latest first."""
    return list(takewhile(lambda item: item[0] != last, reversed(sys.modules.items())))


def watch_files() -> None:
    """Note every file that is opened from now on; there is no way to stop an audit hook."""
    global _watching
    _opened.clear()
    _made.clear()
    if not _watching:
        sys.addaudithook(_note)
        _watch_stat()
        module_searches.watch(_add, _foreign)
        _watching = True


def _watch_stat() -> None:
    """Note what is asked of a file without opening it: whether it is there, and how long it is.

    Python has no audit event for it.
    """
    for name in ("stat", "lstat", "access", "readlink"):
        plain = getattr(os, name)
        asking = _asking(plain)
        setattr(os, name, asking)
        for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if plain in able:
                able.add(asking)
        if plain in os.supports_effective_ids:
            os.supports_effective_ids.add(asking)


def _asking(plain: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(plain)
    def ask(path: Any, *arguments: Any, dir_fd: int | None = None, **options: Any) -> Any:
        named = not isinstance(path, int) and dir_fd is None
        if named and sys._getframe(1).f_code is not AGAIN and environment_reads.by_author():
            if _mirror is not None:
                _mirror.look(path)
            whole = os.path.abspath(os.fsdecode(path))
            if plain is _plain_readlink and os.path.dirname(whole) != os.sep:
                _add(whole + LINK)
            if plain is _plain_stat or places.in_copy(whole):
                _add(path)
        if dir_fd is not None:
            options["dir_fd"] = dir_fd
        return plain(path, *arguments, **options)

    return ask


def _add(path: Any) -> None:
    """Note a file; what the run has made itself is none that it depends on."""
    whole = os.path.abspath(os.fsdecode(path))
    if whole.endswith((".pyc", ">")):  # its source is one already; `<string>` is no file
        return
    if _mirror is not None and whole in _mirror.written:
        return
    if _mirror is not None and whole == _mirror.own:
        _mirror.read_itself = True
    if not any(whole == folder or whole.startswith(folder + os.sep) for folder in _made):
        _opened.add(whole)


def _make(path: Any) -> None:
    """Note a folder that is about to be made, as by `tempfile`; one that is there is none."""
    whole = os.path.abspath(os.fsdecode(path))
    try:
        _plain_lstat(whole)
    except OSError:
        _made.add(whole)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _mirror is not None:
        if _mirror.at_work():
            return
        _mirror.see(event, arguments)
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        _add(arguments[0])
        environment_reads.opened(os.fsdecode(arguments[0]))
    elif event == "subprocess.Popen" or event in environment_reads.LAUNCHES:
        if aside.forking:
            return  # a copy that answers for values: what it reads, it tells
        environment_reads.launched(event, arguments)
        _process(event, event != "subprocess.Popen" or environment_reads.by_author())
    elif event == "os.mkdir" and isinstance(arguments[0], str | bytes | os.PathLike):
        _make(arguments[0])
    elif event in ("os.listdir", "os.scandir"):
        if not isinstance(arguments[0], int) and environment_reads.by_author():
            _add(arguments[0] or ".")
    elif event == "ctypes.dlsym":
        environment_reads.looked_up(arguments[1])


def _process(event: str, reads: bool) -> None:
    """A process begins; what it reads cannot be seen."""
    if _mirror is not None:
        _mirror.seen_by_processes |= reads
        _mirror.fill(above=2)
        if reads:
            _opened.update(_mirror.used_by_processes())
            _opened.update(git_state(_mirror.home, _mirror.text))
        if reads and event not in FORKS:
            _opened.add(_mirror.home)


def depends(given: Mapping[str, object], own: str, declared: Iterable[str] = ()) -> Depends:
    """Everything that a run depended on, for the store.

    Args:
        given: What was known before the run; see `store.key.known_before`.
        own: The snippet's own file.
        declared: Data files that C code reads unseen; see `declared_data`.

    Returns:
        `modules` in place of `distributions`: looking those up is left to the parent.
    """
    return {
        "given": dict(given),
        "modules": sorted(used()),
        "files": files(own, {*declared, *(_mirror.named_in_text() if _mirror else ())}),
        "environment": environment_reads.environment(import_graph.reached()),
    }


def made_with(seconds: float, peak_kib: float) -> Made:
    """What a page says at its foot: where its outputs come from.

    Args:
        seconds: The time that the run took.
        peak_kib: The most memory that the process held, in KiB, as `getrusage` has it on Linux.
    """
    torch = sys.modules.get("torch") if "torch" in used() else None
    return {
        "python": platform.python_version(),
        "torch": torch.__version__ if torch else None,
        "dtype": str(torch.get_default_dtype()).removeprefix("torch.") if torch else None,
        "cpu": cpu_model(),
        "seconds": round(seconds, 3),
        "peak_mib": round(peak_kib / 1024),
    }


def declared_data(snippet: Snippet) -> list[str]:
    """The files of the markers' `data=` options; they stand relative to the snippet."""
    folder = os.path.dirname(snippet.file)
    return [os.path.join(folder, name) for cell in snippet.code for name in cell.data]


def files(own: str, declared: Iterable[str]) -> dict[str, str | None]:
    """The digests of the local modules, data files and folders that the run used.

    Args:
        own: The snippet's own file, which is left out.
        declared: Files that were read where no audit hook sees it.

    Returns:
        Absolute path -> digest, None where nothing was there; see `store.digest.file_digest`.
    """
    known = (getattr(module, "__file__", None) for _, module in _loaded())
    # torch has modules whose file is a mere name.
    modules = {path for path in known if isinstance(path, str) and os.path.isabs(path)}
    paths = set(map(places.original, modules | _opened | set(declared)))
    ours = {os.path.abspath(path) for path in paths if not path.startswith(_foreign())} - {own}
    return {path: file_digest(path) for path in sorted(ours)}


@cache
def _foreign() -> tuple[str, ...]:
    """Where files lie that are no author's: libraries, the engine, the system, our own scratch."""
    paths = [os.path.abspath(path) for path in sysconfig.get_paths().values()]
    # In a virtual environment the interpreter and its library lie elsewhere.
    paths += [sys.prefix, os.path.join(sys.base_prefix, "lib")]
    paths += [os.path.expanduser(f"~/{name}") for name in (".cache",)]
    paths += ["/proc", "/dev", "/sys", "/etc", "/usr/lib", "/usr/share"]
    scratch = os.path.join(tempfile.gettempdir(), "livecells-")
    return (*(path + os.sep for path in paths), ENGINE, scratch)
