"""Errors that are not quite errors: exits, interrupts, reprs that raise."""

# %% exit tags=["raises-exception"]
import sys

print("before")
sys.exit(3)

# %% exit-text tags=["raises-exception"]
raise SystemExit("a message")

# %% interrupt tags=["raises-exception"]
raise KeyboardInterrupt

# %% interrupt-text tags=["raises-exception"]
raise KeyboardInterrupt("by hand")

# %% repr-raises tags=["raises-exception"]
class Broken:
    def __repr__(self):
        raise ValueError("no repr")


Broken()

# %% html-raises tags=["raises-exception"]
class HalfBroken:
    def __repr__(self):
        return "half"

    def _repr_html_(self):
        raise ValueError("no html")


HalfBroken()

# %% display-raises tags=["raises-exception"]
from IPython.display import display

display(HalfBroken())
print("after")

# %% print-raises tags=["raises-exception"]
print(Broken())

# %% generator-exit tags=["raises-exception"]
raise GeneratorExit("own")

# %% del-raises
class Loud:
    def __del__(self):
        raise RuntimeError("in __del__")


loud = Loud()
del loud
print("goes on")
