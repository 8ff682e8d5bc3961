r"""A hook gives back a gradient of another size."""
# %% walk raises="RuntimeError: hook 'first_half' has changed the size of value"
import torch


def first_half(g):
    return g[:1]


x = torch.ones(2, requires_grad=True)
x.register_hook(first_half)
(2 * x).sum().backward()
