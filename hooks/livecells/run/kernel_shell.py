"""An IPython shell that is to its cells what a kernel's is; see `kernel_marks.py`."""

from __future__ import annotations

import builtins
import sys
import warnings

from IPython.core.autocall import ZMQExitAutocall
from traitlets import Any, Instance, default

from livecells.run.kernel_magics import KernelMagics
from livecells.run.kernel_marks import (
    SHELL,
    IPKernelApp,
    Kernel,
    Memory,
    request,
    seen_as,
    stand_in,
)
from livecells.run.run_profile import RunProfile

BACKEND = "matplotlib_inline.backend_inline"


class KernelShell(RunProfile):
    """What ipykernel adds to IPython's shell, without messages."""

    exiter = Instance(ZMQExitAutocall)
    kernel = Any()
    keepkernel_on_exit: bool | None = None

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.kernel, self.request = Kernel(self), request("")
        self.extension_manager.load_extension("storemagic")
        self.configurables.append(IPKernelApp(parent=self))
        stand_in()

    def begin_session(self) -> None:
        """Nothing is left of a run before; the namespace is the new one already."""
        self.db = Memory()
        self.user_ns.update(__builtin__=builtins, __builtins__=builtins)
        nothing = dict.fromkeys(("_", "__", "___"), "")  # the last results
        for name in nothing:
            setattr(self.displayhook, name, "")
        self.push(nothing, interactive=False)
        self.await_figures()

    def begin_request(self, source: str) -> None:
        """The cell with this source is the present one."""
        self.request = request(source)

    @property  # type: ignore[misc]  # nobody sets it
    def __class__(self) -> type:
        """That of a kernel's shell, for those who have loaded it to compare."""
        return seen_as(SHELL, type(self))

    @default("exiter")  # type: ignore[untyped-decorator]
    def _exiter(self) -> ZMQExitAutocall:
        return ZMQExitAutocall(self)

    def init_magics(self) -> None:
        """Those of IPython and those of a kernel."""
        super().init_magics()
        self.register_magics(KernelMagics)

    def ask_exit(self) -> None:
        """`exit` and `quit` show nothing."""

    def get_parent(self) -> dict[str, object]:
        """The request to run the present cell."""
        return self.request

    parent_header = property(get_parent)

    def await_figures(self) -> None:
        """Let the back end join this shell at the first figure, and no sooner, as in a kernel."""
        backend = sys.modules.get(BACKEND)
        if backend is not None and backend.flush_figures in self.events.callbacks["post_execute"]:
            backend._enable_matplotlib_integration()  # in a run before in this process
        elif backend is not None:  # a host has loaded it, before there was a shell
            del sys.modules[BACKEND]
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None and not pyplot.get_fignums():
                vars(pyplot)["_backend_mod"] = None

    def should_run_async(self, raw_cell: str, **given: object) -> bool:
        """Whether a cell awaits something; a kernel asks twice, and so Python warns twice."""
        shown, warned = warnings.showwarning, False

        def show(*arguments: object, **more: object) -> None:
            nonlocal warned
            warned = True
            shown(*arguments, **more)  # type: ignore[arg-type]

        warnings.showwarning = show
        try:
            asks = super().should_run_async(raw_cell, **given)
        finally:
            warnings.showwarning = shown
        return bool(super().should_run_async(raw_cell, **given) if warned and not asks else asks)
