"""What a spawned process has as `__main__`: the snippet, run when something of it is asked for.

A function that the snippet defines can then be called there, as where the file is a script; one
that only hands over functions of modules pays nothing, and prints nothing twice, as in a notebook.
"""

import os
import runpy


def __getattr__(name: str) -> object:
    if name.startswith("__") or "ran" in globals():
        raise AttributeError(f"module '__main__' has no attribute {name!r}")
    import sys

    main = sys.modules["__main__"].__dict__
    globals()["ran"] = main["ran"] = True
    main.update(runpy.run_path(os.environ["LIVECELLS_MAIN"], run_name="__mp_main__"))
    main["__name__"] = "__mp_main__"
    if name not in main:
        raise AttributeError(f"module '__main__' has no attribute {name!r}")
    return main[name]
