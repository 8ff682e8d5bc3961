r"""Lab: send the whole gradient to the middle one of three numbers.

Level: more. Minutes: 12.
Other numbers: a = torch.tensor(5.0, requires_grad=True)
Other numbers: c = torch.tensor(9.0, requires_grad=True)
"""
# %% start
import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(7.0, requires_grad=True)
c = torch.tensor(4.0, requires_grad=True)

# 1. Write a function that returns the middle one of three numbers,
#    whatever their order, as a tensor that can be walked back from.
# TODO: def middle(a, b, c): ...

# 2. Guess the three gradients, then run backward and print them.
# TODO

# %% solution
def middle(a, b, c):
    lower = torch.minimum(a, b)
    upper = torch.maximum(a, b)
    return torch.maximum(lower, torch.minimum(upper, c))


middle(a, b, c).backward()
print(a.grad, b.grad, c.grad)

# %% check
made = globals()
assert callable(made.get("middle")), (
    "There is no function `middle` yet: start with step 1."
)
ORDERS = [(2, 7, 4), (2, 4, 7), (4, 2, 7), (4, 7, 2), (7, 2, 4), (7, 4, 2)]
for order in ORDERS:
    three = [torch.tensor(float(n), requires_grad=True) for n in order]
    found = middle(*three)
    assert isinstance(found, torch.Tensor), (
        f"`middle` should return a tensor, not {type(found).__name__}."
    )
    assert found.numel() == 1, (
        f"`middle` returned {found.numel()} numbers, not one."
    )
    assert found.item() == 4, (
        f"The middle of {order} is 4, not {found.item():g}."
    )
    assert found.requires_grad, (
        "The result has the right value and no record: use torch "
        "operations on the three tensors themselves."
    )
    found.backward()
    slopes = [0.0 if n.grad is None else n.grad.item() for n in three]
    expected = [1.0 if n == 4 else 0.0 for n in order]
    assert slopes == expected, (
        f"The value is right, but at {order} the gradients are {slopes}, "
        f"not {expected}: a part of the way is outside the record."
    )
for order in [(-3, 5, 0.5), (0.5, -3, 5), (5, 0.5, -3), (-1, -4, -2), (-2, -1, -4), (-4, -2, -1)]:
    three = [torch.tensor(float(n), requires_grad=True) for n in order]
    found, right = middle(*three), sorted(order)[1]
    assert getattr(found, "requires_grad", False), f"At {order} the result does not record."
    assert found.item() == right, f"The middle of {order} is {right:g}, not {found.item():g}."
    (-3 * found).sum().backward()
    slopes = [0.0 if n.grad is None else n.grad.item() for n in three]
    expected = [-3.0 if n == right else 0.0 for n in order]
    assert slopes == expected, (
        f"Where -3 arrives at the middle of {order}, the gradients are {slopes}, not {expected}."
    )
print("All checks passed.")
