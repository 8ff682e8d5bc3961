"""The limits of the floating point types."""

from ._types import bfloat16, default, dtype, fault, float16, float64, refuse

OF_DEFAULT = object()  # stands for no type at all


class finfo:
    def __init__(self, type=OF_DEFAULT):
        dt = default[0] if type is OF_DEFAULT else type
        if not isinstance(dt, dtype):
            refuse("finfo of what is no type")
        self.dtype, self.bits = dt.name, dt.itemsize * 8
        if dt is float16:
            self.eps, self.max = 0.0009765625, 65504.0
            self.tiny, self.resolution = 6.103515625e-05, 0.001
        elif dt is bfloat16:
            self.eps, self.max = 0.0078125, 3.3895313892515355e38
            self.tiny, self.resolution = 1.1754943508222875e-38, 0.01
        elif dt is float64:
            self.eps, self.max = 2.220446049250313e-16, 1.7976931348623157e308
            self.tiny, self.resolution = 2.2250738585072014e-308, 1e-15
        else:
            self.eps, self.max = 1.1920928955078125e-07, 3.4028234663852886e38
            self.tiny, self.resolution = 1.1754943508222875e-38, 1e-06
        self.min, self.smallest_normal = -self.max, self.tiny

    def __getattr__(self, name):
        if name in ("dtype", "bits", "eps", "max", "min", "tiny", "smallest_normal", "resolution"):
            raise AttributeError(name)
        fault(AttributeError, f"'torch.finfo' object has no attribute '{name}'")

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution}, min={self.min:.5e}, max={self.max:.5e}, "
            f"eps={self.eps:.5e}, smallest_normal={self.tiny:.5e}, tiny={self.tiny:.5e}, "
            f"dtype={self.dtype})"
        )
