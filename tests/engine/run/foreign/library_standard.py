# %%
import dataclasses, enum, datetime, decimal, fractions, pathlib, collections
# %%
@dataclasses.dataclass
class Point:
    x: int
    y: int = 0
Point(1)
# %%
class Colour(enum.Enum):
    RED = 1
Colour.RED
# %%
datetime.date(2024, 1, 2), decimal.Decimal("1.10"), fractions.Fraction(1, 3)
# %%
collections.OrderedDict(a=1), collections.Counter("aab"), collections.defaultdict(list, {1: [2]})
# %%
pathlib.PurePosixPath("a") / "b"
# %%
import pickle
pickle.loads(pickle.dumps(Point(1, 2)))
# %%
import pprint
pprint.pprint({"a": list(range(30))})
# %%
import textwrap; print(textwrap.fill("word " * 30))
# %%
import argparse
parser = argparse.ArgumentParser(prog="p")
parser.add_argument("--n", type=int, default=3)
parser.parse_args([])
# %%
import functools
@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(30), fib.cache_info()
# %%
import typing
typing.get_type_hints(Point)
# %%
import unittest
class T(unittest.TestCase):
    def test_one(self): self.assertEqual(1, 1)
result = unittest.main(argv=[""], exit=False, verbosity=0)
# %%
import doctest
def doubled(n):
    """
    >>> doubled(2)
    4
    """
    return n * 2
doctest.testmod()
# %%
import inspect
print(inspect.getsource(doubled))
