"""Number types, sizes and the one way to refuse: what torch has and this stand-in lacks."""

import math
import struct
from array import array

from ._returned import Whole, type_name, whole

_float, _int, _bool, _complex = float, int, bool, complex


class NotInBrowser(BaseException):
    """No `except Exception` of a reader may swallow it: what follows would not be torch's."""


refusals = []
complex_made = []  # whether any complex number is there


def refuse(what):
    refusals.append(what)
    raise NotInBrowser(
        what + " is not in the browser's torch. Run this with PyTorch: Download or Colab."
    )


def fault(kind, text):
    """An error that torch raises too, word for word."""
    error = kind(text)
    error.of_torch = True
    raise error


@whole
class dtype(metaclass=Whole):
    def __init__(self, name, code, rank, title, fp=False, cx=False):
        self.name, self.code, self.rank, self.title = name, code, rank, title
        self.is_floating_point, self.is_complex = fp, cx

    def __repr__(self):
        return "torch." + self.name

    def __reduce__(self):
        return self.name  # there is one of each, also in a copy of what has one

    @property
    def itemsize(self):
        return {"b": 1, "B": 1, "h": 2, "i": 4, "q": 8, "f": 4, "d": 8, "F": 8, "D": 16, **SMALL}[
            self.code
        ]


SMALL = {"e": 2, "g": 2}  # kept as float32, rounded to fewer digits
bool_ = dtype("bool", "b", 0, "Bool")


uint8 = dtype("uint8", "B", 1, "Byte")


int8 = dtype("int8", "b", 2, "Char")


int16 = dtype("int16", "h", 3, "Short")


int32 = dtype("int32", "i", 4, "Int")


int64 = dtype("int64", "q", 5, "Long")


float16 = dtype("float16", "e", 6, "Half", fp=True)


bfloat16 = dtype("bfloat16", "g", 7, "BFloat16", fp=True)


float32 = dtype("float32", "f", 8, "Float", fp=True)


float64 = dtype("float64", "d", 9, "Double", fp=True)


complex64 = dtype("complex64", "F", 10, "ComplexFloat", cx=True)


complex128 = dtype("complex128", "D", 11, "ComplexDouble", cx=True)


DTYPES = {
    d.name: d
    for d in (
        *(bool_, uint8, int8, int16, int32, int64),
        *(float16, bfloat16, float32, float64, complex64, complex128),
    )
}


default = [float32]


_WIDTH = {"b": 8, "h": 16, "i": 32, "q": 64}


UNKNOWN = "\"%s\" not implemented for '%s'"  # what torch says of a type that a step lacks


def full_size(dt, what):
    """Refuses what is rounded more than once on its way, for types of 16 bits."""
    if dt.code in SMALL:
        refuse(f"{what} in {dt!r}")


@whole
class Size(tuple, metaclass=Whole):
    __module__ = "torch"

    def __new__(cls, sizes=(), *more, **named):
        if more or named:
            refuse("torch.Size of several arguments")
        if type(sizes) is Size:  # as each tensor's shape is, from which most others come
            return sizes
        made = tuple.__new__(cls, sizes)
        for n in made:
            if type(n) is not _int:
                refuse("torch.Size of what is no whole number")
        return made

    def __add__(self, other):
        return Size(tuple.__add__(self, other))

    def __radd__(self, other):
        return Size(other + tuple(self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, n):
        if not hasattr(type(n), "__index__"):
            said = type_name(n)
            fault(TypeError, f"can't multiply sequence by non-int of type '{said}'")
        return Size(tuple.__mul__(self, n))

    __rmul__ = __mul__

    def numel(self):
        return numel(self)

    def __getitem__(self, k):
        r = tuple.__getitem__(self, k)
        return Size(r) if isinstance(r, tuple) else r

    def __repr__(self):
        return "torch.Size([" + ", ".join([str(v) for v in self]) + "])"

    __str__ = __repr__


def numel(shape):
    n = 1
    for s in shape:
        n *= s
    return n


def f32(x, _b=array("f", [0.0])):
    _b[0] = x
    return _b[0]


def half(x):
    """Rounded to float16."""
    try:
        return struct.unpack("e", struct.pack("e", f32(x)))[0]
    except OverflowError:
        return math.copysign(math.inf, x)


def bhalf(x):
    """Rounded to bfloat16: a float32 without its last 16 bits."""
    x = f32(x)
    if x != x or abs(x) == math.inf:
        return x
    (bits,) = struct.unpack("I", struct.pack("f", x))
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return struct.unpack("f", struct.pack("I", bits))[0]


def rounded(dt):
    """What rounds a number to a type of less than 64 bits; one of 64 bits is as it is."""
    return {"f": f32, "e": half, "g": bhalf}.get(dt.code, lambda v: v)


def pack(vals, dt):
    """A list of numbers as storage of a type, rounded and wrapped as torch stores them."""
    code = dt.code
    if code in "fd":
        return array(code, vals)
    if code in SMALL:
        return array("f", map(half if code == "e" else bhalf, vals))
    if dt is bool_:
        return array("b", [1 if v else 0 for v in vals])
    if dt.is_complex:
        complex_made[:] = [True]
        vals = [complex(v) for v in vals]
        return vals if code == "D" else [complex(f32(v.real), f32(v.imag)) for v in vals]
    out = []
    for v in vals:
        if isinstance(v, _float):
            v = int(v) if v == v and abs(v) != math.inf else -(1 << 63)
            if code == "i" and not -(1 << 31) <= v < 1 << 31:
                v = -(1 << 31)
        elif isinstance(v, _complex):
            v = int(v.real)
        if code == "B":
            v &= 255
        else:
            w = _WIDTH[code]
            v = (int(v) + (1 << (w - 1))) % (1 << w) - (1 << (w - 1))
        out.append(v)
    return array(code, out)


def kind(dt):
    return 3 if dt.is_complex else 2 if dt.is_floating_point else 0 if dt is bool_ else 1


def promote_types(a, b):
    if not isinstance(a, dtype) or not isinstance(b, dtype):
        refuse("promote_types of what is no type")
    if a is b:
        return a
    if {a.code, b.code} == set(SMALL):
        return float32
    if kind(a) == 3 or kind(b) == 3:
        double = complex128 in (a, b) or float64 in (a, b)
        return complex128 if double else complex64
    if kind(a) == 1 and kind(b) == 1 and uint8 in (a, b):
        o = b if a is uint8 else a
        return int16 if o is int8 else o
    return a if a.rank >= b.rank else b


def of_number(v):
    if isinstance(v, _bool):
        return bool_
    if isinstance(v, _int):
        return int64
    return (
        default[0]
        if isinstance(v, _float)
        else (complex64 if default[0] is float32 else complex128)
    )
