r"""torch.autograd.functional: products with a Jacobian or a Hessian, and what does not depend."""
# %% products
import torch
from torch.autograd.functional import hessian, hvp, jacobian, vhp

x = torch.tensor([1.0, 2.0])
v = torch.tensor([1.0, -1.0])


def f(x):
    return x[0] ** 2 * x[1] + x[1] ** 3


whole = hessian(f, x)
print("H v:", hvp(f, x, v)[1], " v H:", vhp(f, x, v)[1])
print(whole @ v)

# %% vectorize
def outputs(x):
    return torch.stack([x[0] * x[1], x[0] ** 2, x[1]])


rows = jacobian(outputs, x)
print("equal:", torch.equal(rows, jacobian(outputs, x, vectorize=True)))

# %% strict raises="RuntimeError: Output 1 of the user-provided"
def half(x):
    return x[0] * 2, torch.ones(1)


print(jacobian(half, x)[1])
jacobian(half, x, strict=True)
