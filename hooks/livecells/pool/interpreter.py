"""Another Python than this one: whether it can run snippets, and how it is begun.

It needs what snippets import and what runs them, and not this engine: that comes from here, and
nothing else of this installation does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict, cast

from livecells.errors import LiveError
from livecells.store.environment import for_runs

ENGINE = Path(__file__).resolve().parents[1] / "__init__.py"
OLDEST = [3, 11]
OURS = ("PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR", "PYTHONUSERBASE")
# What runs snippets imports these, in any project.
NEEDED = ("IPython", "matplotlib_inline", "traitlets")
# A file beside `mkdocs.yml` may have the name of a module that is imported here, as `queue.py`.
NOTHING_BESIDE = """\
import sys
if sys.path[:1] == [""]: del sys.path[0]
"""
# Finds the engine by its own path: the folder around it may be that of another torch.
BOOT = f"""\
{NOTHING_BESIDE}
import importlib.util
spec = importlib.util.spec_from_file_location("livecells", sys.argv.pop(1))
sys.modules["livecells"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from livecells.pool.fork_server import main
sys.exit(main(sys.argv[1:]))
"""
ASK = f"""\
{NOTHING_BESIDE}
import importlib.util, json
lacks = [name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]
try:
    import torch
    version, why = str(torch.__version__), ""
except Exception as error:
    version, why = "", f"{{type(error).__name__}}: {{error}}"
print(json.dumps(dict(python=sys.version_info[:2], lacks=lacks, torch=version, why=why)))
"""


class Found(TypedDict):
    """What an interpreter says of itself."""

    python: list[int]
    lacks: list[str]
    torch: str
    why: str


def server_command(python: str | None) -> list[str]:
    """How the server of `fork_server` is begun, by this interpreter or another one."""
    return [python or sys.executable, "-c", BOOT, str(ENGINE)]


def server_environment(python: str | None) -> dict[str, str]:
    """The environment of the server; another Python looks for modules in its own places."""
    known = for_runs()
    return known if python is None else {k: v for k, v in known.items() if k not in OURS}


def torch_of(other: str | None, modules: Sequence[str]) -> str:
    """The version of torch that an interpreter has.

    Args:
        other: The interpreter; None for this one.
        modules: What snippets import, and `torch`.

    Raises:
        LiveError: It cannot run them; the message says what is missing.
    """
    python = other or sys.executable
    found = _asked(python, server_environment(other), sorted({*NEEDED, *modules, "torch"}))
    if found["python"] < OLDEST:
        has = ".".join(map(str, found["python"]))
        raise LiveError(f"{python}: is Python {has}; the engine needs 3.11 or later")
    if found["lacks"]:
        lacks = ", ".join(found["lacks"])
        raise LiveError(f"{python}: lacks {lacks}: install what is missing there, with its own pip")
    if not found["torch"]:
        raise LiveError(f"{python}: its torch cannot be imported: {found['why']}")
    return found["torch"]


def _asked(python: str, environment: Mapping[str, str], modules: Sequence[str]) -> Found:
    try:
        done = subprocess.run(
            [python, "-c", ASK, *modules],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=environment,
        )
        return cast("Found", json.loads(done.stdout.strip().split("\n")[-1]))
    except OSError as error:
        raise LiveError(f"{python}: cannot be started: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise LiveError(f"{python}: did not import torch within two minutes") from None
    except ValueError:
        last = (done.stderr.strip() or "it said nothing").split("\n")[-1]
        raise LiveError(f"{python}: is no Python that can be asked: {last}") from None
