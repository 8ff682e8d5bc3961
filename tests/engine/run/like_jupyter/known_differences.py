"""Where the engine differs from a kernel on purpose; test_like_jupyter.py says why."""

# %% group tags=["raises-exception"]
raise ExceptionGroup("several", [ValueError("a"), TypeError("b")])

# %% str-raises tags=["raises-exception"]
class Mute(Exception):
    def __str__(self):
        raise ValueError("no str")


raise Mute

# %% input tags=["raises-exception"]
input("name? ")

# %% asyncio-run tags=["raises-exception"]
import asyncio


async def answer():
    return 42


waiting = answer()
asyncio.run(waiting)

# %% never-awaited
waiting.close()
answer();

# %% buffer tags=["raises-exception"]
import sys

sys.stdout.buffer.write(b"bytes\n")

# %% bytes tags=["raises-exception"]
sys.stdout.write(b"bytes")

# %% file tags=["raises-exception"]
__file__.rpartition("/")[2]

# %% docstring
__doc__

# %% history
# %history -l 1

# %% class-source tags=["raises-exception"]
import inspect


class Point:
    """A class."""


inspect.getsource(Point)
