r"""Lab: write the central difference.

Level: more. Minutes: 12.
"""
# %% start
import math

# 1. Write a function central(f, x, h): the rise of f
#    from x - h to x + h, divided by the distance
#    between these two places.
# TODO: def central(f, x, h): ...

# 2. Try it on math.sin at 1.0 with h = 1e-5.
# TODO: print(...)

# %% solution
def central(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


print(central(math.sin, 1.0, 1e-5))

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


assert "central" in made, "There is no `central` yet: write the function."
assert callable(central), "`central` should be a function: def central(f, x, h)."
places = []


def square(place):
    places.append(place)
    return place * place


found = central(square, 3.0, 0.25)
assert found is not None, "`central` returns nothing: is there a `return`?"
found = number(found, "The result of central(f, x, h)")
assert places, "`central` never calls f: the rise is a difference of two values of f."
assert found != 6.25, (
    "That is the forward difference: take one step to the left as well, from x - h."
)
assert found != 5.75, (
    "That is the backward difference: take one step to the right as well, to x + h."
)
assert found != 12.0, "Twice too large: the two places are 2 * h apart, not h."
assert found != 0.375, (
    "`/ 2 * h` divides by 2 and multiplies by h: write `/ (2 * h)`."
)
assert found != 3.0, "That is the rise alone: divide it by the distance of the two places."
assert found != -6.0, "The sign is turned round: subtract the left value from the right one."
assert abs(found - 6.0) < 1e-9, (
    f"The slope of x * x at 3 should be 6, even with h = 0.25; yours is {found}."
)
cubed = number(central(lambda place: place**3, 2.0, 0.25), "The result")
assert abs(cubed - 12.0625) < 1e-9, (
    "For x ** 3 at 2 with h = 0.25 it should be 3 * 4 + 0.0625; "
    f"yours is {cubed}. Does it use the f, x and h that it is given?"
)
assert abs(number(central(math.sin, 1.0, 1e-5), "The result") - math.cos(1.0)) < 1e-9, (
    "The slope of sin at 1 should be cos(1) to nine digits."
)
falling = number(central(lambda place: 1 / place + place**2, -2.0, 0.5), "The result")
assert abs(falling + 4 + 4 / 15) < 1e-9, (
    "1 / x + x ** 2 falls at -2: with h = 0.5 the central difference should be -4 - 4 / 15, "
    f"not {falling}."
)
print("All checks passed.")
