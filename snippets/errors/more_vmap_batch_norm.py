r"""Batch norm in training mixes rows and writes averages; vmap and grad refuse both."""
# %% fixed
import torch
from torch.func import functional_call, grad, vmap

rows = torch.rand(4, 3)
norm = torch.nn.BatchNorm1d(3)
weights = {name: p.detach() for name, p in norm.named_parameters()}


def total(weights, row):
    return functional_call(norm, weights, (row[None],)).sum()


norm.eval()
print(vmap(grad(total), in_dims=(None, 0))(weights, rows)["weight"].shape)

# %% group-norm
group = torch.nn.GroupNorm(1, 3)
print(vmap(lambda row: group(row[None])[0])(rows).shape)

# %% mutates raises="RuntimeError: During a grad (vjp, jvp, grad, etc) transform, the function"
norm.train()
grad(lambda weights: functional_call(norm, weights, (rows,)).sum())(weights)
