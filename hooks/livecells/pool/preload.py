"""What the server imports before it forks."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib.util
import io
import linecache
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Imported by the server: big, and safe to fork after. Their submodules come with them.
PRELOADED = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+(matplotlib\.pyplot|(?:matplotlib|numpy|torch)\b)", re.MULTILINE
)
# What torch itself puts off until a program first uses it, and the texts that tell of this use.
LAZY = {
    "torch.fx.experimental.symbolic_shapes": re.compile(  # `backward`, `grad` with a gradient given
        r"\.backward\([^)\s]|\.(?:grad|jacobian|hessian|vjp|gradcheck)\("
    ),
    "torch._dynamo": re.compile(  # 330 modules, which take longer than most snippets
        r"\boptim\b|\btorch\.(?:func|compile)\b|\bvmap\b|\bcheckpoint|\bGradScaler\b"
    ),
}


def modules_for(texts: Iterable[str]) -> list[str]:
    """What to import before the first fork, so that no child pays for it.

    The big libraries that a snippet's text imports, and the modules that torch loads when some of
    it is first used. A guess from the text is enough: what is missed costs time and nothing else.
    """
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(PRELOADED.findall(text))
        if "torch" in found:
            found |= dict.fromkeys(name for name, used in LAZY.items() if used.search(text))
    return list(found)


def texts_of(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of files, as far as they can be had; what is wrong with others is said later."""
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_file():
                yield path.read_text("utf-8", "replace")


def preload(modules: Sequence[str]) -> None:
    """Import once what the children use, and set what changes numbers."""
    gc.disable()  # nothing imported here is garbage; collecting while importing only costs time
    torch = [name for name in modules if name.partition(".")[0] == "torch"]
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(_import_others, modules, torch)
        _map_library(modules)  # by this thread: torch's profiler asks which one it was
        others.result()
    from livecells.notebook.percent import Cell, Snippet
    from livecells.pool import dependencies, import_graph
    from livecells.run.execute import execute

    _import(torch)
    cells = (Cell("warm-up", _WARM_UP_CELL, 1), Cell("error", "1 / 0", 10))
    warm = cells if "torch" in modules else cells[1:]
    execute(Snippet("warm-up.py", "warm-up.py", "", warm, "warm-up.py"))
    import_graph.close(modules)
    _look_up()
    dependencies.begin()  # for a child, which begins once more, next to nothing is left to do
    gc.freeze()  # a child's collections then leave the shared pages alone
    gc.collect()  # of nothing, but it empties Python's lists of free objects, which lie in these
    gc.enable()


def _look_up() -> None:
    """Look up what is the same for all children; each would take a page of memory for it."""
    from livecells.pool import dependencies
    from livecells.run.machine_folders import folders_of_python
    from livecells.torch_api import resolve

    dependencies.depends({}, "")
    for module in filter(None, map(sys.modules.get, _ON_THE_WAY)):
        linecache.getlines(str(module.__file__))
    folders_of_python()
    platform.python_version()  # cuts Python's own line apart
    resolve.ready()


def _import_others(modules: Sequence[str], torch: Sequence[str]) -> None:
    """Import all but torch, and from now on note who imports and reads what."""
    from livecells.pool import dependencies, environment_reads

    environment_reads.watch()
    dependencies.watch_imports()
    importlib.import_module("livecells.run.execute")
    for name in _OF_CHILDREN:
        importlib.import_module(name)
    _import([name for name in modules if name not in torch])
    _import(["sympy"] if len(torch) > 1 else [])  # most of what torch's own later modules load


def _import(modules: Sequence[str]) -> None:
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            _WARM_UP.get(name, _nothing)()


def _map_library(modules: Sequence[str]) -> None:
    """Map torch's largest library; the linker does so while Python imports other modules."""
    found = importlib.util.find_spec("torch") if "torch" in modules else None
    if found is not None and found.origin is not None:
        with contextlib.suppress(OSError):  # another name on another system; torch will map it
            ctypes.CDLL(os.path.join(os.path.dirname(found.origin), "lib", "libtorch_cpu.so"))


def _nothing() -> None:
    """Most modules are ready once imported."""


def _one_thread() -> None:
    sys.modules["torch"].set_num_threads(1)


def _first_figure() -> None:
    """Draw one figure: the first one makes matplotlib load its fonts and back ends."""
    pyplot = sys.modules["matplotlib.pyplot"]
    pyplot.figure().savefig(io.BytesIO(), format="svg", bbox_inches="tight")
    pyplot.close("all")
    _forget_backend()
    _forget_styles()


def _forget_backend() -> None:
    """No back end is in use: it is the first figure of a snippet that takes one, as in a kernel.

    The inline back end joins the shell when it is loaded, so it must be loaded anew.
    """
    pyplot = sys.modules["matplotlib.pyplot"]
    pyplot.uninstall_repl_displayhook()
    vars(pyplot)["_backend_mod"] = None
    sys.modules["matplotlib"].interactive(False)
    package = sys.modules.get("matplotlib_inline")
    if sys.modules.pop("matplotlib_inline.backend_inline", None) and package is not None:
        del package.backend_inline


def _forget_styles() -> None:
    """No style sheets of the one who builds: readers have only those of matplotlib."""
    style = sys.modules["matplotlib.style"]
    core = sys.modules.get("matplotlib.style.core", style)
    known = getattr(style, "_base_library", None) or getattr(core, "_base_library", style.library)
    for name in set(style.library) - set(known):
        del style.library[name]
        style.available.remove(name)


# Printing and a first small backward load more of torch; nothing here starts a thread.
_WARM_UP_CELL = """
import torch, traceback
traceback.format_stack()
print(torch.ones(2, requires_grad=True) * 2)
(torch.ones(2, requires_grad=True) * 2).sum().backward()
torch.ones(2)
"""

# `torch.manual_seed` notes from where it was called, with the source of each file on the way: that
# of the engine and of IPython is read by the cell above, and here are the others.
_ON_THE_WAY = (
    *("livecells.pool.child", "torch.random", "torch.cuda", "torch.cuda.random"),
    *("torch.xpu", "torch.xpu.random", "torch.mps", "torch.mtia"),
)

# What a child imports when its job has come.
_OF_CHILDREN = ("livecells.run.journal", "livecells.pool.mirror", "livecells.pool.noted_aside")

# What a module puts off until its first use; done here once, not in every child.
_WARM_UP = {"torch": _one_thread, "matplotlib.pyplot": _first_figure}
