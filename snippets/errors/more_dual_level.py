r"""A dual tensor needs a level, and there is one level at a time."""
# %% fixed
import torch
import torch.autograd.forward_ad as fwad

one = torch.tensor(1.0)
with fwad.dual_level():
    print(fwad.unpack_dual(fwad.make_dual(one, one).exp()).tangent)

# %% nested
cube = torch.func.grad(lambda x: torch.func.jvp(lambda t: t**3, (x,), (one,))[1])
print(cube(torch.tensor(2.0)))

# %% level raises="RuntimeError: Trying to create a dual Tensor for forward AD but no level exists"
fwad.make_dual(one, one)
