"""What libraries look at to see whether they run in a notebook: the marks of a Jupyter kernel.

Nothing of ipykernel is imported until somebody uses it: that takes longer than many a snippet.
"""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import sys
import types
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from traitlets import Unicode
from traitlets.config import Configurable

if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec

PARTS = ("comm", "iostream", "displayhook", "zmqshell", "kernelbase", "ipkernel", "kernelapp")
SHELL = ("ipykernel.zmqshell", "ZMQInteractiveShell")
STREAM = ("ipykernel.iostream", "OutStream")
HOOK = ("ipykernel.displayhook", "ZMQShellDisplayHook")
LOADED = ("ipykernel", *(f"ipykernel.{part}" for part in PARTS))
PUBLISHER = ("ipykernel.zmqshell", "ZMQDisplayPublisher")


def seen_as(real: tuple[str, str], own: type) -> type:
    """The class that an object of `own` says it is of: ipykernel's, once somebody has loaded it.

    Args:
        real: A module of ipykernel and a class in it.
        own: The class that stands for it.
    """
    module = sys.modules.get(real[0])
    found: type = own if module is None else vars(module).get(real[1], own)
    return found


def name_as(real: tuple[str, str], own: type) -> None:
    """Let a class have the name of one of ipykernel's, by which libraries know it."""
    own.__module__, own.__name__ = real
    own.__qualname__ = own.__name__


def stand_in() -> None:
    """Put ipykernel among the loaded modules; each is loaded when something in it is used."""
    for name in LOADED:
        spec = None if name in sys.modules else _spec(name)
        if spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            module.__dict__["__getattr__"] = _loading(module, spec.loader)
            sys.modules[name] = module
            if "." in name:
                setattr(sys.modules["ipykernel"], name.partition(".")[2], module)


def _spec(name: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError:  # ipykernel is not installed: nobody can ask for a part of it
        return None


def _loading(module: types.ModuleType, loader: Loader) -> Callable[[str], object]:
    """What Python calls for a name that a module does not have (yet)."""

    def get(name: str) -> object:
        if name.startswith("__") and name != "__version__":
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        del module.__dict__["__getattr__"]
        loader.exec_module(module)
        return getattr(module, name)

    return get


class IPKernelApp(Configurable):  # type: ignore[misc]  # traitlets is untyped
    """Stands in the list of what can be configured, as many libraries ask for it."""

    connection_file = Unicode("").tag(config=True)


class Kernel:
    """What stands behind `get_ipython().kernel`: no sockets, no loop, nobody at the other end."""

    implementation = "ipython"
    language = "python"
    eventloop = None
    iopub_socket = None
    session = None

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    @property
    def comm_manager(self) -> object:
        """Where widgets are registered."""
        return importlib.import_module("comm").get_comm_manager()

    @property
    def _parent_header(self) -> dict[str, Any]:
        return self.get_parent()

    def get_parent(self, *_: object, **__: object) -> dict[str, Any]:
        """The request to run the present cell."""
        parent: dict[str, Any] = self.shell.get_parent()
        return parent

    def do_one_iteration(self) -> None:
        """No message waits."""


def request(code: str) -> dict[str, Any]:
    """What a front end would have sent to have a cell run."""
    ident = uuid.uuid4().hex
    header = {"msg_id": ident, "msg_type": "execute_request", "username": "", "version": "5.3"}
    return {
        "header": header,
        "msg_id": ident,
        "msg_type": "execute_request",
        "parent_header": {},
        "metadata": {},
        "content": {"code": code, "silent": False, "store_history": True},
        "buffers": [],
    }


class Memory(dict[str, bytes]):
    """What `%store` keeps: for this run only, so that no run depends on another."""

    def __setitem__(self, key: str, value: object) -> None:
        super().__setitem__(key, pickle.dumps(value))

    def __getitem__(self, key: str) -> Any:
        return pickle.loads(super().__getitem__(key))

    def __delitem__(self, key: str) -> None:
        """What is not there is gone already, as IPython has it."""
        self.pop(key, None)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key."""
        try:
            return self[key]
        except KeyError:
            return default

    def keys(self, pattern: str = "*") -> list[str]:  # type: ignore[override]
        """The keys that are like a file name with `*`."""
        from fnmatch import fnmatch

        return [key for key in self if fnmatch(key, pattern)]
