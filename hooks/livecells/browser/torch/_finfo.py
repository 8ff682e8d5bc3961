"""The limits of the floating point types."""

from ._held import LARGEST
from ._types import default, dtype, fault, refuse

OF_DEFAULT = object()  # stands for no type at all
NO_FLOAT = (
    "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
)
PARTS = {"complex64": "float32", "complex128": "float64"}
# By its name: the distance of 1 from the next number, the smallest number with all its digits, and
# a decimal of that many digits.
LIMITS = {
    "float16": (2.0**-10, 2.0**-14, 1e-3),
    "bfloat16": (2.0**-7, 2.0**-126, 1e-2),
    "float32": (2.0**-23, 2.0**-126, 1e-6),
    "float64": (2.0**-52, 2.0**-1022, 1e-15),
}


class finfo:
    def __init__(self, type=OF_DEFAULT):
        dt = default[0] if type is OF_DEFAULT else type
        if not isinstance(dt, dtype):
            refuse("finfo of what is no type")
        if not (dt.is_floating_point or dt.is_complex):
            fault(TypeError, NO_FLOAT)
        self.dtype = PARTS.get(dt.name, dt.name)
        self.bits = dt.itemsize * 8 // (2 if dt.is_complex else 1)
        self.eps, self.tiny, self.resolution = LIMITS[self.dtype]
        self.max = LARGEST[self.dtype]
        self.min, self.smallest_normal = -self.max, self.tiny

    def __getattr__(self, name):
        if name in ("dtype", "bits", "eps", "max", "min", "tiny", "smallest_normal", "resolution"):
            raise AttributeError(name)
        fault(AttributeError, f"'torch.finfo' object has no attribute '{name}'")

    def __repr__(self):
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        limits = ", ".join(f"{name}={getattr(self, name):g}" for name in names)
        return f"finfo({limits}, dtype={self.dtype})"
