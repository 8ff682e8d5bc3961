r"""Lab: a distance whose gradient is no nan where two points meet.

Level: core. Minutes: 10.
Other numbers: a = torch.tensor([[6.0, 8.0], [1.0, 1.0], [1.0, 0.0]])
"""
# %% start
import torch

a = torch.tensor([[3.0, 4.0], [1.0, 1.0], [0.0, 2.0]])
b = torch.tensor([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]])  # row 1 is the same point


def distance(a, b):
    return ((a - b) ** 2).sum(1).sqrt()


# Write safe_distance(a, b): the same three numbers, the same gradients
# in rows 0 and 2, and a gradient of 0 in row 1.
# It should do the same for any two tables of points, and along both.
# TODO: def safe_distance(a, b): ...

# %% solution
def safe_distance(a, b):
    squared = ((a - b) ** 2).sum(1)
    apart = squared > 0
    return torch.where(apart, torch.where(apart, squared, 1.0).sqrt(), 0.0)


point = a.clone().requires_grad_()
safe_distance(point, b).sum().backward()
print(point.grad)

# %% check
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


as_started = {"a": getattr(a, "shape", None) == (3, 2), "b": getattr(b, "shape", None) == (3, 2)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def slopes(function):
    t = a.clone().requires_grad_()
    values = like(torch.zeros(3), function(t, b), "The result of safe_distance(a, b)")
    assert values.requires_grad, "No gradient arrived at the points: do not detach them."
    values.sum().backward()
    return values.detach(), t.grad


assert callable(globals().get("safe_distance")), "There is no `safe_distance` yet."
values, gradient = slopes(safe_distance)
assert gradient is not None, "No gradient arrived at the points: do not detach them."
assert not gradient[1].isnan().any(), (
    "Row 1 is still nan: the root sees a 0. Mask its input, not its result."
)
apart = (a - b)[[0, 2]]
lengths = apart.square().sum(1).sqrt()
assert torch.allclose(values[[0, 2]], lengths, rtol=1e-6), (
    "The distances {:g} and {:g} have changed.".format(*lengths)
)
assert values[1] == 0, (
    f"The distance of equal points is {values[1]:.1e}, not 0: a small number is left over."
)
right = apart / lengths[:, None]
assert torch.allclose(gradient[[0, 2]], right), "The slopes of rows 0 and 2 have changed."
assert (gradient[1] == 0).all(), f"The gradient of row 1 is {gradient[1].tolist()}, not 0."


def both_sides(points, others, weights):
    """The distances, and the slopes of their weighted sum along both tables."""
    leaves = points.clone().requires_grad_(), others.clone().requires_grad_()
    values = like(points[:, 0], safe_distance(*leaves), "The result of safe_distance(a, b)")
    assert values.requires_grad, "For other points the result does not record."
    assert torch.equal(leaves[0], points), "The points were changed by the call."
    assert torch.equal(leaves[1], others), "The points were changed by the call."
    slopes = torch.autograd.grad(values, leaves, weights, allow_unused=True)
    return values.detach(), *slopes


plane = torch.tensor([[1.0, 1.0], [2.0, -1.0], [0.5, 3.0], [0.0, 0.0], [1.0, 2.0], [4.0, 4.0]])
shift = torch.tensor([[0.0, 0.0], [1.0, -1.0], [0.0, 0.002], [0.0, 0.0], [-3.0, 4.0], [0.1, 0.0]])
space = torch.tensor([[1.0, 2.0, 2.0], [0.0, -1.0, 0.0]])
near = plane - shift
for points, others in (
    (plane[:3], near[:3]), (plane, near), (space, -space), (space, space.clone())
):
    apart = points - others
    lengths = apart.square().sum(1).sqrt()
    weights = torch.linspace(-1.0, 2.0, len(points))
    values, along_a, along_b = both_sides(points, others, weights)
    assert torch.allclose(values, lengths, atol=1e-6), (
        f"Between {points.tolist()} and {others.tolist()} the distances should be "
        f"{lengths.tolist()}, not {values.tolist()}."
    )
    unit = apart / torch.where(lengths == 0, 1.0, lengths)[:, None]
    right = weights[:, None] * unit
    assert along_a is not None, "For other points no gradient arrives at `a`."
    assert torch.allclose(along_a, right, atol=1e-4), (
        f"For other points the slopes are wrong: {along_a.tolist()}, not {right.tolist()}. "
        "Only a row in which all numbers agree is the same point."
    )
    assert along_b is not None, "No gradient arrives at `b`: it should have one too."
    assert torch.allclose(along_b, -right, atol=1e-4), "Along `b` the slopes are wrong."
print("All checks passed.")
