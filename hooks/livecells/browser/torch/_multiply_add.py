"""A product and a sum that are rounded once, as processors have them in one step."""

from ._types import f32


def single(a, b, c):
    """In single precision; the product of two such numbers is exact in double precision."""
    return f32(a * b + c)


def double(a, b, c):
    """In double precision: a quotient of whole numbers is rounded once."""
    try:
        (p, k), (q, m), (r, n) = (float(v).as_integer_ratio() for v in (a, b, c))
        return (p * q * n + r * k * m) / (k * m * n) or a * b + c  # which zero it is
    except (OverflowError, ValueError):  # infinite, or no number
        return a * b + c
