"""Whether a type holds a number that a program writes into it."""

from ._types import SMALL, _complex, _float, fault, refuse

OVERFLOW = "value cannot be converted to type %s without overflow"
MOST = {"int64": 2**63 - 1, "int32": 2**31 - 1, "uint8": 255, "int16": 2**15 - 1, "int8": 127}
IN_C = {
    "int64": "int64_t",
    "int32": "int",
    "int16": "int16_t",
    "int8": "int8_t",
    "uint8": "uint8_t",
    "float32": "float",
    "float64": "double",
}
LARGEST = {
    "float16": 65504.0,
    "bfloat16": 3.3895313892515355e38,
    "float32": 3.4028234663852886e38,
    "float64": 1.7976931348623157e308,
}


def held(v, dt):
    """The number, where the type holds it; else torch's error."""
    if isinstance(v, int) and not -(2**63) <= v < 2**63:
        refuse("a number of more than 64 bits")
    if holds(v, dt):
        return v
    return fault(RuntimeError, OVERFLOW % (IN_C.get(dt.name) or refuse(f"this number in {dt!r}")))


def holds(v, dt):
    """Whether a number is in the range of a type."""
    if dt.is_complex or dt.name == "bool":
        return True
    if isinstance(v, _complex):
        if v.imag:
            return False
        v = v.real
    if dt.code in SMALL and 65504 < abs(v) < float("inf"):
        refuse(f"this number in {dt!r}")  # an error or infinite, as it is written
    if dt.is_floating_point:
        return dt.name != "float32" or not LARGEST["float32"] < abs(v) < float("inf")
    most = MOST[dt.name]
    least = -most - 1
    if dt.name == "uint8":
        least = 0 if isinstance(v, _float) else -most  # whole numbers are wrapped
    return least <= v <= most
