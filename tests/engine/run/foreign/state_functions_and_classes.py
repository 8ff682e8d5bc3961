# %%
def f(a, *, b=1):
    "doc"
    return a + b
f
# %%
f(1), f.__doc__, f.__module__
# %%
class K:
    """A class."""
    def m(self): return __class__.__name__
K, K().m()
# %%
K.__module__, K.__qualname__
# %%
[n for n in (i * i for i in range(3))]
# %%
global_value = 1
def change():
    global global_value
    global_value += 1
change(); global_value
# %%
exec("made = 5"); made
# %%
eval("made + 1")
# %%
from __future__ import annotations
def g(x: Undefined): ...
g.__annotations__
# %%
match (1, 2):
    case (a, b): print(a, b)
# %%
(walrus := 5) + walrus
# %%
import types; isinstance(f, types.FunctionType)
# %%
print(*sorted(n for n in globals() if n.startswith("f")))
