"""Values that are objects: dataclasses, enums, functions, classes, generators."""

# %% dataclass
from dataclasses import dataclass, field


@dataclass
class Point:
    x: float
    y: float = 2.0
    names: list = field(default_factory=list)


Point(1.0)

# %% many-points
[Point(n, names=["a name"] * 3) for n in range(6)]

# %% enum
import enum


class Colour(enum.Enum):
    RED = 1


Colour.RED

# %% classes
Point

# %% builtin-types
int, dict, type(None)

# %% function
def double(x):
    """Twice `x`."""
    return 2 * x


double

# %% builtin-function
len, print, [].append

# %% lambda
lambda x: x

# %% generator
(n for n in range(3))

# %% plain-object
object()

# %% own-repr
class Named:
    def __repr__(self):
        return "Named(\n  over two lines)"


[Named(), Named()]

# %% pretty
class Pretty:
    def _repr_pretty_(self, p, cycle):
        p.text("pretty!")


Pretty(), [Pretty()]

# %% module
import math

math

# %% exception-value
ValueError("not raised", 3)

# %% dates
import datetime
import decimal
import fractions
import pathlib

datetime.date(2024, 2, 29), decimal.Decimal("1.10"), fractions.Fraction(1, 3), pathlib.PurePosixPath("a/b")
