r"""Lab: a gradient by nudges, one input at a time.

Level: more. Minutes: 17.
Other numbers: point = torch.tensor([1.0, 4.0, 2.0], dtype=torch.float64)
"""
# %% start
import torch


def cost(x):
    return x[0] * x[1] + torch.sin(x[2])


point = torch.tensor([2.0, 3.0, 0.0], dtype=torch.float64)

# 1. Write gradient(f, x, h): a tensor with one
#    central difference for each entry of x.
#    Each is nudged by itself, while the others stay.
# TODO: def gradient(f, x, h): ...

# 2. Compare it with autograd at `point`.
# TODO: print(...)

# %% solution
def gradient(f, x, h):
    slopes = torch.zeros_like(x)
    for i in range(len(x)):
        up, down = x.clone(), x.clone()
        up[i] += h
        down[i] -= h
        slopes[i] = (f(up) - f(down)) / (2 * h)
    return slopes


x = torch.tensor([2.0, 3.0, 0.0], requires_grad=True)
cost(x).backward()
print(gradient(cost, point, 1e-5))
print(x.grad)

# %% check
made = globals()


def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


assert callable(made.get("gradient")), "There is no `gradient` yet: write the function."
calls = []


def counted(entries):
    calls.append(entries.detach().clone())
    return entries[0] * entries[1] + torch.sin(entries[2])


given = torch.tensor([2.0, 3.0, 0.0], dtype=torch.float64)
found = gradient(counted, given, 1e-3)
assert found is not None, "`gradient` returns nothing: is there a `return`?"
assert given.tolist() == [2.0, 3.0, 0.0], (
    "`gradient` has changed the x that it was given: nudge a copy, x.clone()."
)
assert not torch.is_tensor(found) or found.numel() == 3, (
    f"`gradient` should give three slopes, not {found.numel()}: nudge each entry by itself."
)
wanted = torch.tensor([3.0, 2.0, 1.0], dtype=torch.float64)
found = like(wanted, found, "The result")
assert not torch.allclose(found, torch.full_like(found, 6.0), atol=1e-3), (
    "All slopes are 6, their sum: only one entry may move at a time."
)
assert not torch.allclose(found, 2 * wanted, atol=1e-3), (
    "All slopes are twice too large: the places are 2 * h apart."
)
assert torch.allclose(found, wanted, atol=1e-3), (
    f"The slopes of x0 * x1 + sin(x2) at (2, 3, 0) are 3, 2 and 1, not {found.tolist()}: "
    "start each nudge from a fresh copy of x."
)
assert len(calls) > 1, "`gradient` never nudges: call f at places beside x."
eight = torch.linspace(0.1, 0.8, 8, dtype=torch.float64)
found = gradient(lambda entries: (entries**3).sum(), eight, 1e-2)
assert getattr(found, "shape", (8,)) == (8,), (
    "With eight inputs there should be eight slopes: use len(x)."
)
found = like(eight, found, "For eight inputs the result")
assert torch.allclose(found, 3 * eight**2 + 1e-4, atol=1e-9, rtol=0), (
    "For x ** 3 a central difference is off by exactly h ** 2. Yours is not: "
    "nudge both ways, by the h that is given."
)
pair = torch.tensor([-2.0, 0.5], dtype=torch.float64)
found = gradient(lambda e: e[0] ** 2 * e[1] + e[0] - 3 * e[1], pair, 0.25)
assert pair.tolist() == [-2.0, 0.5], "`gradient` has changed the x that it was given."
found = like(pair, found, "For two inputs the result")
assert found.tolist() == [-1.0, 1.0], (
    f"The slopes of x0 ** 2 * x1 + x0 - 3 * x1 at (-2, 0.5) are -1 and 1, not {found.tolist()}."
)
print("All checks passed.")
