"""What depends on `__main__` being a real module."""

# %% pickle
import pickle
import sys


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x


pickle.loads(pickle.dumps(Point(3))) == Point(3)

# %% module-names
Point.__module__, Point.__qualname__

# %% main
sys.modules["__main__"].Point is Point

# %% hints
import typing


def f(p: "Point", n: "int | None" = None): ...


typing.get_type_hints(f) == {"p": Point, "n": int | None}

# %% globals
globals()["Point"] is Point, "Point" in vars(sys.modules["__main__"])

# %% deleted tags=["raises-exception"]
del Point
Point

# %% exec
exec("made = 3")
made

# %% nested-scope
[y for y in range(3) if y in [made - 1, made - 2]]

# %% main-guard
if __name__ == "__main__":
    print("as a script")
