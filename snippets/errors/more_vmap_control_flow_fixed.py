r"""torch.where computes both branches and picks one for each number."""
# %% fixed
import torch


def leaky(v):
    return torch.where(v > 0, v, 0.1 * v)


batch = torch.tensor([2.0, -3.0])
print(torch.func.vmap(leaky)(batch))
print(torch.func.vmap(torch.func.grad(leaky))(batch))

# %% loop
def branch(v):
    return v if v > 0 else 0.1 * v


print(torch.stack([branch(v) for v in batch]))
